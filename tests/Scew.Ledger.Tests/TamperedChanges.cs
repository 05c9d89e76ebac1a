using Scew.Protocol;
using Scew.Protocol.Registers;
using Scew.Protocol.Requests;

namespace Scew.Ledger.Tests;

/// <summary>Every way in which a change can say something else than what happened.</summary>
internal static class TamperedChanges
{
    private static readonly Account Thief = TestLedger.Person("thief");

    public static IEnumerable<RegisterChange> Of(RegisterChange change)
    {
        var after = change.After;
        yield return change with { After = after with { Version = after.Version + 1 } };
        yield return change with { After = after with { Version = after.Version - 1 } };
        yield return change with { After = after with { Contract = "builtin/other/1" } };
        yield return change with { After = after with { Owner = Thief } };
        yield return change with { After = after with { State = "Elsewhere" } };
        yield return change with { After = after with { Key = after.Key with { Id = "other" } } };
        yield return change with { After = after with { Value = [.. after.Value, 0] } };
        yield return change with { Causes = [] };
        yield return change with { Causes = change.Causes.Add(change.Causes[^1]) };
        yield return change with { Causes = change.Causes.RemoveAt(0) };
        yield return change with { Before = change.Before is null ? after : null };
        if (change.Before is { } before)
        {
            yield return change with { Before = before with { Version = before.Version + 1 } };
            yield return change with { Before = before with { Owner = Thief } };
        }
        if (after.Key.Kind == RegisterKind.Wallet)
        {
            var value = WalletValue.Decode(after.Value)!.Value;
            yield return change with { After = after with { Value = (value with { Balance = value.Balance ^ 1 }).Encode() } };
            yield return change with { After = after with { Value = value.WithIssued(Thief, 5).Encode() } };
        }
        for (var i = 0; i < change.Causes.Length; i++)
        {
            // What already is the largest amount is not tampered with by saying the largest amount.
            foreach (var cause in Of(change.Causes[i]).Where(cause => cause != change.Causes[i]))
            {
                yield return change with { Causes = change.Causes.SetItem(i, cause) };
            }
        }
    }

    private static IEnumerable<ChangeCause> Of(ChangeCause cause) => cause switch
    {
        ChangeCause.WalletOpened opened => [opened with { Owner = Thief }, opened with { Initial = opened.Initial + 1 }, opened with { Initial = -1 }],
        ChangeCause.WalletPaid paid => [paid with { Rights = [Thief] }, paid with { Amount = paid.Amount + 1 }, paid with { Amount = -paid.Amount }],
        ChangeCause.WalletReceived received => [received with { Amount = received.Amount - 1 }, received with { Amount = long.MaxValue }],
        ChangeCause.WalletMinted minted => [minted with { Issuer = Thief }, minted with { Amount = minted.Amount - 1 }],
        ChangeCause.WalletBurned burned => [burned with { Issuer = Thief }, burned with { Amount = burned.Amount + 1 }],
        ChangeCause.IssuerMinted minted => [minted with { Issuer = Thief }, minted with { Amount = minted.Amount - 1 }, minted with { Amount = long.MaxValue }],
        ChangeCause.IssuerBurned burned => [burned with { Issuer = Thief }, burned with { Amount = burned.Amount + 1 }],
        ChangeCause.MachineStep step =>
        [
            step with { Machine = "builtin/other/1" },
            step with { Transition = "sell" },
            step with { Context = step.Context with { AssetId = "other" } },
            step with { Input = step.Input.Set("surplus", Thief) },
        ],
        ChangeCause.VariableCreated created =>
        [
            created with { Owner = Thief },
            created with { Type = created.Type == VariableType.Additive ? VariableType.Ordered : VariableType.Additive },
            created with { Type = default },
            created with { Key = created.Key + "x" },
            created with { Record = Changed(created.Record) },
            created with { Writers = created.Writers.Add(Thief) },
            created with { Readers = [Thief, Thief] },
        ],
        ChangeCause.VariableWritten written =>
        [
            written with { Rights = [Thief] },
            written with { Rights = [] },
            written with { Key = written.Key + "x" },
            written with { Record = Changed(written.Record) },
            written with { Record = [] },
        ],
        ChangeCause.VariableRekeyed rekeyed =>
        [
            rekeyed with { Rights = [Thief] },
            rekeyed with { Key = rekeyed.Key + "x" },
            rekeyed with { Record = Changed(rekeyed.Record) },
            rekeyed with { Writers = [Thief] },
            rekeyed with { Readers = rekeyed.Readers.Add(Thief) },
        ],
        ChangeCause.KeyRegistered registered =>
        [
            registered with { Owner = Thief },
            registered with { PublicKey = Changed(registered.PublicKey) },
            registered with { Proof = Changed(registered.Proof) },
            registered with { Proof = registered.Proof[1..] },
            registered with { Sealed = [] },
        ],
        ChangeCause.EncryptionKeyPublished published => [published with { Account = Thief }, published with { Key = Changed(published.Key) }],
        _ => [],
    };

    private static byte[] Changed(byte[] bytes) => [.. bytes[..^1], (byte)(bytes[^1] ^ 1)];
}
