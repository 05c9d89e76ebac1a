using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Scew.Client.DevNets;

/// <summary>
/// One merchant's <c>scew-silo run</c>. A process that another run of the console started is adopted by its id, but only while its command line names this
/// merchant's configuration: ids are used again, and nobody else's process may be hit.
/// </summary>
public sealed class SiloProcess : IDisposable
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);
    private readonly SiloProgram _program;
    private readonly string _configPath;
    private readonly string _logPath;
    private readonly Lock _gate = new();
    private Process? _process;

    /// <summary>A process that is not running yet.</summary>
    public SiloProcess(SiloProgram program, string configPath, string logPath)
    {
        _program = program;
        _configPath = configPath;
        _logPath = logPath;
    }

    /// <summary>Id of the running process, or 0.</summary>
    public int Id
    {
        get
        {
            lock (_gate)
            {
                return IsRunning ? _process!.Id : 0;
            }
        }
    }

    /// <summary>Another build of the silo for the next start; the group's own when null.</summary>
    public SiloProgram? Program { get; set; }

    /// <summary>What stands before the program at the next start, such as <c>prlimit --fsize=1000000</c>.</summary>
    public IReadOnlyList<string> Wrapper { get; set; } = [];

    /// <summary>What stands behind <c>run --config FILE</c> at the next start, such as <c>--standby</c>.</summary>
    public IReadOnlyList<string> Options { get; set; } = [];

    /// <summary>Environment variables of the next start, beside this process's own.</summary>
    public Dictionary<string, string> Environment { get; } = [];

    /// <summary>True while the process lives.</summary>
    public bool IsRunning
    {
        get
        {
            // The one who saves the group's state asks while another one starts this merchant again.
            lock (_gate)
            {
                return _process is { HasExited: false };
            }
        }
    }

    /// <summary>Starts it; its output goes to the log file.</summary>
    public void Start()
    {
        if (IsRunning)
        {
            return;
        }
        var info = (Program ?? _program).StartInfo(["run", "--config", _configPath, .. Options], _logPath, Wrapper);
        foreach (var (name, value) in Environment)
        {
            info.Environment[name] = value;
        }
        var started = Process.Start(info) ?? throw new DevNetException("the silo's process did not start");
        lock (_gate)
        {
            _process?.Dispose();
            _process = started;
        }
        if (OperatingSystem.IsWindows())
        {
            CopyOutput(started);
        }
    }

    /// <summary>Takes over a process by its id; false when there is none or it is not this merchant's.</summary>
    public bool Adopt(int processId)
    {
        try
        {
            var process = Process.GetProcessById(processId);
            if (OperatingSystem.IsLinux() && !File.ReadAllText($"/proc/{processId}/cmdline").Split('\0').Contains(_configPath))
            {
                process.Dispose();
                return false;
            }
            _process = process;
            return !process.HasExited;
        }
        catch (Exception gone) when (gone is ArgumentException or IOException or InvalidOperationException or Win32Exception)
        {
            return false;
        }
    }

    /// <summary>Ends it at once, as a power cut would.</summary>
    public void Kill()
    {
        if (IsRunning)
        {
            _process!.Kill();
            _process.WaitForExit();
        }
    }

    /// <summary>True while <see cref="Pause"/> holds it; known on Linux only.</summary>
    public bool IsPaused
    {
        get
        {
            try
            {
                // "ID (name) STATE ...": T is stopped by a signal.
                return OperatingSystem.IsLinux() && Id is > 0 and var id
                    && File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{id}/stat")) is var stat && stat[stat.LastIndexOf(')')..].StartsWith(") T", StringComparison.Ordinal);
            }
            catch (IOException)
            {
                return false;
            }
        }
    }

    /// <summary>Freezes it (SIGSTOP); false when it does not run. Its connections stay open.</summary>
    public bool Pause() => Id is > 0 and var id && Signal(id, "STOP");

    /// <summary>Lets it go on (SIGCONT); nothing when it was not frozen.</summary>
    public void Resume() => _ = Id is > 0 and var id && Signal(id, "CONT");

    /// <summary>Asks it to stop (SIGTERM) and waits; kills it after 10 s. Answers its exit code, null when it was not ours to wait for.</summary>
    public async Task<int?> StopAsync()
    {
        if (!IsRunning)
        {
            return null;
        }
        Signal(_process!.Id, "TERM");
        // A frozen one hears nothing.
        Signal(_process.Id, "CONT");
        using var limit = new CancellationTokenSource(Grace);
        try
        {
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            Kill();
        }
        try
        {
            return _process.ExitCode;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>Waits until it ends by itself; answers its exit code (128 + signal where a signal ended it).</summary>
    public async Task<int> WaitForExitAsync(CancellationToken cancellation)
    {
        var process = _process ?? throw new DevNetException("the silo was never started");
        await process.WaitForExitAsync(cancellation);
        return process.ExitCode;
    }

    /// <summary>The last lines of its log, for an error message.</summary>
    public string LogTail(int lines = 5)
    {
        try
        {
            using var reader = new StreamReader(new FileStream(_logPath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
            return string.Join(" | ", reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).TakeLast(lines));
        }
        catch (IOException)
        {
            return "no log";
        }
    }

    /// <summary>Frees the handle; the process itself goes on.</summary>
    public void Dispose() => _process?.Dispose();

    private static bool Signal(int processId, string signal)
    {
        if (OperatingSystem.IsWindows())
        {
            return false;
        }
        using var kill = Process.Start("/bin/sh", ["-c", string.Create(CultureInfo.InvariantCulture, $"kill -{signal} {processId} 2>/dev/null")]);
        kill.WaitForExit();
        return kill.ExitCode == 0;
    }

    private void CopyOutput(Process process)
    {
        var log = TextWriter.Synchronized(new StreamWriter(_logPath, append: true) { AutoFlush = true });
        process.OutputDataReceived += (_, line) => log.WriteLine(line.Data);
        process.ErrorDataReceived += (_, line) => log.WriteLine(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }
}
