using Scew.Protocol.Codec;

namespace Scew.Protocol.Ordering;

/// <summary>What a block's hash covers. <paramref name="TimeMs"/> is Unix time in milliseconds; the hash also covers the genesis hash.</summary>
public sealed record BlockHeader(long Epoch, long Height, long View, Digest Parent, long TimeMs, Digest BodyHash, Digest JustificationHash)
{
    /// <summary>Bytes of an encoded header.</summary>
    public const int SizeBytes = 4 * 8 + 3 * Digest.SizeBytes;

    /// <summary>SHA-256(tag ‖ genesis ‖ encoding).</summary>
    public Digest Hash(Digest genesis)
    {
        var writer = new CodecWriter(192);
        writer.Tag(DomainTags.Block);
        writer.Digest(genesis);
        Encode(writer);
        return Digest.Of(writer.Written);
    }

    /// <summary>The hash of "block 0", which nobody proposes: height 0, view 0, epoch 0, everything else zero.</summary>
    public static Digest GenesisBlockHash(Digest genesis) => new BlockHeader(0, 0, 0, default, 0, default, default).Hash(genesis);

    /// <summary>Appends the fields in order.</summary>
    public void Encode(CodecWriter writer)
    {
        writer.Counter(Epoch);
        writer.Counter(Height);
        writer.Counter(View);
        writer.Digest(Parent);
        writer.Counter(TimeMs);
        writer.Digest(BodyHash);
        writer.Digest(JustificationHash);
    }

    /// <summary>Reads what <see cref="Encode"/> wrote.</summary>
    public static BlockHeader Decode(ref CodecReader reader) => new(
        reader.Counter(), reader.Counter(), reader.Counter(), reader.Digest(), reader.Counter(), reader.Digest(), reader.Digest());
}
