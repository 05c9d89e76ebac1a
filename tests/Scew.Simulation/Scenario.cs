using System.Collections.Immutable;
using Scew.Liars;

namespace Scew.Simulation;

/// <summary>What a seed decides before the first event: group, faults and their rates. Times in milliseconds, rates in 1/1000.</summary>
public sealed record Scenario(ulong Seed, int Members, long SafetyMs)
{
    private static readonly LiarKind[] Kinds = [.. Enum.GetValues<LiarKind>().Where(kind => kind != LiarKind.WrongReceipt && kind <= LiarKind.Accuser)];

    /// <summary>Drawn apart from the first ones, in the place of some of them: what every other seed means stays as it was.</summary>
    private static readonly LiarKind[] LaterKinds = [.. Enum.GetValues<LiarKind>().Where(kind => kind > LiarKind.Accuser)];

    /// <summary>What needs some of the f members that may fail.</summary>
    private const Faults OfTheFaulty = Faults.Liar | Faults.StayDead | Faults.BadClock | Faults.LostDisk;

    private static readonly long[] WrongByMs = [-3_600_000, 3_600_000, -30_000, 30_000, 315_360_000_000, -315_360_000_000];

    public Faults Faults { get; init; }

    public Defect Defect { get; init; }

    /// <summary>Member and lie; at most f of them, unless a test asks for more.</summary>
    public ImmutableSortedDictionary<int, LiarKind> Liars { get; init; } = ImmutableSortedDictionary<int, LiarKind>.Empty;

    public int LossPermille { get; init; }

    public int DuplicatePermille { get; init; }

    public long MinDelayMs { get; init; } = 1;

    public long MaxDelayMs { get; init; } = 10;

    public int SpikePermille { get; init; }

    public long SpikeMs { get; init; } = 4000;

    public long PartitionEveryMs { get; init; }

    public long CrashEveryMs { get; init; }

    public long MaxSkewMs { get; init; }

    public long MaxDiskMs { get; init; } = 4;

    public long MaxExecutionMs { get; init; } = 3;

    public long MaxShellMs { get; init; }

    public int BodiesPermille { get; init; } = 1000;

    public long RequestEveryMs { get; init; } = 400;

    public long WindowMs { get; init; } = 900_000;

    /// <summary>Of requests with several signers.</summary>
    public long LongWindowMs { get; init; } = 86_400_000;

    /// <summary>For how long before an anchor a transfer takes over requests.</summary>
    public long RememberedMs => 2 * Math.Max(WindowMs, LongWindowMs);

    /// <summary>Heights behind f+1 claims from which on a state is fetched; 0: never.</summary>
    public long TransferFrom { get; init; }

    /// <summary>Heights between two anchors.</summary>
    public long AnchorInterval { get; init; } = 10;

    /// <summary>Heights that every member serves as a chain, beside the two last anchors'; 0: all.</summary>
    public long KeepHeights { get; init; }

    /// <summary>Most requests set alarms, which ring by themselves later.</summary>
    public bool Timers { get; init; }

    /// <summary>Requests on encrypted integers.</summary>
    public int SealedPermille { get; init; } = 60;

    /// <summary>Some of them additive, which takes long.</summary>
    public bool SealsAdditive { get; init; }

    /// <summary>A correct member is down for some seconds, again and again.</summary>
    public long OutageEveryMs { get; init; }

    /// <summary>The customer whose requests a <see cref="LiarKind.KeyCensor"/> leaves out; null: each its own choice.</summary>
    public int? Victim { get; init; }

    /// <summary>What the command line needs beside seed, ticks and members to make this scenario.</summary>
    public string Arguments { get; init; } = "";

    /// <summary>What liars answer to questions of transfers; null: each what the seed says.</summary>
    public TransferLie? TransferLie { get; init; }

    /// <summary>Members (up to f with the liars) that crash for good when the others are healed.</summary>
    public int StayDead { get; init; }

