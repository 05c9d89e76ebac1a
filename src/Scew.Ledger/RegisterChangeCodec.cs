using System.Collections.Immutable;
using Scew.Machines;
using Scew.Protocol;
using Scew.Protocol.Codec;
using Scew.Protocol.Registers;

namespace Scew.Ledger;

/// <summary>
/// Changes as bytes, for the way from LedgerGrain to AssetGrain: register before (flag, counted), register after (counted), count of causes, then per cause its
/// number and its fields in the order of the record.
/// </summary>
public static partial class RegisterChangeCodec
{
    private const int MaxCauses = 1 << 20;
    private const int MaxRegisterBytes = Register.MaxValueBytes + 1024;
    private const int MaxRights = 16;

    /// <summary>The bytes of a change.</summary>
    public static byte[] Encode(RegisterChange change)
    {
        var before = change.Before?.Encode();
        var after = change.After.Encode();
        var writer = new CodecWriter(64 + (before?.Length ?? 0) + after.Length + Math.Min(change.Causes.Length, 256) * 48);
        writer.Flag(before is not null);
        if (before is not null)
        {
            writer.Bytes(before);
        }
        writer.Bytes(after);
        writer.U32(change.Causes.Length);
        foreach (var cause in change.Causes)
        {
            Encode(writer, cause);
        }
        return writer.ToArray();
    }

    /// <summary>Reads what <see cref="Encode(RegisterChange)"/> wrote; null for anything else.</summary>
    public static RegisterChange? Decode(ReadOnlySpan<byte> bytes)
    {
        var reader = new CodecReader(bytes);
        var changed = reader.Flag();
        var before = changed ? Register.Decode(reader.Bytes(MaxRegisterBytes)) : null;
        var after = Register.Decode(reader.Bytes(MaxRegisterBytes));
        var causes = ImmutableArray.CreateBuilder<ChangeCause>();
        for (var left = reader.Count(MaxCauses, 9); left > 0 && !reader.Failed; left--)
        {
            if (DecodeCause(ref reader) is { } cause)
            {
                causes.Add(cause);
            }
        }
        return reader.Complete && after is not null && changed == before is not null ? new RegisterChange(after.Key, before, after, causes.ToImmutable()) : null;
    }

    private static void Encode(CodecWriter writer, ChangeCause cause)
    {
        switch (cause)
        {
            case ChangeCause.WalletOpened opened:
                writer.U8(1);
                writer.Digest(opened.Owner.Thumbprint);
                writer.Flag(opened.Issuer is not null);
                writer.Digest(opened.Issuer?.Thumbprint ?? default);
                writer.I64(opened.Initial);
                break;
            case ChangeCause.WalletPaid paid:
                writer.U8(2);
                EncodeAccounts(writer, paid.Rights);
                writer.I64(paid.Amount);
                break;
            case ChangeCause.WalletReceived received:
                writer.U8(3);
                writer.I64(received.Amount);
                break;
            case ChangeCause.WalletMinted minted:
                writer.U8(4);
                writer.Digest(minted.Issuer.Thumbprint);
                writer.I64(minted.Amount);
                break;
            case ChangeCause.WalletBurned burned:
                writer.U8(5);
                writer.Digest(burned.Issuer.Thumbprint);
                EncodeAccounts(writer, burned.Rights);
                writer.I64(burned.Amount);
                break;
            case ChangeCause.IssuerMinted minted:
                writer.U8(6);
                writer.Digest(minted.Issuer.Thumbprint);
                writer.I64(minted.Amount);
                break;
            case ChangeCause.IssuerBurned burned:
                writer.U8(7);
                writer.Digest(burned.Issuer.Thumbprint);
                writer.I64(burned.Amount);
                break;
            case ChangeCause.MachineStep step:
                writer.U8(8);
                EncodeStep(writer, step);
                break;
            case ChangeCause.TimerFired fired:
                writer.U8(9);
                writer.Text(fired.Machine);
                writer.Text(fired.Transition);
                writer.Counter(fired.DueMs);
                writer.Counter(fired.TimeMs);
                writer.Counter(fired.Height);
                break;
            case ChangeCause.TimerSpent spent:
                writer.U8(10);
                writer.Text(spent.Machine);
                writer.Text(spent.Transition);
                writer.Counter(spent.DueMs);
                writer.Counter(spent.TimeMs);
                break;
            case ChangeCause.MachineDeployed deployed:
                writer.U8(11);
                writer.Digest(deployed.Owner.Thumbprint);
                writer.Text(deployed.Text);
                break;
            case ChangeCause.AssetMigrated migrated:
                writer.U8(12);
                writer.Text(migrated.From);
                writer.Text(migrated.To);
                EncodeContext(writer, migrated.Context);
                break;
            case ChangeCause.PlanProposed or ChangeCause.PlanApproved or ChangeCause.EpochEnded:
                EncodeGroup(writer, cause);
                break;
            default:
                EncodeVariable(writer, cause);
                break;
        }
    }

