using Scew.Protocol.Codec;
using Scew.Protocol.Requests;

namespace Scew.Protocol.Registers;

/// <summary>The value of a Paillier key's register: public half, the proof that was checked when it was registered, and the private half sealed for its owner alone.</summary>
public sealed record PaillierKeyValue(byte[] PublicKey, byte[] Proof, byte[] Sealed)
{
    /// <summary>The contract's name.</summary>
    public const string Contract = "paillier-key";

    /// <summary>Its only state.</summary>
    public const string State = "open";

    /// <summary>The register's bytes: public key, proof, sealed key.</summary>
    public byte[] Encode()
    {
        var writer = new CodecWriter(16 + PublicKey.Length + Proof.Length + Sealed.Length);
        writer.Bytes(PublicKey);
        writer.Bytes(Proof);
        writer.Bytes(Sealed);
        return writer.ToArray();
    }

    /// <summary>Reads what <see cref="Encode"/> wrote; null for anything else.</summary>
    public static PaillierKeyValue? Decode(ReadOnlySpan<byte> bytes)
    {
        var reader = new CodecReader(bytes);
        var value = new PaillierKeyValue(
            reader.Bytes(RequestLimits.MaxPublicKeyBytes), reader.Bytes(RequestLimits.MaxProofBytes), reader.Bytes(RequestLimits.MaxSealedKeyBytes));
        return reader.Complete && value is { PublicKey.Length: > 0, Proof.Length: > 0, Sealed.Length: > 0 } ? value : null;
    }
}
