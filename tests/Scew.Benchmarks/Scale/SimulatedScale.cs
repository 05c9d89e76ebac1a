using System.Collections.Immutable;
using Scew.Client.Load;
using Scew.Liars;
using Scew.Simulation;

namespace Scew.Benchmarks.Scale;

/// <summary>
/// One size at one rate in virtual time: the real ordering and ledger cores of all members over the simulator's network, disks and clocks, in one thread. Signatures are
/// stand-ins, so their cost is computed from how many there were. Latency knows of messages, disks and turns, but of no CPU that is busy.
/// </summary>
internal sealed class SimulatedScale
{
    private const long SettleMs = 2000;
    private const long LongestRunMs = 10_000_000;
    private const long ExtraMs = 60_000;
    private const long StepMs = 50;
    private const int LeastViews = 24;
    private const int Accounts = 12;

    private readonly ScaleOptions _options;
    private readonly int _rate;
    private readonly Fault _fault;
    private readonly World _world;
    private readonly ScaleObserver _observer;
    private readonly Prng _random;
    private ImmutableArray<MemberHost> _brought = [];
    private long _submitted;
    private long _loadedFromMs;

    private SimulatedScale(ScaleOptions options, int members, int rate, Fault fault)
    {
        (_options, _rate, _fault) = (options, rate, fault);
        var liars = ImmutableSortedDictionary<int, LiarKind>.Empty;
        var faulty = (members - 1) / 3;
        for (var i = 0; fault == Fault.Invalid && i < faulty; i++)
        {
            liars = liars.Add(members - 1 - i, options.Liars[i % options.Liars.Length]);
        }
        var scenario = new Scenario((ulong)options.Seed, members, LongestRunMs)
        {
            Liars = liars,
            MinDelayMs = options.Delay.Least,
            MaxDelayMs = options.Delay.Most,
            RemembersSignatures = true,
            OutcomeOnly = true,
        };
        _world = new World(scenario);
        _observer = new ScaleObserver(_world);
        _world.Observer = _observer;
        _random = new Prng((ulong)options.Seed ^ 0x5CA1E);
    }

    public static ScaleRow Run(ScaleOptions options, int members, int rate, Fault fault, SignatureCost cost) => new SimulatedScale(options, members, rate, fault).Run(cost);

    private ScaleRow Run(SignatureCost cost)
    {
        _world.Injector.Begin();
        _world.RunUntil(1000);
        foreach (var host in _world.Hosts.TakeLast(_fault == Fault.Crash ? _world.Scenario.MaxFaulty : 0))
        {
            host.Crash();
        }
        _brought = [.. _world.Hosts.Where(host => host.Up && host.Honest)];
        _loadedFromMs = _world.Now;
        Submit();
        // Every leader has had its turn before anything counts: those that are dead are known as slow from then on.
        RunForTurns(_world.Now + SettleMs);
        var before = Count.Of(this);
        RunForTurns(_world.Now + _options.SimulatedMs);
        var after = Count.Of(this);
        var open = Unfinished(after.AtMs);
        for (var end = _world.Now + ExtraMs; open > 0 && _world.Now < end; open = Unfinished(after.AtMs))
        {
            _world.RunUntil(_world.Now + 10 * StepMs);
        }
        return Row(before, after, open, cost);
    }

    private ScaleRow Row(Count before, Count after, long unfinished, SignatureCost cost)
    {
        var seconds = (after.AtMs - before.AtMs) / 1000.0;
        var done = _observer.Finished.Count(request => Counts(request.CertifiedMs));
        var latencies = _observer.Finished.Where(request => Counts(request.SubmittedMs)).Select(request => request.CertifiedMs - request.SubmittedMs).Order().ToArray();
        var blocks = Math.Max(1, after.Blocks - before.Blocks);
        var signatureUs = (after.Signatures - before.Signatures) * cost.SignMicroseconds + (after.Checks - before.Checks) * cost.VerifyMicroseconds;
        return new ScaleRow(_world.Scenario.Members, _fault, _rate)
        {
            Seconds = seconds,
            CommittedPerSecond = done / seconds,
            P50Ms = Quantile(latencies, 0.5),
            P99Ms = Quantile(latencies, 0.99),
            BlocksPerSecond = (after.Blocks - before.Blocks) / seconds,
            MessagesPerRequest = (double)(after.Messages - before.Messages) / Math.Max(1, done),
            BytesPerRequest = (double)(after.Bytes - before.Bytes) / Math.Max(1, done),
            CpuSecondsPerBlock = (after.Cpu - before.Cpu).TotalSeconds / blocks,
            SignatureSecondsPerBlock = signatureUs / 1e6 / blocks,
            ChecksPerMemberAndBlock = (double)(after.Checks - before.Checks) / blocks / _world.Hosts.Count(host => host.Up),
            Unfinished = unfinished,
        };

        bool Counts(long atMs) => atMs >= before.AtMs && atMs < after.AtMs;
    }

    /// <summary>Until <paramref name="atLeastMs"/>, and until every member has led, in a small group several times.</summary>
    private void RunForTurns(long atLeastMs)
    {
        var turns = View + Math.Max(LeastViews, _world.Scenario.Members);
        var last = _world.Now + _options.LongestMs;
        while (_world.Now < atLeastMs || (View < turns && _world.Now < last))
        {
            _world.RunUntil(_world.Now + StepMs);
        }
    }

    private long View => _world.Oracle.Chain.Count == 0 ? 0 : _world.Oracle.Chain[^1].Header.View;

    private long Unfinished(long untilMs) => _observer.Submitted.Count(atMs => atMs < untilMs) - _observer.Finished.Count(request => request.SubmittedMs < untilMs);

    private void Submit()
    {
        var host = _brought[(int)(_submitted % _brought.Length)];
        var customer = _random.OneIn(2) ? 0 : _random.Below(Accounts);
        var made = SimulatedRequest.Create(_random, customer, World.EpochMs + _world.Now + _world.Scenario.WindowMs / 2, severalSigners: false);
        // What follows the fields is not read: it makes the request as long as one with a key and a signature.
        var wire = new byte[Math.Max(_options.BodyBytes, made.Wire.Length)];
        made.Wire.CopyTo(wire, 0);
        _observer.Submit(host, SimulatedRequest.Parse(wire));
        _submitted++;
        _world.Schedule(_loadedFromMs + _submitted * 1000 / _rate - _world.Now, Submit);
    }

    private static double Quantile(long[] sorted, double share) =>
        sorted.Length == 0 ? double.NaN : sorted[Math.Clamp((int)Math.Ceiling(share * sorted.Length) - 1, 0, sorted.Length - 1)];

    private readonly record struct Count(long AtMs, TimeSpan Cpu, long Messages, long Bytes, long Blocks, long Signatures, long Checks)
    {
        public static Count Of(SimulatedScale run) => new(
            run._world.Now, Environment.CpuUsage.TotalTime, run._observer.Messages, run._observer.Bytes, run._world.Oracle.Chain.Count, run._world.Keyring.Signatures,
            run._world.Keyring.Verifications);
    }
}
