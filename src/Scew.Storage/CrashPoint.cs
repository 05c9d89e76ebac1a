using System.Diagnostics;
#if CRASH_POINTS
using System.Globalization;
#endif

namespace Scew.Storage;

/// <summary>
/// Named places at which a test build dies as a power cut would: <c>-p:CrashPoints=true</c> compiles the calls in, and the environment variable
/// <c>SCEW_CRASH_AT=name[:count][@leader|@follower]</c> chooses the place, the how manieth pass of it, and in whose turn. With <c>SCEW_FAIL_AT</c> the disk fails there
/// instead: the place throws what a write that ends with EIO throws. <c>SCEW_SLOW_AT=name:ms</c> makes every pass of a place that slow, as a bad disk does. A normal build holds none of them.
/// </summary>
public static class CrashPoint
{
#if CRASH_POINTS
    private static readonly string Name;
    private static readonly string Role;
    private static readonly bool Fails;
    private static readonly string? SlowName;
    private static readonly int SlowMs;
    private static int _left;
    private static volatile bool _leading;

    static CrashPoint()
    {
        var failing = Environment.GetEnvironmentVariable("SCEW_FAIL_AT");
        Fails = failing is not null;
        var spec = failing ?? Environment.GetEnvironmentVariable("SCEW_CRASH_AT") ?? string.Empty;
        var role = spec.Split('@');
        var count = role[0].Split(':');
        Name = count[0];
        Role = role.Length > 1 ? role[1] : string.Empty;
        _left = count.Length > 1 ? int.Parse(count[1], CultureInfo.InvariantCulture) : 1;
        if (Environment.GetEnvironmentVariable("SCEW_SLOW_AT")?.Split(':') is [var slow, var ms])
        {
            (SlowName, SlowMs) = (slow, int.Parse(ms, CultureInfo.InvariantCulture));
        }
    }
#endif

    /// <summary>Every name, in the order of a request's way; <see cref="CrashNames"/> holds them.</summary>
    public static IReadOnlyList<string> All => CrashNames.All;

    /// <summary>Dies here if this is the chosen place.</summary>
    [Conditional("CRASH_POINTS")]
    public static void Reach(string name)
    {
#if CRASH_POINTS
        if (name == SlowName)
        {
            Thread.Sleep(SlowMs);
        }
        var counts = name == Name && (Role.Length == 0 || Role == (_leading ? "leader" : "follower"));
        if (counts && Interlocked.Decrement(ref _left) == 0)
        {
            if (Fails)
            {
                throw new IOException("Input/output error");
            }
            // SIGKILL: no handler runs, no buffer is written.
            Process.GetCurrentProcess().Kill();
            Thread.Sleep(Timeout.Infinite);
        }
#endif
    }

    /// <summary>Makes a replica compute something false where <c>SCEW_DIVERGE</c> is set.</summary>
    [Conditional("CRASH_POINTS")]
    public static void Diverge<T>(ref T value, Func<T, T> falsify)
    {
#if CRASH_POINTS
        if (Environment.GetEnvironmentVariable("SCEW_DIVERGE") is not null)
        {
            value = falsify(value);
        }
#endif
    }

    /// <summary>Says whether this replica leads the current view.</summary>
    [Conditional("CRASH_POINTS")]
    public static void Turn(bool leading)
    {
#if CRASH_POINTS
        _leading = leading;
#endif
    }
}
