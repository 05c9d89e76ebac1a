using Microsoft.Extensions.Logging;
using Scew.Storage;

namespace Scew.Grains;

/// <summary>
/// Removes old blocks and results in the background, where the merchant keeps only the last heights. Never above the older of the two anchors that are served, and of what
/// is below it never the last two windows before it nor the first block outside them: whoever takes over that anchor needs the ids in its windows, which keep requests from
/// running twice, and sees by that block that there are no more. Blocks that came with an installed state go by the same rule. Never what is not on disk yet.
/// </summary>
public sealed class HistoryPruner(
    LedgerOptions options, MerchantContext merchant, IReplicaStore store, TransferDesk desk, ISiloStop stop, TimeProvider time, ILogger<HistoryPruner> log)
{
    /// <summary>Less than this is not worth a transaction.</summary>
    private const long LeastHeights = 100;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    /// <summary>Prunes until the token says stop.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        if (options.KeepHeights == 0)
        {
            return;
        }
        try
        {
            while (true)
            {
                await Task.Delay(Interval, time, cancel);
                await PruneAsync();
            }
        }
        catch (OperationCanceledException)
        {
        }
        catch (StoreException e) when (e.Fault == StoreFault.Closed)
        {
        }
        catch (Exception e)
        {
            stop.Stop(e);
        }
    }

    /// <summary>Prunes what may go by now.</summary>
    public async Task PruneAsync()
    {
        if (await store.ReadHeadAsync() is not { } head)
        {
            return;
        }
        var lowest = (await store.ReadBaseAsync())?.Height ?? 0;
        // Read once: the anchors move on while the disk is searched.
        var anchor = desk.OldestMultiple;
        var below = Math.Min(head.Height - options.KeepHeights, anchor);
        if (below - lowest <= LeastHeights || await store.ReadHeightAsync(anchor) is not { } oldest)
        {
            return;
        }
        below = await LastUpToAsync(oldest.State.TimeMs - merchant.RememberedMs, lowest, below);
        if (below - lowest > LeastHeights)
        {
            await store.PruneAsync(below);
            TransferLog.Pruned(log, below);
        }
    }

    /// <summary>The last height up to <paramref name="high"/> whose time is at most <paramref name="timeMs"/>; <paramref name="low"/> where there is none above that.</summary>
    private async Task<long> LastUpToAsync(long timeMs, long low, long high)
    {
        while (low < high)
        {
            var middle = high - (high - low) / 2;
            if (await store.ReadHeightAsync(middle) is { } height && height.State.TimeMs <= timeMs)
            {
                low = middle;
            }
            else
            {
                high = middle - 1;
            }
        }
        return low;
    }
}
