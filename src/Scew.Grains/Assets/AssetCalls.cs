using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Runtime;
using Scew.Ledger;
using Scew.Protocol;
using Scew.Protocol.Registers;

namespace Scew.Grains;

/// <summary>
/// Asks asset grains, wherever in the merchant's cluster they run. A silo that went away is no answer: its grains come up elsewhere, and the same question is asked again until it is
/// answered. That is safe, since a change of a height applies once.
/// </summary>
public sealed class AssetCalls(IGrainFactory grains, RegisterEpoch epoch, TimeProvider time, ILogger<AssetCalls> log)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan LastPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private volatile bool _stopped;

    /// <summary>Nobody waits any more for what does not answer.</summary>
    public void Stop() => _stopped = true;

    /// <summary>The register's canonical bytes, or null.</summary>
    public Task<byte[]?> ReadAsync(RegisterKey key) => AskAsync(key, grain => grain.ReadAsync(epoch.Value).AsTask());

    /// <summary>Applies a change of the block at a height.</summary>
    /// <exception cref="InvariantException">The asset grain refused what the ledger computed.</exception>
    public async Task ApplyAsync(long height, RegisterChange change)
    {
        var bytes = RegisterChangeCodec.Encode(change);
        var refusal = await AskAsync(change.Key, grain => grain.ApplyAsync(epoch.Value, height, bytes));
        Invariant.Require(refusal is null, $"{change.Key} refused what the ledger computed: {refusal}");
    }

    // What the runtime says of itself passes. What fails below an asset grain comes wrapped as a failure of its storage, and counts as what it is.
    private static bool IsPassing(Exception failure) => failure switch
    {
        OrleansException { InnerException: { } inner } => IsPassing(inner),
        ObjectDisposedException => true,
        _ => failure is TimeoutException or OrleansException or OperationCanceledException,
    };

    private async Task<T> AskAsync<T>(RegisterKey key, Func<IAssetGrain, Task<T>> ask)
    {
        var grain = grains.GetGrain<IAssetGrain>(key.ToString());
        var began = time.GetTimestamp();
        var told = false;
        for (var pause = FirstPause; ; pause = TimeSpan.FromTicks(Math.Min(2 * pause.Ticks, LastPause.Ticks)))
        {
            try
            {
                return await ask(grain);
            }
            catch (Exception e) when (IsPassing(e))
            {
                if (_stopped)
                {
                    throw new OperationCanceledException("the silo stops", e);
                }
                if (!told && time.GetElapsedTime(began) is var waited && waited > Patience)
                {
                    told = true;
                    AssetLog.Waiting(log, key, (long)waited.TotalSeconds, e.Message);
                }
            }
            // A silo that stops is noticed after the pause.
            await Task.Delay(pause, time);
        }
    }
}
