using System.Globalization;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Scew.Silo.Commands;

namespace Scew.Silo.Limits;

/// <summary>How many files and connections this process may open (Linux).</summary>
internal static class Descriptors
{
    public const string LimitsFile = "/proc/self/limits";

    /// <summary>The runtime holds one for every loaded assembly (about 230); database, links and a few customers need the rest.</summary>
    public const int Fewest = 400;

    /// <summary>Ends a start that would fail later, in the middle of something.</summary>
    public static void RequireEnough()
    {
        if (!OperatingSystem.IsLinux() || !File.Exists(LimitsFile))
        {
            return;
        }
        using var handle = File.OpenHandle(LimitsFile);
        if (SoftLimit(handle) is { } limit && limit < Fewest)
        {
            throw new SiloFailure(
                ExitCodes.General, $"this process may open only {limit} files and connections, and a silo needs {Fewest} at least; raise the limit (ulimit -n 4096, LimitNOFILE=)");
        }
    }

    /// <summary>The soft limit as it is now; null where it is unlimited or cannot be read.</summary>
    public static long? SoftLimit(SafeFileHandle limits)
    {
        const string Name = "Max open files";
        var buffer = new byte[4096];
        var text = Encoding.ASCII.GetString(buffer, 0, RandomAccess.Read(limits, buffer, 0));
        var at = text.IndexOf(Name, StringComparison.Ordinal);
        return at >= 0 && text[(at + Name.Length)..].Split(' ', 2, StringSplitOptions.RemoveEmptyEntries) is [var soft, ..]
            && long.TryParse(soft, NumberStyles.None, CultureInfo.InvariantCulture, out var limit)
            ? limit
            : null;
    }
}
