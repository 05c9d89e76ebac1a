using System.Numerics;
using Scew.Homomorphic.Additive;
using Scew.Homomorphic.Envelopes;
using Scew.Homomorphic.Hybrid;
using Scew.Homomorphic.Modules;
using Scew.Homomorphic.Ordered;
using Scew.Protocol;

namespace Scew.Homomorphic.Tests.Modules;

/// <summary>Forged, swapped, old and foreign envelopes, tokens and records, by clients and by the merchant whose module it is.</summary>
public sealed class HostileCallTests : IDisposable
{
    private static readonly PaillierPrivateKey Key = TestKeys.Ann;
    private static readonly byte[] Record = Scene.Encrypt(Key, 5, 1);
    private static readonly DelegatedItem Item = Scene.Item(DelegatedKind.CompareAdditive, "a:x", Record, Key);
    private readonly Scene _scene = new();
    private readonly byte[] _envelope;

    public HostileCallTests() => _envelope = _scene.Seal(Scene.Compare(Key, "a:x", Record, Comparison.Equal, 5));

    public static TheoryData<string> Bindings => ["genesis", "account", "nonce", "validUntil", "path", "epoch"];

    public void Dispose() => _scene.Dispose();

    [Fact]
    public void The_honest_envelope_is_ok() => Assert.True(Assert.Single(_scene.Run(_envelope, Item)).Holds);

    [Theory]
    [MemberData(nameof(Bindings))]
    public void In_any_other_request_an_envelope_does_not_open(string what)
    {
        using var keys = new ModuleKeys().Add(3, HybridPrivateKey.Derive(TestKeys.Noise(32, 11))).Add(4, HybridPrivateKey.Derive(TestKeys.Noise(32, 11)));
        var binding = what switch
        {
            "genesis" => Scene.Binding with { Genesis = Digest.Of([9]) },
            "account" => Scene.Binding with { Account = new Account(Digest.Of([9])) },
            "nonce" => Scene.Binding with { Nonce = TestKeys.Noise(16, 9) },
            "validUntil" => Scene.Binding with { ValidUntil = Scene.Binding.ValidUntil + 1 },
            "path" => Scene.Binding with { Path = "1" },
            _ => Scene.Binding with { KeyEpoch = 4 },
        };
        var answers = new SecureModule(keys, null).Run(new ModuleCall.Delegated(binding, _envelope, [Item, Item]));
        Assert.Equal([ModuleCode.BadEnvelope, ModuleCode.BadEnvelope], answers.Select(answer => answer.Code));
    }

    [Fact]
    public void A_changed_cut_or_empty_envelope_does_not_open()
    {
        foreach (var i in new[] { 0, 1, 2, 40, 65, 66, 100, _envelope.Length - 1 })
        {
            var changed = (byte[])_envelope.Clone();
            changed[i] ^= 4;
            Assert.Equal(ModuleCode.BadEnvelope, _scene.Code(changed, Item));
        }
        foreach (var bad in new[] { [], _envelope[..^1], [.. _envelope, 0], new byte[_envelope.Length], TestKeys.Noise(Envelope.MaxBytes + 1, 1) })
        {
            Assert.Equal(ModuleCode.BadEnvelope, _scene.Code(bad, Item));
        }
    }

    [Fact]
    public void An_envelope_to_another_groups_modules_does_not_open()
    {
        using var other = HybridPrivateKey.Derive(TestKeys.Noise(32, 12));
        using var content = new EnvelopeContent([Scene.Compare(Key, "a:x", Record, Comparison.Equal, 5)]);
        Assert.Equal(ModuleCode.BadEnvelope, _scene.Code(Envelope.Seal(other.PublicKey, Scene.Binding, content, TestKeys.Noise(32, 1))!, Item));
    }

    [Fact]
    public void An_old_envelope_on_a_changed_ciphertext_is_stale()
    {
        var changed = Key.PublicKey.Add(Record, Scene.Encrypt(Key, 1, 2))!;
        Assert.Equal(ModuleCode.Stale, _scene.Code(_envelope, Item with { Record = changed }));
        // The value may be the same: another randomness is another record.
        Assert.Equal(ModuleCode.Stale, _scene.Code(_envelope, Item with { Record = Scene.Encrypt(Key, 5, 99) }));
    }

