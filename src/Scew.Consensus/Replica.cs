using System.Collections.Immutable;
using Scew.Protocol;
using Scew.Protocol.Messages;
using Scew.Protocol.Ordering;

namespace Scew.Consensus;

/// <summary>
/// The ordering protocol as a state machine: events in, effects out. PROTOCOL.md is its outline; each file of this class holds one rule or one table.
/// </summary>
public sealed partial class Replica
{
    private readonly Group _group;
    private readonly int _self;
    private readonly IMemberVerifier _verifier;
    private readonly Rules _rules;
    private readonly Timeouts _timeouts;
    private readonly List<Effect> _effects = [];
    private readonly SortedDictionary<long, ViewState> _views = [];
    private readonly BlockTree _tree = new();
    private readonly Journal _journal;
    private readonly Pool _pool;
    private readonly PeerState[] _peers;
    private long _floor;
    private Clock _now;
    private bool _changed;
    private bool _stopping;
    private string? _halted;

    /// <summary>Starts from what the disk holds. <paramref name="verifier"/> checks members' signatures; <paramref name="rules"/> differ in tests only.</summary>
    public Replica(ReplicaConfig config, RecoveredState recovered, IMemberVerifier verifier, Rules? rules = null)
    {
        Config = config;
        _group = config.Group;
        _self = config.Self;
        _verifier = verifier;
        _rules = rules ?? Rules.Standard;
        _timeouts = new Timeouts(config);
        _floor = _rules.Floor(recovered);
        _journal = new Journal(recovered.Floor);
        _pool = new Pool(config);
        _peers = [.. Enumerable.Range(0, _group.Size).Select(static index => new PeerState(index))];
        _slowLeader = new bool[_group.Size];
        _accusations = new int[_group.Size];
        _answered = new long[_group.Size];
        _final = _tree.AddRoot(recovered.Final, recovered.FinalTimeMs);
        if (recovered.Doubt is { } doubt)
        {
            Suspect(doubt);
        }
        Recover(recovered);
    }

    /// <summary>Who and how.</summary>
    public ReplicaConfig Config { get; }

    /// <summary>When the next <see cref="Tick"/> is due, in monotonic milliseconds; <see cref="long.MaxValue"/> when nothing waits for time.</summary>
    public long NextDeadlineMs { get; private set; } = long.MaxValue;

    /// <summary>The current view.</summary>
    public long View => _view;

    /// <summary>The lease that the start found: below it this replica only gives views up. A rejoin sets it higher: below it nothing is voted any more.</summary>
    public long Floor => _floor;

    /// <summary>The highest view in which it may act.</summary>
    public long Lease => _journal.Lease;

    /// <summary>The highest final block that was handed to execution.</summary>
    public BlockRef Final => _final.Ref;

    /// <summary>The highest executed height.</summary>
    public long ExecutedHeight => _executed;

    /// <summary>Every height up to this has n-f attestations.</summary>
    public long CertifiedHeight => _certified;

    /// <summary>Requests in the pool.</summary>
    public int PooledRequests => _pool.Count;

    /// <summary>The newest status of a member, at most 5 s old while it is connected; null before the first and for this replica.</summary>
    public Status? StatusOf(int member) => _peers[member].Status;

    /// <summary>Why this replica stopped voting, or null.</summary>
    public string? HaltReason => _halted;

    /// <summary>Views, blocks and attested heights in memory: what a test bounds.</summary>
    public (int Views, int Blocks, int AttestedHeights) Kept => (_views.Count, _tree.Count, _attested.Count);

    /// <summary>The leader of the current view.</summary>
    public int Leader => _group.Leader(_view);

    /// <summary>False when a proposal to this peer should carry the request's bytes: it did not say that its present activation holds them.</summary>
    public bool PeerHolds(int peer, Digest requestId) => _pool.Find(requestId) is { } entry && entry.Offers[peer] == OfferState.Held;

    /// <summary>True while the request waits in the pool.</summary>
    public bool IsPooled(Digest requestId) => _pool.Find(requestId) is not null;

    /// <summary>The effects of starting: finalize votes above the final height are sent again as peers connect.</summary>
    public ImmutableArray<Effect> Start(Clock now)
    {
        _now = now;
        EnterView(_view, always: true);
        AttestWhatIsLeft();
        return Conclude();
    }

