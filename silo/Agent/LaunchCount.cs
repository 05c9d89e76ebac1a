using System.Diagnostics.Metrics;
using Scew.Grains.Watching;
using Scew.Protocol.Agents;
using Scew.Silo.Watching;

namespace Scew.Silo.Agent;

/// <summary>Counts orders to launch in the agent's process, and sends the count where the variables <c>OTEL_*</c> say.</summary>
internal sealed class LaunchCount : IDisposable
{
    private readonly Meter _meter = new(Instruments.MeterName, RequestTraces.Version);
    private readonly Counter<long> _launches;
    private readonly Telemetry _telemetry;

    /// <summary>Begins; <paramref name="listen"/> tells agents of one machine apart.</summary>
    public LaunchCount(string listen)
    {
        _launches = Instruments.Launches.Counter(_meter);
        _telemetry = Telemetry.Start(Telemetry.Resource("scew-agent", Environment.MachineName, listen));
    }

    /// <summary>An order was answered with a code of the registry.</summary>
    public void Took(byte[] wire, string code)
    {
        if (_launches.Enabled && SignedOrder.Parse(wire).Order?.Order is LaunchOrder)
        {
            _launches.Add(1, Instruments.Launches.Tag(code));
        }
    }

    public void Dispose()
    {
        _telemetry.Dispose();
        _meter.Dispose();
    }
}
