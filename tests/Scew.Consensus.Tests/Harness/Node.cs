using System.Collections.Immutable;
using Scew.Liars;
using Scew.Protocol;
using Scew.Protocol.Messages;
using Scew.Protocol.Ordering;

namespace Scew.Consensus.Tests.Harness;

/// <summary>One replica with a dumb shell around it: everything local answers at once, the disk after its delay.</summary>
internal sealed class Node(Cluster cluster, int index, Disk disk)
{
    private readonly HashSet<Digest> _executedIds = [.. cluster.ExecutedBefore, .. disk.Applied.Values.SelectMany(static one => one.Block.RequestIds)];
    private readonly Queue<ReplicaEvent> _local = new();
    private ILiar? _liar;
    private long _tickedAtMs = -1;

    public int Index { get; } = index;

    public Disk Disk { get; } = disk;

    public Replica Replica { get; private set; } = null!;

    public Digest Activation { get; private set; }

    public HashSet<Digest> Bodies { get; } = [.. disk.Blocks.Values.SelectMany(static block => block.RequestIds)];

    public Dictionary<Digest, Block> Blocks { get; } = new(disk.Blocks);

    public Dictionary<Digest, RequestMeta> Metas => cluster.Metas;

    public List<Evidence> Evidence { get; } = [];

    public List<Vote> SignedVotes { get; } = [];

    public SortedDictionary<long, AttestedState> States { get; } = new(disk.Applied.ToDictionary(static one => one.Key, static one => one.Value.State));

    public SortedSet<long> Certified { get; } = [];

    public List<Persist> Persists { get; } = [];

    /// <summary>Finalised but not executed.</summary>
    public Queue<Block> ToExecute { get; } = new();

    public bool ExecutionHeld { get; set; }

    public bool SigningHeld { get; set; }

    /// <summary>The contract timers of this member's ledger.</summary>
    public TimerLedger Timers { get; } = new();

    /// <summary>The last height of the epoch, as this member's ledger knows it.</summary>
    public long? LastHeight { get; private set; }

    /// <summary>Added to the cluster's wall clock.</summary>
    public long ClockSkewMs { get; set; }

    /// <summary>False for a replica that stores nothing of what it is sent: its bodies come only by asking.</summary>
    public bool TakesBodies { get; set; } = true;

    public Certificate? LastFinalization { get; private set; }

    public Clock Now => new(cluster.NowMs, cluster.NowMs + Cluster.WallStartMs + ClockSkewMs);

    /// <summary>When a tick is due; a liar that always wants one gets one a millisecond.</summary>
    public long NextDeadlineMs => _liar is null ? Replica.NextDeadlineMs : Math.Max(Math.Min(Replica.NextDeadlineMs, _liar.NextDeadlineMs), _tickedAtMs + 1);

    public bool HasExecuted(Digest id) => _executedIds.Contains(id);

    public void Start(Rules? rules)
    {
        var recovered = Disk.Read();
        cluster.Starts++;
        Activation = Digest.Of([(byte)Index, (byte)cluster.Starts, (byte)(cluster.Starts >> 8), (byte)(cluster.Starts >> 16)]);
        var config = cluster.Configure(new ReplicaConfig(cluster.Group, Index, Activation));
        _liar = cluster.Liars.TryGetValue(Index, out var lie) ? lie(config) : null;
        recovered = _liar?.Recover(recovered) ?? recovered;
        Replica = new Replica(config, recovered, cluster.Keys, rules);
        var unexecuted = new Stack<Block>();
        for (var at = recovered.Final; at.Height > recovered.Executed;)
        {
            var block = Blocks[at.Hash];
            unexecuted.Push(block);
            at = new BlockRef(0, block.Header.Height - 1, block.Header.Parent);
        }
        foreach (var block in unexecuted)
        {
            ToExecute.Enqueue(block);
        }
        Perform(null, Replica.Start(Now));
        foreach (var (block, _) in Disk.Applied.Values)
        {
            Timers.Execute(block, cluster.Arms);
            Decide(block);
        }
        _local.Enqueue(new TimersLoaded(recovered.Executed, Timers.NextDueMs) { LastHeight = LastHeight });
        Drain();
    }

    public bool IsDead { get; private set; }