    [Fact]
    public void A_merchant_cannot_ask_by_an_envelope_what_it_was_not_made_for()
    {
        var victim = Scene.Encrypt(Key, 99, 7);
        var (ordered, _) = Scene.Ordered("a:o", 1, 5);
        Assert.Equal(ModuleCode.Stale, _scene.Code(_envelope, Item with { Record = victim }));
        Assert.Equal(ModuleCode.BadEnvelope, _scene.Code(_envelope, Item with { AssetId = "a:y" }));
        Assert.Equal(ModuleCode.BadEnvelope, _scene.Code(_envelope, Item with { Path = "1" }));
        Assert.Equal(ModuleCode.BadEnvelope, _scene.Code(_envelope, Item with { Path = "" }));
        Assert.Equal(ModuleCode.BadEnvelope, _scene.Code(_envelope, Item with { Kind = DelegatedKind.RangeAdditive }));
        Assert.Equal(ModuleCode.BadEnvelope, _scene.Code(_envelope, Item with { Kind = DelegatedKind.SumOrdered, Record = ordered }));
        Assert.Equal(ModuleCode.BadEnvelope, _scene.Code(_envelope, Item with { Kind = (DelegatedKind)9 }));
        Assert.Equal(ModuleCode.CorruptRecord, _scene.Code(_envelope, Item with { PublicKey = TestKeys.Long.PublicKey.Encoded.ToArray() }));
        Assert.Equal(ModuleCode.CorruptRecord, _scene.Code(_envelope, Item with { PublicKey = [] }));
        Assert.Equal(ModuleCode.CorruptRecord, _scene.Code(_envelope, Item with { Record = [] }));
    }

    [Fact]
    public void Openings_that_do_not_open_are_a_bad_envelope()
    {
        using var true_ = Key.Open(Record)!;
        var n = TestKeys.Number(Key.PublicKey.Modulus);
        var (m, r) = (TestKeys.Number(true_.Residue), TestKeys.Number(true_.Root));
        (BigInteger M, BigInteger R)[] bad = [(m + 1, r), (n - m, r), (m, n - r), (m, 0), (m, 1), (n, r), (m, n), (m, r + 1)];
        foreach (var (wrongM, wrongR) in bad)
        {
            var opening = new SealedOpening("a:x", SealedOpening.NameOf(Key.PublicKey.Encoded, Record), new AdditiveOpening(TestKeys.Bytes(wrongM, 256), TestKeys.Bytes(wrongR, 256)));
            Assert.Equal(ModuleCode.BadEnvelope, _scene.Code(_scene.Seal(new EnvelopePart.Compare(Scene.Path, Comparison.Equal, 5, opening)), Item));
        }
        // Of another length than the key's.
        var large = new SealedOpening("a:x", SealedOpening.NameOf(Key.PublicKey.Encoded, Record), new AdditiveOpening(new byte[384], TestKeys.Noise(384, 1)));
        Assert.Equal(ModuleCode.BadEnvelope, _scene.Code(_scene.Seal(new EnvelopePart.Compare(Scene.Path, Comparison.Equal, 5, large)), Item));
        Assert.Equal(0, _scene.Verified.Count);
    }

    // Mallory stores Ann's ciphertext as her own and asks the module about it, after Ann warmed the cache.
    [Fact]
    public void Somebody_elses_ciphertext_under_an_own_variable_tells_nothing_with_the_cache_warm()
    {
        Assert.Equal(ModuleCode.Ok, _scene.Code(_envelope, Item));
        Assert.Equal(1, _scene.Verified.Count);
        foreach (var key in new[] { TestKeys.Ann, TestKeys.Bob })
        {
            for (var guess = 4; guess <= 6; guess++)
            {
                var opening = new SealedOpening("m:own", SealedOpening.NameOf(key.PublicKey.Encoded, Record), new AdditiveOpening(TestKeys.Bytes(guess, 256), TestKeys.Noise(256, guess)));
                var envelope = _scene.Seal(new EnvelopePart.Compare(Scene.Path, Comparison.Equal, guess, opening));
                Assert.Equal(ModuleCode.BadEnvelope, _scene.Code(envelope, Scene.Item(DelegatedKind.CompareAdditive, "m:own", Record, key)));
            }
        }
        Assert.Equal(1, _scene.Verified.Count);
    }

