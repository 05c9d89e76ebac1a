using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Scew.Protocol;
using Scew.Protocol.Messages;
using Scew.Protocol.Ordering;

namespace Scew.Consensus;

/// <summary>
/// A replica in doubt about what it signed before: silent until n-f others told how far it can have come and everything up to there is final, executed and
/// compared with f+1 others. PROTOCOL.md says why it then cannot contradict what it forgot.
/// </summary>
public sealed partial class Replica
{
    private const long WishIntervalMs = 60_000;
    private const int MaxWishes = 8;
    private readonly long[] _answered;
    private string? _doubt;
    private Digest _nonce;
    private int _doubts;
    private long _rejoinFloor;
    private long _verified;
    private long _verifyFrom;
    private long _askAtMs = long.MaxValue;
    private bool _settling;
    private long _wishedView;

    /// <summary>Why this replica signs nothing for now and what it waits for, or null.</summary>
    public string? SuspectReason => _doubt is null ? null : $"{_doubt}: {WaitsFor()}";

    /// <summary>True for a member whose activation ids came in turns: two processes run with its keys.</summary>
    public bool TwoActivations(int member) => _peers[member].TwoActivations;

    private void Suspect(string doubt)
    {
        if (_doubt is not null)
        {
            return;
        }
        _doubt = doubt;
        _doubts++;
        _nonce = Digest.Of([.. Config.ActivationId.ToArray(), .. Encoding.UTF8.GetBytes(_doubts.ToString(CultureInfo.InvariantCulture))]);
        Array.Fill(_answered, -1);
        _rejoinFloor = 0;
        _verifyFrom = 0;
        _settling = false;
        _askAtMs = _now.MonotonicMs;
        _changed = true;
    }

    private string WaitsFor()
    {
        if (_rejoinFloor == 0)
        {
            var silent = Enumerable.Range(0, _group.Size).Where(member => member != _self && !Counts(member)).Select(static member => member.ToString(CultureInfo.InvariantCulture));
            return $"{Counted()} of {_rules.Quorum(_group)} other members told where they stand, not yet {string.Join(", ", silent)}";
        }
        return _settling ? "writes its new lease" : $"votes again when a view from {_rejoinFloor} on is final and its state is compared; final now {_final.View}";
    }

    /// <summary>An answer counts once a certificate shows that its sender can have come that far: a boast must not keep this replica silent for ever.</summary>
    private bool Counts(int member) => _answered[member] >= 0 && _answered[member] - MostAhead <= _view;

    private int Counted() => Enumerable.Range(0, _group.Size).Count(Counts);

    private void PumpRejoin()
    {
        if (_doubt is null || _halted is not null || _settling)
        {
            _askAtMs = long.MaxValue;
            return;
        }
        if (_rejoinFloor == 0 && Counted() >= _rules.Quorum(_group))
        {
            var highest = Enumerable.Range(0, _group.Size).Where(Counts).Max(member => _answered[member]);
            _rejoinFloor = Math.Max(highest, Math.Max(_journal.Target, _floor)) + 1;
            _askAtMs = _now.MonotonicMs;
        }
        if (_rejoinFloor > 0 && IsVerified() && _journal.Idle)
        {
            _settling = true;
            _askAtMs = long.MaxValue;
            Emit(new Settle(_rejoinFloor));
            return;
        }
        if (_now.MonotonicMs >= _askAtMs)
        {
            foreach (var peer in _peers)
            {
                AskToRejoin(peer);
            }
            _askAtMs = _now.MonotonicMs + Config.StatusIntervalMs;
        }
    }

    /// <summary>A block of a view from the new floor on is final, executed, and f+1 others attest what came out.</summary>
    private bool IsVerified()
    {
        if (_final.View < _rejoinFloor)
        {
            return false;
        }
        _verifyFrom = _verifyFrom == 0 ? _final.Height : _verifyFrom;
        return _verified >= _verifyFrom;
    }

    private void AskToRejoin(PeerState peer)
    {
        if (_doubt is not null && _halted is null && !_settling && peer.Connected && peer.Index != _self && (_rejoinFloor > 0 || !Counts(peer.Index)))
        {
            Emit(new Send(peer.Index, new RejoinQuery(_nonce, _rejoinFloor)));
        }
    }

