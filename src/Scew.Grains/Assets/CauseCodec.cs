using System.Collections.Immutable;
using Scew.Ledger;
using Scew.Machines;
using Scew.Protocol;
using Scew.Protocol.Codec;

namespace Scew.Grains;

/// <summary>Causes of a register's change as bytes, for the call from the ledger grain to an asset grain. Never stored or signed.</summary>
internal static class CauseCodec
{
    public static byte[] Encode(ImmutableArray<ChangeCause> causes)
    {
        var writer = new CodecWriter(64 * causes.Length);
        writer.U32(causes.Length);
        foreach (var cause in causes)
        {
            Encode(writer, cause);
        }
        return writer.ToArray();
    }

    public static ImmutableArray<ChangeCause> Decode(byte[] bytes)
    {
        var reader = new CodecReader(bytes);
        var count = reader.Count(int.MaxValue, 2);
        var causes = ImmutableArray.CreateBuilder<ChangeCause>(count);
        for (var i = 0; i < count; i++)
        {
            causes.Add(Decode(ref reader));
        }
        Invariant.Require(reader.Complete, "causes of our own decode");
        return causes.MoveToImmutable();
    }

    private static void Encode(CodecWriter writer, ChangeCause cause)
    {
        switch (cause)
        {
            case ChangeCause.WalletOpened opened:
                writer.U8(1);
                Write(writer, opened.Owner);
                writer.Flag(opened.Issuer is not null);
                Write(writer, opened.Issuer ?? default);
                writer.I64(opened.Initial);
                break;
            case ChangeCause.WalletPaid paid:
                writer.U8(2);
                Write(writer, paid.Rights);
                writer.I64(paid.Amount);
                break;
            case ChangeCause.WalletReceived received:
                writer.U8(3);
                writer.I64(received.Amount);
                break;
            case ChangeCause.WalletMinted minted:
                Write(writer, 4, minted.Issuer, minted.Amount);
                break;
            case ChangeCause.WalletBurned burned:
                Write(writer, 5, burned.Issuer, burned.Amount);
                Write(writer, burned.Rights);
                break;
            case ChangeCause.IssuerMinted minted:
                Write(writer, 6, minted.Issuer, minted.Amount);
                break;
            case ChangeCause.IssuerBurned burned:
                Write(writer, 7, burned.Issuer, burned.Amount);
                break;
            case ChangeCause.MachineStep step:
                writer.U8(8);
                writer.Text(step.Machine);
                writer.Text(step.Transition);
                writer.Bytes(step.Input.Encode());
                Write(writer, step.Context.Caller);
                Write(writer, step.Context.CoSigners);
                writer.Counter(step.Context.TimeMs);
                writer.Counter(step.Context.Height);
                writer.Text(step.Context.AssetId);
                writer.Digest(step.Context.Group);
                break;
            default:
                throw new InvariantException($"no encoding of {cause.GetType().Name}");
        }
    }

    private static ChangeCause Decode(ref CodecReader reader)
    {
        switch (reader.U8())
        {
            case 1:
                var owner = Read(ref reader);
                var hasIssuer = reader.Flag();
                var issuer = Read(ref reader);
                return new ChangeCause.WalletOpened(owner, hasIssuer ? issuer : null, reader.I64());
            case 2:
                return new ChangeCause.WalletPaid(ReadMany(ref reader), reader.I64());
            case 3:
                return new ChangeCause.WalletReceived(reader.I64());
            case 4:
                return new ChangeCause.WalletMinted(Read(ref reader), reader.I64());
            case 5:
                var burner = Read(ref reader);
                var burned = reader.I64();
                return new ChangeCause.WalletBurned(burner, ReadMany(ref reader), burned);
            case 6:
                return new ChangeCause.IssuerMinted(Read(ref reader), reader.I64());
            case 7:
                return new ChangeCause.IssuerBurned(Read(ref reader), reader.I64());
            case 8:
                return DecodeStep(ref reader);
            default:
                throw new InvariantException("an unknown cause");
        }
    }

    private static ChangeCause.MachineStep DecodeStep(ref CodecReader reader)
    {
        var machine = reader.Text(128);
        var transition = reader.Text(128);
        var input = MachineValues.Decode(reader.Bytes(int.MaxValue));
        Invariant.Require(input is not null, "inputs of our own decode");
        var context = new MachineContext(
            Read(ref reader), ReadMany(ref reader), reader.Counter(), reader.Counter(), reader.Text(128), reader.Digest());
        return new ChangeCause.MachineStep(machine, transition, input, context);
    }

    private static void Write(CodecWriter writer, Account account) => writer.Digest(account.Thumbprint);

    private static void Write(CodecWriter writer, byte kind, Account account, long amount)
    {
        writer.U8(kind);
        Write(writer, account);
        writer.I64(amount);
    }

    private static void Write(CodecWriter writer, ImmutableArray<Account> accounts)
    {
        writer.U32(accounts.Length);
        foreach (var account in accounts)
        {
            Write(writer, account);
        }
    }

    private static Account Read(ref CodecReader reader) => new(reader.Digest());

    private static ImmutableArray<Account> ReadMany(ref CodecReader reader)
    {
        var count = reader.Count(int.MaxValue, Digest.SizeBytes);
        var accounts = ImmutableArray.CreateBuilder<Account>(count);
        for (var i = 0; i < count; i++)
        {
            accounts.Add(Read(ref reader));
        }
        return accounts.MoveToImmutable();
    }
}
