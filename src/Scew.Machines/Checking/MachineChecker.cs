namespace Scew.Machines.Checking;

/// <summary>
/// Looks for what is wrong with a machine before anybody's asset depends on it: every life over small domains, breadth first, then random ones. A pure function: the same machine and bounds give
/// the same report at every replica.
/// </summary>
public static class MachineChecker
{
    /// <summary>Checks a machine. The cost is bounded by <paramref name="bounds"/>, whatever the machine.</summary>
    public static CheckReport Check(Machine machine, CheckBounds bounds)
    {
        var explorer = new Explorer(machine, new Relevance(machine), bounds);
        explorer.Run();
        var shortener = new Shortener(machine, explorer.Watch, bounds);
        var scout = new Scout(machine, explorer, shortener, explorer.IsExhaustive ? 0 : bounds.ScoutOperations);
        scout.Run(bounds);
        var walker = new Walker(machine, explorer, shortener, bounds);
        walker.Run();
        new WholeChecks(machine, explorer).Run();
        var explored = new CheckExplored(
            explorer.IsExhaustive, explorer.Situations.Count - 1, explorer.Attempts, explorer.Situations[^1].Depth, scout.Situations, walker.Walks,
            explorer.Operations + scout.Operations + walker.Operations + shortener.Operations);
        return new CheckReport(explorer.Findings.All(), explored);
    }
}
