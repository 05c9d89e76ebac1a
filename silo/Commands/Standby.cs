using Scew.Silo.Hosting;
using Scew.Storage;

namespace Scew.Silo.Commands;

/// <summary>
/// A second process of a merchant, on another machine say, waits for the database: the lock on it ends with the process that holds it or with that one's connection. What the first
/// one may still try after that is refused by its lost connection and by the lease.
/// </summary>
internal static class Standby
{
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);

    /// <summary>What <paramref name="open"/> gives, as soon as nobody else has the database; null when it was told to stop first.</summary>
    public static async Task<(IReplicaStore Store, MerchantSeat Seat)?> OpenAsync(
        Func<Task<(IReplicaStore Store, MerchantSeat Seat)>> open, DatabaseLocation location, bool isStandby)
    {
        using var signal = isStandby ? new StopSignal() : null;
        var told = signal?.Told ?? CancellationToken.None;
        var said = "";
        for (var isWaiting = false; ; isWaiting = true)
        {
            try
            {
                var opened = await open();
                if (told.IsCancellationRequested)
                {
                    await opened.Store.DisposeAsync();
                    return null;
                }
                if (isWaiting)
                {
                    await Console.Error.WriteLineAsync("scew-silo: the database is free; this process takes over");
                }
                return opened;
            }
            catch (StoreException e) when (isStandby && e.Fault == StoreFault.InUse)
            {
                if (!isWaiting)
                {
                    await Console.Error.WriteLineAsync($"scew-silo: standing by: another process of this merchant has the database {location}");
                }
            }
            catch (StoreException e) when (isWaiting && e.Fault == StoreFault.Failed)
            {
                // A server that goes down takes the other process with it: whoever stands by is needed then.
                if (e.Message != said)
                {
                    await Console.Error.WriteLineAsync($"scew-silo: still standing by: {e.Message}");
                    said = e.Message;
                }
            }
            try
            {
                await Task.Delay(Poll, told);
            }
            catch (OperationCanceledException)
            {
                return null;
            }
        }
    }
}