    /// <summary>Who is in doubt itself does not answer: its own lease means nothing.</summary>
    private void OnRejoinQuery(int from, RejoinQuery query)
    {
        if (_doubt is not null)
        {
            return;
        }
        var votes = ImmutableArray.CreateBuilder<RejoinVote>();
        foreach (var (_, state) in _views)
        {
            if (state is { FinalizeStage: OwnStage.Sent, Notarization: { } notarization } && state.Votes(StatementKind.Finalize)[_self] is { } vote
                && votes.Count < RejoinAnswer.MaxVotes)
            {
                votes.Add(new RejoinVote(vote, notarization));
            }
        }
        var lease = Math.Max(_floor, Math.Max(_journal.Target, _journal.Lease));
        Serve(from, new Send(from, new RejoinAnswer(query.Nonce, lease, _final.Ref, votes.ToImmutable())));
        Wish(_peers[from], query.WantedView);
    }

    /// <summary>Empty blocks bring a silent member back where nobody asks for anything; a liar gets a bounded number of them a minute.</summary>
    private void Wish(PeerState peer, long view)
    {
        if (view <= _final.View || view > _view + (2 * MostAhead) + 2)
        {
            return;
        }
        if (view > peer.WishedView)
        {
            if (_now.MonotonicMs >= peer.WishesSinceMs + WishIntervalMs)
            {
                peer.WishesSinceMs = _now.MonotonicMs;
                peer.Wishes = 0;
            }
            if (peer.Wishes >= MaxWishes)
            {
                return;
            }
            peer.Wishes++;
            peer.WishedView = view;
        }
        _wishedView = Math.Max(_wishedView, view);
        _changed = true;
    }

    private void OnRejoinAnswer(int from, RejoinAnswer answer)
    {
        if (_doubt is null || _rejoinFloor > 0 || answer.Nonce != _nonce || Counts(from))
        {
            return;
        }
        _answered[from] = answer.Lease;
        _changed = true;
        foreach (var (vote, notarization) in answer.Votes.Take(RejoinAnswer.MaxVotes))
        {
            if (vote.Signer == from && notarization.Statement.Kind != StatementKind.Nullify && TakeCertificate(notarization, passOn: false))
            {
                OnVote(vote);
            }
        }
    }

    /// <summary>The one place where the floor changes. Everything that this replica can have signed lies in views at or below it, and a view at or above it is final.</summary>
    private void OnSettled(long lease)
    {
        Invariant.Require(_settling && lease == _rejoinFloor && _final.View >= lease, "what is settled was asked for");
        _floor = lease;
        _journal.Settled(lease);
        _doubt = null;
        _settling = false;
        _changed = true;
        AttestWhatIsLeft();
    }

    /// <summary>Somebody sends a vote in this member's name.</summary>
    private void NoticeOwn(Vote vote)
    {
        if (vote.Statement.View > Math.Max(_floor, _final.View) && !IsOwn(vote.Statement) && vote.IsSigned(_verifier, _group))
        {
            NoticeOwnSigned(vote.Statement);
        }
    }

    /// <summary>
    /// A signature of this member is valid. Above the floor this start signed everything itself: another one is from before a loss that nobody noticed, or, after a
    /// rejoin, from a second process.
    /// </summary>
    private void NoticeOwnSigned(Statement statement)
    {
        if (!_rules.NoticesOwnStatements || statement.View <= _floor || IsOwn(statement))
        {
            return;
        }
        if (_rejoinFloor > 0 && statement.View > _rejoinFloor)
        {
            Halt($"another process signs with this replica's key: {statement.Kind} of view {statement.View} is not its own");
        }
        else
        {
            var isNew = _doubt is null;
            Suspect($"this replica's key signed {statement.Kind} of view {statement.View}, which it does not remember");
            if (isNew)
            {
                Emit(new Doubted(_doubt!));
            }
        }
    }

    private bool IsOwn(Statement statement)
    {
        if (KnownView(statement.View) is not { } state)
        {
            return false;
        }
        var stage = statement.Kind switch
        {
            StatementKind.Notarize => state.NotarizeStage,
            StatementKind.Nullify => state.NullifyStage,
            _ => state.FinalizeStage,
        };
        return state.Votes(statement.Kind)[_self] is { } vote ? vote.Statement == statement : stage != OwnStage.None;
    }
}