    [Fact]
    public void A_record_that_an_ordered_sum_cannot_rebuild_is_corrupt()
    {
        var (record, key) = Scene.Ordered("a:o", 10, 5);
        var (other, _) = Scene.Ordered("a:o", 999, 5);
        byte[] mixed = [.. record[..41], .. other[41..]];
        Assert.Equal(ModuleCode.CorruptRecord, _scene.Code(_scene.Seal(Scene.Sum("a:o", mixed, key, 1, 6)), Scene.Item(DelegatedKind.SumOrdered, "a:o", mixed)));
        Assert.Equal(ModuleCode.CorruptRecord, _scene.Code(_scene.Seal(Scene.Sum("a:o", record, TestKeys.Noise(32, 4), 1, 6)), Scene.Item(DelegatedKind.SumOrdered, "a:o", record)));
        Assert.Equal(ModuleCode.CorruptRecord, _scene.Code(_scene.Seal(Scene.Sum("a:o", [1], key, 1, 6)), Scene.Item(DelegatedKind.SumOrdered, "a:o", [1])));
        // A key of one variable does not write another.
        Assert.Equal(ModuleCode.CorruptRecord, _scene.Code(_scene.Seal(Scene.Sum("a:p", record, key, 1, 6)), Scene.Item(DelegatedKind.SumOrdered, "a:p", record)));
    }

    [Fact]
    public void An_ordered_sum_under_the_old_salt_is_refused_and_an_old_one_is_stale()
    {
        var (record, key) = Scene.Ordered("a:o", 10, 5);
        Assert.Equal(ModuleCode.BadEnvelope, _scene.Code(_scene.Seal(Scene.Sum("a:o", record, key, 1, 5)), Scene.Item(DelegatedKind.SumOrdered, "a:o", record)));
        var (next, _) = Scene.Ordered("a:o", 11, 6);
        Assert.Equal(ModuleCode.Stale, _scene.Code(_scene.Seal(Scene.Sum("a:o", record, key, 1, 6)), Scene.Item(DelegatedKind.SumOrdered, "a:o", next)));
    }

    [Fact]
    public void Tokens_records_and_addends_that_are_none_are_refused()
    {
        var (record, key) = Scene.Ordered("a:o", 10, 5);
        var (next, nextKey) = Scene.Ordered("a:o", 10, 6);
        var token = OrderToken.Make(key, record, 10);
        var nextToken = OrderToken.Make(nextKey, next, 10);
        Assert.Equal(ModuleCode.Stale, Run(new ModuleCall.CompareOrdered(Comparison.Equal, next, token)));
        Assert.Equal(ModuleCode.BadInput, Run(new ModuleCall.CompareOrdered(Comparison.Equal, record, token[1..])));
        Assert.Equal(ModuleCode.BadInput, Run(new ModuleCall.CompareOrdered(default, record, token)));
        Assert.Equal(ModuleCode.CorruptRecord, Run(new ModuleCall.CompareOrdered(Comparison.Equal, record[1..], token)));
        Assert.Equal(ModuleCode.Stale, Run(new ModuleCall.RangeOrdered(next, nextToken, token)));
        Assert.Equal(ModuleCode.Stale, Run(new ModuleCall.RangeOrdered(next, token, nextToken)));
        Assert.Equal(ModuleCode.BadInput, Run(new ModuleCall.RangeOrdered(record, token, [])));

        var encoded = Key.PublicKey.Encoded.ToArray();
        Assert.Equal(ModuleCode.BadInput, Run(new ModuleCall.SumAdditive(encoded, Record, Scene.Encrypt(TestKeys.Long, 1, 1))));
        Assert.Equal(ModuleCode.BadInput, Run(new ModuleCall.SumAdditive(encoded, Record, TestKeys.Bytes(1, 512))));
        Assert.Equal(ModuleCode.BadInput, Run(new ModuleCall.SumAdditive(encoded, Record, Key.PublicKey.Modulus.ToArray())));
        Assert.Equal(ModuleCode.CorruptRecord, Run(new ModuleCall.SumAdditive(encoded, new byte[512], Record)));
        Assert.Equal(ModuleCode.CorruptRecord, Run(new ModuleCall.SumAdditive([], Record, Record)));
    }

    [Fact]
    public void Nothing_secret_writes_itself_as_text()
    {
        const long Canary = 4_611_686_018_427_388_039;
        var record = Scene.Encrypt(Key, Canary, 1);
        var (ordered, key) = Scene.Ordered("a:o", Canary, 5);
        object[] secrets = [Scene.Compare(Key, "a:x", record, Comparison.Equal, Canary), Scene.Sum("a:o", ordered, key, Canary, 6), Scene.Open(Key, "a:x", record), Key, Key.Open(record)!];
        Assert.All(secrets, secret => Assert.DoesNotContain("461168601842738", secret.ToString(), StringComparison.Ordinal));
    }

    private ModuleCode Run(ModuleCall call) => Assert.Single(_scene.Module.Run(call)).Code;
}
