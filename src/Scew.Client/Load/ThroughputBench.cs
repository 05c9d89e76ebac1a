using System.Text.Json;
using Scew.Client.DevNets;

namespace Scew.Client.Load;

/// <summary>Four fresh silos, funded customers and a measured floor: everything that <see cref="Load.Throughput"/> needs. Disposing stops the silos.</summary>
public sealed class ThroughputBench : IAsyncDisposable
{
    /// <summary>One object a row, camelCase.</summary>
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private readonly DevNet _net;
    private readonly ScewClient _client;

    private ThroughputBench(DevNet net, ScewClient client, Throughput throughput, SignatureCost cost, double fsyncMs)
    {
        _net = net;
        _client = client;
        Throughput = throughput;
        Cost = cost;
        FsyncMs = fsyncMs;
    }

    /// <summary>The measurement.</summary>
    public Throughput Throughput { get; }

    /// <summary>Measured before the silos started.</summary>
    public SignatureCost Cost { get; }

    /// <summary>Median of a small synced write in the same folder.</summary>
    public double FsyncMs { get; }

    /// <summary>Starts a group in <paramref name="folder"/> with customers for <paramref name="maxClients"/> closed loops.</summary>
    public static async Task<ThroughputBench> StartAsync(string folder, int maxClients, CancellationToken cancellation = default)
    {
        var cost = SignatureCost.Measure(TimeSpan.FromSeconds(1));
        var fsync = FsyncProbe.MedianMs(folder);
        var net = await DevNet.StartAsync(new DevNetOptions { Folder = folder }, cancellation);
        try
        {
            var client = net.CreateClient();
            var driver = new LoadDriver(client, net.Merchants[0].Key, 0);
            await driver.PrepareAsync(maxClients, cancellation);
            var throughput = new Throughput(driver, net.Merchants.Length, [.. net.Merchants.Select(merchant => merchant.Process.Id)]);
            return new ThroughputBench(net, client, throughput, cost, fsync);
        }
        catch
        {
            await net.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _net.DisposeAsync();
    }
}
