using System.Globalization;
using Scew.Grains;
using Scew.Grains.Watching;

namespace Scew.Silo.Watching;

/// <summary>Begins to measure before the replica starts, and ends after it.</summary>
internal sealed class WatchService : IHostedService, IDisposable
{
    private readonly SiloMeter _meter;
    private readonly ScrapeBook _book;
    private readonly WatchToken _token;
    private readonly ILogger _log;
    private readonly KeyValuePair<string, object?>[] _resource;
    private Telemetry? _telemetry;

    public WatchService(SiloMeter meter, StandingGauges gauges, MerchantContext merchant, WatchToken token, ILogger<WatchService> log)
    {
        // The gauges only have to be there.
        _ = gauges;
        _meter = meter;
        _token = token;
        _log = log;
        _resource = Telemetry.Resource("scew-silo", merchant.NameOf(merchant.Self), merchant.Self.ToString(CultureInfo.InvariantCulture));
        _book = new ScrapeBook(meter.Meter, Telemetry.OtherMeters, _resource);
    }

    /// <summary>The numbers in Prometheus' text format.</summary>
    public string Text() => _book.Text();

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (_token.IsSet)
        {
            _book.Start();
        }
        _telemetry = Telemetry.Start(_resource);
        _meter.Begin();
        if (Telemetry.MetricsTarget is { } metrics)
        {
            WatchLog.Sends(_log, "Metrics", HostOf(metrics));
        }
        if (Telemetry.TracesTarget is { } traces)
        {
            WatchLog.Sends(_log, "Traces", HostOf(traces));
        }
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
        _telemetry?.Dispose();
        _book.Dispose();
    }

    // A URL may hold a password.
    private static string HostOf(string url) => Uri.TryCreate(url, UriKind.Absolute, out var uri) ? uri.Authority : "an address that is no URL";
}
