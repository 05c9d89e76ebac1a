using System.Text.Json;
using Scew.Client.DevNets;
using Scew.Keys;
using Scew.Protocol;
using Scew.SystemTests.Support;

namespace Scew.SystemTests.Variables;

/// <summary>One user's console, with a key from the development group's seed or files of its own; every command must succeed unless a test expects otherwise.</summary>
internal sealed class VariableConsole : IDisposable
{
    private readonly ConsoleProcess _process;
    private readonly string[] _key;

    private VariableConsole(ConsoleProcess process, string[] key)
    {
        _process = process;
        _key = key;
    }

    /// <summary>A user whose key and master secret follow from the group's seed: nothing is asked for.</summary>
    public static async Task<VariableConsole> OfSeedAsync(RunningGroup group, string name)
    {
        var process = await ConsoleProcess.ForAsync(group);
        var profile = process.File(Path.Combine("home", "profiles", "tested.json"));
        var folder = JsonSerializer.Serialize(group.Net.Folder);
        await System.IO.File.WriteAllTextAsync(profile, (await System.IO.File.ReadAllTextAsync(profile)).Replace("\"devFolder\": null", "\"devFolder\": " + folder, StringComparison.Ordinal));
        using var key = DevKeys.FromNumber(DevNetState.Load(group.Net.Folder)!.Seed).Signing("customer/" + name);
        return new VariableConsole(process, ["--key", name]) { Account = key.Account };
    }

    /// <summary>A user with key files under a passphrase, and none yet.</summary>
    public static async Task<VariableConsole> OfFilesAsync(RunningGroup group, string name)
    {
        var process = await ConsoleProcess.ForAsync(group);
        await System.IO.File.WriteAllTextAsync(process.File("passphrase"), "a passphrase of a test");
        return new VariableConsole(process, ["--key", name, "--password-file", process.File("passphrase")]);
    }

    /// <summary>The account of a key that follows from the seed.</summary>
    public Account Account { get; private init; }

    public string Passphrase => _process.File("passphrase");

    public string File(string name) => _process.File(name);

    /// <summary>A command about variables or keys that needs the account; its data.</summary>
    public Task<JsonElement> RunAsync(params string[] arguments) => RunWithInputAsync("", arguments);

    public async Task<JsonElement> RunWithInputAsync(string input, params string[] arguments) =>
        Data(await _process.RunWithInputAsync(input, [.. arguments, .. _key, "--json"]), 0);

    /// <summary>A command that must fail so; the error.</summary>
    public async Task<JsonElement> FailAsync(int exitCode, params string[] arguments) => Data(await _process.RunAsync([.. arguments, .. _key, "--json"]), exitCode);

    /// <summary>A command as it is.</summary>
    public async Task<JsonElement> PlainAsync(params string[] arguments) => Data(await _process.RunAsync([.. arguments, "--json"]), 0);

    public async Task<string> ValueAsync(string id) => (await RunAsync("variable", "get", id)).GetProperty("value").GetString()!;

    public void Dispose() => _process.Dispose();

    private static JsonElement Data((int ExitCode, string Output, string Error) run, int exitCode)
    {
        Assert.True(run.ExitCode == exitCode, $"exit code {run.ExitCode}: {run.Output}{run.Error}");
        return JsonDocument.Parse(run.Output).RootElement.GetProperty(exitCode == 0 ? "data" : "error");
    }
}
