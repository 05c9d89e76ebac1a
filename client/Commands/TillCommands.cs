using System.CommandLine;
using System.Text.Json.Nodes;
using Scew.Cli.Grammar;
using Scew.Cli.Output;
using Scew.Cli.State;
using Scew.Client.DevNets;
using Scew.Client.Till;
using Scew.Keys;
using Scew.Protocol.Api;

namespace Scew.Cli.Commands;

/// <summary><c>till import FILE</c>: points for a till's receipts, exactly once however often it is cut off.</summary>
internal static class TillCommands
{
    public static Noun Build()
    {
        var file = new Argument<string>("FILE") { Description = "CSV: time,merchant,invoice,customer,pence" };
        return new Noun("till", "receipts of a till", new Verb("import", "issue points for purchases, take them back for cancellations", (call, cancel) => ImportAsync(call, call.Value(file), cancel), file));
    }

    /// <summary>Reads and checks a till's file, or says which line is wrong.</summary>
    public static TillFile Read(string path)
    {
        if (!File.Exists(path))
        {
            throw CliFault.NotFound($"there is no file '{path}'", "scew till import FILE");
        }
        var (file, fault) = TillFile.Parse(File.ReadAllBytes(path));
        return file ?? throw new CliFault(Codes.BadFile, ExitCodes.General, $"{path} is no till file")
        {
            Why = $"line {fault!.Line}: {fault.Reason}",
            Unchanged = "nothing was imported",
            Next = "correct the line and run the same command",
        };
    }

    /// <summary>The lines that tell what an import did.</summary>
    public static (string Label, string Value)[] Facts(TillReport report) =>
    [
        ("rows", Numbers.Text(report.Planned.Rows)),
        ("cancellations", Numbers.Text(report.Planned.Cancellations)),
        ("issued", Numbers.Text(report.Issued)),
        ("taken back", Numbers.Text(report.TakenBack)),
        ("not covered", Numbers.Text(report.Planned.NotCovered) + "  (cancelled, but nothing of that merchant was outstanding)"),
        ("already spent", Numbers.Text(report.Spent)),
        ("supply", $"{Numbers.Text(report.Supply)}  (read back from the ledger; issued - taken back = {Numbers.Text(report.Issued - report.TakenBack)})"),
        ("second count", $"{Numbers.Text(report.Counted.Supply)}  (from the file, by another method)"),
        ("requests", $"{Numbers.Text(report.Requests)}, every receipt verified here; {Numbers.Text(report.Resumed)} from an earlier run"),
        ("time", Numbers.Seconds(report.Elapsed)),
    ];

    private static async Task<CommandOutput> ImportAsync(Call call, string path, CancellationToken cancellation)
    {
        var file = Read(path);
        using var session = await GroupSession.OpenAsync(call, cancellation);
        if (session.Profile.DevFolder is not { } folder || DevNetState.Load(folder) is not { } state)
        {
            throw new CliFault(Codes.NotPermitted, ExitCodes.Locked, "this console holds no keys of the file's merchants and customers")
            {
                Why = "an import signs for all of them, which only a development group allows",
                Unchanged = "nothing was imported",
                Next = "scew dev up",
            };
        }
        using var keys = new DevTillKeys(DevKeys.FromNumber(state.Seed), [.. state.Merchants.Select(merchant => merchant.Name)]);
        using var journal = TillJournal.Open(TillJournal.PathFor(session.Folder, file.Hash), file.Hash, session.Client.Verifier.Group.Genesis)
            ?? throw new CliFault(Codes.BadFile, ExitCodes.General, "the import's journal belongs to another file");
        using var progress = new ProgressLine(call.Printer, "rows");
        var import = new TillImport(session.Client, TillPlan.Of(file.Rows), keys, journal, progress);
        return Output(await RunAsync(import, path, cancellation), path);
    }

    private static async Task<TillReport> RunAsync(TillImport import, string path, CancellationToken cancellation)
    {
        try
        {
            return await import.RunAsync(cancellation);
        }
        catch (TillException stopped)
        {
            throw new CliFault(stopped.Code, (int)CodeRegistry.Get(stopped.Code).ExitCode, "the import stopped")
            {
                Why = stopped.Message,
                Unchanged = "what was imported stays; nothing is issued twice",
                Next = $"scew till import {path}",
                Retryable = true,
            };
        }
    }

    private static CommandOutput Output(TillReport report, string path)
    {
        if (!report.Agrees)
        {
            throw new CliFault(Codes.VerificationFailed, ExitCodes.VerificationFailed, "the totals do not agree")
            {
                Why = $"supply {report.Supply}, issued - taken back {report.Issued - report.TakenBack}, second count {report.Counted.Supply}; somebody may have minted meanwhile",
                Next = $"scew till import {path}",
            };
        }
        return new CommandOutput(
            new JsonObject
            {
                ["rows"] = report.Planned.Rows,
                ["cancellations"] = report.Planned.Cancellations,
                ["issued"] = report.Issued,
                ["takenBack"] = report.TakenBack,
                ["notCovered"] = report.Planned.NotCovered,
                ["spent"] = report.Spent,
                ["supply"] = report.Supply,
                ["secondCount"] = report.Counted.Supply,
                ["agrees"] = report.Agrees,
                ["requests"] = report.Requests,
                ["resumed"] = report.Resumed,
                ["elapsedMs"] = (long)report.Elapsed.TotalMilliseconds,
            },
            CommandOutput.Facts(Facts(report)));
    }
}
