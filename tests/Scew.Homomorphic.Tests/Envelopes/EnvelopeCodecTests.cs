using System.Buffers.Binary;
using Scew.Homomorphic.Additive;
using Scew.Homomorphic.Envelopes;
using Scew.Homomorphic.Tests.Modules;
using Scew.Protocol;

namespace Scew.Homomorphic.Tests.Envelopes;

/// <summary>The plaintext of envelopes: one encoding, strict order, fixed lengths.</summary>
public class EnvelopeCodecTests
{
    private static readonly byte[] Record = Scene.Encrypt(TestKeys.Ann, 5, 1);

    [Fact]
    public void What_is_written_is_read_and_nothing_shorter_or_longer_is()
    {
        using var content = new EnvelopeContent([Part("0"), Range("1", "a:a", "a:b"), Sum("2")]);
        var bytes = Encode(content);
        using var decoded = EnvelopeCodec.Decode(bytes)!;
        Assert.Equal(bytes, Encode(decoded));
        Assert.Null(EnvelopeCodec.Decode([.. bytes, 0]));
        for (var length = 0; length < bytes.Length; length++)
        {
            Assert.Null(EnvelopeCodec.Decode(bytes.AsSpan(0, length)));
        }
    }

    [Fact]
    public void Random_changes_are_refused_or_read_as_what_they_say()
    {
        using var content = new EnvelopeContent([Part("0"), Range("1", "a:a", "a:b"), Sum("2")]);
        var bytes = Encode(content);
        var random = new Random(1);
        for (var i = 0; i < 3000; i++)
        {
            var changed = (byte[])bytes.Clone();
            changed[random.Next(i % 2 == 0 ? 80 : changed.Length)] = (byte)random.Next(256);
            using var decoded = EnvelopeCodec.Decode(changed);
            if (decoded is not null)
            {
                Assert.Equal(changed, Encode(decoded));
            }
        }
    }

    [Fact]
    public void Parts_and_openings_stand_in_rising_order_once_each()
    {
        EnvelopePart[][] bad =
        [
            [], [Part("1"), Part("0")], [Part("0"), Part("0")], [Part("No path")], [Part(new string('a', 65))], [Range("0")], [Range("0", "a:b", "a:a")], [Range("0", "a:a", "a:a")],
            [.. Enumerable.Range(0, 257).Select(i => Part(i.ToString("D3", System.Globalization.CultureInfo.InvariantCulture)))],
        ];
        foreach (var parts in bad)
        {
            using var content = new EnvelopeContent([.. parts]);
            Assert.Throws<InvariantException>(() => Encode(content));
        }
    }

    [Fact]
    public void A_full_range_fits_and_one_more_does_not()
    {
        var key = TestKeys.Long;
        var opening = new byte[384];
        opening[383] = 1;
        using var full = Full(100);
        Assert.NotNull(Envelope.Seal(key_(), Scene.Binding, full, TestKeys.Noise(32, 1)));
        using var more = Full(101);
        Assert.Throws<InvariantException>(() => Encode(more));
        Assert.Equal(3072, key.PublicKey.Bits);

        EnvelopeContent Full(int count) => new([new EnvelopePart.Range("0", 1, 2, [.. Enumerable.Range(0, count).Select(i =>
            new SealedOpening(new string('x', 120) + i.ToString("D8", System.Globalization.CultureInfo.InvariantCulture), default, new AdditiveOpening(opening, opening)))])]);

        static byte[] key_()
        {
            using var module = Scew.Homomorphic.Hybrid.HybridPrivateKey.Derive(TestKeys.Noise(32, 1));
            return module.PublicKey.ToArray();
        }
    }

    [Fact]
    public void The_length_tells_nothing_of_values()
    {
        using var small = new EnvelopeContent([Scene.Compare(TestKeys.Ann, "a:x", Record, Comparison.Equal, 0)]);
        var large = TestKeys.Ann.PublicKey.Add(Scene.Encrypt(TestKeys.Ann, long.MinValue, 2), Scene.Encrypt(TestKeys.Ann, long.MinValue, 3))!;
        using var other = new EnvelopeContent([Scene.Compare(TestKeys.Ann, "a:x", large, Comparison.Equal, long.MinValue)]);
        Assert.Equal(EnvelopeCodec.SizeOf(small), EnvelopeCodec.SizeOf(other));
    }

    [Fact]
    public void Unknown_kinds_and_comparisons_are_refused()
    {
        using var content = new EnvelopeContent([Part("0")]);
        var bytes = Encode(content);
        Assert.Equal(1, BinaryPrimitives.ReadInt32BigEndian(bytes));
        foreach (var (offset, value) in new[] { (4, (byte)0), (4, (byte)4), (10, (byte)0), (10, (byte)7) })
        {
            var changed = (byte[])bytes.Clone();
            changed[offset] = value;
            Assert.Null(EnvelopeCodec.Decode(changed));
        }
    }

    [Fact]
    public void Secrets_are_overwritten_when_done()
    {
        var part = (EnvelopePart.OrderedSum)Sum("0");
        var opening = Scene.Open(TestKeys.Ann, "a:x", Record);
        new EnvelopeContent([part, new EnvelopePart.Compare("1", Comparison.Equal, 1, opening)]).Dispose();
        Assert.False(part.OldKey.ContainsAnyExcept((byte)0) || part.NewKey.ContainsAnyExcept((byte)0));
        Assert.False(opening.Opening.Residue.ContainsAnyExcept((byte)0) || opening.Opening.Root.ContainsAnyExcept((byte)0));
    }

    [Fact]
    public void Known_answers_do_not_change()
    {
        using var content = new EnvelopeContent([Part("0"), Range("1", "a:a", "a:b"), Sum("2")]);
        Assert.Equal("9b53033784e35949", KnownAnswer.Of(Encode(content)));
        using var module = Scew.Homomorphic.Hybrid.HybridPrivateKey.Derive(TestKeys.Noise(32, 1));
        Assert.Equal("4916010509c5f4bc", KnownAnswer.Of(Envelope.Seal(module.PublicKey, Scene.Binding, content, TestKeys.Noise(32, 2))!));
    }

    private static EnvelopePart Part(string path) => Scene.Compare(TestKeys.Ann, "a:x", Record, Comparison.Less, -3, path);

    private static EnvelopePart.Range Range(string path, params string[] ids) => new(path, -5, 5, [.. ids.Select(id => Scene.Open(TestKeys.Ann, id, Record))]);

    private static EnvelopePart Sum(string path)
    {
        var (record, key) = Scene.Ordered("a:o", 1, 1);
        return Scene.Sum("a:o", record, key, 7, 2, path);
    }

    private static byte[] Encode(EnvelopeContent content)
    {
        var bytes = new byte[EnvelopeCodec.SizeOf(content)];
        EnvelopeCodec.Write(content, bytes);
        return bytes;
    }
}
