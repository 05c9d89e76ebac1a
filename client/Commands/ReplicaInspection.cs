using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Scew.Cli.Grammar;
using Scew.Cli.Output;
using Scew.Client.DevNets;
using Scew.Protocol.Api;

namespace Scew.Cli.Commands;

/// <summary><c>replica inspect</c>: what a stopped replica's database holds. <c>scew-silo inspect</c> reads it, since the console knows nothing of databases.</summary>
internal static class ReplicaInspection
{
    public static Verb Build()
    {
        var path = new Option<string>("--offline") { Description = "the data folder of a silo that does not run, or a database file such as a backup (SQLite)", Required = true };
        var check = new Option<bool>("--check") { Description = "read everything and check chain, registers and tallies; exit code 74 where something is damaged" };
        return new Verb("inspect", "what a stopped replica's database holds; nothing is changed", (call, cancel) => InspectAsync(call.Value(path)!, call.Value(check), cancel), path, check);
    }

    private static async Task<CommandOutput> InspectAsync(string path, bool checks, CancellationToken cancellation)
    {
        if (path.StartsWith("postgres", StringComparison.Ordinal) && path.Contains("://", StringComparison.Ordinal))
        {
            throw CliFault.Usage("a PostgreSQL database is not read without its silo's configuration", "scew-silo audit --config FILE");
        }
        if (!Path.Exists(path))
        {
            throw CliFault.NotFound($"there is no folder or file '{path}'", "the folder is 'data' in the silo's configuration");
        }
        var (exit, stdout, stderr) = await RunAsync(["inspect", Path.GetFullPath(path), "--json", .. checks ? ["--check"] : Array.Empty<string>()], cancellation);
        var why = stderr.Trim().Replace("scew-silo: ", "", StringComparison.Ordinal);
        var found = Read(stdout);
        if (exit == ExitCodes.Ok && found is not null)
        {
            return new CommandOutput(found, Text(found)) { Ids = [found["genesis"]!.ToString()] };
        }
        throw exit == ExitCodes.Storage
            ? new CliFault(Codes.Storage, ExitCodes.Storage, "the database is damaged") { Why = why, Unchanged = "the database, which was only read", Next = "scew-silo recover, which fetches everything from the others", Result = found is null ? null : Text(found), Details = found }
            : new CliFault(Codes.BadFile, ExitCodes.General, "the database cannot be read") { Why = why, Unchanged = "the database, which was only read", Next = "while its silo runs: scew replica show MERCHANT" };
    }

    private static async Task<(int Exit, string Out, string Error)> RunAsync(string[] arguments, CancellationToken cancellation)
    {
        try
        {
            return await SiloProgram.Find().RunAsync(arguments, cancellation);
        }
        catch (DevNetException missing)
        {
            throw new CliFault(Codes.BadFile, ExitCodes.General, "scew-silo, which reads databases, was not found") { Why = missing.Message, Next = "set SCEW_SILO to the path of scew-silo.dll" };
        }
    }

    private static JsonObject? Read(string stdout)
    {
        try
        {
            return JsonNode.Parse(stdout) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Text(JsonObject found)
    {
        var facts = new List<(string, string)>
        {
            ("database", $"{found["file"]}"),
            ("group", $"genesis {found["genesis"]}"),
            ("member", $"{found["member"]}" + (found["epoch"] is { } epoch ? $", in epoch {epoch}" : "")),
            ("schema", $"{found["schema"]}" + (found["schema"]!.GetValue<int>() < found["newestSchema"]!.GetValue<int>() ? $"; this program's is {found["newestSchema"]}, and the next start migrates it" : "")),
            ("size", $"{Bytes(found["sizeBytes"])}, and {Bytes(found["journalBytes"])} of journal"),
            ("checkpoint", $"{found["lastCheckpoint"]}"),
        };
        void Add(string name, string member, Func<string> text)
        {
            if (found[member] is not null)
            {
                facts.Add((name, text()));
            }
        }
        Add("applied", "applied", () => found["height"] is null ? "nothing yet" : $"height {found["height"]}, of view {found["view"]}, at {found["time"]}");
        Add("state root", "stateRoot", () => $"{found["stateRoot"]}");
        Add("newest block", "newestHeight", () => $"height {found["newestHeight"]}, of view {found["newestView"]}");
        Add("held from", "base", () => $"height {found["base"]!.GetValue<long>() + 1}");
        Add("lease", "lease", () => $"views {found["floor"]} to {found["lease"]}, safety write {found["counter"]}");
        Add("activation", "activation", () => $"{found["activation"]}");
        Add("doubt", "doubt", () => $"{found["doubt"]}: it votes only after the others told it what its key signed");
        Add("votes", "votes", () => $"{found["votes"]} own, {found["certificates"]} certificates, {found["blocks"]} blocks, {found["evidence"]} evidence");
        Add("checked", "complete", () => found["complete"]!.GetValue<bool>() ? "chain, registers and tallies are complete" : $"damaged: {found["fault"]}");
        return CommandOutput.Facts([.. facts]);
    }

    private static string Bytes(JsonNode? number) => Numbers.Text(number!.GetValue<long>()) + " bytes";
}