    /// <summary>Most members (up to f with the liars) that are in doubt at one time, after they lost their disk or got an old copy back.</summary>
    public int LostDisks { get; init; }

    /// <summary>One way, and for ever: above the drift bound in some runs.</summary>
    public long LastingDelayMs { get; init; }

    /// <summary>Members whose wall clock is wrong; they count towards f.</summary>
    public ImmutableSortedDictionary<int, ClockFault> BadClocks { get; init; } = ImmutableSortedDictionary<int, ClockFault>.Empty;

    /// <summary>Drift of every clock, in 1/1,000,000, one way or the other.</summary>
    public int DriftPpm { get; init; }

    /// <summary>Messages that come again at any later time.</summary>
    public int ReplayPermille { get; init; }

    /// <summary>Links are cut one by one and healed in another order, again and again.</summary>
    public long SwizzleEveryMs { get; init; }

    /// <summary>A correct member with a disk that is <see cref="GraySlowness"/> times as slow.</summary>
    public int? GrayMember { get; init; }

    /// <summary>A member (a liar, by count) that signs every vote for another epoch.</summary>
    public int? SignsForAnotherEpoch { get; init; }

    /// <summary>The halves of twins are correct replicas that talk to everybody; the network alone divides them.</summary>
    public bool PlainTwins { get; init; }

    /// <summary>Times as slow as everybody else's disk.</summary>
    public int GraySlowness { get; init; } = 50;

    public int PoolRequests { get; init; } = 20_000;

    public int BlockRequests { get; init; } = 1000;

    public bool IdleMinutes { get; init; }

    /// <summary>Each member checks a signature once and remembers it, as a silo does; otherwise every time, which tells more of what the core asks for.</summary>
    public bool RemembersSignatures { get; init; }

    /// <summary>Members with an older program until the faults end: requests of a new kind are no requests to them.</summary>
    public ImmutableSortedSet<int> Older { get; init; } = [];

    /// <summary>Only agreement and progress are judged: shows that a defect really forks or stalls the group, not merely that a rule was broken.</summary>
    public bool OutcomeOnly { get; init; }

    /// <summary>How wrong the clock of a member with a good clock can be.</summary>
    public long MaxClockErrorMs => MaxSkewMs + 20_000L * DriftPpm / 1_000_000;

    public int MaxFaulty => (Members - 1) / 3;

    /// <summary>Twins divide the group: their first halves talk to one part of the correct members until the faults end, their second halves to the other.</summary>
    public bool TwinsDivide { get; init; }

    /// <summary>A fork is not a failure but what the run is about: it must come, be proven and stop every correct member.</summary>
    public bool ExpectsFork { get; init; }

    /// <summary>One more than the group bears runs twice, each half with its part of the correct members.</summary>
    public static Scenario Colluding(ulong seed, int members, long safetyMs)
    {
        var calm = FromSeed(seed, members, safetyMs, Faults.None);
        var twins = Enumerable.Range(0, calm.MaxFaulty + 1).Aggregate(calm.Liars, (all, count) => all.SetItem((int)((seed + (ulong)count) % (ulong)members), LiarKind.Twin));
        return calm with { Faults = Faults.Liar, Liars = twins, PlainTwins = true, TwinsDivide = true, RequestEveryMs = 200 };
    }

    /// <summary>A group whose only fault is one lie, told by one member or by <paramref name="count"/>, beside what the seed chooses of the faults <paramref name="beside"/>.</summary>
    public static Scenario Lying(ulong seed, int members, long safetyMs, LiarKind kind, int count = 1, Faults beside = Faults.None)
    {
        var drawn = FromSeed(seed, members, safetyMs, beside & ~OfTheFaulty);
        var liars = Enumerable.Range(0, count).Aggregate(drawn.Liars, (all, next) => all.SetItem((int)((seed + (ulong)next) % (ulong)members), kind));
        var more = (count > 1 ? " --f" : "") + (beside == Faults.None ? "" : " --with " + beside.ToString().Replace(" ", "", StringComparison.Ordinal));
        return drawn with { Faults = drawn.Faults | Faults.Liar, Liars = liars, Arguments = $" --liar {kind}{more}" };
    }

