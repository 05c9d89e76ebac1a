namespace Scew.Silo.Watching;

/// <summary>All log messages of watching, events 3150 to 3169.</summary>
internal static partial class WatchLog
{
    /// <summary>The event of the line that <see cref="BoundedFormatter"/> writes itself.</summary>
    public const int LeftOutEvent = 3151;

    [LoggerMessage(3150, LogLevel.Information, "{What} go to {Host} by OTLP")]
    public static partial void Sends(ILogger logger, string what, string host);
}
