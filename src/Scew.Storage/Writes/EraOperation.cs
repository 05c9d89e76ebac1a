using System.Collections.Immutable;
using Scew.Protocol;
using Scew.Storage.Reads;

namespace Scew.Storage.Writes;

/// <summary>
/// An era begins: its handover is written down, and what belongs to the era before and could be taken for a word of this one goes. Votes and certificates above the last block, and
/// blocks that only made it final, mean nothing any more: the height is attested by a quorum. Where the last height is applied here, it is the first one that the new era attests.
/// </summary>
internal sealed class EraOperation(Digest activation, ImmutableArray<StoredEra> eras) : WriteOperation
{
    private const string Last = "SELECT coalesce(max(epoch), 0) FROM eras";
    private const string Results = "SELECT results FROM heights WHERE height = ?";

    internal override bool Urgent => true;

    internal override string CrashName => "era-before-commit";

    protected override long Run(WriteContext context)
    {
        context.RequireLease(activation);
        foreach (var era in eras)
        {
            Begin(context, era);
        }
        // Nothing of the old era is written any more, whoever still tries.
        context.Control.Activation = null;
        context.IsWitnessed = true;
        return ++context.Control.Counter;
    }

    private static void Begin(WriteContext context, StoredEra era)
    {
        var session = context.Session;
        Invariant.Require(era.Epoch == session[Last].First(row => row.Int64(0)) + 1, "eras follow each other");
        var applied = context.Control.Applied;
        Invariant.Require(applied <= era.Height, "nothing above the last height of an era is applied in it");
        if (applied == era.Height)
        {
            Adopt(context, era);
        }
        else
        {
            // A state of the new era is fetched: what is here of the old one above the applied height is not executed any more.
            var view = applied == 0 ? 0 : HeightReads.State(session, applied)!.View;
            Forget(context, applied, view + 1);
        }
        Insert(context, era);
    }

    internal static void Insert(WriteContext context, StoredEra era) =>
        context.Into(Table.Eras).Add(era.Epoch).Add(era.Height).Add(era.IsFounding ? 1 : 0).Add(era.Handover).Done();

    private static void Adopt(WriteContext context, StoredEra era)
    {
        var session = context.Session;
        var head = HeightReads.State(session, era.Height) ?? throw new StoreException(StoreFault.Corrupt, $"Height {era.Height} is missing; the database was changed or damaged.");
        Forget(context, era.Height, head.View);
        context.Delete(Table.Attestations, "height = ?", era.Height);
        var next = head with { State = head.State with { Epoch = era.Epoch } };
        if (BaseReads.Find(session) is { } start && start.Height == era.Height)
        {
            BaseWriter.Store(context, next, start.History);
        }
        var results = session[Results].Add(era.Height).First(row => row.Blob(0).ToArray());
        if (results is null)
        {
            return;
        }
        context.Delete(Table.Heights, "height = ?", era.Height);
        var state = next.State;
        context.Into(Table.Heights).Add(state.Height).Add(state.Block).Add(state.Epoch).Add(next.View).Add(state.TimeMs).Add(state.StateRoot).Add(state.ResultsRoot)
            .Add(state.ResultCount).Add(next.TrieRoot).Add(next.HistoryRoot).AddCovered(results).Done();
    }

    private static void Forget(WriteContext context, long aboveHeight, long fromView)
    {
        context.Delete(Table.Votes, "view >= ?", fromView);
        context.Delete(Table.Certificates, "view >= ?", fromView);
        context.Delete(Table.Blocks, "height > ?", aboveHeight);
        context.Delete(Table.Attestations, "height > ?", aboveHeight);
    }
}

/// <summary>Writes an era's handover down once more, complete; or for a database that was just made, those of the eras before it.</summary>
internal sealed class HandoverOperation(StoredEra era, bool isNew) : WriteOperation
{
    protected override long Run(WriteContext context)
    {
        var deleted = context.Delete(Table.Eras, "epoch = ? AND height = ?", era.Epoch, era.Height);
        Invariant.Require(deleted == (isNew ? 0 : 1), "an era is written down once, and completed where it is");
        Invariant.Require(!isNew || context.Control is { Applied: 0, Activation: null }, "only a database that nobody used yet is founded in a later era");
        EraOperation.Insert(context, era);
        return era.Epoch;
    }
}
