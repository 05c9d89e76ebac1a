namespace Scew.Silo.Hosting;

/// <summary>All log messages of the silo itself, events 3000 to 3099.</summary>
internal static partial class SiloLog
{
    [LoggerMessage(3000, LogLevel.Information, "Merchant {Merchant} of group {Group} serves customers at {Http} and peers at {Peer}")]
    public static partial void Ready(ILogger logger, string merchant, string group, string http, string peer);

    [LoggerMessage(3001, LogLevel.Critical, "This silo stops: {Reason}")]
    public static partial void Stopped(ILogger logger, string reason);

    [LoggerMessage(3002, LogLevel.Critical, "This silo stops after a failure of its own")]
    public static partial void Failed(ILogger logger, Exception failure);

    [LoggerMessage(3003, LogLevel.Information, "Stopped cleanly at height {Height}")]
    public static partial void Stopped(ILogger logger, long height);

    [LoggerMessage(3005, LogLevel.Warning, "No backup or audit while this silo runs: {File} cannot be used: {Reason}")]
    public static partial void NoAdmin(ILogger logger, string file, string reason);

    [LoggerMessage(3006, LogLevel.Warning, "This merchant has no key of the group's secure modules: it orders and votes, but a block with an operation that is delegated to them waits here. Get a hand-over file from merchant "
        + "{Maker}, take it with 'scew-silo module-key take', name it as moduleKey in the configuration and start again")]
    public static partial void NoModuleKey(ILogger logger, string maker);

    [LoggerMessage(3004, LogLevel.Warning, "This silo LIES on purpose: {Lies}")]
    public static partial void Lies(ILogger logger, string lies);

    [LoggerMessage(3007, LogLevel.Warning, "This silo serves no page: there is no folder wwwroot in {Folder}")]
    public static partial void NoPage(ILogger logger, string folder);

    [LoggerMessage(3008, LogLevel.Information, "Told to stop: not ready any more, and serving for another {Seconds} s")]
    public static partial void Draining(ILogger logger, int seconds);
}
