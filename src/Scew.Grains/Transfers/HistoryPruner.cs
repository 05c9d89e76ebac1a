using Microsoft.Extensions.Logging;
using Scew.Storage;

namespace Scew.Grains;

/// <summary>
/// Removes old blocks and results in the background, where the merchant keeps only the last heights. Never inside the last two windows, whose ids keep requests from
/// running twice; never above the older of the two anchors that are served; never what is not on disk yet.
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
        var windows = 2 * Math.Max(merchant.Window.OneMs, merchant.Window.SeveralMs);
        var below = Math.Min(head.Height - options.KeepHeights, desk.OldestMultiple);
        if (below - lowest <= LeastHeights)
        {
            return;
        }
        below = await FirstAfterAsync(head.State.TimeMs - windows, lowest, below);
        if (below - lowest > LeastHeights)
        {
            await store.PruneAsync(below);
            TransferLog.Pruned(log, below);
        }
    }

    /// <summary>The first height above <paramref name="low"/>, at most <paramref name="high"/>, whose time is above <paramref name="timeMs"/>.</summary>
    private async Task<long> FirstAfterAsync(long timeMs, long low, long high)
    {
        while (low + 1 < high)
        {
            var middle = low + (high - low) / 2;
            if (await store.ReadHeightAsync(middle) is { } height && height.State.TimeMs > timeMs)
            {
                high = middle;
            }
            else
            {
                low = middle;
            }
        }
        return high;
    }
}
