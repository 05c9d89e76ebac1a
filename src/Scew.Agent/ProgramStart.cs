using System.Diagnostics;
using System.Globalization;
using Scew.Protocol.Api;

namespace Scew.Agent;

/// <summary>Starts a program through the launcher, detached from this process, with an environment that says nothing but what the owner configured.</summary>
internal sealed class ProgramStart(AgentOptions options, string log)
{
    /// <summary>By which a process is found whose number was not written down in time.</summary>
    public const string InstanceVariable = "SCEW_INSTANCE";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    // What ends this soon did not start.
    private static readonly TimeSpan Settling = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Returns once the process executes the program; <paramref name="began"/> is told of the process before that.</summary>
    /// <exception cref="AgentException">It does not; no process is left.</exception>
    public async Task BeginAsync(string program, InstanceRecord record, Action<ProcessIdentity> began)
    {
        using var process = Process.Start(InfoOf(program, record)) ?? throw new AgentException(Codes.Internal, "the launcher does not start");
        var identity = ProcessIdentity.Of(process.Id);
        if (identity is not null)
        {
            began(identity);
        }
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            // Ends when the launcher gives its output away, or itself up.
            var said = await process.StandardError.ReadToEndAsync(limit.Token);
            while (identity is { IsRunning: true } && Path.GetFileName(identity.Program) != Path.GetFileName(program))
            {
                await Task.Delay(Pause, limit.Token);
            }
            await Task.Delay(Settling, limit.Token);
            if (identity is not { IsRunning: true })
            {
                throw new AgentException(Codes.Internal, said.Length > 0 ? said.Trim() : "the program ended at once: " + string.Join(" / ", LogTail.Read(log, 3)));
            }
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw new AgentException(Codes.Internal, $"the program did not start within {Limit.TotalSeconds:0} s");
        }
    }

    private ProcessStartInfo InfoOf(string program, InstanceRecord record)
    {
        var start = new ProcessStartInfo(options.Launcher[0]) { UseShellExecute = false, RedirectStandardError = true, WorkingDirectory = options.Limits.User is null ? options.Folder : "/" };
        foreach (var argument in options.Launcher.Skip(1).Concat(["--program", program, "--sha256", record.Program, "--log", log]).Concat(Limits()).Append("--").Concat(options.Arguments))
        {
            start.ArgumentList.Add(argument);
        }
        start.Environment.Clear();
        start.Environment["PATH"] = "/usr/local/bin:/usr/bin:/bin";
        start.Environment["LANG"] = "C.UTF-8";
        foreach (var (name, value) in options.Environment.Where(static one => ProgramRunner.IsPassedOn(one.Key)))
        {
            start.Environment[name] = value;
        }
        start.Environment[InstanceVariable] = record.Id;
        return start;
    }

    private IEnumerable<string> Limits() => new (string Name, object? Value)[]
    {
        ("--user", options.Limits.User), ("--group", options.Limits.Group), ("--processes", options.Limits.Processes), ("--files", options.Limits.OpenFiles), ("--cgroup", options.Limits.Cgroup),
    }.Where(static one => one.Value is not null).SelectMany(static one => new[] { one.Name, Convert.ToString(one.Value, CultureInfo.InvariantCulture)! });
}
