using System.Numerics;
using Scew.Homomorphic.Additive;
using Scew.Homomorphic.Envelopes;
using Scew.Homomorphic.Modules;
using Scew.Protocol;

namespace Scew.Homomorphic.Tests.Modules;

/// <summary>A merchant asks its own module about an honest envelope, under a key of its choice.</summary>
public sealed class ForeignKeyTests : IDisposable
{
    private static readonly PaillierPrivateKey Key = TestKeys.Ann;
    private static readonly byte[] Record = Scene.Encrypt(Key, 5, 1);
    private static readonly DelegatedItem Item = Scene.Item(DelegatedKind.CompareAdditive, "a:x", Record, Key);
    private readonly Scene _scene = new();
    private readonly byte[] _envelope;

    public ForeignKeyTests() => _envelope = _scene.Seal(Scene.Compare(Key, "a:x", Record, Comparison.Equal, 5));

    public void Dispose() => _scene.Dispose();

    // The time of a refusal would tell how m and r lie to a modulus of the merchant's choice.
    [Fact]
    public void Under_a_key_that_was_not_sealed_an_opening_is_stale_before_anything_is_computed()
    {
        var own = Key.PublicKey.Encoded.ToArray();
        byte[][] foreign =
        [
            TestKeys.Bob.PublicKey.Encoded.ToArray(), With(own, 1, TestKeys.Bytes(3, 256)), With(own, 1, new byte[256]), With(own, 1, TestKeys.Bytes(SmoothNumber(), 256)),
            With(own, 1, [.. Enumerable.Repeat((byte)0xff, 256)]), With(own, own.Length - 1, [(byte)(own[^1] ^ 1)]),
        ];
        Assert.All(foreign, key => Assert.Equal(ModuleCode.Stale, _scene.Code(_envelope, Item with { PublicKey = key })));
        Assert.Equal(0, _scene.Verified.Count);
        // As if all of them had held before: a look into the cache would say so.
        using var opening = Key.Open(Record)!;
        foreach (var key in foreign)
        {
            _scene.Verified.Add(AdditiveOpening.NameOf(PaillierPublicKey.ModulusOf(key), Record, opening.Residue, opening.Root));
        }
        Assert.All(foreign, key => Assert.Equal(ModuleCode.Stale, _scene.Code(_envelope, Item with { PublicKey = key })));
        Assert.Equal(foreign.Length, _scene.Verified.Count);
    }

    [Fact]
    public void An_opening_that_is_none_is_stale_too_under_another_key()
    {
        var n = Key.PublicKey.Modulus.ToArray();
        var none = new SealedOpening("a:x", SealedOpening.NameOf(Key.PublicKey.Encoded, Record), new AdditiveOpening(n, new byte[256]));
        var envelope = _scene.Seal(new EnvelopePart.Compare(Scene.Path, Comparison.Equal, 5, none));
        Assert.Equal(ModuleCode.BadEnvelope, _scene.Code(envelope, Item));
        Assert.Equal(ModuleCode.Stale, _scene.Code(envelope, Item with { PublicKey = TestKeys.Bob.PublicKey.Encoded.ToArray() }));
    }

    [Fact]
    public void The_name_of_an_opened_record_is_of_key_and_record()
    {
        var expected = Digest.Of([.. "scew/opened-record/1"u8, .. Key.PublicKey.Encoded, .. Record]);
        Assert.Equal(expected, SealedOpening.NameOf(Key.PublicKey.Encoded, Record));
        Assert.Throws<InvariantException>(() => SealedOpening.NameOf(Key.PublicKey.Encoded, [.. Record, 0]));
        // The same bytes, cut elsewhere.
        byte[] all = [.. Key.PublicKey.Encoded, .. Record];
        Assert.Throws<InvariantException>(() => SealedOpening.NameOf(all.AsSpan(0, 1153), all.AsSpan(1153)));
    }

    private static byte[] With(byte[] bytes, int offset, byte[] change) => [.. bytes[..offset], .. change, .. bytes[(offset + change.Length)..]];

    /// <summary>2048 bits of small factors, odd.</summary>
    private static BigInteger SmoothNumber()
    {
        var number = BigInteger.One;
        while (number.GetBitLength() < 2046)
        {
            number *= 3;
        }
        return number;
    }
}
