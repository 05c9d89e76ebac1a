using System.Globalization;
using System.Text.Json;

namespace Scew.Client.Tests.Group;

/// <summary>The applications on four real silos, through the console: from a customer's and from a merchant's side.</summary>
[Collection(GroupCollection.Name)]
public sealed class ApplicationTests(RunningGroup group)
{
    [Fact]
    public void PointsOfOneMerchantAreRedeemedAtAnotherAndTheBookkeeperSeesWhoOwes()
    {
        var programme = Programme("~/spring");
        Ok("asset", "create", "~/pass", "--machine", Machine("points"), "--set", "programme=" + programme, "--key", "alice");
        var pass = Id("~/pass", "alice");
        // Merchant a issues, merchant b redeems; nobody spends what is not there.
        Ok("asset", "step", pass, "issue", "--set", "order=o1", "--set", "lot=spring", "--set", "amount=100", "--set", "opens=2020-01-01T00:00:00Z", "--set", "expires=2099-01-01T00:00:00Z", "--key", "merchant-a");
        Refused("fewer points", "asset", "step", pass, "authorise", "--set", "hold=h1", "--set", "amount=101", "--set", "agent=" + Merchant("b"), "--set", "until=2098-01-01T00:00:00Z", "--key", "alice");
        Ok("asset", "step", pass, "authorise", "--set", "hold=h1", "--set", "amount=60", "--set", "agent=" + Merchant("b"), "--set", "until=2098-01-01T00:00:00Z", "--key", "alice");
        Refused("only the one whom the points are set aside for", "asset", "step", pass, "capture", "--set", "hold=h1", "--set", "amount=60", "--key", "merchant-a");
        Ok("asset", "step", pass, "capture", "--set", "hold=h1", "--set", "amount=40", "--key", "merchant-b");
        Ok("asset", "step", pass, "refund", "--set", "hold=h1", "--set", "amount=10", "--key", "merchant-b");
        var rows = Json("loyalty", "export", programme).GetProperty("rows").EnumerateArray().ToDictionary(row => row.GetProperty("merchant").GetString()!);
        Assert.Equal(("100", "30", "70", "30"), (Cell(rows, "a", "issued"), Cell(rows, "a", "redeemed"), Cell(rows, "a", "outstanding"), Cell(rows, "a", "owes")));
        Assert.Equal(("0", "30", "30", "30"), (Cell(rows, "b", "issued"), Cell(rows, "b", "accepted"), Cell(rows, "b", "earns"), Cell(rows, "b", "net")));
        var csv = Path.Combine(group.Console.Home, "rows.csv");
        Ok("loyalty", "export", programme, "--csv", csv);
        Assert.Equal(3, File.ReadAllLines(csv).Length);
        Assert.Equal(74, group.Console.Run("loyalty", "export", programme, "--csv", csv).Exit);
        Assert.Contains("-30", Ok("loyalty", "statement", programme, "--merchant", Merchant("a")), StringComparison.Ordinal);
    }

