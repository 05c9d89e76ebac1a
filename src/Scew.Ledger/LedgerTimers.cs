using System.Collections.Immutable;
using Scew.Machines;
using Scew.Protocol;
using Scew.Protocol.Registers;

namespace Scew.Ledger;

/// <summary>
/// All armed timers of all assets, in the order in which they fire. It follows from the registers and is kept beside them, never written; immutable.
/// </summary>
internal sealed class LedgerTimers
{
    /// <summary>Most timers that fire in one block; the others stay due and fire in the next.</summary>
    public const int MaxFiredInBlock = 64;

    /// <summary>After so many operations of the machines' texts, eight bytes of a register counted as one, the other due timers wait for the next block, too: time pays nothing, so it takes little.</summary>
    public const long MaxOperationsInBlock = 50_000;

    private readonly ImmutableSortedSet<LedgerTimer> _timers;

    private LedgerTimers(ImmutableSortedSet<LedgerTimer> timers) => _timers = timers;

    /// <summary>When the first one is due; null when none is armed.</summary>
    public long? NextDueMs => _timers.IsEmpty ? null : _timers.Min.DueMs;

    /// <summary>In the order of firing.</summary>
    public ImmutableSortedSet<LedgerTimer> All => _timers;

    /// <summary>
    /// Those of whole registers, in whatever order they come. A damaged one has none here: whoever reads registers compares the state root afterwards, and says that the database
    /// is damaged.
    /// </summary>
    public static LedgerTimers Of(IEnumerable<Register> assets)
    {
        var timers = ImmutableSortedSet.CreateBuilder<LedgerTimer>();
        foreach (var asset in assets)
        {
            if (AssetRegister.ToState(asset) is { } state)
            {
                Add(timers, asset.Key.Id, state.Timers);
            }
        }
        return new LedgerTimers(timers.ToImmutable());
    }

    /// <summary>What fires first in a block of this time: what is due, at most <see cref="MaxFiredInBlock"/>.</summary>
    public IEnumerable<LedgerTimer> Due(long timeMs) => _timers.TakeWhile(timer => timer.DueMs <= timeMs).Take(MaxFiredInBlock);

    /// <summary>After a block; null where there was or is no asset.</summary>
    public LedgerTimers After(IEnumerable<(string AssetId, ArmedTimers? Before, ArmedTimers? After)> changes)
    {
        var timers = _timers.ToBuilder();
        foreach (var (assetId, before, after) in changes)
        {
            foreach (var (transition, dueMs) in (before ?? ArmedTimers.None).Items)
            {
                Invariant.Require(timers.Remove(new LedgerTimer(dueMs, assetId, transition)), "a timer that a register held was known");
            }
            Add(timers, assetId, after ?? ArmedTimers.None);
        }
        return new LedgerTimers(timers.ToImmutable());
    }

    private static void Add(ImmutableSortedSet<LedgerTimer>.Builder timers, string assetId, ArmedTimers armed)
    {
        foreach (var (transition, dueMs) in armed.Items)
        {
            timers.Add(new LedgerTimer(dueMs, assetId, transition));
        }
    }
}
