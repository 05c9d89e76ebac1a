using System.Text.Json.Nodes;

namespace Scew.SystemTests.Support;

/// <summary><c>recover</c> of a merchant whose files lie in a development group's folder.</summary>
internal static class Recovering
{
    /// <summary>The command line, with the database that the merchant's configuration names.</summary>
    public static string[] Line(RunningGroup group, string folder)
    {
        var config = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "silo.json")))!.AsObject();
        string[] place = config["database"] is { } address
            ? ["--database", (string)address!, .. config["databasePasswordFile"] is { } file ? new[] { "--database-password-file", Path.GetFullPath((string)file!, folder) } : []]
            : ["--data", Path.GetFullPath((string)config["data"]!, folder)];
        return [.. At(group, folder), .. place];
    }

    /// <summary>The same for a database that the caller names.</summary>
    public static string[] At(RunningGroup group, string folder) =>
    [
        "recover", "--genesis", Path.Combine(group.Net.Folder, "genesis.json"), "--key", Path.Combine(folder, "signing.key.json"), "--passphrase-file", Path.Combine(folder, "passphrase"),
    ];
}