    /// <summary>True once the test's crash point was reached: nothing that this process does after it counts.</summary>
    public bool Crashed()
    {
        if (!IsDead && cluster.CrashesHere(this))
        {
            IsDead = true;
            cluster.Kill(Index);
        }
        return IsDead;
    }

    public void Step(ReplicaEvent happened)
    {
        if (IsDead)
        {
            return;
        }
        _tickedAtMs = happened is Tick ? cluster.NowMs : _tickedAtMs;
        _local.Enqueue(happened);
        Drain();
    }

    public void ReleaseExecution()
    {
        ExecutionHeld = false;
        Drain();
    }

    private void Drain()
    {
        do
        {
            while (!IsDead && _local.TryDequeue(out var happened))
            {
                StepNow(happened);
            }
            if (IsDead)
            {
                return;
            }
            while (ToExecute.TryPeek(out var above) && above.Header.Height > LastHeight)
            {
                // What only made the last block final is never executed.
                ToExecute.Dequeue();
            }
            if (!ExecutionHeld && ToExecute.TryDequeue(out var block))
            {
                var state = Execute(block);
                _local.Enqueue(new Executed(state, Timers.NextDueMs) { LastHeight = LastHeight });
            }
        }
        while (_local.Count > 0);
    }

    /// <summary>An honest replica never throws; a liar's may, as its own lies confuse it, and then its process ends.</summary>
    private void StepNow(ReplicaEvent happened)
    {
        try
        {
            Perform(happened, Replica.Step(happened, Now));
        }
        catch (InvariantException) when (_liar is not null)
        {
            IsDead = true;
            cluster.Kill(Index);
            cluster.StartLater(Index, 500);
        }
    }

    private AttestedState Execute(Block block)
    {
        var header = block.Header;
        foreach (var id in block.RequestIds.Where(id => !_executedIds.Add(id) && _liar is null))
        {
            cluster.Fail($"{Index} executes {id.Short} twice");
        }
        var before = States.TryGetValue(header.Height - 1, out var parent) ? parent.StateRoot : Digest.Zero;
        var root = Digest.Of([.. before.ToArray(), .. block.Hash.ToArray()]);
        var state = new AttestedState(cluster.Group.Epoch, header.Height, block.Hash, header.TimeMs, root, root, block.RequestIds.Length);
        States[header.Height] = state;
        if (cluster.FlushesApplied)
        {
            Disk.Applied[header.Height] = (block, state);
            if (LastFinalization is { } finalization)
            {
                Disk.Certificates[(StatementKind.Finalize, finalization.Statement.View)] = finalization;
            }
        }
        Decide(block);
        cluster.OnExecuted(this, block, Timers.Execute(block, cluster.Arms));
        return state;
    }

    private void Decide(Block block)
    {
        if (cluster.Decides is { } id && block.RequestIds.Contains(id))
        {
            LastHeight = block.Header.Height + 32;
        }
    }

    private void Perform(ReplicaEvent? cause, ImmutableArray<Effect> effects)
    {
        foreach (var effect in _liar?.Distort(cause, effects, Now) ?? effects)
        {
            cluster.Trace(this, effect);
            if (Crashed())
            {
                return;
            }
            if (effect is Sign or SignAttestation && Replica.SuspectReason is not null && _liar is null)
            {
                cluster.Fail($"{Index} signs in doubt");
            }
            switch (effect)
            {
                case Doubted doubted:
                    cluster.WriteDoubted(this, doubted.Reason);
                    break;
                case Settle settle:
                    cluster.WriteSettled(this, settle.Lease);
                    break;
                case Send send:
                    cluster.Transmit(this, send.To, send.Message);
                    break;
                case Broadcast broadcast:
                    for (var to = 0; to < cluster.Group.Size; to++)
                    {
                        if (to != Index)
                        {
                            cluster.Transmit(this, to, broadcast.Message);
                        }
                    }
                    break;
                case Sign sign when !SigningHeld:
                    var vote = StandInKeys.Vote(cluster.Group, Index, sign.Statement);
                    SignedVotes.Add(vote);
                    cluster.OnSign(this, sign.Statement);
                    if (Crashed())
                    {
                        return;
                    }
                    _local.Enqueue(new Signed(vote));
                    break;
                case SignAttestation sign:
                    var attestation = StandInKeys.Attest(cluster.Group, Index, sign.State);
                    Disk.OwnAttestations[sign.State.Height] = attestation;
                    _local.Enqueue(new AttestationSigned(attestation));
                    break;
                case CheckBlock check:
                    _local.Enqueue(Check(check.Block));
                    break;
                case Persist persist:
                    Persists.Add(persist);
                    cluster.Write(this, persist);
                    break;
                case Finalised finalised:
                    LastFinalization = finalised.Finalization;
                    foreach (var block in finalised.Blocks)
                    {
                        Blocks[block.Hash] = block;
                        ToExecute.Enqueue(block);
                        cluster.OnFinalised(this, block);
                    }
                    break;
                case Certified certified:
                    Certified.Add(certified.State.Height);
                    Disk.CertifiedHeights.Add(certified.State.Height);
                    break;
                case EvidenceFound found:
                    Evidence.Add(found.Evidence);
                    cluster.OnEvidence(this, found);
                    break;
                default:
                    Serve(effect);
                    break;
            }
        }
    }