    private static ChangeCause? DecodeCause(ref CodecReader reader)
    {
        switch (reader.U8())
        {
            case 1:
                var owner = DecodeAccount(ref reader);
                var issued = reader.Flag();
                var issuer = DecodeAccount(ref reader);
                if (!issued && issuer != default)
                {
                    reader.Fail();
                }
                return new ChangeCause.WalletOpened(owner, issued ? issuer : null, reader.I64());
            case 2:
                return new ChangeCause.WalletPaid(DecodeAccounts(ref reader), reader.I64());
            case 3:
                return new ChangeCause.WalletReceived(reader.I64());
            case 4:
                return new ChangeCause.WalletMinted(DecodeAccount(ref reader), reader.I64());
            case 5:
                return new ChangeCause.WalletBurned(DecodeAccount(ref reader), DecodeAccounts(ref reader), reader.I64());
            case 6:
                return new ChangeCause.IssuerMinted(DecodeAccount(ref reader), reader.I64());
            case 7:
                return new ChangeCause.IssuerBurned(DecodeAccount(ref reader), reader.I64());
            case 8:
                return DecodeStep(ref reader);
            case 9:
                return new ChangeCause.TimerFired(reader.Text(128), reader.Text(64), reader.Counter(), reader.Counter(), reader.Counter());
            case 10:
                return new ChangeCause.TimerSpent(reader.Text(128), reader.Text(64), reader.Counter(), reader.Counter());
            case 11:
                return new ChangeCause.MachineDeployed(DecodeAccount(ref reader), reader.Text(Register.MaxValueBytes));
            case 12:
                return new ChangeCause.AssetMigrated(reader.Text(128), reader.Text(128), DecodeContext(ref reader));
            case var number and >= 18:
                return DecodeGroup(ref reader, number);
            case var number:
                return DecodeVariable(ref reader, number);
        }
    }

    private static void EncodeStep(CodecWriter writer, ChangeCause.MachineStep step)
    {
        writer.Text(step.Machine);
        writer.Text(step.Transition);
        writer.Bytes(step.Input.Encode());
        EncodeContext(writer, step.Context);
    }

    private static void EncodeContext(CodecWriter writer, MachineContext context)
    {
        writer.Digest(context.Caller.Thumbprint);
        EncodeAccounts(writer, context.CoSigners);
        writer.Counter(context.TimeMs);
        writer.Counter(context.Height);
        writer.Text(context.AssetId);
        writer.Digest(context.Group);
        writer.Text(context.CallerMachine);
    }

    private static MachineContext DecodeContext(ref CodecReader reader) =>
        new(DecodeAccount(ref reader), DecodeAccounts(ref reader), reader.Counter(), reader.Counter(), reader.Text(128), reader.Digest()) { CallerMachine = reader.Text(128) };

    private static ChangeCause.MachineStep? DecodeStep(ref CodecReader reader)
    {
        var machine = reader.Text(128);
        var transition = reader.Text(64);
        var input = MachineValues.Decode(reader.Bytes(Register.MaxValueBytes));
        var context = DecodeContext(ref reader);
        if (input is null)
        {
            reader.Fail();
            return null;
        }
        return new ChangeCause.MachineStep(machine, transition, input, context);
    }

    private static void EncodeAccounts(CodecWriter writer, ImmutableArray<Account> accounts)
    {
        writer.U32(accounts.Length);
        foreach (var account in accounts)
        {
            writer.Digest(account.Thumbprint);
        }
    }

    private static ImmutableArray<Account> DecodeAccounts(ref CodecReader reader)
    {
        var accounts = new Account[reader.Count(MaxRights, Digest.SizeBytes)];
        for (var i = 0; i < accounts.Length; i++)
        {
            accounts[i] = DecodeAccount(ref reader);
        }
        return [.. accounts];
    }

    private static Account DecodeAccount(ref CodecReader reader) => new(reader.Digest());
}
