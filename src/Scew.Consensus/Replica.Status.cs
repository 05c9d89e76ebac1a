using Scew.Protocol;
using Scew.Protocol.Messages;
using Scew.Protocol.Ordering;

namespace Scew.Consensus;

/// <summary>Rule 7: statuses, answers to those who are behind, and statements sent again.</summary>
public sealed partial class Replica
{
    private const int MaxCertificatesAnswered = 256;
    private const int MaxStatementsResent = 256;
    private const long MaxExcusedAhead = 64;
    private bool _statusToAll;

    private Status OwnStatus() => new(
        _group.Epoch, _floor, _view, HighestNotarized(), _finalizeVotedView, _final.Ref, _executed, _certified);

    /// <summary>
    /// The highest notarised block whose bodies and whose ancestors' bodies are held. One with a hole below it is of no use: nobody can build on it, and views up to it
    /// still have to be given up where nobody has what is missing.
    /// </summary>
    private BlockRef HighestNotarized()
    {
        foreach (var view in _notarized.Reverse())
        {
            if (KnownView(view)?.Notarization is { } certificate && _tree.Find(certificate.Statement.Block) is { Body: BodyState.Held } node && ChainHeld(node))
            {
                return node.Ref;
            }
        }
        return _final.Ref;
    }

    private bool ChainHeld(BlockNode node)
    {
        for (var at = node; at != _final;)
        {
            if (at.Height <= _final.Height || _tree.ParentOf(at) is not { } parent || (parent != _final && parent.Body != BodyState.Held))
            {
                return false;
            }
            at = parent;
        }
        return true;
    }

    private void SendStatuses()
    {
        if (_statusToAll)
        {
            _statusToAll = false;
            foreach (var peer in _peers)
            {
                peer.StatusSentMs = _now.MonotonicMs;
            }
            Emit(new Broadcast(OwnStatus()));
            return;
        }
        foreach (var peer in _peers)
        {
            if (peer.Connected && _now.MonotonicMs >= peer.StatusSentMs + Config.StatusIntervalMs)
            {
                SendStatus(peer);
            }
        }
    }

    private void SendStatus(PeerState peer)
    {
        peer.StatusSentMs = _now.MonotonicMs;
        Emit(new Send(peer.Index, OwnStatus()));
    }

    private long StatusDeadline()
    {
        var next = long.MaxValue;
        foreach (var peer in _peers)
        {
            if (peer.Connected)
            {
                next = Math.Min(next, peer.StatusSentMs + Config.StatusIntervalMs);
            }
        }
        return next;
    }

    private void OnPeerConnected(int index, Digest activationId)
    {
        if (index < 0 || index >= _group.Size || index == _self)
        {
            return;
        }
        var peer = _peers[index];
        peer.Connected = true;
        peer.Status = null;
        peer.CertificateCursor = 0;
        peer.AnsweredMs = long.MinValue / 2;
        Reoffer(peer, sameActivation: peer.ActivationId == activationId);
        peer.Activated(activationId);
        SendStatus(peer);
        AskToRejoin(peer);
        ResendStatements(to: index);
        if (_forkProof is { } proof)
        {
            Emit(new Send(index, new EvidenceMessage(proof)));
        }
    }

    private void OnPeerDisconnected(int index)
    {
        if (index >= 0 && index < _group.Size && index != _self)
        {
            _peers[index].Connected = false;
            ForgetOffers(_peers[index]);
        }
    }

    private void OnStatus(int from, Status status)
    {
        if (status.Epoch != _group.Epoch)
        {
            return;
        }
        var peer = _peers[from];
        var before = peer.Status;
        peer.Status = status;
        Excuse(peer, status.Floor);
        if (_now.MonotonicMs < peer.AnsweredMs + _timeouts.FetchGraceMs)
        {
            return;
        }
        peer.AnsweredMs = _now.MonotonicMs;
        if (status.View < _view || IsFresh(peer, before, status))
        {
            AnswerWithCertificates(peer, status);
        }
        if (status.CertifiedHeight < _executed && (before is null || before.CertifiedHeight >= status.CertifiedHeight))
        {
            Emit(new ServeAttestations(from, status.CertifiedHeight));
        }
        var ahead = status.View > _view || status.Final.Height > _final.Height || status.Notarized.View > HighestNotarized().View
            || status.ExecutedHeight > _certified;
        if (ahead && _now.MonotonicMs >= peer.StatusSentMs + _timeouts.StatusReplyMs)
        {
            SendStatus(peer);
        }
    }

