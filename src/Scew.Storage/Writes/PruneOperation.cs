using Scew.Protocol;
using Scew.Storage.Blobs;
using Scew.Storage.Reads;

namespace Scew.Storage.Writes;

/// <summary>One step of pruning: removes the lowest heights and moves the base over them. Answers 1 while something is left to do.</summary>
internal sealed class PruneOperation(long belowHeight, int heights, StoreHooks hooks) : WriteOperation
{
    /// <summary>Ids in one step: safety writes wait for it.</summary>
    private const int ForgottenIds = 2048;

    private const string Lowest = "SELECT coalesce(min(height), -1) FROM blocks";
    private const string LowestApplied = "SELECT coalesce(min(height), -1) FROM heights";
    private const string Results = "SELECT height, results FROM heights WHERE height <= ?";

    internal override string CrashName => "prune-before-commit";

    protected override long Run(WriteContext context)
    {
        var target = belowHeight - 1;
        Invariant.Require(target <= context.Control.Applied, "only applied heights are pruned");
        var oldest = BaseReads.Find(context.Session)?.Height ?? 0;
        var lowest = Next(context, Lowest, Next(context, LowestApplied, target + 1));
        if (lowest > target)
        {
            return RemoveWindowBlocks(context, target) | Forget(context, target);
        }
        // After a state transfer there are heights below the base: they go first.
        var to = Math.Min(Math.Max(lowest + heights - 1, 0), lowest <= oldest ? Math.Min(oldest, target) : target);
        if (to > oldest)
        {
            MoveBase(context, to);
            hooks.At?.Invoke("prune-base");
        }
        Remove(context, to);
        RemoveWindowBlocks(context, target);
        Forget(context, target);
        hooks.At?.Invoke("prune-removed");
        return 1;
    }

    /// <summary>
    /// Some ids that are older than the base; answers 1 where more may be left. Not where the base is above everything that was to be pruned: a state was installed since that was
    /// decided, and its windows reach back behind its own height.
    /// </summary>
    private static long Forget(WriteContext context, long target)
    {
        var some = BaseReads.Find(context.Session) is { } start && start.Height <= target
            ? context.Delete(Table.Recent, "id IN (SELECT id FROM recent WHERE time_ms < ? ORDER BY time_ms LIMIT ?)", start.Head.State.TimeMs, ForgottenIds)
            : 0;
        return some == ForgottenIds ? 1 : 0;
    }

    /// <summary>
    /// Some blocks that an install brought, by the same bound as any others; answers 1 where more may be left. Also where a state was installed since that was decided: its windows
    /// begin later than those that the bound lies before.
    /// </summary>
    private static long RemoveWindowBlocks(WriteContext context, long target) => WindowBlockWriter.RemoveSome(context, target) ? 1 : 0;

    private static long Next(WriteContext context, string sql, long other)
    {
        var lowest = context.Session[sql].First(row => row.Int64(0));
        return lowest < 0 ? other : Math.Min(lowest, other);
    }

    private static void MoveBase(WriteContext context, long to)
    {
        var head = HeightReads.State(context.Session, to) ?? throw new StoreException(StoreFault.Corrupt, $"Height {to} is missing; the database was changed or damaged.");
        BaseWriter.Store(context, head, BlockReads.HistoryTo(context.Session, context.Identity.Genesis, to));
    }

    private static void Remove(WriteContext context, long to)
    {
        var places = new List<(long Prefix, long Height, int Place)>();
        context.Session[Results].Add(to).ForEach(row =>
        {
            var results = ResultsBlob.Decode(row.Blob(1), row.Int64(0));
            for (var i = 0; i < results.Length; i++)
            {
                places.Add((ApplyOperation.Prefix(results[i].RequestId), row.Int64(0), i));
            }
        });
        foreach (var (prefix, height, place) in places)
        {
            context.Delete(Table.Executed, "prefix = ? AND height = ? AND place = ?", prefix, height, place);
        }
        context.Delete(Table.Changes, "height <= ?", to);
        context.Delete(Table.Heights, "height <= ?", to);
        context.Delete(Table.Blocks, "height <= ?", to);
        var kept = BaseReads.Find(context.Session)!;
        var view = kept.Head.View;
        context.Delete(Table.Attestations, "height < ?", kept.Height);
        context.Delete(Table.Certificates, "view < ?", view);
        context.Delete(Table.Votes, "view < ?", view);
    }
}
