using Scew.Protocol;
using Scew.Protocol.Codec;
using Scew.Protocol.Ordering;

namespace Scew.Storage.Sqlite.Blobs;

/// <summary>Evidence as one value: a type number, then its two parts. Type numbers reach disk: append only.</summary>
internal static class EvidenceBlob
{
    private const byte Votes = 1;
    private const byte Attestations = 2;

    internal static byte[] Encode(Evidence evidence)
    {
        var writer = new CodecWriter(512);
        switch (evidence)
        {
            case ConflictingVotes votes:
                writer.U8(Votes);
                votes.First.Encode(writer);
                votes.Second.Encode(writer);
                break;
            case ConflictingAttestations attestations:
                writer.U8(Attestations);
                attestations.First.Encode(writer);
                attestations.Second.Encode(writer);
                break;
            default:
                throw new InvariantException("every kind of evidence has a stored form");
        }
        return writer.ToArray();
    }

    internal static Evidence Decode(ReadOnlySpan<byte> blob)
    {
        var reader = new CodecReader(blob);
        Evidence? evidence = reader.U8() switch
        {
            Votes => new ConflictingVotes(Vote.Decode(ref reader), Vote.Decode(ref reader)),
            Attestations => new ConflictingAttestations(Attestation.Decode(ref reader), Attestation.Decode(ref reader)),
            _ => null,
        };
        return evidence is not null && reader.Complete
            ? evidence
            : throw new StoreException(StoreFault.Corrupt, "Stored evidence does not decode.");
    }
}
