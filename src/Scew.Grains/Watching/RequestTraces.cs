using System.Buffers.Binary;
using System.Diagnostics;
using Scew.Protocol;

namespace Scew.Grains.Watching;

/// <summary>
/// Traces of requests. A trace's id is made of its request's id, so that what every silo tells of a request lies in one trace although no silo believes what another says
/// about traces. Which requests are traced depends on their ids too, and so is the same everywhere.
/// </summary>
public static class RequestTraces
{
    /// <summary>Version of the source and of the meter.</summary>
    public static string Version { get; } = typeof(RequestTraces).Assembly.GetName().Version?.ToString(3) ?? "0";

    private static readonly ActivitySource Source = new(Instruments.MeterName, Version);

    /// <summary>Whether anybody listens.</summary>
    public static bool IsOn => Source.HasListeners();

    /// <summary>Whether a request is among the share that is traced.</summary>
    public static bool Wants(Digest id, double share)
    {
        if (share >= 1)
        {
            return true;
        }
        Span<byte> bytes = stackalloc byte[Digest.SizeBytes];
        id.CopyTo(bytes);
        return BinaryPrimitives.ReadUInt64BigEndian(bytes[^8..]) < share * ulong.MaxValue;
    }

    /// <summary>The context under which all spans of a request lie. Nobody sends its own span: it only holds the others together.</summary>
    public static ActivityContext ContextOf(Digest id)
    {
        Span<byte> bytes = stackalloc byte[Digest.SizeBytes];
        id.CopyTo(bytes);
        return new ActivityContext(ActivityTraceId.CreateFromBytes(bytes[..16]), ActivitySpanId.CreateFromBytes(bytes[16..24]), ActivityTraceFlags.Recorded, isRemote: true);
    }

    /// <summary>Tells of a stage that has ended.</summary>
    public static void Span(string name, Digest id, int replica, DateTimeOffset from, DateTimeOffset to)
    {
        using var activity = Source.StartActivity(name, ActivityKind.Internal, ContextOf(id), startTime: from);
        activity?.SetTag("bft.replica", replica);
        activity?.SetEndTime(to.UtcDateTime);
    }
}
