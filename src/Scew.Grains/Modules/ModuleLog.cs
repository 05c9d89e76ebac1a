using Microsoft.Extensions.Logging;

namespace Scew.Grains;

/// <summary>Log messages about secure modules, events 1040 to 1049.</summary>
internal static partial class ModuleLog
{
    [LoggerMessage(1040, LogLevel.Warning, "The block at height {Height} has waited {Seconds} s for the secure module ({Open} of {All} questions about encrypted integers are not answered): {Reason}. "
        + "Nothing is lost, and no answer is made up; until then this merchant executes and attests nothing. {Remedy}")]
    public static partial void Waiting(ILogger logger, long height, long seconds, int open, int all, string reason, string remedy);

    [LoggerMessage(1041, LogLevel.Information, "The secure module answers again; the block at height {Height} goes on after {Seconds} s")]
    public static partial void Answered(ILogger logger, long height, long seconds);

    [LoggerMessage(1042, LogLevel.Critical, "The secure module found a fault of the program while it worked for the block at height {Height}: {Message}. This silo stops; report it with this line")]
    public static partial void Broken(ILogger logger, long height, string message);
}
