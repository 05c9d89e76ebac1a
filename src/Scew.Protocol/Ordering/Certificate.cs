using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Scew.Protocol.Codec;

namespace Scew.Protocol.Ordering;

/// <summary>One member's signature inside a certificate.</summary>
public readonly record struct MemberSignature(int Signer, byte[] Signature);

/// <summary>
/// A quorum's signatures over one statement, signers strictly rising. Only <see cref="CertificateCheck"/> says whether one is valid.
/// </summary>
public sealed record Certificate(Statement Statement, ImmutableArray<MemberSignature> Signatures)
{
    /// <summary>Most members that a group may have.</summary>
    public const int MaxMembers = 100;

    /// <summary>Fewest bytes of an encoded certificate: a nullification with one signature.</summary>
    public const int MinBytes = 1 + 8 + 1 + SignatureEntryBytes;

    private const int SignatureEntryBytes = 2 + Vote.SignatureBytes;

    /// <summary>Bytes that <see cref="Encode"/> appends.</summary>
    public int EncodedBytes => (Statement.Kind == StatementKind.Nullify ? 9 : 17 + Digest.SizeBytes) + 1 + Signatures.Length * SignatureEntryBytes;

    /// <summary>Appends statement, count, then signer and signature of each.</summary>
    public void Encode(CodecWriter writer)
    {
        Statement.Encode(writer);
        writer.U8(checked((byte)Signatures.Length));
        foreach (var signature in Signatures)
        {
            writer.U16(checked((ushort)signature.Signer));
            writer.Fixed(signature.Signature);
        }
    }

    /// <summary>Reads what <see cref="Encode"/> wrote; signers must rise strictly, and there is at least one.</summary>
    public static Certificate Decode(ref CodecReader reader)
    {
        var statement = Statement.Decode(ref reader);
        int count = reader.U8();
        if (count is 0 or > MaxMembers || count * SignatureEntryBytes > reader.Remaining)
        {
            reader.Fail();
            return new Certificate(statement, []);
        }
        var signatures = new MemberSignature[count];
        var last = -1;
        for (var i = 0; i < count; i++)
        {
            var signer = reader.U16();
            if (signer <= last)
            {
                reader.Fail();
            }
            last = signer;
            signatures[i] = new MemberSignature(signer, reader.Fixed(Vote.SignatureBytes));
        }
        return new Certificate(statement, ImmutableCollectionsMarshal.AsImmutableArray(signatures));
    }
}
