using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Orleans;
using Orleans.Runtime;
using Scew.Grains;

namespace Scew.Silo.Hosting;

/// <summary>
/// Tells systemd what it waits for (sd_notify, by datagrams to NOTIFY_SOCKET): READY once the replica has started, WATCHDOG while it starts and while the replica answers, STOPPING at the end, which the end of an era is not. Elsewhere it does nothing.
/// </summary>
internal sealed class ServiceNotice(Readiness readiness, IGrainFactory grains, IHostApplicationLifetime lifetime) : BackgroundService
{
    private const int WatchdogShare = 3;
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(200);
    private readonly string? _socket = Environment.GetEnvironmentVariable("NOTIFY_SOCKET");

    /// <summary>How often to say that the replica answers; null where nobody waits for it.</summary>
    public static TimeSpan? WatchdogEvery => long.TryParse(Environment.GetEnvironmentVariable("WATCHDOG_USEC"), NumberStyles.None, CultureInfo.InvariantCulture, out var microseconds) && microseconds > 0
        ? TimeSpan.FromMicroseconds(microseconds) / WatchdogShare : null;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (_socket is null || OperatingSystem.IsWindows())
        {
            return;
        }
        using var registration = lifetime.ApplicationStopping.Register(() =>
        {
            // Whoever says this is killed when it goes on.
            if (!readiness.IsTurning)
            {
                Tell("STOPPING=1");
            }
        });
        // A replica that has stopped answers nobody, and that is no fault.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, readiness.Ended);
        try
        {
            while (!readiness.Started)
            {
                // In a later era the watchdog runs already. How long a start takes is the ledger's size, and systemd bounds it at the first one.
                Tell("WATCHDOG=1");
                await Task.Delay(Poll, stop.Token);
            }
            Tell("READY=1");
            while (WatchdogEvery is { } every)
            {
                if (await AnswersAsync())
                {
                    Tell("WATCHDOG=1");
                }
                await Task.Delay(every, stop.Token);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or OrleansException && stop.IsCancellationRequested)
        {
            // The silo stops.
        }
    }

    // A replica that hangs does not answer, and systemd starts the silo again; one that is slow answers the next time.
    private async Task<bool> AnswersAsync()
    {
        try
        {
            await grains.GetGrain<IReplicaGrain>(GrainKeys.Replica).StatusAsync();
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    // One that cannot be told is no reason to stop: systemd gives up by itself.
    private void Tell(string word)
    {
        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
            socket.Connect(new UnixDomainSocketEndPoint(_socket!.StartsWith('@') ? '\0' + _socket[1..] : _socket));
            socket.Send(Encoding.ASCII.GetBytes(word));
        }
        catch (Exception e) when (e is SocketException or ArgumentException)
        {
        }
    }
}
