using Microsoft.Extensions.Logging;
using Scew.Ledger.Transfers;

namespace Scew.Grains;

/// <summary>Log messages of state transfers and pruning, events 1020 to 1039.</summary>
internal static partial class TransferLog
{
    [LoggerMessage(1020, LogLevel.Information, "Behind at height {Height}, while others claim {Claimed}: fetching a state")]
    public static partial void Started(ILogger logger, long height, long claimed);

    [LoggerMessage(1021, LogLevel.Warning, "{Merchant} answered a state transfer falsely: {Fault}")]
    public static partial void Banned(ILogger logger, string merchant, FetchFault fault);

    [LoggerMessage(1022, LogLevel.Information, "No state was fetched: {Reason}")]
    public static partial void Ended(ILogger logger, FetchEnd reason);

    [LoggerMessage(1023, LogLevel.Information, "Fetched the attested state of height {Height}: {Registers} registers, {Ids} ids of recent requests")]
    public static partial void Fetched(ILogger logger, long height, long registers, int ids);

    [LoggerMessage(1024, LogLevel.Information, "Installed the state of height {Height}")]
    public static partial void Installed(ILogger logger, long height);

    [LoggerMessage(1025, LogLevel.Information, "A fetched state of height {Height} is not needed: height {Own} is executed")]
    public static partial void Overtaken(ILogger logger, long height, long own);

    [LoggerMessage(1026, LogLevel.Information, "Pruned blocks and results below height {Height}")]
    public static partial void Pruned(ILogger logger, long height);
}