    private void Excuse(PeerState peer, long floor)
    {
        if (floor <= peer.ExcusedView || floor < _view)
        {
            return;
        }
        if (peer.ExcusedAtFinal != _final.Height)
        {
            peer.ExcusedAtFinal = _final.Height;
            peer.ExcusedAtMost = _view + MaxExcusedAhead;
        }
        // A member that starts once more below the same final block may raise its floor, a boaster not the bound.
        peer.ExcusedView = Math.Max(peer.ExcusedView, Math.Min(floor, peer.ExcusedAtMost));
    }

    /// <summary>
    /// A peer in the same view that shows the same gap again and again got its answer already or does not miss it: it is answered at the 1st, 2nd, 4th, 8th ...
    /// time, so an idle group with nullified views above its final one is silent too.
    /// </summary>
    private bool IsFresh(PeerState peer, Status? before, Status status)
    {
        var same = before is not null && before.View == status.View && before.Notarized == status.Notarized && before.Final == status.Final
            && peer.AnsweredAtView == _view;
        peer.AnsweredAtView = _view;
        peer.SameStatuses = same ? Math.Min(peer.SameStatuses + 1, 1 << 20) : 1;
        return (peer.SameStatuses & (peer.SameStatuses - 1)) == 0;
    }

    /// <summary>The certificate that leads here first, then those of the views in which the asker may have a gap, a bounded part at a time.</summary>
    private void AnswerWithCertificates(PeerState peer, Status status)
    {
        if (status.View < _view && status.View <= _final.View && _final.Certificate is { } final)
        {
            Emit(new Send(peer.Index, new CertificateMessage(final)));
        }
        else if (status.Final.View < _final.View && _final.Certificate is { } finalization)
        {
            Emit(new Send(peer.Index, new CertificateMessage(finalization)));
        }
        var from = Math.Max(_final.View, Math.Max(status.Notarized.View, status.Final.View)) + 1;
        var sent = 0;
        if (status.View < _view && KnownView(_view - 1) is { } newest)
        {
            sent += SendCertificates(peer.Index, newest);
        }
        var start = peer.CertificateCursor >= from && peer.CertificateCursor < _view ? peer.CertificateCursor : from;
        peer.CertificateCursor = 0;
        // Only views of which something is known: after a long absence there are millions of others.
        foreach (var (view, state) in _views)
        {
            if (view >= _view)
            {
                break;
            }
            if (view >= start && sent >= MaxCertificatesAnswered)
            {
                peer.CertificateCursor = view;
                break;
            }
            if (view >= start && (view != _view - 1 || status.View >= _view))
            {
                sent += SendCertificates(peer.Index, state);
            }
        }
    }

    private int SendCertificates(int to, ViewState state)
    {
        var sent = 0;
        if (state.Notarization is { } notarization && state.Finalization is null)
        {
            Emit(new Send(to, new CertificateMessage(notarization)));
            sent++;
        }
        if (state.Nullification is { } nullification)
        {
            Emit(new Send(to, new CertificateMessage(nullification)));
            sent++;
        }
        if (state.Finalization is { } finalization)
        {
            Emit(new Send(to, new CertificateMessage(finalization)));
            sent++;
        }
        return sent;
    }

    /// <summary>
    /// Own statements of views above the final one that lack their certificate, to one peer or to all. A new link also gets the notarised block
    /// beside a finalize vote: after a restart of everybody its few holders must make it known again.
    /// </summary>
    private void ResendStatements(int? to)
    {
        if (!MaySign)
        {
            return;
        }
        var sent = 0;
        foreach (var (_, state) in _views)
        {
            if (sent >= MaxStatementsResent)
            {
                return;
            }
            if (state.NotarizeStage == OwnStage.Sent && state.Notarization is null && state.Votes(StatementKind.Notarize)[_self] is { } notarize)
            {
                Transmit(to, state.OwnBlock is { } block && block.Hash == notarize.Statement.Block ? new Proposal(block, notarize, []) : new VoteMessage(notarize));
                sent++;
            }
            if (state.NullifyStage == OwnStage.Sent && state.Nullification is null && state.Votes(StatementKind.Nullify)[_self] is { } nullify)
            {
                Transmit(to, new VoteMessage(nullify));
                sent++;
            }
            if (state.FinalizeStage == OwnStage.Sent && state.Finalization is null && state.Votes(StatementKind.Finalize)[_self] is { } finalize)
            {
                Transmit(to, new CertificateMessage(state.Notarization!));
                if (to is { } peer)
                {
                    Emit(new ServeBlock(peer, finalize.Statement.Block));
                }
                Transmit(to, new VoteMessage(finalize));
                sent++;
            }
        }
    }

    private void Transmit(int? to, PeerMessage message) => Emit(to is { } peer ? new Send(peer, message) : new Broadcast(message));
}
