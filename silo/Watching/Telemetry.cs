using System.Globalization;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Scew.Grains.Watching;

namespace Scew.Silo.Watching;

/// <summary>Sends metrics and traces where the standard variables <c>OTEL_*</c> say; nothing is made where they say nothing.</summary>
internal sealed class Telemetry : IDisposable
{
    private const int EndLimitMs = 2000;

    /// <summary>What the runtime, the web server and the grains' runtime measure of themselves.</summary>
    public static readonly string[] OtherMeters = ["System.Runtime", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "Microsoft.Orleans"];

    private readonly MeterProvider? _metrics;
    private readonly TracerProvider? _traces;

    private Telemetry(MeterProvider? metrics, TracerProvider? traces)
    {
        _metrics = metrics;
        _traces = traces;
    }

    /// <summary>Where metrics go; null for nowhere.</summary>
    public static string? MetricsTarget => Target("METRICS");

    /// <summary>Where traces go; null for nowhere.</summary>
    public static string? TracesTarget => Target("TRACES");

    /// <summary>Attributes that say who measures.</summary>
    public static KeyValuePair<string, object?>[] Resource(string service, string merchant, string instance) =>
        [new("service.name", service), new("service.namespace", merchant), new("service.instance.id", instance), new("service.version", RequestTraces.Version)];

    /// <summary>Begins.</summary>
    public static Telemetry Start(KeyValuePair<string, object?>[] resource)
    {
        // The path of a web request holds ids of customers' things, so ASP.NET's own traces are not taken.
        var metrics = MetricsTarget is null ? null : Sdk.CreateMeterProviderBuilder().ConfigureResource(Describe).AddMeter([Instruments.MeterName, .. OtherMeters]).AddOtlpExporter().Build();
        var traces = TracesTarget is null ? null : Sdk.CreateTracerProviderBuilder().ConfigureResource(Describe).AddSource(Instruments.MeterName).AddOtlpExporter().Build();
        return new Telemetry(metrics, traces);

        void Describe(ResourceBuilder builder) => builder.AddAttributes(resource.Select(static one => new KeyValuePair<string, object>(one.Key, one.Value!)));
    }

    /// <summary>Sends what is left, and waits for it no longer than a moment.</summary>
    public void Dispose()
    {
        _metrics?.Shutdown(EndLimitMs);
        _traces?.Shutdown(EndLimitMs);
        _metrics?.Dispose();
        _traces?.Dispose();
    }

    private static string? Target(string signal)
    {
        if (string.Equals(Variable("OTEL_SDK_DISABLED"), "true", StringComparison.OrdinalIgnoreCase)
            || string.Equals(Variable(string.Create(CultureInfo.InvariantCulture, $"OTEL_{signal}_EXPORTER")), "none", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }
        return Variable($"OTEL_EXPORTER_OTLP_{signal}_ENDPOINT") ?? Variable("OTEL_EXPORTER_OTLP_ENDPOINT");
    }

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
