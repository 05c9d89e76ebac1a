using System.CommandLine;
using System.Text.Json.Nodes;
using Scew.Cli.Grammar;
using Scew.Cli.Output;

namespace Scew.Cli.Commands;

/// <summary><c>uninstall --show</c>: what this program keeps on this machine. It deletes nothing: keys and outcomes of requests are nobody's to delete but their owner's.</summary>
internal static class UninstallCommand
{
    public static Verb Build()
    {
        var show = new Option<bool>("--show") { Description = "list everything and how it is removed" };
        return new Verb("uninstall", "what lies where, and how to remove it", (call, _) => Task.FromResult(Show(call, call.Value(show))), show);
    }

    private static CommandOutput Show(Call call, bool show)
    {
        if (!show)
        {
            throw CliFault.Usage("nothing is deleted by this program", "scew uninstall --show");
        }
        var home = call.Home;
        (string What, string Path)[] places =
        [
            ("keys: without a backup all that they own is lost", home.Keys), ("profiles", home.Profiles), ("choice of profile", home.Settings),
            ("outboxes, receipts and what opens variables, per group", Path.Combine(home.Root, "groups")), ("development group", home.DevNet), ("what was typed in scew shell", home.History),
            ("the program itself", Environment.ProcessPath ?? AppContext.BaseDirectory),
        ];
        var table = new TableView("what", "where", "bytes") { RightAligned = new HashSet<int> { 2 } };
        var data = new JsonArray();
        foreach (var (what, path) in places)
        {
            var size = Size(path);
            table.Row(what, path, size is { } bytes ? Numbers.Text(bytes) : "none");
            data.Add((JsonNode)new JsonObject { ["what"] = what, ["path"] = path, ["bytes"] = size });
        }
        return new CommandOutput(data, table.Render())
        {
            Ids = [.. places.Select(static place => place.Path)],
            Next = ["scew dev down", "scew key export NAME --out BACKUP.json   (each key, before it is gone)", $"rm -r {home.Root}   (keys and receipts with it)"],
        };
    }

    private static long? Size(string path) => File.Exists(path) ? new FileInfo(path).Length
        : Directory.Exists(path) ? new DirectoryInfo(path).EnumerateFiles("*", new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true, AttributesToSkip = FileAttributes.ReparsePoint }).Sum(static file => file.Length)
        : null;
}
