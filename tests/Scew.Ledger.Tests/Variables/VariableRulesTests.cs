using Scew.Homomorphic.Hybrid;
using Scew.Homomorphic.Tests;
using Scew.Protocol.Registers;
using Scew.Protocol.Requests;
using static Scew.Ledger.Tests.TestLedger;
using static Scew.Ledger.Tests.Variables.VariableWorld;

namespace Scew.Ledger.Tests.Variables;

/// <summary>What an AssetGrain checks of variables and keys, from the register alone.</summary>
public class VariableRulesTests
{
    private readonly VariableWorld _world = new();

    private TestLedger Ledger => _world.Ledger;

    private Client Client => _world.Client;

    [Fact]
    public void Every_change_survives_its_encoding_and_no_other_register_does()
    {
        var causes = new HashSet<Type>();
        var ledger = new TestLedger();
        foreach (var requests in new RandomVariables(7).Run(60).Log.Select(one => one.Request).Chunk(20))
        {
            ledger.Block([.. requests]);
        }
        using var key = HybridPrivateKey.Derive(TestKeys.Noise(32, 1));
        Ledger.Ok(new PublishKey(key.PublicKey.ToArray()), Carol);
        var changes = ledger.Outcomes.Concat(Ledger.Outcomes).SelectMany(outcome => outcome.Changes);
        foreach (var change in changes.Where(change => change.Key.Kind is not (RegisterKind.Wallet or RegisterKind.Issuer)))
        {
            var bytes = RegisterChangeCodec.Encode(change);
            var decoded = RegisterChangeCodec.Decode(bytes);
            Assert.NotNull(decoded);
            Assert.Equal(bytes, RegisterChangeCodec.Encode(decoded));
            Assert.Null(Ledger.Rules.Validate(change.Before, decoded));
            // A record that the next write replaced left no trace in the register, so nobody can tell what it was.
            foreach (var tampered in decoded.Causes.Length == 1 ? TamperedChanges.Of(decoded) : [])
            {
                Assert.NotNull(Ledger.Rules.Validate(change.Before, tampered));
            }
            causes.UnionWith(change.Causes.Select(cause => cause.GetType()));
        }
        Assert.Equal(5, causes.Count);
    }

    /// <summary>The numbers are append only.</summary>
    [Fact]
    public void Causes_have_the_numbers_with_which_they_were_written()
    {
        using var key = HybridPrivateKey.Derive(TestKeys.Noise(32, 1));
        Ledger.Ok(_world.Add(P, 1), Alice);
        Ledger.Ok(new Rekey(O, VariableType.Ordered, O, Ledger.Record(O), [], [], 1), Alice);
        Ledger.Ok(new PublishKey(key.PublicKey.ToArray()), Alice);
        var numbers = Ledger.Outcomes.SelectMany(outcome => outcome.Changes).Select(change =>
        {
            var bytes = RegisterChangeCodec.Encode(change);
            var registers = 1 + (change.Before is { } before ? 4 + before.Encode().Length : 0) + 4 + change.After.Encode().Length;
            return (change.Causes[0].GetType().Name, bytes[registers + 4]);
        }).Distinct();
        Assert.Equal([("KeyRegistered", 16), ("VariableCreated", 13), ("VariableWritten", 14), ("VariableRekeyed", 15), ("EncryptionKeyPublished", 17)], numbers);
    }

    [Fact]
    public void A_register_takes_only_causes_of_its_kind()
    {
        using var key = HybridPrivateKey.Derive(TestKeys.Noise(32, 1));
        Ledger.Ok(new CreateWallet(Own(Alice, "w"), 0), Alice);
        Ledger.Ok(new PublishKey(key.PublicKey.ToArray()), Alice);
        Ledger.Ok(_world.Add(P, 1), Alice);
        Ledger.Ok(new Rekey(O, VariableType.Ordered, O, Ledger.Record(O), [], [], 1), Alice);
        var changes = Ledger.Outcomes.SelectMany(outcome => outcome.Changes).ToList();
        foreach (var change in changes)
        {
            foreach (var other in changes.Where(other => other.Key.Kind != change.Key.Kind))
            {
                Assert.NotNull(Ledger.Rules.Validate(change with { Causes = other.Causes }));
            }
        }
        Assert.Equal([RegisterKind.Wallet, RegisterKind.Variable, RegisterKind.PaillierKey, RegisterKind.EncryptionKey], changes.Select(change => change.Key.Kind).Distinct().Order());
    }

    [Fact]
    public void A_record_of_a_wrong_form_or_with_an_old_salt_is_refused_by_the_register()
    {
        var held = Ledger.Registers[new RegisterKey(RegisterKind.Variable, O)];
        var record = Ledger.Record(O);
        var good = Client.Seal(O, O, 8);
        var same = Client.Ordered(O, O).Seal(8, Homomorphic.Ordered.OrderedRecord.SaltOf(record));
        Assert.Null(Refusal(O, new ChangeCause.VariableWritten([Bob], O, good), good));
        Assert.NotNull(Refusal(O, new ChangeCause.VariableWritten([Carol], O, good), good));
        Assert.NotNull(Refusal(O, new ChangeCause.VariableWritten([Bob], "k2", good), good));
        Assert.NotNull(Refusal(O, new ChangeCause.VariableWritten([Bob], O, same), same));
        Assert.NotNull(Refusal(O, new ChangeCause.VariableWritten([Bob], O, record), record));
        Assert.NotNull(Refusal(O, new ChangeCause.VariableWritten([Bob], O, good[1..]), good[1..]));
        // Of a ciphertext a register knows the length, which stays.
        Assert.NotNull(Refusal(P, new ChangeCause.VariableWritten([Bob], Key, new byte[768]), new byte[768]));
        Assert.Null(Refusal(P, new ChangeCause.VariableWritten([Bob], Key, new byte[512]), new byte[512]));
        Assert.Equal(1, held.Version);
    }

    private string? Refusal(string id, ChangeCause cause, byte[] record)
    {
        var held = Ledger.Registers[new RegisterKey(RegisterKind.Variable, id)];
        var after = held with { Version = held.Version + 1, Value = (Ledger.Variable(id) with { Record = record }).Encode() };
        return Ledger.Rules.Validate(held, new RegisterChange(held.Key, held, after, [cause]));
    }

    [Fact]
    public void Damaged_bytes_of_a_change_are_no_change()
    {
        Ledger.Ok(_world.Add(P, 1), Alice);
        foreach (var change in Ledger.Outcomes.SelectMany(outcome => outcome.Changes).ToList())
        {
            var bytes = RegisterChangeCodec.Encode(change);
            for (var i = 0; i < bytes.Length; i += 1 + (i / 64))
            {
                Assert.Null(RegisterChangeCodec.Decode(bytes.AsSpan(0, i)));
                var damaged = (byte[])bytes.Clone();
                damaged[i] ^= 0x80;
                if (RegisterChangeCodec.Decode(damaged) is { } decoded)
                {
                    Assert.Equal(damaged, RegisterChangeCodec.Encode(decoded));
                }
            }
        }
    }
}
