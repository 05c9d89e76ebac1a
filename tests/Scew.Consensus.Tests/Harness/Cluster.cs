using System.Collections.Immutable;
using System.Globalization;
using Scew.Liars;
using Scew.Protocol;
using Scew.Protocol.Messages;
using Scew.Protocol.Ordering;

namespace Scew.Consensus.Tests.Harness;

/// <summary>
/// n replicas in one thread with simulated time: messages arrive after a delay in the order of sending, a filter decides what is lost. It checks agreement
/// and exactly-once as it goes. No randomness: the randomised simulation is tests/Scew.Simulation.
/// </summary>
internal sealed class Cluster
{
    public const long WallStartMs = 1_790_000_000_000;
    private readonly PriorityQueue<Action, (long AtMs, long Order)> _events = new();
    private readonly Dictionary<(int, int), bool> _links = [];
    private readonly SortedDictionary<long, Digest> _finalByHeight = [];
    private readonly Rules? _rules;
    private readonly Dictionary<(int, StatementKind, long), Statement> _signed = [];
    private long _order;

    public Cluster(int size = 4, Rules? rules = null, Func<ReplicaConfig, ReplicaConfig>? configure = null)
        : this(new Group(StandInKeys.Genesis, 0, size), rules, configure)
    {
    }

    public Cluster(Group group, Rules? rules = null, Func<ReplicaConfig, ReplicaConfig>? configure = null)
    {
        var size = group.Size;
        Group = group;
        Configure = configure ?? (static config => config);
        _rules = rules;
        Disks = [.. Enumerable.Range(0, size).Select(_ => new Disk(Group))];
        Nodes = new Node?[size];
    }

    public Group Group { get; }

    public StandInKeys Keys { get; } = new();

    public Func<ReplicaConfig, ReplicaConfig> Configure { get; }

    public Disk[] Disks { get; }

    /// <summary>Starts so far, of all members: names activations.</summary>
    public int Starts { get; set; }

    /// <summary>Called before every effect and every write that a member performs: true kills the process there.</summary>
    public Func<Node, bool> CrashesHere { get; set; } = static _ => false;

    public Node?[] Nodes { get; }

    public Dictionary<Digest, RequestMeta> Metas { get; } = [];

    public long NowMs { get; private set; }

    public long DelayMs { get; set; } = 10;

    public long DiskMs { get; set; } = 2;

    /// <summary>False: a restart executes everything from the journal again.</summary>
    public bool FlushesApplied { get; set; } = true;

    /// <summary>Decides whether a message arrives: from, to, message.</summary>
    public Func<int, int, PeerMessage, bool> Delivers { get; set; } = static (_, _, _) => true;

    /// <summary>Sees every effect.</summary>
    public Action<Node, Effect>? Watch { get; set; }

    /// <summary>Added to the delay of each message.</summary>
    public Func<long> Jitter { get; set; } = static () => 0;

    public int MessagesSent { get; private set; }

    public List<string> Failures { get; } = [];

    public List<Digest> ExecutedOrder { get; } = [];

    /// <summary>Requests that arm a contract timer when they are executed, and when it is due (Unix).</summary>
    public Dictionary<Digest, long> Arms { get; } = [];

    /// <summary>The request whose execution ends the epoch 32 heights above, where there is one.</summary>
    public Digest? Decides { get; set; }

    /// <summary>The height at which each timer fired.</summary>
    public SortedDictionary<string, long> Fired { get; } = new(StringComparer.Ordinal);

    /// <summary>Who lies, and the lie of a start of it.</summary>
    public Dictionary<int, Func<ReplicaConfig, ILiar>> Liars { get; } = [];

    /// <summary>What was executed in an epoch before.</summary>
    public HashSet<Digest> ExecutedBefore { get; } = [];

    /// <summary>Activations that were overtaken by another one of their member and do not know it yet.</summary>
    public List<Node> Ghosts { get; } = [];

