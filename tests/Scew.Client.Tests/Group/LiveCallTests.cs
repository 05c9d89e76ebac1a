using System.Text.Json.Nodes;
using Scew.Client.Tests.Cli;

namespace Scew.Client.Tests.Group;

/// <summary>Calls of a running group, in one long life of a customer: every answer is one envelope whose data are of the shape that scew schema shows.</summary>
[Collection(GroupCollection.Name)]
public sealed class LiveCallTests(RunningGroup group)
{
    private const string Bob = "BOB";
    private const string Id = "ID";
    private const string Receipt = "RECEIPT";
    private const string Machine = "HASH";

    /// <summary>One after the other, as key tree-customer; words in capitals stand for what an earlier call answered.</summary>
    public static IReadOnlyList<string> Lines { get; } =
    [
        "status", "group show", "replica show a", "evidence list", "wallet list", "wallet create ~/points", "wallet issue OWN 100 --key merchant-a", "wallet pay ~/points BOB 1", "pay ~/points BOB 1", "send ~/points BOB 1",
        "pay ~/points BOB 1 --dry-run", "wallet show ~/points", "balance ~/points --certified", "wallet history ~/points", "request show ID", "request wait ID --for settled --timeout 30s", "request submit ID",
        "request end-unknown ID", "request list", "receipt verify RECEIPT", "receipt verify RECEIPT --fresh", "verify RECEIPT", "machine deploy tool", "machine show HASH", "asset create ~/saw --set title=Saw --set deposit=1", "asset show ~/saw",
        "asset explain ~/saw", "explain ~/saw", "asset history ~/saw", "asset step ~/saw offer --set to=~ --set until=2099-01-01 --dry-run", "variable create ~/stock --type additive --value 4",
        "variable create ~/price --type ordered --value 7", "variable get ~/stock", "variable set ~/price 9", "variable sum ~/stock 2", "variable compare ~/price >= 5", "variable between ~/price, 1 10",
        "variable list", "variable update --if wallet:~/points>=1 --sum ~/stock=1", "watch --count 2 --since 0.0", "watch assets --count 1 --since 0.0", "web verify PAGE",
    ];