    /// <summary>A schedule in which members fall far behind peers that prune, under a few other faults.</summary>
    public static Scenario Transferring(ulong seed, int members, long safetyMs, Faults allowed = Faults.All)
    {
        const Faults Used = Faults.Loss | Faults.Duplication | Faults.Delay | Faults.Partition | Faults.Crash | Faults.CrashAll | Faults.SlowDisk | Faults.SlowExecution | Faults.Liar
            | Faults.Encoded | Faults.TornWrites | Faults.LostDisk | Faults.MissingBodies | Faults.Shutdown | Faults.StayDead | Faults.ClockSkew | Faults.SecondActivation | Faults.StalledExecution;
        var drawn = FromSeed(seed, members, safetyMs, (Used & allowed) | Faults.StateTransfer);
        var random = new Prng(seed ^ 0x0D15_7A7E);
        var lagging = drawn with
        {
            Faults = drawn.Faults | Faults.StateTransfer,
            RequestEveryMs = random.Pick<int>([20, 40, 80]),
            TransferFrom = random.Pick<int>([3, 10, 30]),
            AnchorInterval = random.Pick<int>([5, 10, 25]),
            KeepHeights = random.Pick<int>([0, 1, 10]),
            OutageEveryMs = random.Pick<int>([1500, 3000, 6000]),
            IdleMinutes = false,
        };
        // Windows so short that what is outside them goes within the run.
        var windowMs = random.Pick<int>([1000, 2000]);
        return random.OneIn(3) ? lagging with { WindowMs = windowMs, LongWindowMs = windowMs } : lagging;
    }

    /// <summary>A long schedule with few requests, whose timers come due in the midst of faults and after them.</summary>
    public static Scenario Ringing(ulong seed, int members, long safetyMs, Faults allowed = Faults.All)
    {
        const Faults Used = Faults.All & ~(Faults.LastingDelay | Faults.SmallPool | Faults.GrayMember | Faults.Encoded);
        var drawn = FromSeed(seed, members, safetyMs, Used & allowed);
        var random = new Prng(seed ^ 0x71_3E25);
        return drawn with { Timers = true, RequestEveryMs = random.Pick<int>([500, 1500, 4000]), WindowMs = 120_000, IdleMinutes = false };
    }

    /// <summary>Most requests are on encrypted integers.</summary>
    public static Scenario Sealing(ulong seed, int members, long safetyMs, Faults allowed = Faults.All) =>
        FromSeed(seed, members, safetyMs, allowed) with { SealedPermille = 750, SealsAdditive = true, Arguments = " --sealed" };

