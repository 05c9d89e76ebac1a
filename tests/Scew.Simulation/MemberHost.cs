using System.Collections.Immutable;
using System.Reflection;
using Scew.Consensus;
using Scew.Liars;
using Scew.Protocol;
using Scew.Protocol.Ordering;

namespace Scew.Simulation;

/// <summary>
/// One merchant's process: the unmodified <see cref="Replica"/>, its disk, and a shell that performs effects as the silo does. Life and death are here,
/// effects in <c>MemberHost.Effects.cs</c>, messages in <c>MemberHost.Messages.cs</c>.
/// </summary>
public sealed partial class MemberHost
{
    private const int MaxTicksAtOnce = 200;
    private const long ClockSetEveryMs = 20_000;

    private readonly World _world;
    private readonly Prng _random;
    private readonly Queue<ReplicaEvent> _events = new();
    private readonly long _monotonicOffsetMs;
    private readonly long _skewMs;
    private readonly ClockFault? _badClock;
    private readonly long _ratePpm;
    private readonly ReplicaConfig _config;
    private Replica? _replica;
    private ILiar? _liar;
    private bool _stepping;
    private long _tickAt = long.MaxValue;
    private long _ticksAtThisTime;
    private long _lastTickTime = -1;

    internal MemberHost(World world, int member, int half, int index, SimulatedDisk disk, Prng random)
    {
        _world = world;
        _random = random;
        Member = member;
        Half = half;
        Index = index;
        Disk = disk;
        var skew = world.Scenario.MaxSkewMs;
        _monotonicOffsetMs = random.Between(0, 1_000_000);
        _skewMs = skew == 0 ? 0 : random.Between(-skew / 2, skew / 2);
        _badClock = world.Scenario.BadClocks.GetValueOrDefault(member);
        _ratePpm = random.Between(-world.Scenario.DriftPpm, world.Scenario.DriftPpm);
        _config = new ReplicaConfig(world.Group, member, default)
        {
            WindowMs = world.Scenario.WindowMs,
            LongWindowMs = world.Scenario.LongWindowMs,
            MaxPoolRequests = world.Scenario.PoolRequests,
            MaxBlockRequests = world.Scenario.BlockRequests,
        };
        LiarSeed = (random.Next() & ~1UL) | (uint)half;
    }

    public int Member { get; }

    /// <summary>1 for the second half of a twin.</summary>
    public int Half { get; }

    public int Index { get; }

    public SimulatedDisk Disk { get; }

    public bool Honest => _world.IsHonest(Member);

    public bool Up { get; private set; }

    /// <summary>This start is of an older program.</summary>
    public bool IsOlder { get; private set; }

    /// <summary>It stopped for good, because another activation took its disk.</summary>
    public bool Retired { get; private set; }

    public int Incarnation { get; private set; }

    public Digest Activation { get; private set; }

    /// <summary>The floor of this start.</summary>
    public long Floor { get; private set; }

    /// <summary>Until then nothing is executed here.</summary>
    internal long ExecutionStalledUntil { get; set; }

    public string Name => Half == 0 ? $"{Member}" : $"{Member}'";

    internal ReplicaConfig Config => _config with { ActivationId = Activation };

    internal ulong LiarSeed { get; set; }

    internal Replica? Core => _replica;

    /// <summary>The newest status it sent, for reports.</summary>
    public string LastStatus { get; private set; } = "none";

    /// <summary>The wall clock is set right now and then, so its drift stays within a few minutes' worth; the monotonic one drifts on.</summary>
    public long WallMs => World.EpochMs + _world.Now + _skewMs + _world.Now % ClockSetEveryMs * _ratePpm / 1_000_000 + (_badClock?.ErrorAt(_world.Now) ?? 0);

    private Clock Clock => new(MonotonicAt(_world.Now), WallMs);

    public void Start()
    {
        Incarnation++;
        Up = true;
        IsOlder = _world.Scenario.Older.Contains(Member) && !_world.Healed;
        Activation = RandomDigest();
        Disk.Activation = Activation;
        Disk.Staged.Clear();
        Forget();
        var recovered = Disk.Recover(_world.Group);
        _liar = MakeLiar();
        recovered = _liar?.Recover(recovered) ?? recovered;
        Floor = recovered.Floor;
        Remember(recovered);
        _world.Audit.Add(_world.Now, Index, "start", (ulong)recovered.Final.Height);
        _world.Oracle.Started(this, recovered);
        Guard(() =>
        {
            IMemberVerifier verifier = _world.Scenario.RemembersSignatures ? new CachingMemberVerifier(_world.Keyring) : _world.Keyring;
            _replica = new Replica(Config, recovered, verifier, new PlantedRules(_world.Scenario.Defect, !Honest));
            Perform(null, _replica.Start(Clock));
        });
        if (_world.Scenario.Defect != Defect.TimersNotLoaded)
        {
            Deliver(new TimersLoaded(ExecutedHeightNow, _ledger!.NextDueMs));
        }
        Execute();
    }

    /// <summary>The process dies: memory is gone, of the writes under way some first ones may still have happened.</summary>
    public void Crash()
    {
        if (!Up)
        {
            return;
        }
        _world.Audit.Add(_world.Now, Index, "crash");
        Up = false;
        LoseUnsynced();
        Forget();
        _replica = null;
        _events.Clear();
        _tickAt = long.MaxValue;
        _world.Network.BreakAll(this);
    }