    /// <summary>Takes one event and gives the ordered effects. The first call after construction should be <see cref="Start"/>.</summary>
    public ImmutableArray<Effect> Step(ReplicaEvent happened, Clock now)
    {
        _now = new Clock(Math.Max(now.MonotonicMs, _now.MonotonicMs), now.WallMs);
        switch (happened)
        {
            case Tick:
                break;
            case Received received:
                OnReceived(received.From, received.Message);
                break;
            case RequestsArrived arrived:
                OnRequestsArrived(arrived.OfferedBy, arrived.Requests);
                break;
            case BodiesStored stored:
                OnBodiesStored(stored.Ids.AsSpan());
                break;
            case BlockChecked check:
                OnBlockChecked(check);
                break;
            case Signed signed:
                OnSigned(signed.Vote);
                break;
            case AttestationSigned signed:
                OnAttestationSigned(signed.Attestation);
                break;
            case Persisted persisted:
                OnPersisted(persisted.Sequence);
                break;
            case Settled settled:
                OnSettled(settled.Lease);
                break;
            case Executed executed:
                OnExecuted(executed);
                break;
            case StateInstalled installed:
                OnStateInstalled(installed);
                break;
            case TimersLoaded loaded:
                SetLastHeight(loaded.LastHeight);
                OnTimersLoaded(loaded.Height, loaded.NextDueMs);
                break;
            case PeerConnected connected:
                OnPeerConnected(connected.Peer, connected.ActivationId);
                break;
            case PeerDisconnected disconnected:
                OnPeerDisconnected(disconnected.Peer);
                break;
            case EndUnknownAsked asked:
                OnEndUnknownAsked(asked.UntilMs);
                break;
            case EvidenceBrought brought:
                OnEvidence(brought.Evidence);
                break;
            case ShutdownAsked:
                _stopping = true;
                break;
            default:
                Invariant.Require(false, "an event that the replica does not know");
                break;
        }
        return Conclude();
    }

    private bool MaySign => _halted is null && !_stopping && _doubt is null;

    private void OnReceived(int from, PeerMessage message)
    {
        if (from < 0 || from >= _group.Size || from == _self)
        {
            return;
        }
        switch (message)
        {
            case Proposal proposal:
                OnProposal(proposal);
                break;
            case VoteMessage vote:
                OnVote(vote.Vote);
                break;
            case CertificateMessage certificate:
                TakeCertificate(certificate.Certificate, passOn: true);
                break;
            case Status status:
                OnStatus(from, status);
                break;
            case BlockQuery query:
                Serve(from, new ServeBlock(from, query.Hash));
                break;
            case BlockAnswer answer:
                OnBlockAnswer(answer.Block);
                break;
            case RequestQuery query:
                Serve(from, new ServeRequests(from, query.Ids.Length <= MaxAskedIds ? query.Ids : query.Ids[..MaxAskedIds]));
                break;
            case ChainQuery { FromHeight: > 0 } query when query.FromHeight <= _final.Height:
                Serve(from, new ServeChain(from, query.FromHeight));
                break;
            case ChainAnswer answer:
                OnChainAnswer(from, answer);
                break;
            case OfferAnswer answer:
                OnOfferAnswer(from, answer.Verdicts);
                break;
            case AttestationMessage attestation:
                OnAttestation(attestation.Attestation);
                break;
            case RejoinQuery query:
                OnRejoinQuery(from, query);
                break;
            case RejoinAnswer answer:
                OnRejoinAnswer(from, answer);
                break;
            case EvidenceMessage evidence:
                OnEvidence(evidence.Evidence);
                break;
            default:
                // Hello is the link's matter; offers and request answers reach the core as RequestsArrived and BodiesStored.
                break;
        }
    }

    /// <summary>Applies the rules until nothing follows any more, then sees to timers, offers, the lease and the disk.</summary>
    private ImmutableArray<Effect> Conclude()
    {
        DropExpired();
        FireTimers();
        do
        {
            _changed = false;
            AdvanceFinal();
            TryFinalize();
            TryNullify();
            TryNotarize();
            TryPropose();
        }
        while (_changed);
        SendStatuses();
        PumpRejoin();
        PumpFetches();
        PumpOffers();
        SetTimers();
        KeepLease();
        if (_journal.Flush() is { } persist)
        {
            Emit(persist);
        }
        NextDeadlineMs = Math.Max(ComputeDeadline(), _now.MonotonicMs + 1);
        ImmutableArray<Effect> effects = [.. _effects];
        _effects.Clear();
        return effects;
    }

    private void Emit(Effect effect) => _effects.Add(effect);

    private void Halt(string reason, bool isDiverged = false)
    {
        if (_halted is null)
        {
            _halted = reason;
            Emit(new Halted(reason, isDiverged));
        }
    }

    private ViewState ViewOf(long view)
    {
        if (!_views.TryGetValue(view, out var state))
        {
            state = new ViewState(view, _group.Size);
            _views[view] = state;
        }
        return state;
    }

    private ViewState? KnownView(long view) => _views.GetValueOrDefault(view);
}
