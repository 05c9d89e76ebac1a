using Microsoft.Extensions.Logging;

namespace Scew.Grains;

/// <summary>All log messages of the grains, events 1000 to 1099.</summary>
internal static partial class ReplicaLog
{
    [LoggerMessage(1000, LogLevel.Information, "Replica {Merchant} starts at final height {Final}, executed {Executed}, floor {Floor}")]
    public static partial void Started(ILogger logger, string merchant, long final, long executed, long floor);

    [LoggerMessage(1001, LogLevel.Error, "Evidence against {Merchant}: {Kind}")]
    public static partial void Evidence(ILogger logger, string merchant, string kind);

    [LoggerMessage(1002, LogLevel.Critical, "This replica stopped voting and attesting: {Reason}")]
    public static partial void Halted(ILogger logger, string reason);

    [LoggerMessage(1004, LogLevel.Critical, "This replica signs nothing until the others told what it may have signed: {Reason}")]
    public static partial void Suspect(ILogger logger, string reason);

    [LoggerMessage(1005, LogLevel.Information, "This replica votes again, in views above {Floor}")]
    public static partial void Rejoined(ILogger logger, long floor);

    [LoggerMessage(1006, LogLevel.Information, "Epoch {Epoch} ends with height {Height}; this silo goes on in the next one")]
    public static partial void EraEnded(ILogger logger, long epoch, long height);

    [LoggerMessage(1007, LogLevel.Information, "Epoch {Epoch} is attested by {Members} of its members")]
    public static partial void EraBegun(ILogger logger, long epoch, int members);

    [LoggerMessage(1003, LogLevel.Information, "Re-executed {Count} stored blocks")]
    public static partial void Replayed(ILogger logger, long count);
}
