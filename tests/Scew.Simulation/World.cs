using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Scew.Consensus;
using Scew.Protocol;
using Scew.Protocol.Ordering;
using Scew.Simulation.Oracles;
using Scew.Simulation.Sealed;

namespace Scew.Simulation;

/// <summary>Everything that one run consists of, and its single queue of events. Time is simulated milliseconds from 0.</summary>
public sealed class World
{
    /// <summary>Unix time of the simulated instant 0.</summary>
    public const long EpochMs = 1_790_000_000_000;

    private const long MaxStepsAPair = 500_000;
    private const long StepsForMs = 60_000;
    private const long MaxStepsAPairAndSecond = 2_000;
    private const long LeastPairs = 100;

    private readonly PriorityQueue<Action, (long At, long Order)> _queue = new();
    private readonly ConditionalWeakTable<byte[], SimulatedRequest> _parsed = [];
    private long _order;
    private long _steps;
    private long _stepsThisSecond;
    private long _second;

    public World(Scenario scenario)
    {
        Scenario = scenario;
        Random = new Prng(scenario.Seed);
        var genesis = Digest.Of(BitConverter.GetBytes(Random.Next()));
        Group = new Group(genesis, 0, scenario.Members);
        Keyring = new Keyring(Random.Next(), genesis, 0, scenario.Defect) { SignsForAnotherEpoch = scenario.SignsForAnotherEpoch };
        Seals = new SealedRequests(genesis);
        Audit = new AuditHash();
        Oracle = new OracleSet(this);
        Network = new SimulatedNetwork(this, Random.Fork());
        var hosts = ImmutableArray.CreateBuilder<MemberHost>();
        for (var member = 0; member < scenario.Members; member++)
        {
            hosts.Add(new MemberHost(this, member, 0, hosts.Count, new SimulatedDisk(), Random.Fork()));
        }
        foreach (var (member, _) in scenario.Liars.Where(liar => liar.Value == Liars.LiarKind.Twin))
        {
            hosts.Add(new MemberHost(this, member, 1, hosts.Count, new SimulatedDisk(), Random.Fork()) { LiarSeed = hosts[member].LiarSeed | 1 });
        }
        if (scenario.Faults.HasFlag(Faults.SecondActivation))
        {
            var member = Random.Below(scenario.Members);
            if (!scenario.Liars.ContainsKey(member))
            {
                hosts.Add(new MemberHost(this, member, 1, hosts.Count, hosts[member].Disk, Random.Fork()));
            }
        }
        Hosts = hosts.ToImmutable();
        Network.Prepare();
        Clients = new SimulatedClients(this, Random.Fork());
        Injector = new FaultInjector(this, Random.Fork());
    }

    public Scenario Scenario { get; }

    public EventTrace? Trace { get; init; }

    public ISimulationObserver? Observer { get; set; }

    public Prng Random { get; }

    public Group Group { get; }

    public Keyring Keyring { get; }

    /// <summary>What customers make of encrypted integers.</summary>
    internal SealedRequests Seals { get; }

    public AuditHash Audit { get; }

    public OracleSet Oracle { get; }

    public SimulatedNetwork Network { get; }

    /// <summary>One for each member, in order, then the second halves of twins.</summary>
    public ImmutableArray<MemberHost> Hosts { get; }

    public SimulatedClients Clients { get; }

    public FaultInjector Injector { get; }

    public long Now { get; private set; }

    internal int Rejoined { get; set; }

    internal int Fetches { get; set; }

    internal int Installs { get; set; }

    /// <summary>States that were fetched while executed heights were not on the disk yet.</summary>
    internal int Unflushed { get; set; }

    /// <summary>What a replica was given last, for the report of one that never rests.</summary>
    public string LastEvent => LastGiven is null ? "none" : $"{LastGiven.Value.Host.Name} <- {LastGiven.Value.Given.GetType().Name}";

    internal (MemberHost Host, ReplicaEvent Given)? LastGiven { get; set; }

    /// <summary>The safety phase is over: faults have stopped.</summary>
    public bool Healed { get; set; }

    public IEnumerable<MemberHost> HonestUp => Hosts.Where(host => host.Honest && host.Up);

    /// <summary>The request of these bytes; every member parses the same ones.</summary>
    public SimulatedRequest Parse(byte[] wire)
    {
        if (!_parsed.TryGetValue(wire, out var request))
        {
            request = SimulatedRequest.Parse(wire, Seals);
            _parsed.Add(wire, request);
        }
        return request;
    }

    /// <summary>A block that any member holds.</summary>
    internal Block? BlockOf(Digest hash) => Hosts.Select(host => host.BlockOf(hash)).FirstOrDefault(block => block is not null);

    public bool IsHonest(int member) => !Scenario.Liars.ContainsKey(member);

    public void Schedule(long delayMs, Action action) => _queue.Enqueue(action, (Now + Math.Max(0, delayMs), _order++));

    /// <summary>Work that goes on for ever is found here and not by waiting.</summary>
    private void CountStep()
    {
        _stepsThisSecond = Now / 1000 == _second ? _stepsThisSecond + 1 : 1;
        _second = Now / 1000;
        if (++_steps > MaxStepsAPair * Scenario.Members * Scenario.Members * Math.Max(1, Scenario.SafetyMs / StepsForMs) || _stepsThisSecond > MaxStepsAPairAndSecond * Math.Max(LeastPairs, Scenario.Members * Scenario.Members))
        {
            throw new ViolationException("bounded work", $"{_steps} events, {_stepsThisSecond} of them in second {_second}; the last one {LastEvent}; the last words:\n{string.Join('\n', Network.LastWords)}");
        }
    }

    /// <summary>Runs everything that is due until <paramref name="untilMs"/>.</summary>
    public void RunUntil(long untilMs)
    {
        while (_queue.TryPeek(out _, out var next) && next.At <= untilMs)
        {
            var action = _queue.Dequeue();
            Now = next.At;
            CountStep();
            action();
        }
        Now = untilMs;
    }
}
