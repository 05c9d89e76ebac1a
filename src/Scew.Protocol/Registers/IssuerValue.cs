using Scew.Protocol.Codec;

namespace Scew.Protocol.Registers;

/// <summary>
/// The value of a register of contract <see cref="Contract"/>: all that the issuer ever minted and burned, each 0 to 2^63-1. The sum over the issuers of
/// minted - burned is the sum of all balances. Who burns what others minted has a negative difference.
/// </summary>
public readonly record struct IssuerValue(long Minted, long Burned)
{
    /// <summary>The contract's name.</summary>
    public const string Contract = "issuer";

    /// <summary>Its only state.</summary>
    public const string State = "open";

    /// <summary>minted - burned.</summary>
    public long Net => Minted - Burned;

    /// <summary>The register's bytes: minted, burned.</summary>
    public byte[] Encode()
    {
        var writer = new CodecWriter(16);
        writer.I64(Minted);
        writer.I64(Burned);
        return writer.ToArray();
    }

    /// <summary>Reads what <see cref="Encode"/> wrote; null for anything else.</summary>
    public static IssuerValue? Decode(ReadOnlySpan<byte> bytes)
    {
        var reader = new CodecReader(bytes);
        var value = new IssuerValue(reader.I64(), reader.I64());
        return reader.Complete && value is { Minted: >= 0, Burned: >= 0 } ? value : null;
    }
}