    /// <summary>A clean stop: the lease is lowered first.</summary>
    public void Shutdown()
    {
        if (!Up)
        {
            return;
        }
        Deliver(new ShutdownAsked());
        After(_random.Between(0, 300), () =>
        {
            Crash();
            if (_world.Healed)
            {
                _world.Schedule(100, Start);
            }
        });
    }

    public void LinkUp(MemberHost peer, Digest activation)
    {
        Deliver(new PeerConnected(peer.Member, activation));
        Fetch((fetcher, now) => fetcher.Connected(peer.Member, now));
    }

    public void LinkDown(MemberHost peer)
    {
        if (Up)
        {
            Deliver(new PeerDisconnected(peer.Member));
            Fetch((fetcher, now) => fetcher.Disconnected(peer.Member, now));
        }
    }

    /// <summary>Hands one event to the replica, now or after the shell's own delay.</summary>
    internal void Deliver(ReplicaEvent happened)
    {
        _events.Enqueue(happened);
        Drain();
    }

    private void DeliverLater(ReplicaEvent happened, long maxDelayMs)
    {
        if (maxDelayMs == 0)
        {
            Deliver(happened);
        }
        else
        {
            After(_random.Between(0, maxDelayMs), () => Deliver(happened));
        }
    }

    private void Drain()
    {
        if (_stepping)
        {
            return;
        }
        _stepping = true;
        while (Up && _replica is not null && _events.TryDequeue(out var happened))
        {
            _world.LastGiven = (this, happened);
            Guard(() => Perform(happened, _replica.Step(happened, Clock)));
        }
        _stepping = false;
        Observe();
        ScheduleTick();
    }

    private void Perform(ReplicaEvent? cause, ImmutableArray<Effect> effects)
    {
        var performed = _liar?.Distort(cause, effects, Clock) ?? effects;
        _world.Trace?.Event(_world, this, cause);
        foreach (var effect in performed)
        {
            _world.Trace?.Answer(_world, this, effect);
            Perform(effect);
        }
    }

    /// <summary>An honest replica never throws; a liar's may, as its own lies confuse it, and then it starts again.</summary>
    private void Guard(Action action)
    {
        try
        {
            action();
        }
        catch (Exception caught) when (caught is not ViolationException)
        {
            if (Honest)
            {
                throw new ViolationException("no exception", $"member {Name} at {_world.Now} ms: {caught}");
            }
            After(0, Crash);
            _world.Schedule(500, () =>
            {
                if (!Up)
                {
                    Start();
                }
            });
        }
    }

    private ILiar? MakeLiar()
    {
        if (!_world.Scenario.Liars.TryGetValue(Member, out var kind) || (kind == LiarKind.Twin && _world.Scenario.PlainTwins))
        {
            return null;
        }
        var context = new LiarContext(
            Config, statement => _world.Keyring.Sign(Member, statement), state => _world.Keyring.Sign(Member, state), LiarSeed, DevGenesis: true,
            _world.Scenario.Victim is { } victim ? SimulatedRequest.Customer(victim) : null);
        return LiarFactory.TryCreate(kind, context, out var liar) == LiarRefusal.None ? liar : throw new InvalidOperationException("no liar " + kind);
    }

    private void ScheduleTick()
    {
        if (!Up || _replica is null)
        {
            return;
        }
        var deadline = Math.Min(_replica.NextDeadlineMs, _liar?.NextDeadlineMs ?? long.MaxValue);
        if (deadline == long.MaxValue)
        {
            return;
        }
        var at = Math.Max(_world.Now, TimeOf(deadline));
        if (at >= _tickAt)
        {
            return;
        }
        _tickAt = at;
        After(at - _world.Now, () =>
        {
            if (_tickAt != at)
            {
                return;
            }
            _tickAt = long.MaxValue;
            CountTick();
            Deliver(new Tick());
        });
    }

    private void CountTick()
    {
        _ticksAtThisTime = _lastTickTime == _world.Now ? _ticksAtThisTime + 1 : 1;
        _lastTickTime = _world.Now;
        if (_ticksAtThisTime > MaxTicksAtOnce)
        {
            throw new ViolationException("bounded work", $"member {Name}: the deadline stays at {_replica!.NextDeadlineMs} while the clock shows {Clock.MonotonicMs}; {Deadlines()}");
        }
    }

    /// <summary>The core's own deadlines, by reflection: for reports only.</summary>
    private string Deadlines() => string.Join(", ", typeof(Replica).GetFields(BindingFlags.Instance | BindingFlags.NonPublic)
        .Where(field => field.Name.EndsWith("Deadline", StringComparison.Ordinal)).Select(field => $"{field.Name} {field.GetValue(_replica)}"));

    /// <summary>Schedules for this incarnation only.</summary>
    private void After(long delayMs, Action action)
    {
        var incarnation = Incarnation;
        _world.Schedule(delayMs, () =>
        {
            if (Up && Incarnation == incarnation)
            {
                action();
            }
        });
    }

    private long MonotonicAt(long time) => _monotonicOffsetMs + time + time * _ratePpm / 1_000_000;

    private long TimeOf(long monotonic)
    {
        var time = (monotonic - _monotonicOffsetMs) * 1_000_000 / (1_000_000 + _ratePpm);
        while (MonotonicAt(time) < monotonic)
        {
            time++;
        }
        return time;
    }

    private Digest RandomDigest() => Digest.Of(BitConverter.GetBytes(_random.Next()));
}
