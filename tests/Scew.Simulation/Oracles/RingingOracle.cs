namespace Scew.Simulation.Oracles;

/// <summary>
/// After healing nobody asks for anything any more, and every timer that is armed still fires soon after it is due; in between the group sleeps. In every other run all
/// members restart now and then, so that nothing but their disks knows of the timers.
/// </summary>
internal sealed class RingingOracle(World world)
{
    private const long StepMs = 250;
    private const long SettleMs = 16_000;
    private const int RestartEvery = 4;

    /// <summary>A restart, and the repair of what it left open.</summary>
    private const long RestartMs = 40_000;

    public void Require(long boundMs)
    {
        world.Oracle.Timers.WellSinceMs = world.Now;
        for (var rings = 0; world.Oracle.NextDueMs is { } dueMs; rings++)
        {
            if (world.Scenario.Seed % 2 == 1 && rings % RestartEvery == 0)
            {
                // The first start executes what was not written yet and so hears of timers; the second one knows what is on disk.
                RestartAll();
                RestartAll();
                world.Oracle.Timers.WellSinceMs = world.Now;
                continue;
            }
            var due = dueMs - World.EpochMs;
            Sleep(due - world.Scenario.MaxClockErrorMs - 1);
            var start = Math.Max(world.Now, due);
            world.RunUntil(start);
            while (world.Oracle.NextDueMs == dueMs || world.HonestUp.Any(host => host.ExecutedHeightNow < world.Oracle.Chain.Count))
            {
                if (world.Now - start > boundMs)
                {
                    throw new ViolationException("timers", $"what was due at {due} has not fired everywhere {boundMs} ms later");
                }
                world.RunUntil(world.Now + StepMs);
            }
        }
    }

    private void RestartAll()
    {
        var random = new Prng(world.Scenario.Seed ^ 0x51EE9);
        foreach (var host in world.HonestUp.ToList())
        {
            host.Crash();
            world.Schedule(random.Between(1, 1500), host.Start);
        }
        world.RunUntil(world.Now + RestartMs);
    }

    /// <summary>Once it has settled no block is made before the next timer is due.</summary>
    private void Sleep(long untilMs)
    {
        if (untilMs <= world.Now + SettleMs)
        {
            return;
        }
        world.RunUntil(world.Now + SettleMs);
        var height = world.Oracle.Chain.Count;
        world.RunUntil(untilMs);
        if (world.Oracle.Chain.Count != height && world.Scenario.BadClocks.IsEmpty)
        {
            throw new ViolationException("silence", $"with a timer that is not due yet the chain grew from {height} to {world.Oracle.Chain.Count}");
        }
    }
}
