using System.Collections.Immutable;
using Scew.Liars;
using Scew.Protocol;
using Scew.Protocol.Messages;
using Scew.Protocol.Ordering;

namespace Scew.Consensus.Tests.Harness;

/// <summary>
/// Two epochs of one group at the same time, as they pass from one to the other member by member: a cluster of the old members, and one of the next, which stands on the last block.
/// Up to f of each are liars; one that stays a member lies in both, and goes on in the old epoch when it is over. The seed decides sets, liars, faults and delays.
/// </summary>
internal sealed class TwoEras
{
    private static readonly ImmutableArray<LiarKind> Lies = [.. Enum.GetValues<LiarKind>().Where(static kind => kind is not (LiarKind.Twin or LiarKind.WrongReceipt or LiarKind.Flooder))];
    private readonly Random _random;
    private readonly ulong _seed;
    private readonly long _nextEpoch;

    /// <summary>The old index of every next member; null for a newcomer.</summary>
    private readonly ImmutableArray<int?> _members;
    private readonly Dictionary<Digest, string> _asked = [];
    private readonly List<PeerMessage> _said = [];
    private BlockRef? _start;
    private int _requests;

    /// <param name="seed">Decides everything.</param>
    /// <param name="nextEpoch">1, or 0 for the defect that the epochs are not told apart.</param>
    public TwoEras(int seed, long nextEpoch = 1)
    {
        _nextEpoch = nextEpoch;
        _seed = (ulong)seed;
        _random = new Random(seed);
        var size = new[] { 4, 4, 5, 7 }[_random.Next(4)];
        _members = Change(size);
        Old = new Cluster(size) { FlushesApplied = _random.Next(2) == 0 };
        NextGroupSize = _members.Length;
        var nextLiars = Shuffled(Enumerable.Range(0, NextGroupSize)).Take((NextGroupSize - 1) / 3).ToList();
        var oldLiars = nextLiars.Select(index => _members[index]).OfType<int>().ToList();
        // Who leaves may have lied to the end.
        oldLiars.AddRange(Shuffled(Enumerable.Range(0, size).Where(index => !_members.Contains(index))).Take((size - 1) / 3 - oldLiars.Count));
        NextLiars = [.. nextLiars];
        foreach (var liar in oldLiars)
        {
            Lie(Old, liar);
        }
        Noisy(Old);
    }

    public Cluster Old { get; }

    public Cluster? Next { get; private set; }

    public int NextGroupSize { get; }

    public ImmutableHashSet<int> NextLiars { get; }

    public List<string> Failures { get; } = [];

    private IEnumerable<int> HonestNext => Enumerable.Range(0, NextGroupSize).Where(index => !NextLiars.Contains(index));

    private int HonestOld => Shuffled(Enumerable.Range(0, Old.Nodes.Length).Where(index => !Old.Liars.ContainsKey(index) && Old.Nodes[index] is not null)).FirstOrDefault(-1);

    /// <summary>Faults while the members change, then none; whatever happened, everybody honest ends in the next epoch and orders there.</summary>
    public void Run()
    {
        Old.StartAll();
        Decide();
        for (var step = 0; step < 60; step++)
        {
            Pass(_random.Next(250));
            Disturb(step);
        }
        Heal();
        for (var waited = 0; waited < 240 && (Next is null || !HonestNext.All(index => Next.Nodes[index] is not null)); waited++)
        {
            Pass(500);
            Decide();
            if (Next is not null)
            {
                // Those who went ahead tell whoever is left behind.
                foreach (var index in HonestNext.Where(index => Next.Nodes[index] is null))
                {
                    Begin(index);
                }
            }
        }
        if (Next is null)
        {
            Failures.Add("the epoch does not end\n" + Old.Describe());
            return;
        }
        RefuseOldWords(_random.Next(2) == 0);
        var asked = HonestNext.First();
        var late = Next.Submit(asked, "late");
        if (!Next.RunUntil(() => HonestNext.All(index => Next[index].HasExecuted(late)), 240_000))
        {
            Failures.Add("the next epoch does not order\n" + Next.Describe());
        }
        Check();
    }

    private void Decide()
    {
        if (Next is null && HonestOld is >= 0 and var honest && !Old.Live.Any(node => !Old.Liars.ContainsKey(node.Index) && node.LastHeight is not null))
        {
            Old.Decides = Old.Submit(honest, "decide");
        }
    }

