using Scew.Protocol.Codec;
using Scew.Protocol.Requests;

namespace Scew.Protocol.Registers;

/// <summary>The value of a register with the key to which others seal what they hand to its owner: an uncompressed P-256 point, 65 bytes.</summary>
public sealed record EncryptionKeyValue(byte[] Key)
{
    /// <summary>The contract's name.</summary>
    public const string Contract = "encryption-key";

    /// <summary>Its only state.</summary>
    public const string State = "open";

    /// <summary>The register's bytes.</summary>
    public byte[] Encode()
    {
        var writer = new CodecWriter(RequestLimits.EncryptionKeyBytes);
        writer.Fixed(Key);
        return writer.ToArray();
    }

    /// <summary>Reads what <see cref="Encode"/> wrote; null for anything else.</summary>
    public static EncryptionKeyValue? Decode(ReadOnlySpan<byte> bytes)
    {
        var reader = new CodecReader(bytes);
        var value = new EncryptionKeyValue(reader.Fixed(RequestLimits.EncryptionKeyBytes));
        return reader.Complete ? value : null;
    }
}
