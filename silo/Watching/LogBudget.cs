using System.Globalization;

namespace Scew.Silo.Watching;

/// <summary>
/// Bounds what a minute writes into the log, whoever causes it: 64 KiB of one event, and 1 MiB in all, of which the last quarter is for errors. What is left out is counted and told with
/// the next line after the minute.
/// </summary>
internal sealed class LogBudget
{
    /// <summary>Bytes of one event in a minute.</summary>
    public const int EventBytes = 64 * 1024;

    /// <summary>Bytes of everything in a minute.</summary>
    public const int AllBytes = 1024 * 1024;

    private const int OrdinaryBytes = AllBytes / 4 * 3;
    private const int MaxEvents = 512;
    private const long MinuteMs = 60_000;
    private readonly Dictionary<int, (int Bytes, long LeftOut)> _events = [];
    private readonly Lock _gate = new();
    private long _startedMs = long.MinValue;
    private int _bytes;

    /// <summary>Whether a line of this event may be written; <paramref name="told"/> is a sentence about what the minute before left out, or null.</summary>
    public bool Allows(int eventId, bool isError, int bytes, long nowMs, out string? told)
    {
        lock (_gate)
        {
            told = null;
            if (_startedMs == long.MinValue || nowMs - _startedMs >= MinuteMs)
            {
                told = Sentence();
                _events.Clear();
                _bytes = 0;
                _startedMs = nowMs;
            }
            if (!_events.ContainsKey(eventId) && _events.Count >= MaxEvents)
            {
                eventId = isError ? -1 : 0;
            }
            var used = _events.GetValueOrDefault(eventId);
            var fits = used.Bytes + bytes <= EventBytes && _bytes + bytes <= (isError ? AllBytes : OrdinaryBytes);
            _events[eventId] = fits ? (used.Bytes + bytes, used.LeftOut) : (used.Bytes, used.LeftOut + 1);
            _bytes += fits ? bytes : 0;
            return fits;
        }
    }

    private string? Sentence()
    {
        var left = _events.Where(static one => one.Value.LeftOut > 0).OrderBy(static one => one.Key)
            .Select(static one => string.Create(CultureInfo.InvariantCulture, $"{one.Value.LeftOut} of event {one.Key}")).ToArray();
        return left.Length == 0 ? null : "lines left out, since a minute may fill so much of the log only: " + string.Join(", ", left);
    }
}