    /// <summary>Both epochs go on by so many milliseconds; whoever knows that the old one is over begins the next.</summary>
    private void Pass(long ms)
    {
        Old.Run(ms);
        Next?.Run(ms);
        foreach (var node in Old.Live.Where(node => !Old.Liars.ContainsKey(node.Index)).ToList())
        {
            if (node.LastHeight is { } last && node.Replica.ExecutedHeight == last && node.Replica.CertifiedHeight == last)
            {
                Turn(node, last);
            }
        }
    }

    private void Turn(Node node, long last)
    {
        var block = node.Blocks[node.States[last].Block];
        var start = new BlockRef(block.Header.View, last, block.Hash);
        if (_start is { } first && first != start)
        {
            Failures.Add($"the epoch ends twice: {first} and {start}");
        }
        _start = start;
        if (Next is null)
        {
            Next = new Cluster(new Group(Old.Group.Genesis, _nextEpoch, NextGroupSize, start)) { FlushesApplied = Old.FlushesApplied };
            Next.ExecutedBefore.UnionWith(Enumerable.Range(1, (int)last).SelectMany(height => node.Blocks[Old.FinalAt(height)!.Value].RequestIds));
            Noisy(Next);
            foreach (var liar in NextLiars)
            {
                Lie(Next, liar);
            }
            Next.Run(Old.NowMs);
            foreach (var liar in NextLiars)
            {
                Next.Start(liar);
            }
        }
        var index = _members.IndexOf(node.Index);
        Old.Kill(node.Index);
        if (index >= 0)
        {
            Begin(index);
        }
    }

    /// <summary>On the same disk: what a key may sign goes on from where the old epoch left it.</summary>
    private void Begin(int index)
    {
        if (_members[index] is { } old)
        {
            Old.Kill(old);
            Next!.Disks[index].Lease = Old.Disks[old].Lease;
        }
        Next!.Start(index);
        foreach (var (id, name) in _asked.Where(one => !Next.ExecutedBefore.Contains(one.Key)))
        {
            Next.Submit(index, name);
        }
    }

    private void Disturb(int step)
    {
        foreach (var cluster in new[] { Old, Next }.OfType<Cluster>())
        {
            var member = _random.Next(cluster.Nodes.Length);
            switch (_random.Next(8))
            {
                case 0 when cluster.Nodes[member] is not null:
                    cluster.Restart(member);
                    break;
                case 1:
                    cluster.Unlink(member, _random.Next(cluster.Nodes.Length));
                    break;
                case 2 when _random.Next(4) == 0:
                    foreach (var node in cluster.Live.ToList())
                    {
                        cluster.Restart(node.Index);
                    }
                    break;
                case 3 or 4 when cluster.Nodes[member] is not null:
                    var name = $"request {_requests++}";
                    _asked[cluster.Submit(member, name)] = name;
                    break;
            }
        }
        Decide();
        if (Next is not null)
        {
            // Newcomers and those who were away come one by one; the liars carry words of one epoch into the other.
            if (HonestNext.Where(index => Next.Nodes[index] is null).ToList() is { Count: > 0 } away && _random.Next(4) == 0)
            {
                Begin(away[_random.Next(away.Count)]);
            }
            Carry(Next);
            Carry(Old);
            if (step % 8 == 0)
            {
                RefuseOldWords(true);
            }
        }
    }

    /// <summary>Liars say to the honest members of one epoch what was said in either.</summary>
    private void Carry(Cluster to)
    {
        foreach (var liar in to.Liars.Keys.Where(liar => to.Nodes[liar] is not null))
        {
            for (var i = 0; i < 20 && _said.Count > 0; i++)
            {
                var target = _random.Next(to.Nodes.Length);
                if (target != liar && to.Nodes[target] is not null && !to.Liars.ContainsKey(target))
                {
                    to.Inject(liar, target, _said[_random.Next(_said.Count)]);
                }
            }
        }
    }

