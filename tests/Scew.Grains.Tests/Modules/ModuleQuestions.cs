using System.Collections.Immutable;
using Scew.Homomorphic;
using Scew.Homomorphic.Envelopes;
using Scew.Homomorphic.Hybrid;
using Scew.Homomorphic.Modules;
using Scew.Homomorphic.Ordered;
using Scew.Homomorphic.Tests;
using Scew.Protocol;

namespace Scew.Grains.Tests.Modules;

/// <summary>What a ledger may ask: one call of every kind, and delegated ones sealed to <see cref="NewKey"/>.</summary>
internal static class ModuleQuestions
{
    private static readonly EnvelopeBinding Binding = new(Digest.Of([1]), 0, new Account(Digest.Of([2])), TestKeys.Noise(16, 1), 1_790_000_000_000, "");
    private static readonly byte[] VariableKey = TestKeys.Noise(32, 21);

    private static readonly byte[] PublicKey = TestKeys.Ann.PublicKey.Encoded.ToArray();

    /// <summary>A module key; whoever takes it disposes it.</summary>
    public static HybridPrivateKey NewKey() => HybridPrivateKey.Derive(TestKeys.Noise(32, 11));

    /// <summary>Answered without a key.</summary>
    public static ImmutableArray<ModuleCall> Clear { get; } = MakeClear();

    /// <summary>Answered with the key only.</summary>
    public static ImmutableArray<ModuleCall> Delegated { get; } = [Compare(5, 5), Compare(6, 7), Range(2), Sum()];

    public static ImmutableArray<ModuleCall> All { get; } = [.. Clear, .. Delegated];

    /// <summary>The answers, worked out here: the same bytes are expected from every module.</summary>
    public static ImmutableArray<byte[]> Expected(ImmutableArray<ModuleCall> calls)
    {
        using var keys = new ModuleKeys().Add(0, NewKey());
        return Bytes(new SecureModule(keys, null).Run(calls));
    }

    public static ImmutableArray<byte[]> Bytes(ImmutableArray<ImmutableArray<ModuleAnswer>> answers) => [.. answers.Select(ModuleCodec.Encode)];

    public static ModuleCall Compare(long value, long argument)
    {
        var record = Encrypt(value);
        var part = new EnvelopePart.Compare("", Comparison.Equal, argument, SealedOpening.Of(TestKeys.Ann, "a:x", record)!);
        return Seal(part, new DelegatedItem(DelegatedKind.CompareAdditive, "", "a:x", PublicKey, record));
    }

    /// <summary>Of variables with 10, 20, 30, ...: every one up to 25 lies between the bounds.</summary>
    public static ModuleCall Range(int variables)
    {
        ImmutableArray<(string Id, byte[] Record)> all = [.. Enumerable.Range(0, variables).Select(i => (string.Create(System.Globalization.CultureInfo.InvariantCulture, $"a:{i:d3}"), Encrypt(10 * (i + 1))))];
        var part = new EnvelopePart.Range("", 5, 25, [.. all.Select(one => SealedOpening.Of(TestKeys.Ann, one.Id, one.Record)!)]);
        return Seal(part, [.. all.Select(one => new DelegatedItem(DelegatedKind.RangeAdditive, "", one.Id, PublicKey, one.Record))]);
    }

    private static ImmutableArray<ModuleCall> MakeClear()
    {
        var (record, key) = Ordered("a:o", 7, 31);
        return
        [
            new ModuleCall.CheckKey(PublicKey, [1, 2, 3], [4]),
            new ModuleCall.CheckAdditive(PublicKey, Encrypt(3)),
            new ModuleCall.CheckAdditive(PublicKey, [1]),
            new ModuleCall.SumAdditive(PublicKey, Encrypt(3), Encrypt(4)),
            new ModuleCall.CompareOrdered(Comparison.Less, record, OrderToken.Make(key, record, 8)),
            new ModuleCall.RangeOrdered(record, OrderToken.Make(key, record, 1), OrderToken.Make(key, record, 6)),
        ];
    }

    private static ModuleCall Sum()
    {
        var (record, key) = Ordered("a:o", 7, 31);
        var salt = TestKeys.Noise(16, 32);
        var part = new EnvelopePart.OrderedSum("", "a:o", Digest.Of(record), 5, key, OrderedRecord.KeyOf(VariableKey, "a:o", salt), salt);
        return Seal(part, new DelegatedItem(DelegatedKind.SumOrdered, "", "a:o", [], record));
    }

    private static ModuleCall.Delegated Seal(EnvelopePart part, params ImmutableArray<DelegatedItem> items)
    {
        using var key = NewKey();
        using var content = new EnvelopeContent([part]);
        return new ModuleCall.Delegated(Binding, Envelope.Seal(key.PublicKey, Binding, content, TestKeys.Noise(32, items.Length))!, items);
    }

    private static byte[] Encrypt(long value) => TestKeys.Ann.Encrypt(value, TestKeys.Noise(TestKeys.Ann.RandomnessBytes, (int)value));

    private static (byte[] Record, byte[] Key) Ordered(string id, long value, int seed)
    {
        var salt = TestKeys.Noise(16, seed);
        var key = OrderedRecord.KeyOf(VariableKey, id, salt);
        return (OrderedRecord.Seal(key, id, salt, value), key);
    }
}
