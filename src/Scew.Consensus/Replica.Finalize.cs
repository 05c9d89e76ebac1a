using Scew.Protocol;
using Scew.Protocol.Messages;
using Scew.Protocol.Ordering;

namespace Scew.Consensus;

/// <summary>Rules 4 and 6: finalize votes and what becomes final.</summary>
public sealed partial class Replica
{
    private readonly SortedSet<long> _toFinalize = [];
    private readonly SortedSet<long> _finalizeSigning = [];
    private readonly Queue<BlockNode> _executedNodes = new();
    private BlockNode _final;
    private long _executed;
    private long _finalizeVotedView;

    /// <summary>Sends finalize for every notarised view for which it may: also for views that were jumped over and bodies that came late.</summary>
    private void TryFinalize()
    {
        if (_toFinalize.Count == 0 || !MaySign)
        {
            return;
        }
        foreach (var view in _toFinalize.ToArray())
        {
            var state = KnownView(view);
            if (state?.Notarization is not { } notarization || state.NullifyStage != OwnStage.None || state.FinalizeStage != OwnStage.None)
            {
                _toFinalize.Remove(view);
                continue;
            }
            var node = _tree.Find(notarization.Statement.Block);
            var facts = new FinalizeFacts(view, _floor, true, false, false, node is not null && IsComplete(node));
            if (_rules.MayFinalize(facts))
            {
                _toFinalize.Remove(view);
                state.FinalizeStage = OwnStage.Signing;
                _finalizeSigning.Add(view);
                _changed = true;
                Emit(new Sign(Statement.Finalize(view, notarization.Statement.Height, notarization.Statement.Block)));
            }
        }
    }

    private void OnSigned(Vote vote)
    {
        var statement = vote.Statement;
        if (statement.Kind == StatementKind.Finalize)
        {
            _finalizeSigning.Remove(statement.View);
        }
        if (vote.Signer != _self || KnownView(statement.View) is not { } state || !MaySign)
        {
            return;
        }
        switch (statement.Kind)
        {
            case StatementKind.Notarize when state.NotarizeStage == OwnStage.Signing:
                state.NotarizeStage = OwnStage.Sent;
                Emit(new Broadcast(state.OwnBlock is { } block && block.Hash == statement.Block ? new Proposal(block, vote, []) : new VoteMessage(vote)));
                KeepVote(state, vote, null);
                break;
            case StatementKind.Nullify when state.NullifyStage == OwnStage.Signing:
                state.NullifyStage = OwnStage.Sent;
                Emit(new Broadcast(new VoteMessage(vote)));
                KeepVote(state, vote, null);
                break;
            case StatementKind.Finalize when state.FinalizeStage == OwnStage.Signing:
                state.FinalizeStage = OwnStage.Writing;
                WriteFinalize(state, vote);
                break;
            default:
                break;
        }
    }

    /// <summary>One commit: the vote, the notarization, the block and every ancestor that is not durable yet.</summary>
    private void WriteFinalize(ViewState state, Vote vote)
    {
        _journal.Add(vote, state.Notarization!);
        for (var node = _tree.Find(vote.Statement.Block); node is { Journaled: false }; node = _tree.ParentOf(node))
        {
            Invariant.Require(node.Body == BodyState.Held, "what is finalized is held");
            _journal.Add(node);
        }
        if (!_rules.FinalizeWaitsForDisk)
        {
            SendFinalize(vote);
        }
    }

    private void OnPersisted(long sequence)
    {
        _changed = true;
        foreach (var vote in _journal.Confirmed(sequence))
        {
            SendFinalize(vote);
        }
    }

    private void SendFinalize(Vote vote)
    {
        _finalizeVotedView = Math.Max(_finalizeVotedView, vote.Statement.View);
        if (KnownView(vote.Statement.View) is not { } state || state.FinalizeStage == OwnStage.Sent || !MaySign)
        {
            return;
        }
        state.FinalizeStage = OwnStage.Sent;
        Emit(new Broadcast(new VoteMessage(vote)));
        KeepVote(state, vote, null);
    }

    /// <summary>True when the block's body and those of its ancestors down to the executed height are held, and it stands on the final block.</summary>
    private bool IsComplete(BlockNode node)
    {
        if (node.Body != BodyState.Held)
        {
            NeedNode(node);
            return false;
        }
        return AncestorsHeld(node);
    }

    private bool AncestorsHeld(BlockNode node)
    {
        // The final chain's own bodies are held: nothing becomes final here without them.
        for (var at = node; at != _final;)
        {
            if (at.Height <= _final.Height)
            {
                return false;
            }
            if (_tree.ParentOf(at) is not { } parent)
            {
                NeedParent(at);
                return false;
            }
            if (parent.Body != BodyState.Held)
            {
                NeedNode(parent);
                return false;
            }
            at = parent;
        }
        return true;
    }

