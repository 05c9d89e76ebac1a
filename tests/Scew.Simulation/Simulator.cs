using System.Reflection;
using Scew.Protocol;
using Scew.Simulation.Oracles;

namespace Scew.Simulation;

/// <summary>Runs one scenario: a phase in which anything may fail, then healing, progress and silence.</summary>
public static class Simulator
{
    public static SimulationResult Run(Scenario scenario, EventTrace? trace = null)
    {
        var world = new World(scenario) { Trace = trace };
        var progress = new ProgressOracle(world);
        ViolationException? failure = null;
        var executed = 0;
        var behind = 0L;
        var upgrade = (Ordered: 0, ByOlder: 0);
        try
        {
            world.Injector.Begin();
            world.Clients.Begin();
            world.RunUntil(scenario.SafetyMs);
            executed = world.Oracle.Chain.Sum(block => block.RequestIds.Length);
            behind = world.Oracle.Chain.Count - world.HonestUp.Select(host => host.FinalHeight).DefaultIfEmpty().Min();
            upgrade = NewKinds(world);
            world.Injector.Heal();
            world.RunUntil(world.Now + 1500);
            if (scenario.ExpectsFork)
            {
                new ForkOracle(world).Require();
            }
            else
            {
                progress.Require();
            }
        }
        catch (ViolationException violation)
        {
            failure = violation;
        }
        catch (InvariantException broken)
        {
            failure = new ViolationException("no exception", broken.ToString());
        }
        return new SimulationResult(
            scenario, failure, world.Audit.Value, world.Audit.Events, world.Oracle.Chain.Count, world.Clients.Submitted, world.Oracle.EvidenceCount,
            world.Oracle.Accused, progress.ConvergedAfterMs, world.Now)
        {
            Rejoined = world.Rejoined,
            Unattested = progress.Unattested,
            Timers = (world.Oracle.Timers.Count, world.Oracle.Timers.FullBlocks, world.Oracle.Timers.SlowestMs),
            SealedWrites = world.Oracle.SealedWrites,
            Transfers = (world.Fetches, world.Installs, world.Unflushed),
            ExecutedBeforeHealing = executed,
            NewKinds = upgrade,
            FinalView = world.Oracle.Chain.Count == 0 ? 0 : world.Oracle.Chain[^1].Header.View,
            Behind = behind,
            MedianRequestMs = world.Clients.MedianMs,
            SlowestRequestMs = world.Clients.SlowestMs,
            SlowestHonestRequestMs = world.Clients.SlowestHonestMs,
        };
    }

    /// <summary>Requests of a new kind in final blocks, and how many of them stand in blocks that a member with an older program executed.</summary>
    private static (int Ordered, int ByOlder) NewKinds(World world)
    {
        var newOf = world.Oracle.Chain.Select(block => (block.Header.Height, Count: block.RequestIds.Count(id => world.Clients.Find(id) is { IsNew: true }))).ToList();
        var reached = world.Hosts.Where(static host => host.IsOlder).Select(static host => host.ExecutedHeightNow).DefaultIfEmpty().Max();
        return (newOf.Sum(static one => one.Count), newOf.Where(one => one.Height <= reached).Sum(static one => one.Count));
    }

    /// <summary>The source revision that this was built from.</summary>
    public static string Commit { get; } =
        typeof(Simulator).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+') is [_, var revision] ? revision : "unknown";

    /// <summary>Seed, commit and the command that runs it again.</summary>
    public static string Explain(SimulationResult result, Faults allowed = Faults.All)
    {
        var scenario = result.Scenario;
        var without = allowed == Faults.All ? "" : " --without " + (Faults.All & ~allowed).ToString().Replace(" ", "", StringComparison.Ordinal);
        var schedule = scenario.OutageEveryMs > 0 ? " --transfers" : scenario.Timers ? " --timers" : scenario.TwinsDivide ? " --colluding" : scenario.Arguments;
        var defect = scenario.Defect == Defect.None ? "" : " --defect " + scenario.Defect;
        var liars = string.Join(", ", scenario.Liars.Select(liar => $"{liar.Key}: {liar.Value}"));
        return $"""
            seed {scenario.Seed} failed at {result.EndedAtMs} ms: {result.Failure?.Message}
            faults {scenario.Faults}; liars {(liars.Length == 0 ? "none" : liars)};{(scenario.Older.IsEmpty ? "" : $" older programs {string.Join(' ', scenario.Older)} (by a test);")} {result.Blocks} blocks, {result.Requests} requests, audit {result.AuditHash:x16}
            commit {Commit}
            replay: dotnet run --project tests/Scew.Simulation -- --seed {scenario.Seed} --ticks {scenario.SafetyMs} --n {scenario.Members}{schedule}{without}{defect}
            """;
    }
}
