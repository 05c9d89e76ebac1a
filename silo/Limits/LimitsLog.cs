namespace Scew.Silo.Limits;

/// <summary>All log messages of the limits, events 3100 to 3149.</summary>
internal static partial class LimitsLog
{
    [LoggerMessage(3100, LogLevel.Warning, "Closed a connection from {Address}: {Reason} ({Closed} closed so far)")]
    public static partial void Closed(ILogger logger, string address, string reason, long closed);

    [LoggerMessage(3101, LogLevel.Warning, "This process may open {Descriptors} files and connections, so it takes at most {Connections} connections at its API; raise the limit (ulimit -n, LimitNOFILE)")]
    public static partial void FewDescriptors(ILogger logger, long descriptors, int connections);

    [LoggerMessage(3102, LogLevel.Information, "This process may open {Descriptors} files and connections again: no bound below maxConnections is needed")]
    public static partial void EnoughDescriptors(ILogger logger, long descriptors);
}