    public int FinalBlocks => _finalByHeight.Count;

    public Node this[int index] => Nodes[index]!;

    public IEnumerable<Node> Live => Nodes.Where(static node => node is not null)!;

    private IEnumerable<Node> Running => Live.Concat(Ghosts);

    /// <summary>The final block of a height that any member saw.</summary>
    public Digest? FinalAt(long height) => _finalByHeight.TryGetValue(height, out var hash) ? hash : null;

    /// <summary>The member that leads this view.</summary>
    public Node LeaderOf(long view) => this[Group.Leader(view)];

    public void StartAll()
    {
        for (var i = 0; i < Nodes.Length; i++)
        {
            Boot(i);
        }
        for (var i = 0; i < Nodes.Length; i++)
        {
            ConnectAll(i);
        }
    }

    public void Start(int index)
    {
        Boot(index);
        ConnectAll(index);
    }

    public void Kill(int index)
    {
        Nodes[index] = null;
        foreach (var other in Live)
        {
            Unlink(index, other.Index);
        }
    }

    public void Restart(int index)
    {
        Kill(index);
        Start(index);
    }

    public void RestartAll()
    {
        for (var i = 0; i < Nodes.Length; i++)
        {
            Kill(i);
        }
        StartAll();
    }

    /// <summary>A second activation of the member takes the lease while the first goes on.</summary>
    public void Double(int index)
    {
        Ghosts.Add(this[index]);
        Boot(index);
        foreach (var other in Live.Where(other => other.Index != index))
        {
            this[index].Step(new PeerConnected(other.Index, other.Activation));
            other.Step(new PeerConnected(index, this[index].Activation));
        }
    }

    public void Unlink(int a, int b)
    {
        if (_links.Remove((Math.Min(a, b), Math.Max(a, b))))
        {
            Nodes[a]?.Step(new PeerDisconnected(b));
            Nodes[b]?.Step(new PeerDisconnected(a));
        }
    }

    public void Link(int a, int b)
    {
        if (Nodes[a] is { } first && Nodes[b] is { } second && _links.TryAdd((Math.Min(a, b), Math.Max(a, b)), true))
        {
            first.Step(new PeerConnected(b, second.Activation));
            second.Step(new PeerConnected(a, first.Activation));
        }
    }

    /// <summary>A request of an own client of this member, valid for a minute.</summary>
    public Digest Submit(int member, string name, long validForMs = 60_000, string account = "account")
    {
        var id = Digest.Of(System.Text.Encoding.UTF8.GetBytes(name));
        var owner = new Account(Digest.Of(System.Text.Encoding.UTF8.GetBytes(account)));
        Metas.TryAdd(id, new RequestMeta(id, owner, member, WallStartMs + NowMs + validForMs, false, 300, 1));
        this[member].Bodies.Add(id);
        this[member].Step(new RequestsArrived(null, [Metas[id] with { BroughtBy = member }]));
        return id;
    }

    /// <summary>A request that arms a timer this long after now: named after it.</summary>
    public Digest Arm(int member, string name, long dueInMs)
    {
        Arms[Digest.Of(System.Text.Encoding.UTF8.GetBytes(name))] = WallStartMs + NowMs + dueInMs;
        return Submit(member, name);
    }

    /// <summary>Runs for so long; gives itself, for chaining.</summary>
    public Cluster Run(long forMs)
    {
        var end = NowMs + forMs;
        while (true)
        {
            var tick = Running.Select(static node => node.NextDeadlineMs).DefaultIfEmpty(long.MaxValue).Min();
            var hasEvent = _events.TryPeek(out var action, out var priority);
            var next = Math.Min(tick, hasEvent ? priority.AtMs : long.MaxValue);
            if (next > end)
            {
                NowMs = end;
                return this;
            }
            NowMs = Math.Max(NowMs, next);
            if (hasEvent && priority.AtMs <= NowMs)
            {
                _events.Dequeue();
                action!();
                continue;
            }
            foreach (var node in Running.Where(node => node.NextDeadlineMs <= NowMs).ToList())
            {
                node.Step(new Tick());
                if (node.NextDeadlineMs <= NowMs)
                {
                    throw new InvalidOperationException($"{node.Index} asks for a tick that it does not use at {NowMs.ToString(CultureInfo.InvariantCulture)}");
                }
            }
        }
    }

