using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Scew.Cli.Output;
using Scew.Cli.State;
using Scew.Client;
using Scew.Client.DevNets;
using Scew.Client.Submission;
using Scew.Protocol.Api;
using Scew.Protocol.Registers;

namespace Scew.Cli.Demo;

/// <summary>The demonstration from start to end. Whatever happens, every process is stopped and the data folder is named.</summary>
internal static class DemoRun
{
    public static async Task<CommandOutput> RunAsync(Printer printer, string? folder, CancellationToken cancellation)
    {
        var data = folder is null ? Directory.CreateTempSubdirectory("scew-demo-").FullName : Path.GetFullPath(folder);
        var started = Stopwatch.GetTimestamp();
        printer.Note("starting four merchants, each a process with its own database ...");
        try
        {
            await using var net = await DevNet.StartAsync(new DevNetOptions { Folder = data }, cancellation);
            using var client = net.CreateClient(new ClientOptions { Outbox = new Outbox(Path.Combine(data, "console")) });
            using var keys = new DevTillKeys(net.Keys, [.. net.Merchants.Select(merchant => merchant.Name)]);
            var demo = new DemoContext(net, client, keys, printer);
            printer.Note($"  ready after {Numbers.Seconds(Stopwatch.GetElapsedTime(started))}; genesis {client.Verifier.Group.Genesis} (DEV)");
            var plan = await TillPart.RunAsync(demo, cancellation);
            var balances = await RedeemPart.RunAsync(demo, plan, cancellation);
            await CrashPart.RunAsync(demo, balances, cancellation);
            await LiarPart.RunAsync(demo, balances, cancellation);
            await LendPart.RunAsync(demo, cancellation);
            await CheckBalancesAsync(demo, balances, cancellation);
            demo.Part("(f) Who owes whom, and what was verified");
            return Summary(demo, data, Stopwatch.GetElapsedTime(started));
        }
        catch (DevNetException failed)
        {
            throw new CliFault(Codes.Unavailable, ExitCodes.Unavailable, "the demonstration's group does not run") { Why = failed.Message, Next = $"look at the logs in {data}" };
        }
        finally
        {
            printer.Note($"everything is stopped; data folder: {data}");
        }
    }

    // Every customer's balance once more, linearizable and with proof, against what the receipts add up to.
    private static async Task CheckBalancesAsync(DemoContext demo, Dictionary<string, long> balances, CancellationToken cancellation)
    {
        foreach (var (customer, expected) in balances)
        {
            var key = new RegisterKey(RegisterKind.Wallet, RedeemPart.WalletOf(demo, customer));
            var read = await demo.Client.ReadLinearizableAsync(key, Random.Shared.Next(demo.Net.Merchants.Length), cancellation);
            if (read.Value?.Wallet is not { } wallet || wallet.Balance != expected)
            {
                throw DemoContext.Failed($"the balance of {customer} is not the {expected} that the receipts add up to: {read.Reason}");
            }
            demo.Tally.CountRead();
        }
    }

    private static CommandOutput Summary(DemoContext demo, string folder, TimeSpan elapsed)
    {
        var merchants = demo.Net.Merchants.Select(merchant => merchant.Name.ToUpperInvariant()).ToArray();
        var debts = demo.Settlement.Debts.ToArray();
        var owes = new TableView(["owes", .. merchants.Select(merchant => "to " + merchant), "net"]) { RightAligned = Enumerable.Range(1, merchants.Length + 1).ToHashSet() };
        foreach (var debtor in merchants)
        {
            var cells = merchants.Select(creditor => Numbers.Text(debts.Where(debt => debt.Debtor == debtor && debt.Creditor == creditor).Sum(debt => debt.Points)));
            owes.Row([debtor, .. cells, Numbers.Text(demo.Settlement.Net(debtor))]);
        }
        (string Label, long Count, string Against)[] verified =
        [
            ("receipts", demo.Tally.Receipts, "request, Merkle path, 3 of 4 attestations"),
            ("of them refusals", demo.Tally.Refusals, "each with its reason in the receipt"),
            ("false answers refused", demo.Tally.Rejected, "none of them used"),
            ("balances and assets read", demo.Tally.Reads, "linearizable, trie path, 3 of 4 attestations"),
            ("pieces of evidence", demo.Tally.Evidence, "both signatures of the liar"),
        ];
        var table = new TableView("verified on this machine", "count", "against") { RightAligned = new HashSet<int> { 1 } };
        var counts = new JsonObject();
        foreach (var (label, count, against) in verified)
        {
            table.Row(label, count.ToString(CultureInfo.InvariantCulture), against);
            counts[label] = count;
        }
        var result = new JsonObject
        {
            ["folder"] = folder,
            ["elapsedMs"] = (long)elapsed.TotalMilliseconds,
            ["verified"] = counts,
            ["debts"] = new JsonArray([.. debts.Select(debt => (JsonNode)new JsonObject { ["debtor"] = debt.Debtor, ["creditor"] = debt.Creditor, ["points"] = debt.Points })]),
        };
        return new CommandOutput(result, owes.Render() + "\n" + table.Render() + $"\ndone in {Numbers.Seconds(elapsed)}; data folder {folder}\n");
    }
}
