using System.Collections.Immutable;
using Scew.Protocol;
using Scew.Protocol.Messages;
using Scew.Protocol.Ordering;

namespace Scew.Consensus;

/// <summary>Rule 2: the leader's proposal.</summary>
public sealed partial class Replica
{
    private long _proposeDeadline = long.MaxValue;
    private BlockNode? _scannedParent;
    private long _scannedVersion = -1;

    private void TryPropose()
    {
        _proposeDeadline = long.MaxValue;
        if (Leader != _self || !MaySign || !HasLeaderWork)
        {
            return;
        }
        var state = KnownView(_view);
        var facts = new ProposeFacts(
            _view, _floor, _journal.Lease, true, state is not null && (state.NotarizeStage != OwnStage.None || state.First is not null),
            state is not null && state.NullifyStage != OwnStage.None, _executed, _final.Height);
        if (!_rules.MayPropose(facts) || FindParent(out var nullifications) is not { } parent)
        {
            return;
        }
        var timeMs = Math.Max(parent.TimeMs + 1, _now.WallMs);
        if (timeMs > _now.WallMs + Config.DriftMs)
        {
            _proposeDeadline = _now.MonotonicMs + (timeMs - Config.DriftMs - _now.WallMs);
            return;
        }
        var ids = SelectRequests(parent, timeMs);
        if (ids.IsEmpty && !EmptyBlockDue(parent))
        {
            return;
        }
        Propose(parent, nullifications, timeMs, ids);
    }

    private ImmutableArray<Digest> SelectRequests(BlockNode parent, long timeMs)
    {
        // Without a new request since a search that found nothing there is nothing to find: no search per event.
        if (_pool.Pending == 0 || parent.Height >= _lastHeight || (_scannedParent == parent && _scannedVersion == _pool.Version))
        {
            return [];
        }
        _tree.MarkChain(parent, _executed);
        var ids = _pool.Select(timeMs, (int)(_view % _group.Size), _tree.InMarked);
        if (ids.IsEmpty)
        {
            _scannedParent = parent;
            _scannedVersion = _pool.Version;
        }
        return ids;
    }

    /// <summary>An idle group goes silent: an empty block only fires timers, helps an unfinalised one or a member that rejoins, or ends an unknown outcome once.</summary>
    private bool EmptyBlockDue(BlockNode parent)
    {
        if (HasEndToReach && parent.Height < _lastHeight)
        {
            return true;
        }
        if ((EndUnknownDue && parent.TimeMs < _endUnknown.Min) || _wishedView > parent.View || (TimerDue && !Fires(parent)))
        {
            return true;
        }
        if (_open.Count == 0 && !HasEndToReach && !((EndUnknownDue || TimerDue || _wishedView > _final.View) && parent.Height > _final.Height))
        {
            return false;
        }
        var due = Math.Max(_viewEnteredMs, _workSinceMs == long.MaxValue ? _now.MonotonicMs : _workSinceMs) + _timeouts.EmptyBlockMs(_slowLeader[_self]);
        if (_now.MonotonicMs >= due)
        {
            return true;
        }
        _proposeDeadline = due;
        return false;
    }

    /// <summary>The highest notarised block held down to the executed height, with a nullification of every view above it; null when there is none yet.</summary>
    private BlockNode? FindParent(out ImmutableArray<Certificate> nullifications)
    {
        var gap = ImmutableArray.CreateBuilder<Certificate>();
        nullifications = [];
        for (var view = _view - 1; view > _final.View; view--)
        {
            var state = KnownView(view);
            if (state?.Notarization is { } notarization)
            {
                if (_tree.Find(notarization.Statement.Block) is { } node && IsComplete(node))
                {
                    gap.Reverse();
                    nullifications = gap.ToImmutable();
                    return node;
                }
                NeedBlock(Place(notarization));
            }
            if (state?.Nullification is null || gap.Count >= Justification.MaxNullifications)
            {
                return null;
            }
            gap.Add(state.Nullification);
        }
        gap.Reverse();
        nullifications = gap.ToImmutable();
        return _final.Height == _group.Start.Height || _final.Certificate is not null ? _final : null;
    }

    private void Propose(BlockNode parent, ImmutableArray<Certificate> nullifications, long timeMs, ImmutableArray<Digest> ids)
    {
        var justification = new Justification(parent == _final ? _final.Certificate : KnownView(parent.View)!.Notarization, nullifications);
        var block = Block.Create(_group.Genesis, _group.Epoch, parent.Height + 1, _view, parent.Hash, timeMs, ids, justification);
        var node = _tree.Add(block);
        node.Body = BodyState.Held;
        node.Valid = true;
        node.Justified = true;
        node.Repeats = false;
        node.CheckedAtExecuted = _executed;
        var state = ViewOf(_view);
        state.First = node;
        state.Proposals++;
        state.Blocks.Add(node);
        state.OwnBlock = block;
        state.NotarizeStage = OwnStage.Signing;
        _changed = true;
        Emit(new Sign(Statement.Notarize(_view, block.Header.Height, block.Hash)));
    }

    private static BlockRef Place(Certificate certificate) =>
        new(certificate.Statement.View, certificate.Statement.Height, certificate.Statement.Block);
}
