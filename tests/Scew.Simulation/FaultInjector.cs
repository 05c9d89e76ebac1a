namespace Scew.Simulation;

/// <summary>Crashes, restarts, shutdowns, partitions and second activations of the safety phase, and the healing at its end.</summary>
public sealed class FaultInjector(World world, Prng random)
{
    private readonly Dictionary<int, SimulatedDisk> _backups = [];
    private readonly Partitions _partitions = new(world, random.Fork());

    public void Begin()
    {
        foreach (var host in world.Hosts.Where(host => host.Half == 0 || !host.Honest))
        {
            world.Schedule(random.Between(0, 300), host.Start);
        }
        var scenario = world.Scenario;
        Repeat(scenario.CrashEveryMs, () => Restart(random.Pick(world.Hosts), random.OneIn(4) ? 5000 : 800));
        Repeat(scenario.PartitionEveryMs, () => _partitions.Cut(random.Pick(Enum.GetValues<PartitionShape>()), random.Between(200, 6000)));
        Repeat(scenario.SwizzleEveryMs, _partitions.Swizzle);
        Repeat(scenario.OutageEveryMs, () => Outage(random.Pick(world.Hosts)));
        if (scenario.Faults.HasFlag(Faults.CrashAll))
        {
            Repeat(scenario.SafetyMs / 3, CrashAll);
        }
        if (scenario.Faults.HasFlag(Faults.StalledExecution))
        {
            Repeat(3000, () => random.Pick(world.Hosts).ExecutionStalledUntil = world.Now + random.Between(500, 8000));
        }
        if (scenario.Faults.HasFlag(Faults.Shutdown))
        {
            Repeat(4000, () => random.Pick(world.Hosts).Shutdown());
            Repeat(1000, StartOneThatIsDown);
        }
        foreach (var host in world.Hosts.Where(host => scenario.Liars.TryGetValue(host.Member, out var kind) && kind == Liars.LiarKind.Forgetter))
        {
            Repeat(1500, () => Restart(host, 50));
        }
        if (scenario.LostDisks > 0)
        {
            Repeat(1000, () => Back(random.Pick(world.Hosts)));
            Repeat(2500, () => LoseDisk(random.Pick(world.Hosts)));
        }
        foreach (var second in world.Hosts.Where(host => host.Half == 1 && host.Honest))
        {
            Repeat(3000, () => TakeOver(second));
        }
    }

    /// <summary>Faults end; up to f members with the liars stay dead, everybody else is up again soon.</summary>
    public void Heal()
    {
        world.Healed = true;
        _partitions.HealAll();
        // Of two activations only the owner of the disk goes on.
        foreach (var host in world.Hosts.Where(host => host.Honest && host.Up && host.Disk.Activation != host.Activation))
        {
            host.Crash();
        }
        var dead = world.Scenario.StayDead;
        foreach (var host in world.Hosts.Where(host => host.Half == 0 && host.Honest && !world.Scenario.BadClocks.ContainsKey(host.Member)).OrderBy(_ => random.Next()).ToList())
        {
            var up = world.Hosts.FirstOrDefault(other => other.Member == host.Member && other.Up);
            if (dead > 0)
            {
                dead--;
                up?.Crash();
            }
            else if (up is null)
            {
                world.Schedule(random.Between(0, 1000), () => StartIfDown(host));
            }
        }
        Upgrade();
        foreach (var host in world.Hosts.Where(host => !host.Honest || (host.Half == 0 && world.Scenario.BadClocks.ContainsKey(host.Member))))
        {
            world.Schedule(random.Between(0, 1000), () => StartIfDown(host));
        }
    }

    /// <summary>Everybody gets the newest program now.</summary>
    private void Upgrade()
    {
        foreach (var host in world.Hosts.Where(static host => host is { IsOlder: true, Up: true }).ToList())
        {
            host.Crash();
            world.Schedule(random.Between(0, 1000), () => StartIfDown(host));
        }
    }

    private static void StartIfDown(MemberHost host)
    {
        if (!host.Up)
        {
            host.Start();
        }
    }

    private void Repeat(long everyMs, Action action)
    {
        if (everyMs <= 0)
        {
            return;
        }
        world.Schedule(random.Between(everyMs / 2, everyMs * 3 / 2), () =>
        {
            if (!world.Healed)
            {
                action();
                Repeat(everyMs, action);
            }
        });
    }

    private void Restart(MemberHost host, long withinMs)
    {
        if (!host.Up)
        {
            return;
        }
        host.Crash();
        StartAfter(host, random.Between(1, withinMs));
    }

    /// <summary>A host is away for so long that it must catch up.</summary>
    private void Outage(MemberHost host)
    {
        if (host.Up)
        {
            host.Crash();
            StartAfter(host, random.Between(1500, 5000));
        }
    }

    private void Back(MemberHost host) => _backups[host.Index] = host.Disk.Backup();

    /// <summary>A member's disk is lost, or an old copy takes its place; it starts in doubt. Two activations share a disk: those are left alone.</summary>
    private void LoseDisk(MemberHost host)
    {
        var doubted = world.Hosts.Count(other => other.Disk.Doubt is not null);
        if (!host.Honest || world.Scenario.BadClocks.ContainsKey(host.Member) || world.Hosts.Any(other => other != host && other.Disk == host.Disk)
            || (host.Disk.Doubt is null && doubted >= world.Scenario.LostDisks))
        {
            return;
        }
        host.Crash();
        host.Disk.Replace(random.OneIn(2) ? _backups.GetValueOrDefault(host.Index) : null, world.Scenario.Defect != Defect.UnnoticedLoss);
        StartAfter(host, random.Between(1, 1500));
    }

    private void CrashAll()
    {
        foreach (var host in world.Hosts.Where(host => host.Up).ToList())
        {
            Restart(host, 1500);
        }
    }

    private void StartOneThatIsDown()
    {
        var down = world.Hosts.Where(host => !host.Up && (host.Half == 0 || !host.Honest)).ToList();
        if (down.Count > 0)
        {
            StartAfter(random.Pick(down), 0);
        }
    }

    private void StartAfter(MemberHost host, long delayMs) => world.Schedule(delayMs, () =>
    {
        if (!world.Healed)
        {
            StartIfDown(host);
        }
    });

    /// <summary>Both activations of a member run, or one takes the disk from the other.</summary>
    private void TakeOver(MemberHost second)
    {
        var first = world.Hosts[second.Member];
        var (starting, other) = random.OneIn(2) ? (first, second) : (second, first);
        if (starting.Up && !other.Up)
        {
            (starting, _) = (other, starting);
        }
        StartIfDown(starting);
    }
}
