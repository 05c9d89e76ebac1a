namespace Scew.Silo.Peers;

/// <summary>All log messages of the peer links, events 2000 to 2099.</summary>
internal static partial class PeerLog
{
    [LoggerMessage(2000, LogLevel.Information, "Link to {Merchant} is up")]
    public static partial void Connected(ILogger logger, string merchant);

    [LoggerMessage(2001, LogLevel.Information, "Link to {Merchant} is down: {Reason}")]
    public static partial void Disconnected(ILogger logger, string merchant, string reason);

    [LoggerMessage(2002, LogLevel.Warning, "Refused a connection from {Address}: {Reason}")]
    public static partial void Refused(ILogger logger, string address, string reason);

    [LoggerMessage(2004, LogLevel.Error, "The link to {Merchant} failed for a reason of our own; trying again")]
    public static partial void LinkFailed(ILogger logger, string merchant, Exception failure);

    [LoggerMessage(2005, LogLevel.Information, "Asked {Merchant} for its epoch: {Answer}")]
    public static partial void Asked(ILogger logger, string merchant, string answer);

    [LoggerMessage(2003, LogLevel.Information, "No link to {Merchant} yet: {Reason}; trying again")]
    public static partial void DialFailed(ILogger logger, string merchant, string reason);
}
