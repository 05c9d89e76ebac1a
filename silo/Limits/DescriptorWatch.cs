using Scew.Silo.Hosting;

namespace Scew.Silo.Limits;

/// <summary>
/// Keeps the API's connections below what the process may open, with room for the database, its journal and the peers' links: a silo without descriptors could not write its
/// votes. The limit of a running process can change, so it is read again and again.
/// </summary>
internal sealed class DescriptorWatch(ConnectionGate gate, SiloConfig config, ILogger<DescriptorWatch> log) : BackgroundService
{
    /// <summary>Descriptors beside the API's connections and those open already: readers of the database, links, files that open late.</summary>
    private const int Reserve = 64;

    private const int FewestConnections = 8;
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);
    private long _known = -1;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }
        // Kept open: once there is no descriptor left, nothing can be opened to find that out.
        using var limits = File.OpenHandle(Descriptors.LimitsFile);
        while (!stoppingToken.IsCancellationRequested)
        {
            if (Descriptors.SoftLimit(limits) is { } limit)
            {
                Set(limit, Room(limit));
            }
            await Task.Delay(Every, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private int Room(long limit)
    {
        if (limit >= config.MaxConnections + 1024L)
        {
            return config.MaxConnections;
        }
        try
        {
            var others = Directory.GetFileSystemEntries("/proc/self/fd").Length - gate.Connections;
            return (int)Math.Clamp(limit - others - Reserve, FewestConnections, config.MaxConnections);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return FewestConnections;
        }
    }

    private void Set(long limit, int connections)
    {
        gate.Limit(connections);
        if (limit == _known)
        {
            return;
        }
        if (connections < config.MaxConnections)
        {
            LimitsLog.FewDescriptors(log, limit, connections);
        }
        else if (_known >= 0)
        {
            LimitsLog.EnoughDescriptors(log, limit);
        }
        _known = limit;
    }
}
