using System.Collections.Immutable;
using Scew.Protocol;
using Scew.Protocol.Codec;
using Scew.Protocol.Ordering;
using Scew.Storage.Sessions;

namespace Scew.Storage.Reads;

/// <summary>Votes, certificates and evidence.</summary>
internal static class VoteReads
{
    private const string VotesAbove = "SELECT view, kind, height, block, vote FROM votes WHERE view > ? ORDER BY view, kind";
    private const string CertificatesAbove = "SELECT view, kind, height, block, certificate FROM certificates WHERE view > ? ORDER BY view, kind, block";
    private const string FinalizationAt =
        "SELECT view, kind, height, block, certificate FROM certificates WHERE kind = 3 AND height = ? "
        + "ORDER BY CASE WHEN block = (SELECT block FROM heights WHERE height = ?) THEN 0 ELSE 1 END, view";
    private const string EvidenceInOrder = "SELECT hash, accused, evidence FROM evidence ORDER BY number";

    internal static ImmutableArray<Vote> Votes(StoreSession session, long aboveView) => [.. session[VotesAbove].Add(aboveView).All(DecodeVote)];

    internal static ImmutableArray<Certificate> Certificates(StoreSession session, long aboveView) =>
        [.. session[CertificatesAbove].Add(aboveView).All(DecodeCertificate)];

    internal static Certificate? Finalization(StoreSession session, long height) => session[FinalizationAt].Add(height).Add(height).First(DecodeCertificate);

    internal static ImmutableArray<StoredEvidence> AllEvidence(StoreSession session) => [.. session[EvidenceInOrder].All(DecodeEvidence)];

    private static StoredEvidence DecodeEvidence(StoreStatement row)
    {
        var bytes = row.Blob(2);
        return EvidenceCodec.Decode(bytes) is { } evidence && Digest.Of(bytes) == row.Digest(0)
            ? new StoredEvidence(evidence, (int)row.Int64(1))
            : throw new StoreException(StoreFault.Corrupt, "Stored evidence is not what its hash says; the database was changed or damaged.");
    }

    private static Vote DecodeVote(StoreStatement row)
    {
        var reader = new CodecReader(row.Blob(4));
        var vote = Vote.Decode(ref reader);
        return reader.Complete && vote.Statement == Named(row)
            ? vote
            : throw new StoreException(StoreFault.Corrupt, $"The stored vote in view {row.Int64(0)} does not decode to itself; the database was changed or damaged.");
    }

    private static Certificate DecodeCertificate(StoreStatement row)
    {
        var reader = new CodecReader(row.Blob(4));
        var certificate = Certificate.Decode(ref reader);
        return reader.Complete && certificate.Statement == Named(row)
            ? certificate
            : throw new StoreException(StoreFault.Corrupt, $"The stored certificate of view {row.Int64(0)} does not decode to itself; the database was changed or damaged.");
    }

    private static Statement Named(StoreStatement row) => new((StatementKind)row.Int64(1), row.Int64(0), row.Int64(2), row.Digest(3));
}
