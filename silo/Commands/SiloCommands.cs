using System.CommandLine;

namespace Scew.Silo.Commands;

/// <summary>The grammar of <c>scew-silo</c>.</summary>
internal static class SiloCommands
{
    public static async Task<int> RunAsync(string[] args)
    {
        var root = new RootCommand("One merchant's part of a Scew group: orders, executes, attests, and serves customers.") { Init(), Run() };
        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors)
            {
                await Console.Error.WriteLineAsync($"scew-silo: {error.Message}");
            }
            await Console.Error.WriteLineAsync("Nothing was done. 'scew-silo --help' shows the commands.");
            return ExitCodes.Usage;
        }
        return await parsed.InvokeAsync();
    }

    private static Command Init()
    {
        var genesis = new Option<string>("--genesis") { Description = "the group's signed genesis file", Required = true };
        var key = new Option<string>("--key") { Description = "this merchant's encrypted signing key file", Required = true };
        var passphrase = new Option<string?>("--passphrase-file") { Description = "file with the key's passphrase; asked for when absent" };
        var data = new Option<string>("--data") { Description = "empty folder for this merchant's database", Required = true };
        var command = new Command("init", "Makes the database of one merchant. Refuses to touch one that exists.") { genesis, key, passphrase, data };
        command.SetAction((parsed, cancel) => Guarded.RunAsync(() => InitCommand.RunAsync(
            parsed.GetValue(genesis)!, parsed.GetValue(key)!, parsed.GetValue(passphrase), parsed.GetValue(data)!)));
        return command;
    }

    private static Command Run()
    {
        var config = new Option<string>("--config") { Description = "configuration file (JSON)", Required = true };
        var command = new Command("run", "Runs the silo until SIGTERM or Ctrl-C.") { config };
        command.SetAction((parsed, cancel) => Guarded.RunAsync(() => RunCommand.RunAsync(parsed.GetValue(config)!)));
        return command;
    }
}
