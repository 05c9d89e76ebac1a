namespace Scew.Simulation.Oracles;

/// <summary>
/// More than f members lied and the group forked: once everybody hears everybody, each correct member stops, no correct one is accused (which the oracle of evidence
/// sees to), and no branch grows.
/// </summary>
internal sealed class ForkOracle(World world)
{
    private const long BoundMs = 20_000;
    private const long WatchedMs = 30_000;

    public void Require()
    {
        if (!world.Oracle.Forked)
        {
            throw new ViolationException("fork", "more than f members ran twice and no two correct members disagree");
        }
        world.RunUntil(world.Now + BoundMs);
        foreach (var host in world.HonestUp)
        {
            if (host.Core?.HaltReason is not { } reason || !(reason.StartsWith("fork proven", StringComparison.Ordinal) || reason.Contains("attest", StringComparison.Ordinal)))
            {
                throw new ViolationException("fork", $"member {host.Name} goes on {BoundMs} ms after the sides met: {host.Core?.HaltReason ?? "no reason to halt"}");
            }
        }
        var heights = world.HonestUp.Select(host => host.FinalHeight).ToList();
        world.RunUntil(world.Now + WatchedMs);
        if (!world.HonestUp.Select(host => host.FinalHeight).SequenceEqual(heights))
        {
            throw new ViolationException("fork", "a correct member that knows of the fork finalises more blocks");
        }
    }
}