    [Fact]
    public void ADepositIsHeldAtTheHandOverAndPaidBackAtTheInspection()
    {
        var programme = Programme("~/summer");
        foreach (var name in new[] { "bob", "carol" })
        {
            Ok("asset", "create", "~/purse", "--machine", Machine("points"), "--set", "programme=" + programme, "--key", name);
        }
        var carols = Id("~/purse", "carol");
        Ok("asset", "step", carols, "issue", "--set", "order=o2", "--set", "lot=summer", "--set", "amount=50", "--set", "opens=2020-01-01T00:00:00Z", "--set", "expires=2099-01-01T00:00:00Z", "--key", "merchant-a");
        Ok("asset", "create", "~/drill", "--machine", Machine("lending"), "--set", "title=Drill", "--set", "deposit=20", "--set", "ownPoints=~/purse", "--set", "pickUp=2h", "--key", "bob");
        var drill = Id("~/drill", "bob");
        Ok("asset", "step", drill, "book", "--key", "carol");
        Refused("the owner needs no booking", "asset", "step", drill, "queueUp", "--key", "bob");
        Ok("asset", "step", drill, "offer", "--set", "until=" + Later(48), "--key", "bob");
        string[] handOver = ["asset", "step", drill, "handOver", "--set", "condition=Fine", "--set", "photo=" + new string('a', 64), "--set", "points=" + carols, "--set", "hold=drill"];
        Refused("owner and borrower sign the hand-over", [.. handOver, "--key", "bob"]);
        Refused($"--allow asset:{carols}=MOST", [.. handOver, "--key", "bob", "--cosign", "carol"]);
        Refused($"next: if that is meant: --allow asset:{carols}=20", [.. handOver, "--key", "bob", "--cosign", "carol", "--allow", $"asset:{carols}=19"]);
        Ok([.. handOver, "--key", "bob", "--cosign", "carol", "--allow", $"asset:{carols}=20"]);
        var explained = Json("asset", "explain", drill, "--key", "carol");
        Assert.Equal("OnLoan", explained.GetProperty("state").GetString());
        Assert.Contains(explained.GetProperty("history").EnumerateArray(), step => step.GetProperty("step").GetString() == "handOver");
        Assert.Contains(explained.GetProperty("transitions").EnumerateArray(), step =>
            step.GetProperty("transition").GetString() == "retire" && step.GetProperty("closedBecause").GetString() == "'retire' leads on from Ready or InRepair, and the asset is OnLoan");
        Refused("fewer points that can be spent: input.amount is 31", "asset", "step", carols, "transfer", "--set", "to=" + Id("~/purse", "bob"), "--set", "amount=31", "--key", "carol");
        Ok("asset", "step", drill, "giveBack", "--set", "condition=Fine", "--set", "photo=" + new string('b', 64), "--key", "carol", "--cosign", "bob");
        Ok("asset", "step", drill, "accept", "--key", "bob");
        // What happened to the points because of the drill: nobody signed for them alone.
        var points = Json("asset", "history", carols).GetProperty("entries").EnumerateArray().ToArray();
        Assert.All(points, entry => Assert.Equal("verified", entry.GetProperty("proof").GetString()));
        Assert.Equal([drill, drill], points[..2].Select(entry => entry.GetProperty("calledBy").GetString()));
        Assert.Equal(["book", "offer", "handOver", "giveBack", "accept"], Json("asset", "history", drill).GetProperty("entries").EnumerateArray().Reverse().Skip(1).Select(entry => entry.GetProperty("step").GetString()));
        Assert.Contains("left: 50", Ok("asset", "show", carols, "--key", "carol"), StringComparison.Ordinal);
        Assert.Contains("Ready", Ok("asset", "show", drill, "--key", "bob"), StringComparison.Ordinal);
        Assert.Contains("<svg", Ok("machine", "draw", drill, "--format", "svg", "--key", "bob"), StringComparison.Ordinal);
    }

    /// <summary>Merchants a and b, whose money covers what they issue.</summary>
    private string Programme(string name)
    {
        Ok("asset", "create", name, "--machine", Machine("programme"), "--set", "name=Points", "--set", "accounts=" + Machine("points"), "--set", "period=30d", "--key", "merchant-a");
        var id = Id(name, "merchant-a");
        foreach (var merchant in new[] { "a", "b" })
        {
            var wallet = $"money-{id[(id.IndexOf(':', StringComparison.Ordinal) + 1)..]}-{merchant}";
            Ok("wallet", "create", wallet, "--key", "merchant-" + merchant);
            Ok("wallet", "issue", wallet, "1000", "--key", "merchant-" + merchant);
            Ok(
                "asset", "step", id, "enrol", "--set", "merchant=" + Merchant(merchant), "--set", "wallet=" + wallet, "--set", "quota=1000", "--set", "rate=1000", "--set", "prefund=500",
                "--key", "merchant-" + merchant, "--cosign", "merchant-c", "--allow", $"wallet:{wallet}=500");
        }
        return id;
    }

    private string Machine(string name) => Ok("machine", "deploy", name, "--key", "alice", "-o", "id").Trim();

    private string Id(string id, string key) => Ok("asset", "show", id, "--key", key, "-o", "id").Trim();

    private string Merchant(string name) => group.Net.Merchants.Single(merchant => merchant.Name == name).Key.Account.ToString();

    private string Cell(Dictionary<string, JsonElement> rows, string merchant, string column) => rows[Merchant(merchant)].GetProperty(column).GetString()!;

    private static string Later(int hours) => DateTimeOffset.UtcNow.AddHours(hours).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private string Ok(params string[] command)
    {
        var (exit, stdout, stderr) = group.Console.Run(command);
        Assert.True(exit == 0, $"{string.Join(' ', command)}\n{stdout}{stderr}");
        return stdout;
    }

    private JsonElement Json(params string[] command) => JsonDocument.Parse(Ok([.. command, "--json"])).RootElement.GetProperty("data");

    private void Refused(string reason, params string[] command)
    {
        var (exit, stdout, stderr) = group.Console.Run(command);
        Assert.True(exit == 5 && stderr.Contains(reason, StringComparison.Ordinal), $"{exit} {string.Join(' ', command)}\n{stdout}{stderr}");
    }
}
