using System.CommandLine;
using Scew.Grains;
using Scew.Silo.Commands;
using Scew.Silo.Edge;
using Scew.Silo.Hosting;
using Scew.Silo.Watching;

namespace Scew.Silo.Cluster;

/// <summary><c>scew-silo node</c>: a process beside the ordering silo, until SIGTERM.</summary>
internal static class NodeCommand
{
    public static Command Build()
    {
        var config = new Option<string>("--config") { Description = "configuration file (JSON)", Required = true };
        var command = new Command("node", "Runs registers, the secure module or the edge of this merchant in a process of its own: docs/many-silos.md.") { config };
        command.SetAction((parsed, cancel) => Guarded.RunAsync(() => RunAsync(parsed.GetValue(config)!)));
        return command;
    }

    private static async Task<int> RunAsync(string file)
    {
        var config = NodeConfig.Load(file);
        GrainRuntimeHosting.Require(config.Cluster, config.Folder);
        if (config.Role == SiloRole.Edge)
        {
            await using var edge = EdgeHost.Build(config, builder => GrainRuntimeHosting.UseClient(builder, config.Cluster, config.Folder));
            await edge.RunAsync();
            return ExitCodes.Ok;
        }
        using var host = BuildSilo(config);
        await host.RunAsync();
        return ExitCodes.Ok;
    }

    private static IHost BuildSilo(NodeConfig config)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.AddBoundedConsole();
        builder.Logging.SetMinimumLevel(config.LogLevel);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(new ModuleOptions(config.ModuleCache));
        GrainRuntimeHosting.Use(builder, config.Role, config.Cluster, config.Folder);
        var host = builder.Build();
        if (config.Role == SiloRole.Secure)
        {
            TakeKeys(config, host.Services.GetRequiredService<ModuleHost>());
        }
        return host;
    }

    private static void TakeKeys(NodeConfig config, ModuleHost modules)
    {
        var keys = config.Keys.ToList();
        using var passphrase = SiloFiles.Passphrase(config.Rooted(config.PassphraseFile), keys[0].Path);
        foreach (var (epoch, path) in keys)
        {
            using var secret = SiloFiles.OpenModuleKey(path, passphrase);
            modules.Take(epoch, ModuleKeyFile.Derive(secret));
        }
    }
}
