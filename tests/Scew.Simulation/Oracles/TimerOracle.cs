using Scew.Protocol.Ordering;

namespace Scew.Simulation.Oracles;

/// <summary>
/// Each armed timer fires once, in the first block of the agreed chain whose time has come (64 a block), at every member that executes it: whoever restarted, fetched the state or
/// was cut off as well.
/// </summary>
internal sealed class TimerOracle(World world)
{
    private readonly List<IReadOnlyList<string>> _fired = [];
    private readonly HashSet<string> _ever = new(StringComparer.Ordinal);

    /// <summary>Timers that fired.</summary>
    public int Count => _ever.Count;

    /// <summary>Blocks that fired as many as one may.</summary>
    public int FullBlocks { get; private set; }

    /// <summary>The longest time from due to final over timers that came due while all was well.</summary>
    public long SlowestMs { get; private set; }

    /// <summary>Nobody is cut off or restarted since then (simulated time).</summary>
    public long WellSinceMs { get; set; } = long.MaxValue;

    /// <summary>A block became final for the first time: what it must fire.</summary>
    public void Expect(Block block, IReadOnlyList<(string Id, long DueMs)> due)
    {
        _fired.Add([.. due.Select(one => $"{one.Id} ring {one.DueMs}")]);
        FullBlocks += due.Count == NaiveLedger.MaxFired ? 1 : 0;
        foreach (var (id, dueMs) in due)
        {
            if (!_ever.Add($"{id} {dueMs}"))
            {
                throw new ViolationException("timers", $"the timer of {id} for {dueMs - World.EpochMs} fires again at height {block.Header.Height}");
            }
            if (dueMs - World.EpochMs >= WellSinceMs)
            {
                SlowestMs = Math.Max(SlowestMs, World.EpochMs + world.Now - dueMs);
            }
        }
    }

    /// <summary>What a member's ledger fired at a height.</summary>
    public void Executed(MemberHost host, long height, IEnumerable<string> fired)
    {
        var expected = _fired[(int)height - 1];
        if (!fired.Order(StringComparer.Ordinal).SequenceEqual(expected.Order(StringComparer.Ordinal)))
        {
            throw new ViolationException("timers", $"height {height}: member {host.Name} fires [{string.Join(", ", fired)}], the chain gives [{string.Join(", ", expected)}]");
        }
    }
}