    /// <summary>
    /// Certificates of the whole old set, more than it ever gives, for the very next positions of the new epoch: none of them moves anybody. Indexes have the same keys in both, so only the
    /// epoch tells them apart.
    /// </summary>
    private void RefuseOldWords(bool withAttestations)
    {
        int[] signers = [.. Enumerable.Range(0, Math.Min(Old.Nodes.Length, NextGroupSize))];
        var from = NextLiars.First();
        foreach (var node in HonestNext.Select(index => Next!.Nodes[index]).OfType<Node>())
        {
            var replica = node.Replica;
            var before = (replica.View, replica.Final, replica.CertifiedHeight, replica.HaltReason);
            var (view, height) = (replica.View, replica.Final.Height + 1);
            var block = Block.Create(Old.Group.Genesis, 0, height, view, replica.Final.Hash, Cluster.WallStartMs + Next!.NowMs, [], new Justification(null, []));
            foreach (var statement in new[] { Statement.Notarize(view, height, block.Hash), Statement.Nullify(view), Statement.Finalize(view, height, block.Hash) })
            {
                var certificate = StandInKeys.Certificate(Old.Group, statement, signers);
                Next.Inject(from, node.Index, new CertificateMessage(certificate));
                if (statement.Kind == StatementKind.Finalize)
                {
                    Next.Inject(from, node.Index, new ChainAnswer([block], certificate, []));
                }
            }
            if (withAttestations)
            {
                var state = new AttestedState(0, before.CertifiedHeight + 1, block.Hash, block.Header.TimeMs, block.Hash, block.Hash, 0);
                foreach (var signer in signers.Where(signer => signer != node.Index))
                {
                    Next.Inject(from, node.Index, new AttestationMessage(StandInKeys.Attest(Old.Group, signer, state)));
                }
            }
            if (before != (replica.View, replica.Final, replica.CertifiedHeight, replica.HaltReason))
            {
                Failures.Add($"{node.Index} goes by the old set's word: {before} became {(replica.View, replica.Final, replica.CertifiedHeight, replica.HaltReason)}");
            }
        }
    }

    private void Heal()
    {
        foreach (var cluster in new[] { Old, Next }.OfType<Cluster>())
        {
            cluster.Delivers = static (_, _, _) => true;
            cluster.Jitter = static () => 0;
            foreach (var node in cluster.Live.ToList())
            {
                cluster.Restart(node.Index);
            }
        }
    }

    private void Check()
    {
        Failures.AddRange(Old.Failures.Select(static failure => "old: " + failure));
        Failures.AddRange(Next!.Failures.Select(static failure => "next: " + failure));
        var (last, states) = (_start!.Value.Height, new Dictionary<long, AttestedState>());
        foreach (var node in HonestNext.Select(index => Next[index]))
        {
            if (node.Replica.HaltReason is { } reason)
            {
                Failures.Add($"{node.Index} halts: {reason}");
            }
            if (node.States.Keys.Any(height => height <= last))
            {
                Failures.Add($"{node.Index} executes a height of the old epoch in the next one");
            }
            foreach (var (height, state) in node.States)
            {
                if (!states.TryAdd(height, state) && states[height] != state)
                {
                    Failures.Add($"height {height} has two states");
                }
            }
        }
        if (Old.Live.Where(node => !Old.Liars.ContainsKey(node.Index)).Any(node => node.States.Keys.Any(height => height > last)))
        {
            Failures.Add($"a height above {last} is executed in the old epoch");
        }
    }

    /// <summary>Added, removed, replaced, or only in another order.</summary>
    private ImmutableArray<int?> Change(int size)
    {
        var members = Enumerable.Range(0, size).Select(static index => (int?)index).ToList();
        var change = _random.Next(4);
        if (change is 1 or 2 && (change == 2 || size > 4))
        {
            members.RemoveAt(_random.Next(size));
        }
        if (change is 0 or 2)
        {
            members.Add(null);
        }
        return [.. Shuffled(members)];
    }

    private void Lie(Cluster cluster, int liar)
    {
        var kind = Lies[_random.Next(Lies.Length)];
        var seed = _seed * 100 + (ulong)liar;
        cluster.Liars[liar] = config =>
        {
            var context = new LiarContext(
                config, statement => StandInKeys.Vote(cluster.Group, liar, statement), state => StandInKeys.Attest(cluster.Group, liar, state), seed, DevGenesis: true);
            return LiarFactory.TryCreate(kind, context, out var made) == LiarRefusal.None ? made! : throw new InvalidOperationException("no liar " + kind);
        };
    }

    private void Noisy(Cluster cluster)
    {
        var loss = _random.NextDouble() * 0.3;
        cluster.Delivers = (_, _, message) =>
        {
            if (message is not Offer and not RequestAnswer && _random.Next(4) == 0)
            {
                _said.Add(message);
            }
            return _random.NextDouble() >= loss;
        };
        cluster.Jitter = () => _random.Next(100);
    }

    private List<T> Shuffled<T>(IEnumerable<T> all) => [.. all.OrderBy(_ => _random.Next())];
}
