using Scew.Protocol.Codec;

namespace Scew.Protocol.Ordering;

/// <summary>A statement with the signature (64 bytes, r ‖ s) of the member with index <paramref name="Signer"/>.</summary>
public sealed record Vote(Statement Statement, int Signer, byte[] Signature)
{
    /// <summary>Bytes of an ES256 signature in IEEE P1363 form.</summary>
    public const int SignatureBytes = 64;

    /// <summary>True when its signer signed it for this group and epoch.</summary>
    public bool IsSigned(IMemberVerifier verifier, Group group) =>
        Signature.Length == SignatureBytes && verifier.Verify(Signer, Statement.SigningBytes(group.Genesis, group.Epoch), Signature);

    /// <summary>Appends statement, signer, signature.</summary>
    public void Encode(CodecWriter writer)
    {
        Statement.Encode(writer);
        writer.U16(checked((ushort)Signer));
        writer.Fixed(Signature);
    }

    /// <summary>Reads what <see cref="Encode"/> wrote.</summary>
    public static Vote Decode(ref CodecReader reader) =>
        new(Statement.Decode(ref reader), reader.U16(), reader.Fixed(SignatureBytes));
}
