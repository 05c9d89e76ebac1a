using Scew.Protocol.Codec;

namespace Scew.Protocol.Ordering;

/// <summary>Evidence as a type byte and its two signed halves; for links, disks and files.</summary>
public static class EvidenceCodec
{
    private const byte TypeVotes = 1;
    private const byte TypeAttestations = 2;
    private const byte TypeCertificates = 3;

    /// <summary>The bytes alone, for a disk or a file.</summary>
    public static byte[] Encode(Evidence evidence)
    {
        var writer = new CodecWriter(512);
        Encode(writer, evidence);
        return writer.ToArray();
    }

    /// <summary>Reads exactly what <see cref="Encode(Evidence)"/> wrote, or null.</summary>
    public static Evidence? Decode(ReadOnlySpan<byte> bytes)
    {
        var reader = new CodecReader(bytes);
        var evidence = Decode(ref reader);
        return reader.Complete ? evidence : null;
    }

    /// <summary>Appends type and halves.</summary>
    public static void Encode(CodecWriter writer, Evidence evidence)
    {
        switch (evidence)
        {
            case ConflictingVotes votes:
                writer.U8(TypeVotes);
                votes.First.Encode(writer);
                votes.Second.Encode(writer);
                break;
            case ConflictingAttestations attestations:
                writer.U8(TypeAttestations);
                attestations.First.Encode(writer);
                attestations.Second.Encode(writer);
                break;
            case ConflictingCertificates certificates:
                writer.U8(TypeCertificates);
                certificates.First.Encode(writer);
                certificates.Second.Encode(writer);
                break;
            default:
                throw new InvariantException("evidence without a layout: " + evidence.GetType().Name);
        }
    }

    /// <summary>Reads what <see cref="Encode(CodecWriter, Evidence)"/> wrote.</summary>
    public static Evidence? Decode(ref CodecReader reader)
    {
        switch (reader.U8())
        {
            case TypeVotes:
                return new ConflictingVotes(Vote.Decode(ref reader), Vote.Decode(ref reader));
            case TypeAttestations:
                return new ConflictingAttestations(Attestation.Decode(ref reader), Attestation.Decode(ref reader));
            case TypeCertificates:
                return new ConflictingCertificates(Certificate.Decode(ref reader), Certificate.Decode(ref reader));
            default:
                reader.Fail();
                return null;
        }
    }
}
