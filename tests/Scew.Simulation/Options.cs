using System.Collections.Immutable;
using System.Globalization;
using Scew.Liars;

namespace Scew.Simulation;

/// <summary>What the command line asks for.</summary>
public sealed record Options(ulong FirstSeed, ulong LastSeed, long Ticks, int? Members, Faults Allowed, Defect Defect, bool Twice, bool OutcomeOnly = false, (long From, long To)? Traced = null, LiarKind? Lie = null, int TwinsEveryNth = 0, bool Transfers = false, bool Colluding = false, ImmutableSortedDictionary<int, LiarKind>? Liars = null, bool FLiars = false, Faults Beside = Faults.None, bool Timers = false, bool Sealed = false)
{
    public const long DefaultTicks = 12_000;

    public const string Usage = """
        usage: dotnet run --project tests/Scew.Simulation -- (--seed N | --seeds A..B | --twins N) [--ticks MS] [--n 4|7|10] [--without Fault,...] [--liar Kind [--f] [--with Fault,...]] [--transfers] [--timers] [--sealed] [--colluding] [--defect Name] [--twice]
          --ticks    simulated milliseconds of the phase with faults (12000); healing and silence follow
          --n        members; without it even seeds have 4, odd ones 7, and every eighth 10
          --without  leave kinds of faults out: Loss, Duplication, Delay, Partition, Crash, CrashAll, ClockSkew, SlowDisk, SlowExecution, Liar, MissingBodies,
                     Shutdown, SecondActivation, StayDead, LastingDelay, BadClock, SmallPool, StalledExecution, Encoded, Swizzle, Replay,
                     TornWrites, GrayMember, LostDisk, StateTransfer
          --transfers  members fall far behind peers that prune, and fetch states
          --timers   most requests set alarms that ring by themselves; wants --ticks 200000
          --sealed   most requests are on encrypted integers
          --colluding  one twin more than the group bears: a fork must come, be proven and stop everybody
          --liar     one liar of this kind and no other fault
          --f        as many liars of that kind as the group bears
          --with     these kinds of faults beside that liar, as the seed chooses of them
          --liars    Member=Kind,... lie instead of those that the seed draws
          --defect   plant a defect that the oracles must find
          --outcome-only  judge agreement and progress only, not the rules on the way
          --trace    A..B print what every replica is given and answers between these simulated milliseconds
          --twins    N play every N-th scenario of the Twins enumeration instead (1: all)
          --twice    run every seed twice and compare the audit hashes
        """;

    /// <summary>Null when the arguments make no sense.</summary>
    public static Options? Parse(string[] args)
    {
        var options = new Options(0, 0, DefaultTicks, null, Faults.All, Defect.None, false);
        var seeded = false;
        for (var i = 0; i < args.Length; i++)
        {
            var value = i + 1 < args.Length ? args[i + 1] : "";
            if (args[i] == "--twice")
            {
                options = options with { Twice = true };
                continue;
            }
            if (args[i] == "--outcome-only")
            {
                options = options with { OutcomeOnly = true };
                continue;
            }
            if (args[i] == "--transfers")
            {
                options = options with { Transfers = true };
                continue;
            }
            if (args[i] == "--timers")
            {
                options = options with { Timers = true };
                continue;
            }
            if (args[i] == "--sealed")
            {
                options = options with { Sealed = true };
                continue;
            }
            if (args[i] == "--colluding")
            {
                options = options with { Colluding = true };
                continue;
            }
            if (args[i] == "--f")
            {
                options = options with { FLiars = true };
                continue;
            }
            i++;
            switch (args[i - 1])
            {
                case "--seed" when Number(value, out var seed):
                    options = options with { FirstSeed = seed, LastSeed = seed };
                    seeded = true;
                    break;
                case "--seeds" when value.Split("..") is [var low, var high] && Number(low, out var first) && Number(high, out var last) && first <= last:
                    options = options with { FirstSeed = first, LastSeed = last };
                    seeded = true;
                    break;
                case "--ticks" when Number(value, out var ticks):
                    options = options with { Ticks = (long)ticks };
                    break;
                case "--trace" when value.Split("..") is [var from, var to] && Number(from, out var start) && Number(to, out var end):
                    options = options with { Traced = ((long)start, (long)end) };
                    break;
                case "--n" when value is "4" or "7" or "10":
                    options = options with { Members = int.Parse(value, CultureInfo.InvariantCulture) };
                    break;
                case "--without" when Enum.TryParse<Faults>(value, ignoreCase: true, out var without):
                    options = options with { Allowed = Faults.All & ~without };
                    break;
                case "--with" when Enum.TryParse<Faults>(value, ignoreCase: true, out var beside):
                    options = options with { Beside = beside };
                    break;
                case "--twins" when Number(value, out var nth) && nth is > 0 and < 100_000:
                    options = options with { TwinsEveryNth = (int)nth };
                    seeded = true;
                    break;
                case "--liar" when Enum.TryParse<LiarKind>(value, ignoreCase: true, out var lie):
                    options = options with { Lie = lie };
                    break;
                case "--liars" when LiarsOf(value) is { } liars:
                    options = options with { Liars = liars };
                    break;
                case "--defect" when Enum.TryParse<Defect>(value, ignoreCase: true, out var defect):
                    options = options with { Defect = defect };
                    break;
                default:
                    return null;
            }
        }
        return seeded ? options : null;
    }

    public Scenario ScenarioOf(ulong seed)
    {
        var members = Members ?? SizeOf(seed);
        if (Colluding)
        {
            return Scenario.Colluding(seed, members, Ticks) with { ExpectsFork = true };
        }
        var scenario = Lie is { } lie ? Scenario.Lying(seed, members, Ticks, lie, FLiars ? (members - 1) / 3 : 1, Beside & Allowed) : Transfers ? Scenario.Transferring(seed, members, Ticks, Allowed) : Timers ? Scenario.Ringing(seed, members, Ticks, Allowed) : Sealed ? Scenario.Sealing(seed, members, Ticks, Allowed) : Scenario.FromSeed(seed, members, Ticks, Allowed);
        return scenario with { Defect = Defect, OutcomeOnly = OutcomeOnly, Liars = Liars ?? scenario.Liars };
    }

    private static ImmutableSortedDictionary<int, LiarKind>? LiarsOf(string text)
    {
        var liars = ImmutableSortedDictionary<int, LiarKind>.Empty;
        foreach (var one in text.Split(','))
        {
            if (one.Split('=') is not [var member, var lie] || !Number(member, out var index) || !Enum.TryParse<LiarKind>(lie, ignoreCase: true, out var kind))
            {
                return null;
            }
            liars = liars.SetItem((int)index, kind);
        }
        return liars;
    }

    private static int SizeOf(ulong seed) => seed % 8 == 7 ? 10 : seed % 2 == 0 ? 4 : 7;

    private static bool Number(string text, out ulong value) => ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
}
