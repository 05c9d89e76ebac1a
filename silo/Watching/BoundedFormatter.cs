using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Scew.Silo.Watching;

/// <summary>One line an entry, with its time in UTC, its level, its event's number and what <see cref="LogBudget"/> allows.</summary>
internal sealed class BoundedFormatter(TimeProvider time) : ConsoleFormatter(FormatterName)
{
    /// <summary>How the console's provider finds it.</summary>
    public const string FormatterName = "bounded";

    private readonly LogBudget _budget = new();

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var line = new StringBuilder();
        Append(line, logEntry.LogLevel, logEntry.Category, logEntry.EventId.Id, logEntry.Formatter(logEntry.State, logEntry.Exception));
        if (logEntry.Exception is { } failure)
        {
            line.Append(' ').Append(failure.ToString().ReplaceLineEndings(" "));
        }
        line.Append(Environment.NewLine);
        var nowMs = (long)time.GetElapsedTime(0).TotalMilliseconds;
        var allowed = _budget.Allows(logEntry.EventId.Id, logEntry.LogLevel >= LogLevel.Error, Encoding.UTF8.GetByteCount(line.ToString()), nowMs, out var told);
        if (told is not null)
        {
            var before = new StringBuilder();
            Append(before, LogLevel.Warning, typeof(LogBudget).FullName!, WatchLog.LeftOutEvent, told);
            textWriter.WriteLine(before);
        }
        if (allowed)
        {
            textWriter.Write(line);
        }
    }

    private void Append(StringBuilder line, LogLevel level, string category, int eventId, string message) => line
        .Append(time.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ss.fffZ ", CultureInfo.InvariantCulture)).Append(NameOf(level)).Append(": ").Append(category)
        .Append('[').Append(eventId.ToString(CultureInfo.InvariantCulture)).Append("] ").Append(message.ReplaceLineEndings(" "));

    private static string NameOf(LogLevel level) => level switch
    {
        LogLevel.Trace => "trce",
        LogLevel.Debug => "dbug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warn",
        LogLevel.Error => "fail",
        _ => "crit",
    };
}
