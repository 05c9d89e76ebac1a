using System.Collections.Immutable;
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

    /// <summary>Reads what <see cref="Encode"/> wrote; signers must rise strictly.</summary>
    public static Certificate Decode(ref CodecReader reader)
    {
        var statement = Statement.Decode(ref reader);
        var count = reader.U8();
        if (count > MaxMembers)
        {
            reader.Fail();
        }
        var signatures = ImmutableArray.CreateBuilder<MemberSignature>();
        var last = -1;
        for (var i = 0; i < count && !reader.Failed; i++)
        {
            var signer = reader.U16();
            if (signer <= last)
            {
                reader.Fail();
            }
            last = signer;
            signatures.Add(new MemberSignature(signer, reader.Fixed(Vote.SignatureBytes)));
        }
        return new Certificate(statement, signatures.ToImmutable());
    }
}
