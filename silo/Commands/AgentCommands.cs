using System.CommandLine;
using System.Runtime.Versioning;
using Scew.Agent;
using Scew.Protocol.Accounts;
using Scew.Silo.Agent;

namespace Scew.Silo.Commands;

/// <summary><c>scew-silo agent</c>, and the step by which a process that it starts becomes a program.</summary>
internal static class AgentCommands
{
    private const string Become = "become";

    public static Command Build()
    {
        var config = new Option<string>("--config") { Description = "configuration file (JSON)", Required = true };
        var command = new Command("agent", "Launches and stops this merchant's silo as its operators order, until SIGTERM; what it launched goes on: docs/agent.md.") { config, BecomeProgram() };
        command.SetAction((parsed, cancel) => Guarded.RunAsync(() => OperatingSystem.IsLinux() ? RunAsync(parsed.GetValue(config)!) : throw new SiloFailure(ExitCodes.Usage, "the agent runs on Linux only")));
        return command;
    }

    [SupportedOSPlatform("linux")]
    private static async Task<int> RunAsync(string file)
    {
        var config = AgentConfig.Load(file);
        var folder = Path.GetDirectoryName(Path.GetFullPath(file))!;
        config.RequireUser();
        using var fetch = config.Fetch(folder);
        using var agent = Open(config.Options(folder, [.. Launcher(), "agent", Become]), fetch);
        using var launches = new LaunchCount(config.Listen);
        await using var app = AgentHost.Build(config, folder, agent, launches);
        await app.RunAsync();
        return ExitCodes.Ok;
    }

    [SupportedOSPlatform("linux")]
    private static ReplicaAgent Open(AgentOptions options, ProgramFetch fetch)
    {
        try
        {
            return new ReplicaAgent(options, fetch, new AccountKeyCache(64), TimeProvider.System);
        }
        catch (Exception e) when (e is AgentException or UnauthorizedAccessException)
        {
            throw new SiloFailure(ExitCodes.Usage, e.Message);
        }
    }

    // This very program, whether it was started by its own file or by dotnet.
    private static string[] Launcher() => Path.GetFileNameWithoutExtension(Environment.ProcessPath!) == "dotnet" ? [Environment.ProcessPath!, Path.Combine(AppContext.BaseDirectory, "scew-silo.dll")] : [Environment.ProcessPath!];

    private static Command BecomeProgram()
    {
        var program = new Option<string>("--program") { Required = true };
        var sha256 = new Option<string>("--sha256") { Required = true };
        var log = new Option<string>("--log") { Required = true };
        var processes = new Option<long?>("--processes");
        var files = new Option<long?>("--files");
        var (user, group) = (new Option<uint?>("--user"), new Option<uint?>("--group"));
        var cgroup = new Option<string?>("--cgroup");
        var arguments = new Argument<string[]>("ARGUMENTS") { Arity = ArgumentArity.ZeroOrMore };
        var command = new Command(Become, "For the agent itself.") { program, sha256, log, processes, files, user, group, cgroup, arguments };
        command.Hidden = true;
        command.SetAction(parsed =>
        {
            Console.Error.WriteLine(!OperatingSystem.IsLinux() ? "the agent runs on Linux only" : ProgramRunner.Become(
                parsed.GetValue(program)!, parsed.GetValue(sha256)!, parsed.GetValue(log)!,
                new ProgramLimits { Processes = parsed.GetValue(processes), OpenFiles = parsed.GetValue(files), User = parsed.GetValue(user), Group = parsed.GetValue(group), Cgroup = parsed.GetValue(cgroup) },
                parsed.GetValue(arguments) ?? []));
            return ExitCodes.General;
        });
        return command;
    }
}
