using System.Diagnostics;

namespace Orleans.Embedded;

/// <summary>Carries the current activity from caller to callee when the silo asks for it.</summary>
internal static class Tracing
{
    private static readonly ActivitySource s_source = new("Microsoft.Orleans.Application");

    /// <summary>Starts the callee's activity under the caller's; it ends with the call.</summary>
    public static void StartCallee(Call call)
    {
        call.Running = s_source.StartActivity(call.GetActivityName(), ActivityKind.Server, call.Trace);
    }

    /// <summary>Registered when activity propagation was added.</summary>
    internal sealed class Enabled
    {
    }
}