    /// <summary>Rule 6: the finalised block and all its ancestors are final. Execution does not wait for the disk.</summary>
    private void AdvanceFinal()
    {
        if (_finalization is { } top && top.Statement.View > _final.View && !MakeFinal(top)
            && _chainTop is { } part && part.Statement.View > _final.View)
        {
            MakeFinal(part);
        }
    }

    private bool MakeFinal(Certificate finalization)
    {
        if (_tree.Find(finalization.Statement.Block) is not { } top)
        {
            if (finalization.Statement.Height <= _final.Height)
            {
                // Of a later view and no higher: whatever the block is, it does not stand on the own final one.
                StopOnBranch();
                return true;
            }
            NeedBlock(Place(finalization));
            return false;
        }
        var path = new List<BlockNode>();
        for (var node = top; node != _final; node = _tree.ParentOf(node)!)
        {
            if (node.Height <= _final.Height)
            {
                Halt("fork proven: " + Branched);
                return true;
            }
            path.Add(node);
            if (node.Height == _final.Height + 1 && node.ParentHash != _final.Hash)
            {
                OnBranch(node.Block!);
                return true;
            }
            if (_tree.ParentOf(node) is null)
            {
                NeedParent(node);
                return false;
            }
        }
        var missing = path.FindAll(static node => node.Body != BodyState.Held);
        if (missing.Count > 0)
        {
            missing.ForEach(NeedNode);
            return false;
        }
        if (top.Height > _executed + MaxHeightsAhead && _final.Height > _executed)
        {
            return false;
        }
        path.Reverse();
        BecomeFinal(path, finalization);
        return true;
    }

    private void BecomeFinal(List<BlockNode> path, Certificate finalization)
    {
        Emit(new Finalised([.. path.Select(static node => node.Block!)], finalization));
        _journal.Add(finalization);
        foreach (var node in path)
        {
            _journal.Add(node);
            foreach (var id in node.Block!.RequestIds)
            {
                _pool.MarkFinal(id);
            }
        }
        _final = path[^1];
        _final.Certificate = finalization;
        _timeouts.FallBack();
        ForgetViews(new HashSet<BlockNode>(path));
        _endUnknown.RemoveWhere(until => until <= _final.TimeMs);
        EnterView(_final.View + 1);
        _chainDeadline = long.MaxValue;
        _changed = true;
    }

    private void ForgetViews(HashSet<BlockNode> final)
    {
        foreach (var view in _views.Keys.TakeWhile(view => view <= _final.View).ToArray())
        {
            foreach (var node in _views[view].Blocks)
            {
                if (!final.Contains(node))
                {
                    _checking -= node.Body == BodyState.Checking ? 1 : 0;
                    _tree.Remove(node);
                }
            }
            _views.Remove(view);
            _notarized.Remove(view);
            _open.Remove(view);
            _toFinalize.Remove(view);
            _finalizeSigning.Remove(view);
        }
        // Also views of which nothing else is known: after a doubt the own finalize vote of such a view can be what was lost.
        _wantNullify.RemoveWhere(view => view <= _final.View);
        _unsettled.RemoveWhere(view => view <= _final.View);
        ForgetFetches();
    }

    private void OnExecuted(Executed executed)
    {
        var state = executed.State;
        if (state.Height <= _installedHeight)
        {
            // Executed before a state above it was installed, reported after.
            return;
        }
        Invariant.Require(state.Height == _executed + 1 && state.Height <= _final.Height, "executed heights come in order and are final");
        var node = _final;
        while (node.Height > state.Height)
        {
            node = _tree.ParentOf(node)!;
        }
        _executed = state.Height;
        SetNextDue(executed.NextDueMs);
        SetLastHeight(executed.LastHeight);
        foreach (var id in node.Block!.RequestIds)
        {
            if (_pool.Find(id) is { } entry)
            {
                _pool.Remove(entry);
            }
        }
        ForgetExecuted(node);
        Attest(state);
        _changed = true;
    }

    private void ForgetExecuted(BlockNode executed)
    {
        _executedNodes.Enqueue(executed);
        while (_executedNodes.Count > BlockTree.KeptExecuted && _executedNodes.Peek() != _final)
        {
            var old = _executedNodes.Dequeue();
            _tree.Remove(old);
            if (_executedNodes.TryPeek(out var next))
            {
                next.Parent = null;
            }
        }
    }
}
