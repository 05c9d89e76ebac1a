using System.Text;
using Scew.Client.Till;
using Scew.Keys;

namespace Scew.Client.Tests.Group;

[Collection(GroupCollection.Name)]
public sealed class TillImportTests(RunningGroup group)
{
    [Fact]
    public async Task AnImportThatIsCutOffGoesOnAndIssuesNothingTwice()
    {
        var file = Rows("cut", 600);
        var plan = TillPlan.Of(file.Rows);
        using var keys = new Scew.Cli.State.DevTillKeys(DevKeys.FromNumber(1), [.. group.Net.Merchants.Select(merchant => merchant.Name)]);
        var path = TillJournal.PathFor(group.Console.Home, file.Hash);
        var genesis = group.Client.Verifier.Group.Genesis;
        using (var journal = TillJournal.Open(path, file.Hash, genesis)!)
        using (var cut = new CancellationTokenSource())
        {
            var import = new TillImport(group.Client, plan, keys, journal) { OnReceipt = (batch, _) => Cut(batch, cut) };
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => import.RunAsync(cut.Token));
        }
        using var again = TillJournal.Open(path, file.Hash, genesis)!;
        var report = await new TillImport(group.Client, plan, keys, again).RunAsync(CancellationToken.None);
        Assert.True(report.Agrees, report.ToString());
        Assert.True(report.Resumed > 0);
        Assert.Equal(plan.Totals.Supply, report.Supply);
    }

    [Fact]
    public void TheConsoleImportsTheSampleOnceHoweverOftenItIsAsked()
    {
        var sample = Path.Combine(AppContext.BaseDirectory, "Samples", "till-sample.csv");
        var first = group.Console.Run("till", "import", sample, "--fields", "issued,takenBack,notCovered,supply,agrees", "--no-progress");
        Assert.Equal((0, ""), (first.Exit, first.Error));
        var totals = TillPlan.Of(TillFile.Parse(File.ReadAllBytes(sample)).File!.Rows).Totals;
        Assert.Contains($"{totals.Issued}", first.Out, StringComparison.Ordinal);
        Assert.Contains("true", first.Out, StringComparison.Ordinal);
        Assert.Equal(first.Out, group.Console.Run("till", "import", sample, "--fields", "issued,takenBack,notCovered,supply,agrees", "--no-progress").Out);
    }

    [Fact]
    public async Task ATakeBackShrinksToWhatTheCustomerStillHas()
    {
        using var keys = new Scew.Cli.State.DevTillKeys(DevKeys.FromNumber(1), [.. group.Net.Merchants.Select(merchant => merchant.Name)]);
        var bought = Parse("time,merchant,invoice,customer,pence\n2026-03-02T08:01:00Z,A,1,spender,100\n");
        await ImportAsync(bought, keys);
        var spender = keys.Customer("spender");
        var wallet = Protocol.Requests.IdRules.OwnPrefix(spender.Account) + ":points";
        using var shop = group.Net.Customer("spenders-shop");
        var to = await group.WalletAsync(shop, 1);
        await group.SettledAsync(group.Sign(new Protocol.Requests.Transfer(wallet, to, 70, null), spender));
        var cancelled = Parse("time,merchant,invoice,customer,pence\n2026-03-02T08:01:00Z,A,2,spender,50\n2026-03-02T08:02:00Z,A,C1,spender,-50\n2026-03-02T08:03:00Z,A,3,spender,10\n");
        var report = await ImportAsync(cancelled, keys);
        Assert.Equal((60, 50, 0L), (report.Issued, report.TakenBack, report.Spent));
        Assert.True(report.Agrees);
    }

    [Fact]
    public void AFilesMerchantWithoutIssuerIsRefusedBeforeAnythingIsSent()
    {
        var path = Path.Combine(group.Console.Home, "unknown-merchant.csv");
        File.WriteAllText(path, "time,merchant,invoice,customer,pence\n2026-03-02T08:01:00Z,Z,1,c1,100\n");
        var (exit, stdout, stderr) = group.Console.Run("till", "import", path);
        Assert.Equal((3, ""), (exit, stdout));
        Assert.Contains("'Z'", stderr, StringComparison.Ordinal);
    }

    private async Task<TillReport> ImportAsync(TillFile file, Scew.Cli.State.DevTillKeys keys)
    {
        using var journal = TillJournal.Open(TillJournal.PathFor(group.Console.Home, file.Hash), file.Hash, group.Client.Verifier.Group.Genesis)!;
        return await new TillImport(group.Client, TillPlan.Of(file.Rows), keys, journal).RunAsync(CancellationToken.None);
    }

    private static void Cut(TillBatch batch, CancellationTokenSource cut)
    {
        if (batch.Merchant is not null)
        {
            cut.Cancel();
        }
    }

    private static TillFile Rows(string customers, int count)
    {
        var text = new StringBuilder(TillFile.Header).Append('\n');
        var random = new Random(3);
        for (var i = 0; i < count; i++)
        {
            var pence = random.Next(5) == 0 ? -random.Next(1, 500) : random.Next(1, 2000);
            text.Append($"2026-03-02T08:01:00Z,{"AB"[i % 2]},{i},{customers}{random.Next(5)},{pence}\n");
        }
        return Parse(text.ToString());
    }

    private static TillFile Parse(string text) => TillFile.Parse(Encoding.UTF8.GetBytes(text)).File!;
}