    /// <summary>Runs until the condition holds, at most so long.</summary>
    public bool RunUntil(Func<bool> condition, long atMostMs)
    {
        for (var end = NowMs + atMostMs; NowMs < end;)
        {
            if (condition())
            {
                return true;
            }
            Run(1);
        }
        return condition();
    }

    public bool AllExecuted(Digest id) => Live.All(node => node.HasExecuted(id));

    public string Describe() => string.Join('\n', Live.Select(static node =>
        $"{node.Index} view {node.Replica.View} floor {node.Replica.Floor} lease {node.Replica.Lease} final {node.Replica.Final.Height}@{node.Replica.Final.View} "
        + $"executed {node.Replica.ExecutedHeight} certified {node.Replica.CertifiedHeight} pool {node.Replica.PooledRequests} leader {node.Replica.Leader} halt {node.Replica.HaltReason} kept {node.Replica.Kept}"));

    public void Transmit(Node from, int to, PeerMessage message)
    {
        if (!_links.ContainsKey((Math.Min(from.Index, to), Math.Max(from.Index, to))))
        {
            return;
        }
        MessagesSent++;
        var bodies = message switch
        {
            Proposal proposal => Held(from, proposal.Block.RequestIds),
            BlockAnswer answer => Held(from, answer.Block.RequestIds),
            ChainAnswer answer => Held(from, [.. answer.Blocks.SelectMany(static block => block.RequestIds)]),
            Offer offer => Held(from, offer.Ids),
            _ => [],
        };
        Carry(from, to, message, bodies);
    }

    public void TransmitBodies(Node from, int to, ImmutableArray<Digest> ids) => Carry(from, to, new RequestAnswer([]), Held(from, ids));

    /// <summary>Hands a message in as if the peer had sent it.</summary>
    public void Inject(int from, int to, PeerMessage message) => this[to].Deliver(from, message, []);

    public void Write(Node node, Persist persist) => At(DiskMs, () =>
    {
        // The conditional update of a ghost's lease row finds another activation: it stops for good.
        if (!Ghosts.Remove(node) && Nodes[node.Index] == node)
        {
            node.Disk.Write(persist);
            foreach (var vote in persist.Votes)
            {
                OnSign(node, vote.Statement);
            }
            if (node.Crashed())
            {
                return;
            }
            node.Step(new Persisted(persist.Sequence));
        }
    });

    public void WriteDoubted(Node node, string reason) => At(DiskMs, () =>
    {
        if (!Ghosts.Remove(node) && Nodes[node.Index] == node)
        {
            node.Disk.Doubt ??= reason;
            node.Crashed();
        }
    });

    public void WriteSettled(Node node, long lease) => At(DiskMs, () =>
    {
        if (!Ghosts.Remove(node) && Nodes[node.Index] == node)
        {
            node.Disk.Lease = lease;
            node.Disk.Doubt = null;
            if (node.Crashed())
            {
                return;
            }
            node.Step(new Settled(lease));
        }
    });

    /// <summary>The highest view in which this member, over all its activations, signed anything that left it.</summary>
    public long HighestSigned(int member) => _signed.Keys.Where(key => key.Item1 == member).Select(static key => key.Item3).DefaultIfEmpty(0).Max();

    public void Trace(Node node, Effect effect) => Watch?.Invoke(node, effect);

    public void Fail(string failure) => Failures.Add(failure);

