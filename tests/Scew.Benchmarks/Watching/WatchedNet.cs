using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Scew.Benchmarks.Contracts;
using Scew.Benchmarks.Load;
using Scew.Client;
using Scew.Client.DevNets;
using Scew.Client.Load;

namespace Scew.Benchmarks.Watching;

/// <summary>A group of four with or without everything on: numbers scraped every 15 s as prometheus.yml does, metrics and traces sent by OTLP.</summary>
internal sealed class WatchedNet : IAsyncDisposable
{
    private const string Token = "a-token-of-the-benchmark-0123456789abcdef";
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(15);
    private readonly DevNet _net;
    private readonly ScewClient _client;
    private readonly Meter _meter;
    private readonly PlainWorkload _workload;
    private readonly HttpClient _http = new();

    private WatchedNet(DevNet net, ScewClient client, Customers customers, bool isWatched)
    {
        (_net, _client, IsWatched) = (net, client, isWatched);
        _meter = new Meter(net, client, customers);
        _workload = new PlainWorkload(customers, customers.All.Length);
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);
    }

    public bool IsWatched { get; }

    public static async Task<WatchedNet> StartAsync(string folder, int clients, string? otlp)
    {
        Directory.CreateDirectory(folder);
        var token = Path.Combine(folder, "token");
        await File.WriteAllTextAsync(token, Token);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(token, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
        var net = await DevNet.StartAsync(new DevNetOptions
        {
            Folder = Path.Combine(folder, "net"),
            Configure = (_, config) =>
            {
                if (otlp is not null)
                {
                    config["watching"] = new JsonObject { ["tokenFile"] = token };
                }
            },
        });
        if (otlp is not null)
        {
            foreach (var merchant in net.Merchants)
            {
                merchant.Process.Environment["OTEL_EXPORTER_OTLP_ENDPOINT"] = otlp;
                merchant.Process.Environment["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf";
                merchant.Process.Environment["OTEL_METRIC_EXPORT_INTERVAL"] = "15000";
                await net.RestartAsync(merchant.Index);
            }
        }
        var client = net.CreateClient();
        var customers = new Customers(net, client);
        await customers.PrepareAsync(clients);
        var started = new WatchedNet(net, client, customers, otlp is not null);
        await started._workload.PrepareAsync();
        return started;
    }

    public Task<LoadResult> LoadAsync(int clients, double seconds) =>
        ClosedLoop.RunAsync(clients, TimeSpan.FromSeconds(seconds), (lane, _, cancel) => _workload.RunAsync(lane, cancel));

    /// <summary>One stretch of load, with whoever watches it.</summary>
    public async Task<Measurement> MeasureAsync(int clients, int seconds)
    {
        using var ended = new CancellationTokenSource();
        var watching = IsWatched ? ScrapeAsync(ended.Token) : Task.CompletedTask;
        var taken = await _meter.MeasureAsync(() => LoadAsync(clients, seconds));
        await ended.CancelAsync();
        await watching;
        return taken;
    }

    /// <summary>CPU of all silos while nothing is asked of them but their numbers, ms a second.</summary>
    public async Task<double> IdleAsync(TimeSpan duration)
    {
        using var ended = new CancellationTokenSource();
        var watching = IsWatched ? ScrapeAsync(ended.Token) : Task.CompletedTask;
        var before = Cpu();
        await Task.Delay(duration, CancellationToken.None);
        var taken = Cpu() - before;
        await ended.CancelAsync();
        await watching;
        return taken.TotalMilliseconds / duration.TotalSeconds;
    }

    private TimeSpan Cpu() => _net.Merchants.Select(static merchant => ProcessUse.Of(merchant.Process.Id).Cpu).Aggregate(TimeSpan.Zero, static (sum, one) => sum + one);

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        _client.Dispose();
        await _net.DisposeAsync();
    }

    private async Task ScrapeAsync(CancellationToken ended)
    {
        try
        {
            while (true)
            {
                foreach (var merchant in _net.Merchants)
                {
                    var text = await _http.GetStringAsync(new Uri(merchant.Url, "/metrics"), ended);
                    Protocol.Invariant.Require(text.Contains("bft_view", StringComparison.Ordinal), "a silo that is watched shows its numbers");
                }
                await Task.Delay(Every, ended);
            }
        }
        catch (OperationCanceledException)
        {
        }
    }
}
