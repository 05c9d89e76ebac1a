using System.Collections.Immutable;
using System.Text;
using Scew.Protocol;
using Scew.Protocol.Messages;
using Scew.Protocol.Ordering;

namespace Scew.Consensus.Tests.Harness;

/// <summary>One replica under the hands of a test: set a state, feed one event, look at the exact effects.</summary>
internal sealed class Bench
{
    public Bench(int? self = null, RecoveredState? recovered = null, int size = 4, Rules? rules = null, Func<ReplicaConfig, ReplicaConfig>? configure = null)
    {
        Group = new Group(StandInKeys.Genesis, 0, size);
        Self = self ?? Group.Leader(1);
        var config = new ReplicaConfig(Group, Self, Digest.Of("bench"u8));
        Recovered = recovered ?? RecoveredState.Empty(Group) with { Floor = 0 };
        Replica = new Replica(configure is null ? config : configure(config), Recovered, Keys, rules);
    }

    public Group Group { get; }

    public int Self { get; }

    public RecoveredState Recovered { get; }

    public Replica Replica { get; }

    public StandInKeys Keys { get; } = new();

    public EffectText Text { get; } = new();

    public long NowMs { get; set; } = 1000;

    public long SkewMs { get; set; }

    public Clock Now => new(NowMs, WallMs);

    public long WallMs => Cluster.WallStartMs + NowMs + SkewMs;

    /// <summary>The other members, rising.</summary>
    public ImmutableArray<int> Others => [.. Enumerable.Range(0, Group.Size).Where(member => member != Self)];

    public ImmutableArray<Effect> Raw { get; private set; } = [];

    /// <summary>Starts, connects all peers, and forgets the effects.</summary>
    public Bench Started(bool connected = true)
    {
        Replica.Start(Now);
        if (connected)
        {
            foreach (var peer in Others)
            {
                Replica.Step(new PeerConnected(peer, Digest.Of([(byte)peer])), Now);
            }
        }
        return this;
    }

    public string[] Step(ReplicaEvent happened)
    {
        Raw = Replica.Step(happened, Now);
        return [.. Text.Of(Raw)];
    }

    public string[] Receive(int from, PeerMessage message) => Step(new Received(from, message));

    public string[] TickAt(long nowMs)
    {
        NowMs = nowMs;
        return Step(new Tick());
    }

    /// <summary>Writes what was asked last.</summary>
    public string[] Written() => Step(new Persisted(Raw.OfType<Persist>().Last().Sequence));

    public string[] Sign() => Step(new Signed(StandInKeys.Vote(Group, Self, Raw.OfType<Sign>().Last().Statement)));

    public string[] Checked(BlockVerdict verdict = BlockVerdict.Valid, params Digest[] missing) =>
        Step(new BlockChecked(Raw.OfType<CheckBlock>().Last().Block.Hash, verdict, [.. missing]));

    public Digest Id(string name)
    {
        var id = Digest.Of(Encoding.UTF8.GetBytes(name));
        Text.Name(id, name);
        return id;
    }

    public RequestMeta Request(string name, int? broughtBy = null, long validForMs = 60_000, string account = "account", int size = 300) =>
        new(Id(name), new Account(Digest.Of(Encoding.UTF8.GetBytes(account))), broughtBy ?? Self, WallMs + validForMs, false, size, 1);

    public string[] Submit(params string[] names) => Step(new RequestsArrived(null, [.. names.Select(name => Request(name))]));

    public Vote Vote(int signer, Statement statement) => StandInKeys.Vote(Group, signer, statement);

    public Certificate Certify(Statement statement) => StandInKeys.Certificate(Group, statement, [.. Others.Take(Group.Quorum)]);

    public Certificate Notarization(Block block) => Certify(Statement.Notarize(block.Header.View, block.Header.Height, block.Hash));

    public Certificate Finalization(Block block) => Certify(Statement.Finalize(block.Header.View, block.Header.Height, block.Hash));

    public Certificate Nullification(long view) => Certify(Statement.Nullify(view));

    /// <summary>A block of this view on a parent (null: genesis), with its gap nullified.</summary>
    public Block Block(long view, Block? parent, params string[] requests)
    {
        var from = parent?.Header.View ?? 0;
        var gap = Enumerable.Range((int)from + 1, (int)(view - from - 1)).Select(gap => Nullification(gap)).ToImmutableArray();
        var time = Math.Max((parent?.Header.TimeMs ?? 0) + 1, WallMs);
        return Scew.Protocol.Ordering.Block.Create(
            Group.Genesis, Group.Epoch, (parent?.Header.Height ?? 0) + 1, view, parent?.Hash ?? BlockHeader.GenesisBlockHash(Group.Genesis), time,
            [.. requests.Select(Id)], new Justification(parent is null ? null : Notarization(parent), gap));
    }

    public Proposal Propose(Block block) => new(
        block, Vote(Group.Leader(block.Header.View), Statement.Notarize(block.Header.View, block.Header.Height, block.Hash)), []);

    public AttestedState State(Block block, string root = "root") => new(
        Group.Epoch, block.Header.Height, block.Hash, block.Header.TimeMs, Digest.Of(Encoding.UTF8.GetBytes(root)), Digest.Zero, block.RequestIds.Length);
}