    /// <summary>Over all activations of a member: no statement contradicts another one, and none lies above the durable lease.</summary>
    public void OnSign(Node node, Statement statement)
    {
        if (Liars.ContainsKey(node.Index))
        {
            return;
        }
        if (statement.Kind == StatementKind.Finalize && !node.Disk.FinalizeVotes.ContainsKey(statement.View))
        {
            // It binds once it is written; before, it reaches nobody.
            return;
        }
        foreach (var kind in (ReadOnlySpan<StatementKind>)[StatementKind.Notarize, StatementKind.Nullify, StatementKind.Finalize])
        {
            if (_signed.TryGetValue((node.Index, kind, statement.View), out var other) && EvidenceCheck.Contradict(other, statement))
            {
                Fail($"{node.Index} signs {kind} and {statement.Kind} in view {statement.View}");
            }
        }
        _signed.TryAdd((node.Index, statement.Kind, statement.View), statement);
        if (statement.View > node.Disk.Lease && !Ghosts.Contains(node) && statement.Kind != StatementKind.Finalize)
        {
            Fail($"{node.Index} acts in view {statement.View} above its lease {node.Disk.Lease}");
        }
    }

    public void OnFinalised(Node node, Block block)
    {
        if (Liars.ContainsKey(node.Index))
        {
            return;
        }
        if (!_finalByHeight.TryAdd(block.Header.Height, block.Hash) && _finalByHeight[block.Header.Height] != block.Hash)
        {
            Fail($"fork at height {block.Header.Height.ToString(CultureInfo.InvariantCulture)} seen by {node.Index.ToString(CultureInfo.InvariantCulture)}");
        }
    }

    public void OnExecuted(Node node, Block block, ImmutableArray<string> fired)
    {
        foreach (var timer in fired)
        {
            if (!Fired.TryAdd(timer, block.Header.Height) && Fired[timer] != block.Header.Height)
            {
                Fail($"{timer} fires at height {Fired[timer]} and, at {node.Index}, at {block.Header.Height}");
            }
        }
        if (node.Index == 0)
        {
            ExecutedOrder.AddRange(block.RequestIds);
        }
    }

    public void OnEvidence(Node node, EvidenceFound found)
    {
        if (!Liars.ContainsKey(node.Index) && Liars.Count > 0 && found.Accused.Any(accused => !Liars.ContainsKey(accused)))
        {
            Fail($"evidence against {string.Join(", ", found.Accused)}, of whom one never lied");
        }
        if (!EvidenceCheck.Accused(found.Evidence, Group, Keys).SequenceEqual(found.Accused))
        {
            Fail("evidence that does not verify");
        }
    }

    /// <summary>The process of a liar ended, by its own lies, and starts again.</summary>
    public void StartLater(int index, long afterMs) => At(afterMs, () =>
    {
        if (Nodes[index] is null)
        {
            Start(index);
        }
    });

    private void Boot(int index)
    {
        Nodes[index] = new Node(this, index, Disks[index]);
        this[index].Start(_rules);
    }

    private void ConnectAll(int index)
    {
        for (var other = 0; other < Nodes.Length; other++)
        {
            if (other != index)
            {
                Link(index, other);
            }
        }
    }

    private static ImmutableArray<Digest> Held(Node node, ImmutableArray<Digest> ids) => [.. ids.Where(node.Bodies.Contains)];

    private void Carry(Node from, int to, PeerMessage message, ImmutableArray<Digest> bodies)
    {
        var target = Nodes[to];
        if (target is null || !Delivers(from.Index, to, message))
        {
            return;
        }
        At(DelayMs + Jitter(), () =>
        {
            if (Nodes[to] == target)
            {
                target.Deliver(from.Index, message, bodies);
            }
            foreach (var ghost in Ghosts.Where(ghost => ghost.Index == to).ToList())
            {
                ghost.Deliver(from.Index, message, bodies);
            }
        });
    }

    private void At(long delayMs, Action action) => _events.Enqueue(action, (NowMs + delayMs, _order++));
}
