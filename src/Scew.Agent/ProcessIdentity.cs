using System.Diagnostics;
using System.Globalization;

namespace Scew.Agent;

/// <summary>One process and no other: a number is used again, a number with its start time (clock ticks since this boot) and the boot's id is not.</summary>
public sealed record ProcessIdentity(int Pid, long StartTicks, string Boot)
{
    private const int StateField = 0;
    private const int StartField = 19;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>This boot's id.</summary>
    public static string ThisBoot { get; } = File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim();

    /// <summary>Who has this number now, or null.</summary>
    public static ProcessIdentity? Of(int pid) => Stat(pid) is { } stat ? new ProcessIdentity(pid, long.Parse(stat[StartField], CultureInfo.InvariantCulture), ThisBoot) : null;

    /// <summary>The process whose environment says <c>NAME=value</c>, or null; only this user's can be seen.</summary>
    public static ProcessIdentity? WithVariable(string name, string value)
    {
        var wanted = $"{name}={value}";
        return Directory.EnumerateDirectories("/proc").Select(static folder => int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var pid) ? pid : 0)
            .Where(pid => pid > 0 && EnvironmentOf(pid).Split('\0').Contains(wanted)).Select(Of).FirstOrDefault(static found => found is { IsRunning: true });
    }

    /// <summary>Whether it still runs; one that ended and was not waited for does not.</summary>
    public bool IsRunning => Boot == ThisBoot && Stat(Pid) is { } stat && stat[StateField] is not ("Z" or "X") && long.Parse(stat[StartField], CultureInfo.InvariantCulture) == StartTicks;

    /// <summary>Path of the file that it executes, or null.</summary>
    public string? Program => new FileInfo($"/proc/{Pid}/exe").LinkTarget;

    /// <summary>Asks it to end, and ends it after <paramref name="grace"/>. Answers true when it is gone, false when it was gone before.</summary>
    public async Task<bool> StopAsync(TimeSpan grace, CancellationToken cancellation)
    {
        var descriptor = NativeCalls.OpenProcess(Pid);
        if (descriptor < 0)
        {
            return false;
        }
        try
        {
            // It ran after the descriptor was opened, and since before: so it is the descriptor's.
            if (!IsRunning)
            {
                return false;
            }
            _ = NativeCalls.Signal(descriptor, NativeCalls.SigTerm);
            var waited = Stopwatch.StartNew();
            while (IsRunning)
            {
                if (waited.Elapsed > grace)
                {
                    _ = NativeCalls.Signal(descriptor, NativeCalls.SigKill);
                }
                await Task.Delay(Pause, cancellation);
            }
            return true;
        }
        finally
        {
            NativeCalls.Close(descriptor);
        }
    }

    private static string EnvironmentOf(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/environ");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    // The name in parentheses may hold anything, so fields are counted from its end.
    private static string[]? Stat(int pid)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{pid}/stat");
            return text[(text.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
