using System.Collections.Immutable;
using Scew.Liars;
using Scew.Protocol;

namespace Scew.Simulation.Twins;

/// <summary>Plays one Twins scenario: four partitioned rounds with work, then synchrony, after which a new block must be final within ten views.</summary>
public static class TwinsRun
{
    public const int MostViews = 10;

    private const ulong Seed = 77;
    private const long RoundMs = 1500;
    private const long StepMs = 100;
    private const long LimitMs = 240_000;

    /// <summary>The member at a place of the leaders' order; the same for every scenario.</summary>
    public static int MemberAt(int place) => new World(Base(0)).Group.Leader(place);

    /// <summary>Null when nothing was violated, and how many views after synchrony the new block took.</summary>
    public static (ViolationException? Failure, long Views) Play(TwinsScenario scenario, int twin, Defect defect = Defect.None)
    {
        var world = new World(Base(twin) with { Defect = defect });
        try
        {
            world.Injector.Begin();
            world.RunUntil(600);
            foreach (var side in scenario.Sides)
            {
                Cut(world, side);
                foreach (var host in world.Hosts.Where(host => host.Honest))
                {
                    world.Clients.Probe(host);
                }
                world.RunUntil(world.Now + RoundMs);
            }
            return (null, Views(world));
        }
        catch (ViolationException violation)
        {
            return (violation, 0);
        }
        catch (InvariantException broken)
        {
            return (new ViolationException("no exception", broken.ToString()), 0);
        }
    }

    private static void Cut(World world, int side)
    {
        foreach (var from in world.Hosts)
        {
            foreach (var to in world.Hosts.Where(to => to != from))
            {
                world.Network.Block(from, to, ((side >> from.Index) & 1) != ((side >> to.Index) & 1));
            }
        }
    }

    private static long Views(World world)
    {
        world.Injector.Heal();
        var honest = world.Hosts.Where(host => host.Honest).ToList();
        var view = honest.Max(host => host.Core!.View);
        var height = world.Oracle.Chain.Count;
        world.Clients.Probe(honest[0]);
        var until = world.Now + LimitMs;
        while (honest.Any(host => host.FinalHeight <= height))
        {
            if (world.Now > until)
            {
                throw new ViolationException("progress", $"no new block {LimitMs} ms after synchrony");
            }
            world.RunUntil(world.Now + StepMs);
        }
        var taken = world.Oracle.Chain[height].Header.View - view;
        return taken <= MostViews ? taken : throw new ViolationException("progress", $"the first new block is of a view {taken} after synchrony");
    }

    private static Scenario Base(int twin) => new(Seed, 4, RoundMs * TwinsScenario.Rounds)
    {
        Liars = ImmutableSortedDictionary<int, LiarKind>.Empty.Add(twin, LiarKind.Twin),
        PlainTwins = true,
        RequestEveryMs = 0,
    };
}
