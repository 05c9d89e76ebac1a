using Microsoft.Extensions.Logging.Console;

namespace Scew.Silo.Watching;

/// <summary>The log of a silo and of an agent: to the error output, since a program's result goes to the other one, and bounded.</summary>
internal static class BoundedLogging
{
    public static void AddBoundedConsole(this ILoggingBuilder logging)
    {
        logging.ClearProviders();
        logging.AddFilter("Microsoft", LogLevel.Warning);
        logging.AddConsoleFormatter<BoundedFormatter, ConsoleFormatterOptions>();
        logging.AddConsole(static options =>
        {
            options.FormatterName = BoundedFormatter.FormatterName;
            options.LogToStandardErrorThreshold = LogLevel.Trace;
        });
    }
}
