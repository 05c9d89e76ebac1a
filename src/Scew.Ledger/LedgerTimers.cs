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

    /// <summary>Timers of higher ranks count as one rank.</summary>
    private const int Ranks = Machine.FreeFirings + 1;

    private readonly ImmutableArray<ImmutableSortedSet<LedgerTimer>> _byRank;

    private LedgerTimers(ImmutableArray<ImmutableSortedSet<LedgerTimer>> byRank) => _byRank = byRank;

    /// <summary>When the first one is due; null when none is armed.</summary>
    public long? NextDueMs => _byRank.Where(static timers => !timers.IsEmpty).Select(static timers => (long?)timers.Min.DueMs).Min();

    /// <summary>In the order of firing.</summary>
    public ImmutableSortedSet<LedgerTimer> All => [.. _byRank.SelectMany(static timers => timers)];

    /// <summary>
    /// Those of whole registers, in whatever order they come. A damaged one has none here: whoever reads registers compares the state root afterwards, and says that the database
    /// is damaged.
    /// </summary>
    public static LedgerTimers Of(IEnumerable<Register> assets)
    {
        var timers = new ImmutableSortedSet<LedgerTimer>.Builder[Ranks];
        for (var rank = 0; rank < Ranks; rank++)
        {
            timers[rank] = ImmutableSortedSet.CreateBuilder<LedgerTimer>();
        }
        foreach (var asset in assets)
        {
            foreach (var timer in AssetRegister.ToState(asset) is { } state ? Of(asset.Key.Id, state.Timers) : [])
            {
                timers[timer.Rank].Add(timer);
            }
        }
        return new LedgerTimers([.. timers.Select(static one => one.ToImmutable())]);
    }

    /// <summary>What fires first in a block of this time: what is due, at most <see cref="MaxFiredInBlock"/>.</summary>
    public IEnumerable<LedgerTimer> Due(long timeMs) => _byRank.SelectMany(timers => timers.TakeWhile(timer => timer.DueMs <= timeMs)).Take(MaxFiredInBlock);

    /// <summary>After a block; null where there was or is no asset.</summary>
    public LedgerTimers After(IEnumerable<(string AssetId, ArmedTimers? Before, ArmedTimers? After)> changes)
    {
        var byRank = _byRank.ToArray();
        foreach (var (assetId, before, after) in changes)
        {
            foreach (var timer in Of(assetId, before ?? ArmedTimers.None))
            {
                Invariant.Require(byRank[timer.Rank].Contains(timer), "a timer that a register held was known");
                byRank[timer.Rank] = byRank[timer.Rank].Remove(timer);
            }
            foreach (var timer in Of(assetId, after ?? ArmedTimers.None))
            {
                byRank[timer.Rank] = byRank[timer.Rank].Add(timer);
            }
        }
        return new LedgerTimers([.. byRank]);
    }

    // Most assets have none.
    private static IEnumerable<LedgerTimer> Of(string assetId, ArmedTimers armed) => armed.IsEmpty ? [] : armed.Items
        .OrderBy(static one => one.Value).ThenBy(static one => one.Key, StringComparer.Ordinal)
        .Select((one, place) => new LedgerTimer(Math.Min(armed.Firings + place, Ranks - 1), one.Value, assetId, one.Key));
}
