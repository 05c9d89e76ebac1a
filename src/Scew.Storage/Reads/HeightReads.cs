using System.Collections.Immutable;
using Scew.Protocol;
using Scew.Protocol.Codec;
using Scew.Protocol.Ordering;
using Scew.Protocol.Results;
using Scew.Protocol.Trees;
using Scew.Storage.Blobs;
using Scew.Storage.Sessions;
using Scew.Storage.Writes;

namespace Scew.Storage.Reads;

/// <summary>Applied heights: head, results, attestations, receipts.</summary>
internal static class HeightReads
{
    private const string Columns = "SELECT height, block, epoch, view, time_ms, state_root, results_root, result_count, trie_root, history_root";
    private const string AppliedHeight = "SELECT applied, (SELECT coalesce(max(height), 0) FROM heights) FROM lease WHERE id = 1";
    private const string At = Columns + " FROM heights WHERE height = ?";
    private const string ResultsAt = "SELECT results FROM heights WHERE height = ?";
    private const string ResultsAfter = "SELECT height, time_ms, results FROM heights WHERE time_ms > ? ORDER BY height";
    private const string RecentAfter = "SELECT id, time_ms FROM recent WHERE time_ms > ? ORDER BY time_ms, id";
    private const string RecentTime = "SELECT time_ms FROM recent WHERE id = ?";
    private const string Places = "SELECT e.height, e.place, coalesce(h.time_ms, -1) FROM executed e LEFT JOIN heights h ON h.height = e.height WHERE e.prefix = ? ORDER BY e.height, e.place";
    private const string AttestationsAt = "SELECT height, signer, attestation FROM attestations WHERE height = ? ORDER BY signer";
    private const string OwnAbove = "SELECT height, signer, attestation FROM attestations WHERE height > ? AND signer = ? ORDER BY height LIMIT ?";

    internal static StoredHead? Head(StoreSession session)
    {
        var (applied, highest) = session[AppliedHeight].First(row => (row.Int64(0), row.Int64(1)));
        if (applied != Math.Max(highest, BaseReads.Find(session)?.Height ?? 0))
        {
            throw new StoreException(StoreFault.Corrupt, $"The applied height is {applied}, but heights are stored up to {highest}.");
        }
        return applied == 0 ? null : State(session, applied);
    }

    internal static AppliedHeight? Find(StoreSession session, Digest genesis, long height)
    {
        if (State(session, height) is not { } head)
        {
            RequireNotApplied(session, height);
            return null;
        }
        var results = session[ResultsAt].Add(height).First(row => (ImmutableArray<RequestResult>?)ResultsBlob.Decode(row.Blob(0), height)) ?? default;
        if (results.IsDefault)
        {
            // The base: its results were left behind.
            return null;
        }
        return results.Length == head.State.ResultCount && Root(genesis, height, results) == head.State.ResultsRoot
            ? new AppliedHeight(head.State, head.TrieRoot, head.HistoryRoot, results, Attestations(session, head.State))
            : throw new StoreException(StoreFault.Corrupt, $"The stored results of height {height} are not those of its results root.");
    }

    /// <summary>A height that is not there is none above the base: those are all stored.</summary>
    internal static void RequireNotApplied(StoreSession session, long height)
    {
        if (height > (BaseReads.Find(session)?.Height ?? 0) && height <= (Head(session)?.Height ?? 0))
        {
            throw new StoreException(StoreFault.Corrupt, $"Height {height} is missing; the database was changed or damaged.");
        }
    }

    internal static ImmutableArray<ExecutedId> ExecutedAfter(StoreSession session, long timeMs, long longerAfterMs)
    {
        var ids = ImmutableArray.CreateBuilder<ExecutedId>();
        var placed = new HashSet<Digest>();
        session[ResultsAfter].Add(timeMs).ForEach(row =>
        {
            var height = row.Int64(0);
            var results = ResultsBlob.Decode(row.Blob(2), height);
            for (var i = 0; i < results.Length; i++)
            {
                placed.Add(results[i].RequestId);
                ids.Add(new ExecutedId(results[i].RequestId, height, i, row.Int64(1)));
            }
        });
        var recent = session[RecentAfter].Add(longerAfterMs).All(row => new ExecutedId(row.Digest(0), 0, -1, row.Int64(1)));
        return [.. recent.Where(one => !placed.Contains(one.Id)), .. ids];
    }

