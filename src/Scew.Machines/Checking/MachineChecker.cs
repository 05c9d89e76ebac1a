namespace Scew.Machines.Checking;

/// <summary>
/// Looks for what is wrong with a machine before anybody's asset depends on it: every life over small domains, breadth first, then random ones; lives that begin with creation and
/// lives that begin with the move of an asset of an older machine. A pure function: the same machine and bounds give
/// the same report at every replica.
/// </summary>
public static class MachineChecker
{
    /// <summary>
    /// Checks a machine. The cost is bounded by <paramref name="bounds"/>, whatever the machine. <paramref name="known"/> finds the machines that it migrates from: what comes from those that
    /// it does not find is not looked at, which the report's notes say.
    /// </summary>
    public static CheckReport Check(Machine machine, CheckBounds bounds, Func<string, Machine?>? known = null)
    {
        var (relevance, watch) = (new Relevance(machine), new PropertyWatch(machine.Properties));
        var explorer = new Explorer(machine, relevance, watch, bounds, Beginnings.Of(machine, relevance, watch, bounds, known));
        explorer.Run();
        var shortener = new Shortener(machine, explorer.Watch, bounds);
        var scout = new Scout(machine, explorer, shortener, explorer.IsExhaustive ? 0 : bounds.ScoutOperations);
        scout.Run(bounds);
        var walker = new Walker(machine, explorer, shortener, bounds);
        walker.Run();
        new WholeChecks(machine, explorer).Run();
        var explored = new CheckExplored(
            explorer.IsExhaustive, explorer.Situations.Count - 1, explorer.Attempts, explorer.Situations[^1].Depth, scout.Situations, walker.Walks,
            explorer.Operations + scout.Operations + walker.Operations + shortener.Operations)
        {
            Moved = explorer.Moved,
        };
        return new CheckReport(explorer.Findings.All(), explored) { Notes = explorer.Beginnings.Notes };
    }

    /// <summary>
    /// Asks <paramref name="known"/> for every machine that <see cref="Check"/> will ask it for. Whoever has to fetch them first asks here, until none is missing: a check without one of
    /// them comes to something else.
    /// </summary>
    public static void AskOlder(Machine machine, CheckBounds bounds, Func<string, Machine?> known) => Beginnings.Ask(machine, bounds.Operations, known);
}
