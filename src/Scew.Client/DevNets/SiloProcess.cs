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
        var info = (Program ?? _program).StartInfo(["run", "--config", _configPath], _logPath, Wrapper);
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

    /// <summary>Asks it to stop (SIGTERM) and waits; kills it after 10 s. Answers its exit code, null when it was not ours to wait for.</summary>
    public async Task<int?> StopAsync()
    {
        if (!IsRunning)
        {
            return null;
        }
        Terminate(_process!.Id);
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

    private static void Terminate(int processId)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }
        using var kill = Process.Start("/bin/sh", ["-c", "kill -TERM " + processId.ToString(CultureInfo.InvariantCulture) + " 2>/dev/null"]);
        kill.WaitForExit();
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
