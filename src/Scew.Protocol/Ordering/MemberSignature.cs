using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Scew.Protocol.Codec;

namespace Scew.Protocol.Ordering;

/// <summary>One member's signature among those of a quorum.</summary>
public readonly record struct MemberSignature(int Signer, byte[] Signature)
{
    /// <summary>Bytes of one in a list: signer, signature.</summary>
    public const int EncodedBytes = 2 + Vote.SignatureBytes;

    /// <summary>Appends count, then signer and signature of each.</summary>
    public static void Encode(CodecWriter writer, ImmutableArray<MemberSignature> signatures)
    {
        writer.U8(checked((byte)signatures.Length));
        foreach (var signature in signatures)
        {
            writer.U16(checked((ushort)signature.Signer));
            writer.Fixed(signature.Signature);
        }
    }

    /// <summary>Reads what <see cref="Encode"/> wrote; signers must rise strictly, and there is at least one.</summary>
    public static ImmutableArray<MemberSignature> DecodeAll(ref CodecReader reader)
    {
        int count = reader.U8();
        if (count is 0 or > Certificate.MaxMembers || count * EncodedBytes > reader.Remaining)
        {
            reader.Fail();
            return [];
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
        return ImmutableCollectionsMarshal.AsImmutableArray(signatures);
    }
}
