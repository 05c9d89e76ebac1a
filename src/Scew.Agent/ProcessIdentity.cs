using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Serialization;
using Scew.Protocol.Api;

namespace Scew.Agent;

/// <summary>One process and no other: a number is used again, a number with its start time (clock ticks since this boot) and the boot's id is not.</summary>
public sealed record ProcessIdentity(int Pid, long StartTicks, string Boot)
{
    private const int StateField = 0;
    private const int StartField = 19;
    private static readonly TimeSpan KillLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>This boot's id.</summary>
    public static string ThisBoot { get; } = File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim();

    /// <summary>Who has this number now, or null.</summary>
    public static ProcessIdentity? Of(int pid) => Stat(pid) is { } stat ? new ProcessIdentity(pid, long.Parse(stat[StartField], CultureInfo.InvariantCulture), ThisBoot) : null;

    /// <summary>The processes whose environment says <c>NAME=value</c>, the one that began first at the front; only this user's can be seen.</summary>
    public static IReadOnlyList<ProcessIdentity> WithVariable(string name, string value)
    {
        var wanted = $"{name}={value}";
        return [.. Directory.EnumerateDirectories("/proc").Select(static folder => int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var pid) ? pid : 0)
            .Where(pid => pid > 0 && EnvironmentOf(pid).Split('\0').Contains(wanted)).Select(Of).OfType<ProcessIdentity>().Where(static found => found.IsRunning).OrderBy(static found => found.StartTicks)];
    }

    /// <summary>Whether it still runs; one that ended and was not waited for does not.</summary>
    [JsonIgnore]
    public bool IsRunning => Boot == ThisBoot && Stat(Pid) is { } stat && stat[StateField] is not ("Z" or "X") && long.Parse(stat[StartField], CultureInfo.InvariantCulture) == StartTicks;

    /// <summary>Path of the file that it executes, or null.</summary>
    [JsonIgnore]
    public string? Program => new FileInfo($"/proc/{Pid}/exe").LinkTarget;

    /// <summary>Asks it to end, and ends it after <paramref name="grace"/>. Answers true when it is gone, false when it was gone before.</summary>
    /// <exception cref="AgentException">The system does not let it be ended.</exception>
    public async Task<bool> StopAsync(TimeSpan grace, CancellationToken cancellation)
    {
        var descriptor = NativeCalls.OpenProcess(Pid);
        if (descriptor < 0)
        {
            return descriptor == -NativeCalls.NoSuchProcess ? false : throw Refused(-descriptor);
        }
        try
        {
            // It ran after the descriptor was opened, and since before: so it is the descriptor's.
            if (!IsRunning)
            {
                return false;
            }
            Send(descriptor, NativeCalls.SigTerm);
            var waited = Stopwatch.StartNew();
            while (IsRunning)
            {
                if (waited.Elapsed > grace + KillLimit)
                {
                    throw new AgentException(Codes.Internal, $"process {Pid} does not end, though it was killed");
                }
                if (waited.Elapsed > grace)
                {
                    Send(descriptor, NativeCalls.SigKill);
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

    private void Send(int descriptor, int signal)
    {
        if (NativeCalls.Signal(descriptor, signal) is < 0 and not -NativeCalls.NoSuchProcess and var error)
        {
            throw Refused(-error);
        }
    }

    private AgentException Refused(int error) => new(Codes.Internal, $"process {Pid} cannot be ended: error {error}");

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
