using System.Collections.Immutable;
using Scew.Homomorphic.Additive;
using Scew.Homomorphic.Envelopes;
using Scew.Homomorphic.Hybrid;
using Scew.Homomorphic.Modules;
using Scew.Homomorphic.Ordered;
using Scew.Protocol;

namespace Scew.Homomorphic.Tests.Modules;

/// <summary>One group's module, one request, and a client that seals for it.</summary>
internal sealed class Scene : IDisposable
{
    public const string Path = "0";

    private readonly ModuleKeys _keys = new();
    private int _seed;

    public Scene(int cacheCapacity = 1000)
    {
        var key = HybridPrivateKey.Derive(TestKeys.Noise(32, 11));
        ModulePublicKey = key.PublicKey.ToArray();
        _keys.Add(3, key);
        Verified = new VerifiedOpenings(cacheCapacity);
        Module = new SecureModule(_keys, Verified);
        Uncached = new SecureModule(_keys, null);
    }

    public static EnvelopeBinding Binding { get; } =
        new(Digest.Of([1]), 3, new Account(Digest.Of([2])), TestKeys.Noise(16, 1), 1_790_000_000_000, "");

    public byte[] ModulePublicKey { get; }

    public VerifiedOpenings Verified { get; }

    public SecureModule Module { get; }

    public SecureModule Uncached { get; }

    public static byte[] VariableKey { get; } = TestKeys.Noise(32, 21);

    public static byte[] Encrypt(PaillierPrivateKey key, long value, int seed) => Additive.PaillierTests.Encrypt(key, value, seed);

    public static SealedOpening Open(PaillierPrivateKey key, string id, byte[] record) => SealedOpening.Of(key, id, record)!;

    public static EnvelopePart Compare(PaillierPrivateKey key, string id, byte[] record, Comparison comparison, long argument, string path = Path) =>
        new EnvelopePart.Compare(path, comparison, argument, Open(key, id, record));

    public static EnvelopePart Range(PaillierPrivateKey key, long low, long high, params (string Id, byte[] Record)[] variables) =>
        new EnvelopePart.Range(Path, low, high, [.. variables.Select(variable => Open(key, variable.Id, variable.Record))]);

    public static (byte[] Record, byte[] Key) Ordered(string id, long value, int salt)
    {
        var bytes = TestKeys.Noise(16, salt);
        var key = OrderedRecord.KeyOf(VariableKey, id, bytes);
        return (OrderedRecord.Seal(key, id, bytes, value), key);
    }

    public static EnvelopePart Sum(string id, byte[] record, byte[] key, long addend, int newSalt, string path = Path)
    {
        var salt = TestKeys.Noise(16, newSalt);
        return new EnvelopePart.OrderedSum(path, id, Digest.Of(record), addend, key, OrderedRecord.KeyOf(VariableKey, id, salt), salt);
    }

    public byte[] Seal(params EnvelopePart[] parts)
    {
        using var content = new EnvelopeContent([.. parts]);
        return Envelope.Seal(ModulePublicKey, Binding, content, TestKeys.Noise(32, 1000 + _seed++))!;
    }

    public static DelegatedItem Item(DelegatedKind kind, string id, byte[] record, PaillierPrivateKey? key = null, string path = Path) =>
        new(kind, path, id, key is null ? [] : key.PublicKey.Encoded.ToArray(), record);

    public ImmutableArray<ModuleAnswer> Run(byte[] envelope, params DelegatedItem[] items) => Run(Binding, envelope, items);

    /// <summary>Cold or warm, without a cache, and over the way between grains: the answers are always the same bytes.</summary>
    public ImmutableArray<ModuleAnswer> Run(EnvelopeBinding binding, byte[] envelope, params DelegatedItem[] items)
    {
        var call = new ModuleCall.Delegated(binding, envelope, [.. items]);
        var first = ModuleCodec.Encode(Module.Run(call));
        Assert.Equal(first, ModuleCodec.Encode(Module.Run(call)));
        Assert.Equal(first, ModuleCodec.Encode(Uncached.Run(ModuleCodec.DecodeCall(ModuleCodec.Encode(call))!)));
        return ModuleCodec.DecodeAnswers(first)!.Value;
    }

    public ModuleCode Code(byte[] envelope, DelegatedItem item) => Assert.Single(Run(envelope, item)).Code;

    public void Dispose() => _keys.Dispose();
}