    private BlockChecked Check(Block block)
    {
        Blocks[block.Hash] = block;
        var missing = block.RequestIds.Where(id => !Bodies.Contains(id)).ToImmutableArray();
        if (missing.Length > 0)
        {
            return new BlockChecked(block.Hash, BlockVerdict.Missing, missing);
        }
        var time = block.Header.TimeMs;
        var valid = block.RequestIds.All(id => !_executedIds.Contains(id) && time < Metas[id].ValidUntilMs && Metas[id].ValidUntilMs <= time + 120_000);
        return new BlockChecked(block.Hash, valid ? BlockVerdict.Valid : BlockVerdict.HeldButInvalid, []);
    }

    private void Serve(Effect effect)
    {
        switch (effect)
        {
            case ServeBlock serve when Blocks.TryGetValue(serve.Hash, out var block) && block.RequestIds.All(Bodies.Contains):
                cluster.Transmit(this, serve.To, new BlockAnswer(block, []));
                break;
            case ServeRequests serve:
                cluster.TransmitBodies(this, serve.To, serve.Ids);
                break;
            case ServeChain serve when LastFinalization is not null:
                var chain = new List<Block>();
                for (var at = LastFinalization.Statement.Block; Blocks.TryGetValue(at, out var block) && block.Header.Height >= serve.FromHeight; at = block.Header.Parent)
                {
                    chain.Insert(0, block);
                }
                if (chain.Count > 0 && chain[0].Header.Height == serve.FromHeight)
                {
                    cluster.Transmit(this, serve.To, new ChainAnswer([.. chain], LastFinalization, []));
                }
                break;
            case ServeAttestations serve:
                foreach (var attestation in Disk.OwnAttestations.Values.Where(one => one.State.Height > serve.AboveHeight))
                {
                    cluster.Transmit(this, serve.To, new AttestationMessage(attestation));
                }
                break;
            default:
                break;
        }
    }

    /// <summary>A message arrives: the shell stores the bodies beside it, then the core sees it.</summary>
    public void Deliver(int from, PeerMessage message, ImmutableArray<Digest> bodies)
    {
        if (message is Offer offer)
        {
            Store(bodies);
            Offered(from, offer);
            return;
        }
        if (TakesBodies && !bodies.IsEmpty)
        {
            Store(bodies);
            Step(new BodiesStored(bodies));
        }
        if (message is not RequestAnswer)
        {
            Step(new Received(from, message));
        }
    }

    private void Offered(int from, Offer offer)
    {
        var fresh = offer.Ids.Where(id => !_executedIds.Contains(id) && Metas.ContainsKey(id)).Select(id => Metas[id] with { BroughtBy = from }).ToImmutableArray();
        if (offer.Ids.Any(_executedIds.Contains))
        {
            cluster.Transmit(this, from, new OfferAnswer([.. offer.Ids.Where(_executedIds.Contains).Select(static id => new OfferVerdict(id, OfferStatus.Executed, 1))]));
        }
        if (fresh.Length > 0)
        {
            Step(new RequestsArrived(from, fresh));
        }
    }

    private void Store(ImmutableArray<Digest> bodies)
    {
        foreach (var id in bodies)
        {
            Bodies.Add(id);
        }
    }
}
