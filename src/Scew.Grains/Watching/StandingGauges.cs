using System.Diagnostics.Metrics;

namespace Scew.Grains.Watching;

/// <summary>The gauges of one silo: read when somebody asks, from what is known without a turn of any grain.</summary>
public sealed class StandingGauges
{
    private readonly MerchantContext _merchant;
    private readonly ReplicaStanding _standing;
    private readonly ReplicaInbox _inbox;
    private readonly Lazy<IPeerLinks> _links;

    /// <summary>Adds them to the silo's meter.</summary>
    public StandingGauges(SiloMeter meter, MerchantContext merchant, ReplicaStanding standing, SiloCondition condition, StateTransfer fetching, ReplicaInbox inbox, Lazy<IPeerLinks> links)
    {
        _merchant = merchant;
        _standing = standing;
        _inbox = inbox;
        _links = links;
        Instruments.View.Gauge(meter.Meter, () => standing.View);
        Instruments.Committed.Gauge(meter.Meter, () => standing.Final);
        Instruments.Lag.Gauge(meter.Meter, () => standing.Lag);
        Instruments.Status.Gauge(meter.Meter, () => (int)condition.Current);
        Instruments.Quorum.Gauge(meter.Meter, () => condition.Available);
        Instruments.Buffered.Gauge(meter.Meter, Buffered);
        Instruments.TransferProgress.Gauge(meter.Meter, () => fetching.Progress);
        Instruments.ClockOffset.Gauge(meter.Meter, Offsets);
    }

    private IEnumerable<Measurement<long>> Buffered() => Enumerable.Range(0, _merchant.Group.Size).Select(member =>
        new Measurement<long>(member == _merchant.Self ? _inbox.Count : _links.Value.Waiting(member), Instruments.Buffered.Tag(_merchant.NameOf(member))));

    private IEnumerable<Measurement<double>> Offsets() => Enumerable.Range(0, _merchant.Group.Size).Where(member => !double.IsNaN(_standing.OffsetOf(member)))
        .Select(member => new Measurement<double>(_standing.OffsetOf(member), Instruments.ClockOffset.Tag(_merchant.NameOf(member))));
}
