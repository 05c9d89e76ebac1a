#if CRASH_POINTS
using System.Globalization;

namespace Scew.Silo.Hosting;

/// <summary>
/// A wrong wall clock, in builds for crash tests only: the file named by <c>SCEW_CLOCK_FILE</c> holds an offset in ms, a drift such as <c>1.01x</c>, or <c>frozen</c>, and may change
/// while the silo runs. The monotonic clock stays right.
/// </summary>
internal sealed class TestClock : TimeProvider
{
    private static readonly TimeSpan Reread = TimeSpan.FromMilliseconds(50);
    private readonly string? _file = Environment.GetEnvironmentVariable("SCEW_CLOCK_FILE");
    private readonly DateTimeOffset _start = System.GetUtcNow();
    private readonly Lock _gate = new();
    private string _text = "0";
    private long _read;
    private DateTimeOffset? _frozenAt;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow()
    {
        var now = System.GetUtcNow();
        lock (_gate)
        {
            var text = Text();
            if (text == "frozen")
            {
                return _frozenAt ??= now;
            }
            _frozenAt = null;
            return text.EndsWith('x')
                ? _start + (now - _start) * double.Parse(text[..^1], CultureInfo.InvariantCulture)
                : now.AddMilliseconds(long.Parse(text, CultureInfo.InvariantCulture));
        }
    }

    private string Text()
    {
        if (_file is null || (_read != 0 && System.GetElapsedTime(_read) < Reread))
        {
            return _text;
        }
        _read = System.GetTimestamp();
        if (File.Exists(_file) && File.ReadAllText(_file).Trim() is { Length: > 0 } text)
        {
            _text = text;
        }
        return _text;
    }
}
#endif
