using System.Collections.Immutable;
using Scew.Protocol.Codec;

namespace Scew.Protocol.Ordering;

/// <summary>
/// A quorum's signatures over one statement, signers strictly rising. Only <see cref="CertificateCheck"/> says whether one is valid.
/// </summary>
public sealed record Certificate(Statement Statement, ImmutableArray<MemberSignature> Signatures)
{
    /// <summary>Most members that a group may have.</summary>
    public const int MaxMembers = 100;

    /// <summary>Fewest bytes of an encoded certificate: a nullification with one signature.</summary>
    public const int MinBytes = 1 + 8 + 1 + MemberSignature.EncodedBytes;

    /// <summary>Bytes that <see cref="Encode"/> appends.</summary>
    public int EncodedBytes => (Statement.Kind == StatementKind.Nullify ? 9 : 17 + Digest.SizeBytes) + 1 + Signatures.Length * MemberSignature.EncodedBytes;

    /// <summary>Appends statement, count, then signer and signature of each.</summary>
    public void Encode(CodecWriter writer)
    {
        Statement.Encode(writer);
        MemberSignature.Encode(writer, Signatures);
    }

    /// <summary>Reads what <see cref="Encode"/> wrote; signers must rise strictly, and there is at least one.</summary>
    public static Certificate Decode(ref CodecReader reader)
    {
        var statement = Statement.Decode(ref reader);
        return new Certificate(statement, MemberSignature.DecodeAll(ref reader));
    }
}
