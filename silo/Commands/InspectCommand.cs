using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Scew.Storage;

namespace Scew.Silo.Commands;

/// <summary><c>scew-silo inspect</c>: what the SQLite database of a silo that does not run tells of itself. Neither configuration nor key is needed, and nothing is changed.</summary>
internal static class InspectCommand
{
    public static Command Build()
    {
        var path = new Argument<string>("PATH") { Description = "a data folder, or a database file such as a backup" };
        var check = new Option<bool>("--check") { Description = "read everything and check chain, registers and tallies (exit code 74 where something is damaged)" };
        var json = new Option<bool>("--json") { Description = "one JSON object on stdout" };
        var command = new Command("inspect", "Shows what a stopped silo's SQLite database or a backup holds; changes nothing.") { path, check, json };
        command.SetAction((parsed, cancel) => Guarded.RunAsync(() => RunAsync(parsed.GetValue(path)!, parsed.GetValue(check), parsed.GetValue(json))));
        return command;
    }

    private static async Task<int> RunAsync(string path, bool checks, bool asJson)
    {
        var found = await SqliteReplicaStore.InspectAsync(path, checks);
        var members = Members(found);
        await Console.Out.WriteLineAsync(asJson ? members.ToJsonString() : string.Join('\n', members.Select(static one => $"{one.Key,-14}  {one.Value}")));
        return found.Audit?.Fault is { } fault ? throw new SiloFailure(ExitCodes.Storage, $"{found.File} is damaged: {fault}") : ExitCodes.Ok;
    }

    private static JsonObject Members(StoreInspection found)
    {
        var members = new JsonObject
        {
            ["file"] = found.File,
            ["genesis"] = found.Identity.Genesis.ToString(),
            ["member"] = found.Identity.Member,
            ["schema"] = found.Schema,
            ["newestSchema"] = found.NewestSchema,
            ["sizeBytes"] = found.SizeBytes,
            ["journalBytes"] = found.JournalBytes,
            ["lastCheckpoint"] = Time(found.LastCheckpoint),
        };
        if (found.Control is { } control)
        {
            members["epoch"] = found.Epoch;
            members["applied"] = control.Applied;
            members["base"] = found.BaseHeight;
            members["floor"] = control.Floor;
            members["lease"] = control.Lease;
            members["counter"] = control.Counter;
            members["activation"] = control.Activation?.ToString();
            members["doubt"] = control.Doubt == StoreDoubt.None ? null : control.Doubt.ToString().ToLowerInvariant();
            members["votes"] = control.Votes;
            members["certificates"] = control.Certificates;
            members["blocks"] = control.Blocks;
            members["evidence"] = control.Evidence;
        }
        if (found.Head is { } head)
        {
            members["height"] = head.Height;
            members["view"] = head.View;
            members["time"] = Time(DateTimeOffset.FromUnixTimeMilliseconds(head.State.TimeMs).UtcDateTime);
            members["stateRoot"] = head.State.StateRoot.ToString();
        }
        if (found.Newest is var (height, view))
        {
            members["newestHeight"] = height;
            members["newestView"] = view;
        }
        if (found.Audit is { } audit)
        {
            members["complete"] = audit.Fault is null;
            members["fault"] = audit.Fault;
        }
        return members;
    }

    private static string Time(DateTime time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
