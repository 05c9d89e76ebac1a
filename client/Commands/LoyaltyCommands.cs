using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Scew.Cli.Grammar;
using Scew.Cli.Output;
using Scew.Cli.State;
using Scew.Machines;
using Scew.Protocol;
using Scew.Protocol.Api;
using Scew.Protocol.Requests;

namespace Scew.Cli.Commands;

/// <summary><c>loyalty statement|export</c>: what a programme of points (programme.machine) wrote down for its merchants, verified here.</summary>
internal static class LoyaltyCommands
{
    private static readonly string[] Columns = ["period", "merchant", "issued", "redeemed", "expired", "accepted", "outstanding", "owes", "earns", "net", "prefund"];

    // The same, short enough for a terminal.
    private static readonly string[] Headings = ["period", "merchant", "issued", "spent", "expired", "taken", "open", "owes", "earns", "net", "prefund"];
    private static readonly Argument<string> Programme = new("PROGRAMME") { Description = "the programme's asset, ~/NAME for one of your own" };
    private static readonly Option<long?> Period = new("--period") { Description = "one period only; the open one has the highest number" };
    private static readonly Option<string?> Key = KeyRing.KeyOption();

    public static Noun Build()
    {
        var merchant = new Option<string?>("--merchant") { Description = "the merchant's account; by default the own" };
        var csv = new Option<string?>("--csv") { Description = "a new file for the rows as CSV (RFC 4180)" };
        return new Noun("loyalty", "points that every merchant of a programme honours",
            new Verb("statement", "one merchant's points and money per period", (call, cancel) => StatementAsync(call, merchant, cancel), Programme, merchant, Period, Key),
            new Verb("export", "every merchant's rows, for the bookkeeper", (call, cancel) => ExportAsync(call, csv, cancel), Programme, Period, csv, Key));
    }

    private static async Task<CommandOutput> StatementAsync(Call call, Option<string?> merchantOption, CancellationToken cancellation)
    {
        var (rows, asOf, own) = await RowsAsync(call, cancellation);
        var wanted = call.Value(merchantOption) ?? own.ToString();
        if (!Account.TryParse(wanted, out _))
        {
            throw CliFault.Usage($"'{wanted}' is no account", "--merchant ACCOUNT, 43 characters");
        }
        var mine = rows.Where(row => row[1] == wanted).ToList();
        return mine.Count > 0
            ? Output(mine, asOf)
            : throw CliFault.NotFound($"the programme has no row for {wanted}{(call.Value(Period) is { } period ? $" in period {Text(period)}" : string.Empty)}", "scew loyalty export PROGRAMME");
    }

    private static async Task<CommandOutput> ExportAsync(Call call, Option<string?> csvOption, CancellationToken cancellation)
    {
        var (rows, asOf, _) = await RowsAsync(call, cancellation);
        if (call.Value(csvOption) is { } path)
        {
            var text = new StringBuilder().AppendJoin(',', Columns).Append("\r\n");
            foreach (var row in rows)
            {
                text.AppendJoin(',', row).Append("\r\n");
            }
            try
            {
                // A file that is there belongs to somebody.
                using var file = new FileStream(path, FileMode.CreateNew);
                file.Write(Encoding.UTF8.GetBytes(text.ToString()));
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                throw new CliFault(Codes.NoAccess, ExitCodes.Storage, $"the file {path} cannot be written") { Why = failure.Message, Unchanged = "nothing was written", Next = "another --csv FILE" };
            }
        }
        return Output(rows, asOf);
    }

    private static CommandOutput Output(List<string[]> rows, string asOf)
    {
        var table = new TableView(Headings) { RightAligned = new HashSet<int>(Enumerable.Range(0, Columns.Length).Where(static column => column != 1)) };
        var data = new JsonArray();
        foreach (var row in rows)
        {
            table.Row(row);
            var line = new JsonObject();
            for (var i = 0; i < Columns.Length; i++)
            {
                line[Columns[i]] = row[i];
            }
            data.Add((JsonNode)line);
        }
        return new CommandOutput(new JsonObject { ["asOf"] = asOf, ["rows"] = data }, table.Render() + $"as of {asOf} (verified here)\n");
    }

    /// <summary>The rows of ended periods as they stand, and the open one as it is now.</summary>
    private static async Task<(List<string[]> Rows, string AsOf, Account Own)> RowsAsync(Call call, CancellationToken cancellation)
    {
        using var session = await GroupSession.OpenAsync(call, cancellation);
        var ring = new KeyRing(call, session.Profile);
        var own = ring.AccountOf(ring.Choose(call.Value(Key)));
        var id = Ids.Expand(call.Value(Programme), () => own);
        var (register, height, timeMs) = await AssetViews.FindAsync(session, id, cancellation);
        if (AssetRegister.ToState(register)?.Values is not { } values || values.Find("rows") is not MachineValue.List written || values.Find("merchants") is not MachineValue.List merchants
            || values.Find("number") is not MachineValue.Int number)
        {
            throw new CliFault(Codes.BadInput, ExitCodes.Refused, $"'{id}' is no programme of points") { Why = "it has no rows, merchants and period", Unchanged = "nothing was written", Next = "scew asset show ID" };
        }
        var rows = written.Items.OfType<MachineValue.Record>().Select(static row => Row(row, Number(row, "period"), row.Find("merchant"), 0)).ToList();
        rows.AddRange(merchants.Items.OfType<MachineValue.Record>().Select(one => Row(one, number.Value, one.Find("id"), Number(one, "earns") - Number(one, "owes"))));
        if (call.Value(Period) is { } period)
        {
            rows.RemoveAll(row => row[0] != Text(period));
        }
        return (rows, $"{ReceiptViews.Time(timeMs)}, height {Text(height)}", own);
    }

    /// <summary>A row of an ended period holds the money after netting; of the open one it is worked out here.</summary>
    private static string[] Row(MachineValue.Record row, long period, MachineValue? merchant, long pending) =>
    [
        Text(period), merchant is null ? string.Empty : AssetValues.Text(merchant), Field(row, "issued"), Field(row, "redeemed"), Field(row, "expired"), Field(row, "accepted"),
        Field(row, "outstanding"), Field(row, "owes"), Field(row, "earns"), Text(Number(row, "earns") - Number(row, "owes")), Text(Number(row, "prefund") + pending),
    ];

    private static string Field(MachineValue.Record row, string name) => Text(Number(row, name));

    private static long Number(MachineValue.Record row, string name) => row.Find(name) is MachineValue.Int number ? number.Value : 0;

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