    [Fact]
    public void EveryCallIsOneEnvelopeOfItsShape()
    {
        var known = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [Bob] = group.Up.GetProperty("wallets")[1].GetProperty("id").GetString()!,
            ["PAGE"] = group.Net.Merchants[0].Url.ToString().TrimEnd('/'),
        };
        foreach (var line in Lines)
        {
            string[] words = [.. line.Split(' ').Select(word => known.GetValueOrDefault(word, word))];
            string[] key = words.Contains("--key") || !Signs(line) ? [] : ["--key", "tree-customer"];
            if (words[0] == "watch")
            {
                Watch(words);
                continue;
            }
            var (exit, stdout, stderr) = group.Console.Run([.. words, .. key, "--json", "--quiet"]);
            Assert.True(exit is 0 or 9, $"{line}\n{stdout}{stderr}");
            var data = GoodCallTests.AssertEnvelope(stdout);
            Learn(known, line, data);
        }
    }

    /// <summary>After every line the feed goes on, whatever was left out before it.</summary>
    [Fact]
    public void AFeedOfOneKindResumesAfterTheLastLine()
    {
        Assert.Equal(0, group.Console.Run("asset", "create", "~/feed-a", "--set", "title=A", "--set", "deposit=1", "--key", "feed-customer").Exit);
        Assert.Equal(0, group.Console.Run("wallet", "create", "~/feed-w", "--key", "feed-customer").Exit);
        Assert.Equal(0, group.Console.Run("asset", "create", "~/feed-b", "--set", "title=B", "--set", "deposit=1", "--key", "feed-customer").Exit);
        var first = group.Console.Run("asset", "show", "~/feed-a", "--key", "feed-customer", "-o", "id").Out.Trim();
        var second = group.Console.Run("asset", "show", "~/feed-b", "--key", "feed-customer", "-o", "id").Out.Trim();
        var one = JsonNode.Parse(group.Console.Run("watch", "assets", "--id", first, "--id", second, "--since", "0.0", "--count", "1", "-o", "ndjson").Out)!;
        Assert.Equal(first, one["ids"]![0]!.ToString());
        var two = JsonNode.Parse(group.Console.Run("watch", "assets", "--id", first, "--id", second, "--since", one["id"]!.ToString(), "--count", "1", "-o", "ndjson").Out)!;
        Assert.Equal(second, two["ids"]![0]!.ToString());
    }

    [Fact]
    public void ADryRunShowsTheBytesAndSendsNothing()
    {
        var before = group.Console.Run("balance", "~/points", "--fields", "balance").Out;
        var run = group.Console.Run("pay", "~/points", group.Up.GetProperty("wallets")[2].GetProperty("id").GetString()!, "7", "--dry-run", "--json");
        var data = GoodCallTests.AssertEnvelope(run.Out);
        var input = data["signingInput"]!.ToString().Split('.');
        Assert.Equal(data["payload"]!.ToString(), System.Text.Encoding.UTF8.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(input[1])));
        Assert.Equal("7", JsonNode.Parse(data["payload"]!.ToString())!["op"]!["amount"]!.ToString());
        Assert.Equal(before, group.Console.Run("balance", "~/points", "--fields", "balance").Out);
    }

    /// <summary>A mistyped name of something that this machine has receipts of.</summary>
    [Fact]
    public void ANameThatIsNearlyRightIsSuggested()
    {
        Assert.Equal(0, group.Console.Run("wallet", "create", "~/groceries", "--key", "near-customer").Exit);
        var asked = group.Console.Run("balance", "~/grocerie", "--key", "near-customer");
        Assert.Equal(3, asked.Exit);
        Assert.Contains("did you mean '~/groceries'?", asked.Error, StringComparison.Ordinal);
        var offered = group.Console.Run("complete", "-o", "id", "--", "scew wallet show ~/groc");
        Assert.Equal("~/groceries\n", offered.Out);
    }

    /// <summary>What the console's README shows of machines and assets, pasted as it stands there.</summary>
    [Fact]
    public void TheShellRunsWhatADocumentShows()
    {
        var readme = File.ReadAllLines(Path.Combine(DocExampleTests.Root(), "client", "README.md"));
        var block = readme.Where(static line => line.StartsWith("    dotnet run --project client -- machine ", StringComparison.Ordinal) || line.Contains("asset create ~/drill", StringComparison.Ordinal)
            || line.Contains("asset explain ~/drill", StringComparison.Ordinal)).Where(static line => !line.Contains("FILE", StringComparison.Ordinal) && !line.Contains("--out", StringComparison.Ordinal)).ToList();
        Assert.True(block.Count >= 3, string.Join('\n', block));
        var hash = group.Console.Run("machine", "deploy", "lending", "-o", "id", "--key", "paste-customer").Out.Trim();
        var pasted = string.Join('\n', block).Replace("HASH", hash, StringComparison.Ordinal);
        var (exit, stdout, stderr) = group.Console.RunWithInput(pasted + "\n", "shell", "--quiet");
        Assert.True(exit == 0, stdout + stderr);
        Assert.Contains("drill", stdout, StringComparison.Ordinal);
    }

    private static bool Signs(string line) => line.Split(' ')[0] is "wallet" or "pay" or "send" or "balance" or "asset" or "explain" or "variable" or "machine" && !line.StartsWith("wallet list", StringComparison.Ordinal)
        && !line.StartsWith("machine show", StringComparison.Ordinal);

    private void Watch(string[] words)
    {
        var (exit, stdout, _) = group.Console.Run([.. words, "--json", "--quiet"]);
        Assert.Equal(0, exit);
        Assert.All(stdout.TrimEnd().Split('\n'), static line => Assert.Empty(Scew.Cli.Reference.ShapeCheck.Faults(Scew.Cli.Reference.Shapes.Of("watch")!, JsonNode.Parse(line))));
    }

    private static void Learn(Dictionary<string, string> known, string line, JsonNode data)
    {
        if (line.StartsWith("wallet create", StringComparison.Ordinal))
        {
            known["OWN"] = data["operation"]!["id"]!.ToString();
        }
        if (line.StartsWith("send", StringComparison.Ordinal))
        {
            known[Id] = data["requestId"]!.ToString();
            known[Receipt] = data["receipt"]!.ToString();
        }
        if (line.StartsWith("machine deploy", StringComparison.Ordinal))
        {
            known[Machine] = data["machine"]!.ToString();
        }
    }
}