    internal static ExecutedId? FindExecuted(StoreSession session, Digest genesis, Digest id)
    {
        foreach (var (height, place, timeMs) in session[Places].Add(ApplyOperation.Prefix(id)).All(row => (row.Int64(0), (int)row.Int64(1), row.Int64(2))))
        {
            if (timeMs < 0)
            {
                throw new StoreException(StoreFault.Corrupt, $"Requests of height {height} are stored as executed, but the height is gone.");
            }
            var results = session[ResultsAt].Add(height).First(row => ResultsBlob.Decode(row.Blob(0), height));
            if (place < results.Length && results[place].RequestId == id)
            {
                return new ExecutedId(id, height, place, timeMs);
            }
            // Another request whose id begins like this one, or results that are not those of their height: the check tells.
            _ = Find(session, genesis, height);
        }
        return session[RecentTime].Add(id).First(row => (ExecutedId?)new ExecutedId(id, 0, -1, row.Int64(0)));
    }

    internal static ReceiptMaterial? Receipt(StoreSession session, Digest genesis, Digest id)
    {
        if (FindExecuted(session, genesis, id) is not { } found || Find(session, genesis, found.Height) is not { } height)
        {
            return null;
        }
        var entry = BlockReads.FindAt(session, genesis, found.Height);
        var position = entry?.Block.RequestIds.IndexOf(id) ?? -1;
        return entry is not null && position >= 0
            ? new ReceiptMaterial(entry.Bodies[position], height, found.Index, entry.Block)
            : throw new StoreException(StoreFault.Corrupt, $"Request {id} has a result at height {found.Height}, but the block there does not hold it.");
    }

    internal static ImmutableArray<Attestation> OwnAttestations(StoreSession session, long height, int member, int limit) =>
        [.. session[OwnAbove].Add(height).Add(member).Add(limit).All(Decode)];

    internal static ImmutableArray<(AttestedState State, Attestation? Own)> Uncertified(StoreSession session, long above, int member)
    {
        var heights = ImmutableArray.CreateBuilder<(AttestedState State, Attestation? Own)>();
        for (var height = above + 1; State(session, height) is { State: var state }; height++)
        {
            heights.Add((state, Attestations(session, state).FirstOrDefault(attestation => attestation.Signer == member)));
        }
        return heights.ToImmutable();
    }

    internal static long CertifiedHeight(StoreSession session, int quorum, long window)
    {
        // The base itself is one of those that are looked at: it may have been installed by fewer than n-f attestations.
        var lowest = Math.Max(0, (BaseReads.Find(session)?.Height ?? 0) - 1);
        var applied = Head(session)?.Height ?? 0;
        for (var height = Math.Max(lowest + 1, applied - window + 1); height <= applied; height++)
        {
            if (!IsCertified(session, height, quorum))
            {
                applied = height - 1;
            }
        }
        while (applied > lowest && !IsCertified(session, applied, quorum))
        {
            applied--;
        }
        return applied;
    }

    private static bool IsCertified(StoreSession session, long height, int quorum) => Attestations(session, State(session, height)!.State).Length >= quorum;

    /// <summary>An applied height, or the base.</summary>
    internal static StoredHead? State(StoreSession session, long height) => session[At].Add(height).First(BaseReads.Head)
        ?? (BaseReads.Find(session) is { } start && start.Height == height ? start.Head : null);

    internal static Digest Root(Digest genesis, long height, ImmutableArray<RequestResult> results) =>
        MerkleTree.Root([.. results.Select((result, index) => result.Leaf(genesis, height, index))]);

    internal static ImmutableArray<Attestation> Attestations(StoreSession session, AttestedState state) =>
        [.. session[AttestationsAt].Add(state.Height).All(Decode).Where(attestation => attestation.State == state)];

    /// <summary>An attestation from the columns height, signer, attestation.</summary>
    internal static Attestation Decode(StoreStatement row)
    {
        var reader = new CodecReader(row.Blob(2));
        var attestation = Attestation.Decode(ref reader);
        return reader.Complete && attestation.State.Height == row.Int64(0) && attestation.Signer == row.Int64(1)
            ? attestation
            : throw new StoreException(StoreFault.Corrupt, $"The stored attestation of member {row.Int64(1)} at height {row.Int64(0)} does not decode to itself.");
    }
}
