using Orleans;
using Scew.Grains;
using Scew.Storage;

namespace Scew.Silo.Hosting;

/// <summary>Starts the replica grain with the host, and stops it before the grains and the store go.</summary>
internal sealed class ReplicaService(IGrainFactory grains, MerchantContext merchant, RegisterFlusher flusher, StateTransfer fetching, AssetCalls assets, ISiloStop stop, Readiness readiness, ILogger<ReplicaService> log)
    : IHostedLifecycleService, IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private Task _flushing = Task.CompletedTask;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StartedAsync(CancellationToken cancellationToken)
    {
        _flushing = flusher.RunAsync(_stopping.Token);
        try
        {
            // Reads every register against the state root: what somebody edited while the silo was down shows before anything is signed on top of it.
            await grains.GetGrain<ILedgerGrain>(GrainKeys.Ledger).HeadAsync();
            var running = await grains.GetGrain<IReplicaGrain>(GrainKeys.Replica).StartAsync();
            if (!running.AsSpan().SequenceEqual(merchant.ActivationId.ToArray()))
            {
                throw new StoreException(
                    StoreFault.InUse, "another ordering silo of this merchant is still in its cluster, without the database; this one stops and has to be started again once that one is gone.");
            }
            readiness.Started = true;
        }
        catch (Exception e)
        {
            stop.Stop(e);
        }
    }

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        var fetched = fetching.EndAsync();
        try
        {
            if (readiness.Started)
            {
                await StopReplicaAsync();
            }
        }
        catch (Exception e)
        {
            stop.Stop(e);
        }
        finally
        {
            await _stopping.CancelAsync();
            assets.Stop();
            readiness.End();
        }
        // What it still puts aside for a state must not come between what a fetch of the next era does; what it installs is refused there.
        await fetched.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _stopping.Dispose();

    private async Task StopReplicaAsync()
    {
        CrashPoint.Reach("stop-asked");
        var replica = grains.GetGrain<IReplicaGrain>(GrainKeys.Replica);
        await replica.StopAsync();
        await _stopping.CancelAsync();
        await _flushing;
        await flusher.FlushAsync();
        CrashPoint.Reach("stop-flushed");
        SiloLog.Stopped(log, (await replica.StatusAsync()).ExecutedHeight);
    }
}
