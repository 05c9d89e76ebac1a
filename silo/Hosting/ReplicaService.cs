using Orleans;
using Scew.Grains;
using Scew.Storage;

namespace Scew.Silo.Hosting;

/// <summary>Starts the replica grain with the host, and stops it before the grains and the store go.</summary>
internal sealed class ReplicaService(IGrainFactory grains, MerchantContext merchant, RegisterFlusher flusher, AssetCalls assets, ISiloStop stop, Readiness readiness, ILogger<ReplicaService> log)
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
        if (!readiness.Started)
        {
            assets.Stop();
            readiness.End();
            return;
        }
        try
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
        catch (Exception e)
        {
            stop.Stop(e);
        }
        finally
        {
            assets.Stop();
            readiness.End();
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _stopping.Dispose();
}

/// <summary>Whether the replica takes part.</summary>
internal sealed class Readiness : IDisposable
{
    private readonly CancellationTokenSource _ended = new();

    public volatile bool Started;

    public Readiness() => Ended = _ended.Token;

    /// <summary>Ends when the replica has stopped, after the drain: what waits for it waits for nothing any more.</summary>
    public CancellationToken Ended { get; }

    /// <summary>Told to stop, and still serving.</summary>
    public volatile bool Draining;

    /// <summary>The host ends because an era does, and another one begins at once.</summary>
    public volatile bool IsTurning;

    /// <summary>The replica has stopped.</summary>
    public void End() => _ended.Cancel();

    /// <summary>How long a caller waits for the replica: to the limit, until it goes away, or until the replica has stopped, because the server waits for every answer before it ends.</summary>
    public CancellationTokenSource Wait(TimeSpan limit, CancellationToken aborted)
    {
        var wait = CancellationTokenSource.CreateLinkedTokenSource(aborted, Ended);
        wait.CancelAfter(limit);
        return wait;
    }

    public void Dispose() => _ended.Dispose();
}
