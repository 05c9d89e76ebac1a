using System.Collections.Immutable;
using Scew.Protocol;
using Scew.Protocol.Codec;
using Scew.Protocol.Ordering;
using Scew.Protocol.Results;
using Scew.Protocol.Trees;
using Scew.Storage.Sqlite.Blobs;
using Scew.Storage.Sqlite.Writes;

namespace Scew.Storage.Sqlite.Reads;

/// <summary>Applied heights: head, results, attestations, receipts.</summary>
internal static class HeightReads
{
    private const string Columns = "SELECT height, block, epoch, view, time_ms, state_root, results_root, result_count, trie_root, history_root";
    private const string AppliedHeight = "SELECT height, (SELECT coalesce(max(height), 0) FROM heights) FROM applied WHERE id = 1";
    private const string At = Columns + " FROM heights WHERE height = ?";
    private const string ResultsAt = "SELECT results FROM heights WHERE height = ?";
    private const string ResultsAfter = "SELECT height, time_ms, results FROM heights WHERE time_ms > ? ORDER BY height";
    private const string Places = "SELECT e.height, e.place, h.time_ms FROM executed e JOIN heights h ON h.height = e.height WHERE e.prefix = ? ORDER BY e.height, e.place";
    private const string AttestationsAt = "SELECT attestation FROM attestations WHERE height = ? ORDER BY signer";
    private const string OwnAbove = "SELECT attestation FROM attestations WHERE height > ? AND signer = ? ORDER BY height LIMIT ?";

    internal static StoredHead? Head(SqliteSession session)
    {
        var (applied, highest) = session[AppliedHeight].First(row => (row.Int64(0), row.Int64(1)));
        if (applied != highest)
        {
            throw new StoreException(StoreFault.Corrupt, $"The applied height is {applied}, but heights are stored up to {highest}.");
        }
        return applied == 0 ? null : State(session, applied);
    }

    internal static AppliedHeight? Find(SqliteSession session, Digest genesis, long height)
    {
        if (State(session, height) is not { } head)
        {
            return null;
        }
        var results = session[ResultsAt].Add(height).First(row => ResultsBlob.Decode(row.Blob(0), height));
        return results.Length == head.State.ResultCount && Root(genesis, height, results) == head.State.ResultsRoot
            ? new AppliedHeight(head.State, head.TrieRoot, head.HistoryRoot, results, Attestations(session, head.State))
            : throw new StoreException(StoreFault.Corrupt, $"The stored results of height {height} are not those of its results root.");
    }

    internal static ImmutableArray<ExecutedId> ExecutedAfter(SqliteSession session, long timeMs)
    {
        var ids = ImmutableArray.CreateBuilder<ExecutedId>();
        var rows = session[ResultsAfter].Add(timeMs);
        try
        {
            while (rows.Step())
            {
                var height = rows.Int64(0);
                var results = ResultsBlob.Decode(rows.Blob(2), height);
                for (var i = 0; i < results.Length; i++)
                {
                    ids.Add(new ExecutedId(results[i].RequestId, height, i, rows.Int64(1)));
                }
            }
            return ids.ToImmutable();
        }
        finally
        {
            rows.Reset();
        }
    }

    internal static ExecutedId? FindExecuted(SqliteSession session, Digest id)
    {
        foreach (var (height, place, timeMs) in session[Places].Add(ApplyOperation.Prefix(id)).All(row => (row.Int64(0), (int)row.Int64(1), row.Int64(2))))
        {
            var results = session[ResultsAt].Add(height).First(row => ResultsBlob.Decode(row.Blob(0), height));
            if (place < results.Length && results[place].RequestId == id)
            {
                return new ExecutedId(id, height, place, timeMs);
            }
        }
        return null;
    }

    internal static ReceiptMaterial? Receipt(SqliteSession session, Digest genesis, Digest id)
    {
        if (FindExecuted(session, id) is not { } found || Find(session, genesis, found.Height) is not { } height)
        {
            return null;
        }
        var entry = BlockReads.FindAt(session, genesis, found.Height);
        var position = entry?.Block.RequestIds.IndexOf(id) ?? -1;
        return entry is not null && position >= 0
            ? new ReceiptMaterial(entry.Bodies[position], height, found.Index, entry.Block)
            : throw new StoreException(StoreFault.Corrupt, $"Request {id} has a result at height {found.Height}, but the block there does not hold it.");
    }

    internal static ImmutableArray<Attestation> OwnAttestations(SqliteSession session, long height, int member, int limit) =>
        [.. session[OwnAbove].Add(height).Add(member).Add(limit).All(row => Decode(row.Blob(0)))];

    internal static long CertifiedHeight(SqliteSession session, int quorum, long window)
    {
        var applied = Head(session)?.Height ?? 0;
        for (var height = Math.Max(1, applied - window + 1); height <= applied; height++)
        {
            if (!IsCertified(session, height, quorum))
            {
                applied = height - 1;
            }
        }
        while (applied > 0 && !IsCertified(session, applied, quorum))
        {
            applied--;
        }
        return applied;
    }

    private static bool IsCertified(SqliteSession session, long height, int quorum) => Attestations(session, State(session, height)!.State).Length >= quorum;

    private static StoredHead? State(SqliteSession session, long height)
    {
        var head = session[At].Add(height).First(row => new StoredHead(
            new AttestedState(row.Int64(2), row.Int64(0), row.Digest(1), row.Int64(4), row.Digest(5), row.Digest(6), (int)row.Int64(7)),
            row.Int64(3),
            row.Digest(8),
            row.Digest(9)));
        return head is null || StateRoot.Of(head.TrieRoot, head.HistoryRoot) == head.State.StateRoot
            ? head
            : throw new StoreException(StoreFault.Corrupt, $"The stored state root of height {height} is not that of its two roots.");
    }

    private static Digest Root(Digest genesis, long height, ImmutableArray<RequestResult> results) =>
        MerkleTree.Root([.. results.Select((result, index) => result.Leaf(genesis, height, index))]);

    private static ImmutableArray<Attestation> Attestations(SqliteSession session, AttestedState state) =>
        [.. session[AttestationsAt].Add(state.Height).All(row => Decode(row.Blob(0))).Where(attestation => attestation.State == state)];

    private static Attestation Decode(ReadOnlySpan<byte> bytes)
    {
        var reader = new CodecReader(bytes);
        var attestation = Attestation.Decode(ref reader);
        return reader.Complete ? attestation : throw new StoreException(StoreFault.Corrupt, "A stored attestation does not decode.");
    }
}
