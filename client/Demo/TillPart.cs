using Scew.Cli.Commands;
using Scew.Cli.Output;
using Scew.Client.Till;

namespace Scew.Cli.Demo;

/// <summary>(a) Points for a till's receipts; cancellations take them back.</summary>
internal static class TillPart
{
    public static async Task<TillPlan> RunAsync(DemoContext demo, CancellationToken cancellation)
    {
        demo.Part("(a) Points for till receipts, one a penny, issued by the merchant of each receipt");
        var file = TillCommands.Read(Path.Combine(AppContext.BaseDirectory, "Samples", "till-sample.csv"));
        var plan = TillPlan.Of(file.Rows);
        using var journal = TillJournal.Open(TillJournal.PathFor(demo.Net.Folder, file.Hash), file.Hash, demo.Client.Verifier.Group.Genesis)
            ?? throw DemoContext.Failed("the import's journal is another file's");
        using var progress = new ProgressLine(demo.Printer, "rows");
        var import = new TillImport(demo.Client, plan, demo.Keys, journal, progress) { OnReceipt = (_, receipt) => demo.Tally.CountReceipt(receipt.Succeeded) };
        TillReport report;
        try
        {
            report = await import.RunAsync(cancellation);
        }
        catch (TillException stopped)
        {
            throw DemoContext.Failed(stopped.Message);
        }
        if (!report.Agrees)
        {
            throw DemoContext.Failed($"supply {report.Supply}, issued - taken back {report.Issued - report.TakenBack}, counted a second way {report.Counted.Supply}");
        }
        foreach (var step in plan.Steps)
        {
            if (step.Delta > 0)
            {
                demo.Settlement.Issued(step.Row.Merchant, step.Row.Customer, step.Delta);
            }
            else
            {
                demo.Settlement.TakenBack(step.Row.Merchant, step.Row.Customer, -step.Delta);
            }
        }
        demo.Say($"{Numbers.Text(report.Planned.Rows)} receipts of {plan.Customers.Length} customers in {Numbers.Seconds(report.Elapsed)}");
        demo.Say($"issued {Numbers.Text(report.Issued)}, taken back {Numbers.Text(report.TakenBack)}, supply {Numbers.Text(report.Supply)} = ledger = second count of the file");
        return plan;
    }
}