    public static Scenario FromSeed(ulong seed, int members, long safetyMs, Faults allowed = Faults.All)
    {
        var random = new Prng(seed ^ 0x5CE17A110);
        // Drawn in a fixed order whether allowed or not, so that leaving one kind out keeps the rest.
        var chosen = (Faults)(random.Next() & random.Next() & (ulong)Faults.All) | (Faults)(random.Next() & random.Next() & (ulong)Faults.All);
        chosen &= allowed;
        var faulty = (members - 1) / 3;
        var liars = ImmutableSortedDictionary<int, LiarKind>.Empty;
        var wanted = 1 + random.Below(faulty);
        while (liars.Count < wanted)
        {
            liars = liars.SetItem(random.Below(members), random.Pick(Kinds));
        }
        var later = new Prng(seed ^ 0x1A7E7);
        foreach (var member in liars.Keys)
        {
            liars = later.OneIn(8) ? liars.SetItem(member, later.Pick(LaterKinds)) : liars;
        }
        liars = chosen.HasFlag(Faults.Liar) ? liars : liars.Clear();
        var spare = faulty - liars.Count;
        var more = new Prng(seed ^ 0xC10C);
        var clocks = ImmutableSortedDictionary<int, ClockFault>.Empty;
        for (var wrong = 0; chosen.HasFlag(Faults.BadClock) && wrong < spare; wrong++)
        {
            var member = random.Below(members);
            var fault = new ClockFault((ClockKind)more.Below(4), more.Pick(WrongByMs));
            clocks = liars.ContainsKey(member) || random.OneIn(2) ? clocks : clocks.SetItem(member, fault);
        }
        spare -= clocks.Count;
        var lost = chosen.HasFlag(Faults.LostDisk) && spare > 0 ? 1 + more.Below(spare) : 0;
        var transfers = new Prng(seed ^ 0x57A7E);
        var lasting = chosen.HasFlag(Faults.LastingDelay) && random.OneIn(3);
        var slow = random.Below(4) == 0;
        return new Scenario(seed, members, safetyMs)
        {
            Faults = chosen,
            Liars = liars,
            LossPermille = If(Faults.Loss, random.Pick<int>([5, 20, 100, 300])),
            DuplicatePermille = If(Faults.Duplication, random.Pick<int>([10, 100, 400])),
            MaxDelayMs = chosen.HasFlag(Faults.Delay) ? random.Pick<int>([30, 100, 400, 1200]) : 10,
            SpikePermille = If(Faults.Delay, random.Pick<int>([0, 2, 20])),
            PartitionEveryMs = If(Faults.Partition, random.Pick<int>([1500, 4000, 9000])),
            CrashEveryMs = If(Faults.Crash, random.Pick<int>([700, 2500, 7000])),
            MaxSkewMs = If(Faults.ClockSkew, random.Pick<int>([50, 400, 900])),
            MaxDiskMs = chosen.HasFlag(Faults.SlowDisk) ? random.Pick<int>([20, 100, 600]) : 4,
            MaxExecutionMs = chosen.HasFlag(Faults.SlowExecution) ? random.Pick<int>([20, 200, 900]) : 3,
            MaxShellMs = random.Pick<int>([0, 0, 3, 20]),
            BodiesPermille = chosen.HasFlag(Faults.MissingBodies) ? random.Pick<int>([0, 500]) : 1000,
            RequestEveryMs = slow ? random.Pick<int>([2500, 6000]) : random.Pick<int>(chosen.HasFlag(Faults.SmallPool) ? [300, 900] : [60, 200, 600]),
            WindowMs = random.Below(4) == 0 ? 120_000 : 900_000,
            LostDisks = lost,
            StayDead = chosen.HasFlag(Faults.StayDead) ? Math.Min(random.Below(spare + 1), spare - lost) : 0,
            LastingDelayMs = lasting ? random.Pick<int>(liars.IsEmpty ? [300, 1500, 2600, 5000] : [300, 900, 1500, 2600]) : 0,
            BadClocks = clocks,
            PoolRequests = chosen.HasFlag(Faults.SmallPool) && !lasting ? Math.Max(2 * members, random.Pick<int>([8, 40, 200])) : 20_000,
            BlockRequests = chosen.HasFlag(Faults.SmallPool) && !lasting ? random.Pick<int>([1, 5, 1000]) : 1000,
            IdleMinutes = random.Below(8) == 0,
            DriftPpm = chosen.HasFlag(Faults.ClockSkew) ? more.Pick<int>([2000, 2000, 10_000]) : 0,
            ReplayPermille = If(Faults.Replay, 100),
            SwizzleEveryMs = If(Faults.Swizzle, more.Pick<int>([3000, 6000])),
            GrayMember = chosen.HasFlag(Faults.GrayMember) ? more.Below(members) : null,
            TransferFrom = If(Faults.StateTransfer, transfers.Pick<int>([2, 5, 30])),
            AnchorInterval = transfers.Pick<int>([3, 5, 10]),
            KeepHeights = If(Faults.StateTransfer, transfers.Pick<int>([0, 1, 5])),
            SealsAdditive = seed % 8 == 4,
        };

        int If(Faults fault, int value) => chosen.HasFlag(fault) ? value : 0;
    }
}
