using System.Diagnostics.Metrics;
using Scew.Protocol.Ordering;

namespace Scew.Grains.Watching;

/// <summary>The instruments of one silo that are told of what happens. Costs a look at a flag where nobody listens.</summary>
public sealed class SiloMeter : IDisposable
{
    // As /v1/evidence names them.
    private const string Votes = "conflicting-votes";
    private const string Attestations = "conflicting-attestations";
    private const string Certificates = "conflicting-certificates";
    private readonly Histogram<double> _commit;
    private readonly Histogram<double> _phase;
    private readonly Counter<long> _views;
    private readonly Counter<long> _rejected;
    private readonly Counter<long> _evidence;
    private readonly Histogram<double> _voteLog;
    private readonly Counter<long> _transitions;
    private readonly Histogram<double> _modules;

    /// <summary>A meter of its own: several silos of one process are told apart by it.</summary>
    public SiloMeter()
    {
        Meter = new Meter(Instruments.MeterName, RequestTraces.Version);
        _commit = Instruments.CommitDuration.Histogram(Meter);
        _phase = Instruments.PhaseDuration.Histogram(Meter);
        _views = Instruments.ViewChange.Counter(Meter);
        _rejected = Instruments.Rejected.Counter(Meter);
        _evidence = Instruments.Evidence.Counter(Meter);
        _voteLog = Instruments.VoteLogDuration.Histogram(Meter);
        _transitions = Instruments.Transitions.Counter(Meter);
        _modules = Instruments.ModuleDuration.Histogram(Meter);
    }

    /// <summary>Where the gauges are added.</summary>
    public Meter Meter { get; }

    /// <summary>Whether anybody wants to know how long blocks take.</summary>
    public bool TimesBlocks => _commit.Enabled || _phase.Enabled;

    /// <summary>Whether anybody wants to know how long the secure module takes.</summary>
    public bool TimesModules => _modules.Enabled;

    /// <summary>Whether anybody wants to know how long the vote log takes.</summary>
    public bool TimesVoteLog => _voteLog.Enabled;

    /// <summary>Whether anybody counts what becomes of assets.</summary>
    public bool CountsTransitions => _transitions.Enabled;

    /// <summary>A counter that nothing has counted is zero, and not absent: the first count is a rise. Called once somebody listens.</summary>
    public void Begin()
    {
        foreach (var reason in new[] { "notarized", "finalized", "nullified", "caught-up" })
        {
            ViewChanged(reason, 0);
        }
        foreach (var kind in new[] { Votes, Attestations, Certificates })
        {
            _evidence.Add(0, Instruments.Evidence.Tag(kind));
        }
        foreach (var reason in new[] { Rejections.Malformed, Rejections.Refused, Rejections.Hello, Rejections.Stranger })
        {
            Rejected(reason, Rejections.Unknown, 0);
        }
    }

    /// <summary>A block that was proposed became final.</summary>
    public void Committed(double seconds) => _commit.Record(seconds);

    /// <summary>A block passed a phase.</summary>
    public void Passed(string phase, double seconds) => _phase.Record(seconds, Instruments.PhaseDuration.Tag(phase));

    /// <summary>A view ended.</summary>
    public void ViewChanged(string reason, long views = 1) => _views.Add(views, Instruments.ViewChange.Tag(reason));

    /// <summary>A message was not taken; see <see cref="Rejections"/>.</summary>
    public void Rejected(string reason, string type, long messages = 1) =>
        _rejected.Add(messages, new KeyValuePair<string, object?>(Instruments.Rejected.Attributes[0], reason), new KeyValuePair<string, object?>(Instruments.Rejected.Attributes[1], type));

    /// <summary>A proof that somebody lied.</summary>
    public void EvidenceFound(Evidence evidence) => _evidence.Add(1, Instruments.Evidence.Tag(evidence switch
    {
        ConflictingVotes => Votes,
        ConflictingAttestations => Attestations,
        _ => Certificates,
    }));

    /// <summary>Votes are on disk.</summary>
    public void VotesWritten(double seconds) => _voteLog.Record(seconds);

    /// <summary>An asset was moved, or was not.</summary>
    public void Moved(string contract, string result) =>
        _transitions.Add(1, new KeyValuePair<string, object?>(Instruments.Transitions.Attributes[0], contract), new KeyValuePair<string, object?>(Instruments.Transitions.Attributes[1], result));

    /// <summary>The secure module answered.</summary>
    public void Answered(string operation, double seconds) => _modules.Record(seconds, Instruments.ModuleDuration.Tag(operation));

    /// <summary>Ends the meter.</summary>
    public void Dispose() => Meter.Dispose();
}
