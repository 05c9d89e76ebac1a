using System.Collections.Immutable;
using Scew.Protocol.Codec;
using Scew.Protocol.Ordering;

namespace Scew.Storage.Sqlite.Reads;

/// <summary>Votes, certificates and evidence.</summary>
internal static class VoteReads
{
    private const string VotesAbove = "SELECT vote FROM votes WHERE view > ? ORDER BY view, kind";
    private const string CertificatesAbove = "SELECT certificate FROM certificates WHERE view > ? ORDER BY view, kind, block";
    private const string FinalizationAt =
        "SELECT certificate FROM certificates WHERE kind = 3 AND height = ?1 ORDER BY block = coalesce((SELECT block FROM heights WHERE height = ?1), block) DESC";
    private const string EvidenceInOrder = "SELECT evidence, accused FROM evidence ORDER BY number";

    internal static ImmutableArray<Vote> Votes(SqliteSession session, long aboveView) => [.. session[VotesAbove].Add(aboveView).All(row => DecodeVote(row.Blob(0)))];

    internal static ImmutableArray<Certificate> Certificates(SqliteSession session, long aboveView) =>
        [.. session[CertificatesAbove].Add(aboveView).All(row => DecodeCertificate(row.Blob(0)))];

    internal static Certificate? Finalization(SqliteSession session, long height) =>
        session[FinalizationAt].Add(height).First(row => DecodeCertificate(row.Blob(0)));

    internal static ImmutableArray<StoredEvidence> AllEvidence(SqliteSession session) =>
        [.. session[EvidenceInOrder].All(row => new StoredEvidence(DecodeEvidence(row.Blob(0)), (int)row.Int64(1)))];

    private static Evidence DecodeEvidence(ReadOnlySpan<byte> bytes) =>
        EvidenceCodec.Decode(bytes) ?? throw new StoreException(StoreFault.Corrupt, "Stored evidence does not decode.");

    private static Vote DecodeVote(ReadOnlySpan<byte> bytes)
    {
        var reader = new CodecReader(bytes);
        var vote = Vote.Decode(ref reader);
        return reader.Complete ? vote : throw new StoreException(StoreFault.Corrupt, "A stored vote does not decode.");
    }

    private static Certificate DecodeCertificate(ReadOnlySpan<byte> bytes)
    {
        var reader = new CodecReader(bytes);
        var certificate = Certificate.Decode(ref reader);
        return reader.Complete ? certificate : throw new StoreException(StoreFault.Corrupt, "A stored certificate does not decode.");
    }
}
