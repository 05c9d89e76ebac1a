using System.Text.Json;
using Scew.Client.DevNets;
using Scew.Client.Tests.Support;

namespace Scew.Client.Tests.Cli;

/// <summary>A console whose profile knows a group that runs in this process, with keys from its seed or files of its own.</summary>
internal sealed class VariableGroup : IDisposable
{
    public const string Passphrase = "correct horse battery staple";

    public VariableGroup()
    {
        Seeded = Home(isSeeded: true);
        File.WriteAllText(PassphraseFile, Passphrase);
    }

    public LedgerGroup Group { get; } = new();

    /// <summary>A home whose keys follow from the group's seed.</summary>
    public ConsoleRun Seeded { get; }

    public string PassphraseFile => Path.Combine(Seeded.Home, "passphrase");

    /// <summary>A home that knows the group; the caller disposes it.</summary>
    public ConsoleRun Home(bool isSeeded = false)
    {
        var home = new ConsoleRun();
        var hash = Group.Genesis.Hash().ToString();
        Assert.Equal(0, home.Run(["profile", "add", "here", "--genesis", hash, .. Group.Genesis.Merchants.SelectMany(static one => new[] { "--merchant", one.Url })]).Exit);
        File.WriteAllBytes(Path.Combine(Directory.CreateDirectory(Path.Combine(home.Home, "groups", hash)).FullName, "genesis.json"), Group.File.Encode());
        if (isSeeded)
        {
            var folder = Group.Folder("net");
            new DevNetState(11, hash, [.. Group.Genesis.Merchants.Select(static one => new DevMerchantState(one.Name, 1, 2, 0))]).Save(folder);
            var path = Path.Combine(home.Home, "profiles", "here.json");
            File.WriteAllText(path, File.ReadAllText(path).Replace("\"devFolder\": null", "\"devFolder\": " + JsonSerializer.Serialize(folder), StringComparison.Ordinal));
        }
        return home;
    }

    /// <summary>A command of the seeded home that must succeed; its data.</summary>
    public JsonElement Run(params string[] arguments) => Data(Seeded.Run([.. arguments, "--json"]));

    public static JsonElement Data((int Exit, string Out, string Error) run)
    {
        Assert.True(run.Exit == 0, run.Out + run.Error);
        return JsonDocument.Parse(run.Out).RootElement.GetProperty("data");
    }

    public void Dispose()
    {
        Seeded.Dispose();
        Group.Dispose();
    }
}
