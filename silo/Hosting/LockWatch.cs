using Scew.Grains;
using Scew.Storage;

namespace Scew.Silo.Hosting;

/// <summary>
/// Where a server holds the lock on the database, it gives it away when it loses the connection, and another process of this merchant may go on in this one's place. One that has
/// nothing to write would not notice, and would answer customers from its memory: so it asks each second, and ends.
/// </summary>
internal sealed class LockWatch(IReplicaStore store, MerchantContext merchant, Readiness readiness, ISiloStop stop) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (store.CanLoseLock)
            {
                await Task.Delay(Pause, stoppingToken);
                if (readiness.Started)
                {
                    await store.HeldAsync(merchant.ActivationId);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The silo stops.
        }
        catch (StoreException e)
        {
            stop.Stop(e);
        }
    }
}
