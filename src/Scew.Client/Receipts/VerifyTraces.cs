using System.Diagnostics;
using Scew.Protocol;

namespace Scew.Client.Receipts;

/// <summary>
/// The last span of a request's trace, <c>client.verify</c> of the source <c>Scew</c>, for a program that listens. The trace's id is the first 16 bytes of the request's id, as at the merchants.
/// </summary>
internal static class VerifyTraces
{
    private static readonly ActivitySource Source = new("Scew");

    /// <summary>Begins the span of a request's verification; null where nobody listens.</summary>
    public static Activity? Start(Digest id)
    {
        if (!Source.HasListeners())
        {
            return null;
        }
        var bytes = id.ToArray();
        var parent = new ActivityContext(
            ActivityTraceId.CreateFromBytes(bytes.AsSpan(0, 16)), ActivitySpanId.CreateFromBytes(bytes.AsSpan(16, 8)), ActivityTraceFlags.Recorded, isRemote: true);
        return Source.StartActivity("client.verify", ActivityKind.Internal, parent);
    }
}
