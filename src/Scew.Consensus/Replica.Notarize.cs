using Scew.Protocol;
using Scew.Protocol.Messages;
using Scew.Protocol.Ordering;

namespace Scew.Consensus;

/// <summary>Rule 3: taking a proposal and voting for it.</summary>
public sealed partial class Replica
{
    private const long MaxHeightsAhead = 256;
    private const int MaxProposalsKept = 2;
    private long _notarizeDeadline = long.MaxValue;

    private void OnProposal(Proposal proposal)
    {
        var block = proposal.Block;
        var header = block.Header;
        var vote = proposal.LeaderVote;
        if (vote.Signer == _self)
        {
            NoticeOwn(vote);
            return;
        }
        if (header.Epoch != _group.Epoch || header.View <= _final.View || header.Height > _final.Height + MaxHeightsAhead
            || vote.Signer != _group.Leader(header.View)
            || vote.Statement != Statement.Notarize(header.View, header.Height, block.Hash))
        {
            return;
        }
        var known = KnownView(header.View);
        if (known is not null && known.Blocks.Exists(node => node.Hash == block.Hash && node.Justified))
        {
            return;
        }
        if (header.View <= _view + _rules.MaxFutureViews)
        {
            if (!OnVote(vote))
            {
                return;
            }
        }
        else if (!vote.IsSigned(_verifier, _group))
        {
            return;
        }
        if (known is { Proposals: >= MaxProposalsKept } && known.Notarization?.Statement.Block != block.Hash)
        {
            return;
        }
        if (block.RequestIds.Length > Config.MaxBlockRequests || !TakeJustification(block))
        {
            return;
        }
        OnVote(vote);
        if (header.View > _final.View)
        {
            KeepProposal(block);
        }
    }

    private void KeepProposal(Block block)
    {
        var state = ViewOf(block.Header.View);
        var node = _tree.Add(block);
        node.Justified = true;
        if (!state.Blocks.Contains(node))
        {
            state.Blocks.Add(node);
        }
        state.Proposals++;
        state.First ??= node;
        OnBlockAdded(node);
        _changed = true;
    }

    /// <summary>The parent's certificate and one nullification for every view between: checked, kept, and acted on.</summary>
    private bool TakeJustification(Block block)
    {
        var header = block.Header;
        var justification = block.Justification;
        long parentView;
        if (justification.Parent is { } parent)
        {
            var statement = parent.Statement;
            if (statement.Kind == StatementKind.Nullify || statement.Block != header.Parent || statement.Height != header.Height - 1)
            {
                return false;
            }
            parentView = statement.View;
        }
        else
        {
            if (header.Height != _group.Start.Height + 1 || header.Parent != _group.Start.Hash)
            {
                return false;
            }
            parentView = _group.Start.View;
        }
        if (parentView >= header.View || justification.Nullifications.Length != header.View - parentView - 1)
        {
            return false;
        }
        for (var i = 0; i < justification.Nullifications.Length; i++)
        {
            if (justification.Nullifications[i].Statement != Statement.Nullify(parentView + 1 + i))
            {
                return false;
            }
        }
        // The highest first: it brings this replica into the proposal's view at once, and the others then are only kept.
        for (var i = justification.Nullifications.Length - 1; i >= 0; i--)
        {
            if (!TakeCarried(justification.Nullifications[i]))
            {
                return false;
            }
        }
        return justification.Parent is null || TakeCertificate(justification.Parent, passOn: true);
    }

    /// <summary>
    /// The copy of a nullification that a block carries is checked even where it is known already: it is what is left of it when the view is forgotten, on every disk, and what
    /// proves a fork then. Of a parent the certificate itself stays.
    /// </summary>
    private bool TakeCarried(Certificate nullification)
    {
        if (!TakeCertificate(nullification, passOn: true))
        {
            return false;
        }
        var known = KnownView(nullification.Statement.View);
        return known?.Nullification == nullification
            || _rules.Check(nullification, _group, new KeptVotes(known, nullification.Statement, _verifier)) == CertificateFault.None;
    }

    private void TryNotarize()
    {
        _notarizeDeadline = long.MaxValue;
        if (!MaySign || KnownView(_view) is not { First: { } node } state || state.NotarizeStage != OwnStage.None || state.NullifyStage != OwnStage.None)
        {
            return;
        }
        CheckBody(node);
        var held = AncestorsHeld(node);
        var parent = _tree.ParentOf(node);
        if (held && node is { Body: BodyState.Held, Valid: true })
        {
            SearchRepeats(node);
        }
        var facts = new NotarizeFacts(
            node.View, _view, _floor, _journal.Lease, false, false, node.Justified, held, node is { Body: BodyState.Held, Valid: true },
            node.Repeats ?? false, parent?.TimeMs ?? 0, node.TimeMs, _now.WallMs, Config.DriftMs, _timeouts.LeaderMs(slow: false), _executed, _final.Height,
            StartIsAttested: node.Height <= _group.Start.Height + 1 || _certified >= _group.Start.Height);
        switch (_rules.MayNotarize(facts))
        {
            case NotarizeAnswer.Yes:
                state.NotarizeStage = OwnStage.Signing;
                _changed = true;
                Emit(new Sign(Statement.Notarize(node.View, node.Height, node.Hash)));
                break;
            case NotarizeAnswer.Wait when node.TimeMs > _now.WallMs + Config.DriftMs:
                _notarizeDeadline = _now.MonotonicMs + (node.TimeMs - Config.DriftMs - _now.WallMs);
                break;
            default:
                break;
        }
    }

    /// <summary>Twice in the block, or in an ancestor that the shell did not look at. An ancestor executed since the shell looked still counts.</summary>
    private void SearchRepeats(BlockNode node)
    {
        if (node.Repeats is not null || _tree.ParentOf(node) is not { } parent)
        {
            return;
        }
        if (!_tree.MarkChain(parent, Math.Min(node.CheckedAtExecuted, parent.Height)))
        {
            Recheck(node);
            return;
        }
        var seen = new HashSet<Digest>(node.Block!.RequestIds.Length);
        foreach (var id in node.Block.RequestIds)
        {
            if (!seen.Add(id) || _tree.InMarked(id))
            {
                node.Repeats = true;
                return;
            }
        }
        node.Repeats = false;
    }

    private void OnBlockChecked(BlockChecked check)
    {
        if (_tree.Find(check.Block) is not { Body: BodyState.Checking } node)
        {
            return;
        }
        _checking--;
        if (check.Verdict == BlockVerdict.Missing)
        {
            if (node.StoredMeanwhile)
            {
                Recheck(node);
                return;
            }
            node.Body = BodyState.Missing;
            node.MissingIds = check.MissingIds.IsDefaultOrEmpty ? [.. node.Block!.RequestIds] : [.. check.MissingIds];
            NeedBodies(node);
            return;
        }
        node.Body = BodyState.Held;
        node.Valid = check.Verdict == BlockVerdict.Valid;
        node.MissingIds = null;
        OnBodiesHeld(node);
    }

    private void CheckBody(BlockNode node)
    {
        if (node.Body == BodyState.Unknown && node.Block is not null)
        {
            node.Body = BodyState.Checking;
            node.CheckedAtExecuted = _executed;
            node.StoredMeanwhile = false;
            _checking++;
            Emit(new CheckBlock(node.Block));
        }
    }
}
