using System.Text.Json;
using System.Text.RegularExpressions;

namespace Scew.Client.Tests.Group;

[Collection(GroupCollection.Name)]
public sealed partial class CommandTests(RunningGroup group)
{
    [Fact]
    public void EveryInspectingCommandKeepsTheEnvelopeAndAQuietStderr()
    {
        var alice = group.Up.GetProperty("wallets")[0].GetProperty("id").GetString()!;
        string[][] commands =
        [
            ["status"], ["group", "show"], ["wallet", "list"], ["wallet", "show", alice], ["balance", "~/points"], ["wallet", "history", "~/points"], ["request", "list"],
            ["evidence", "list"], ["key", "list"], ["profile", "list"], ["doc", "exit-codes"],
        ];
        foreach (var command in commands)
        {
            var (exit, stdout, stderr) = group.Console.Run([.. command, "--json"]);
            Assert.True(exit is 0 or 9, string.Join(' ', command) + stdout);
            Assert.Empty(stderr);
            using var envelope = JsonDocument.Parse(stdout);
            Assert.Equal(["schema", "ok", "command", "data", "warnings", "next"], envelope.RootElement.EnumerateObject().Select(member => member.Name));
            Assert.True(envelope.RootElement.GetProperty("ok").GetBoolean());
            if (command is not ["status"])
            {
                // A status is of its moment, as is who has a state already; everything else says the same again, however much is said on stderr.
                Assert.Equal(Witnesses().Replace(stdout, ""), Witnesses().Replace(group.Console.Run([.. command, "--json", "--quiet", "-v"]).Out, ""));
            }
        }
    }

    [Fact]
    public void PayShowAndVerifyOffline()
    {
        var bob = group.Up.GetProperty("wallets")[1].GetProperty("id").GetString()!;
        var (exit, stdout, stderr) = group.Console.Run("pay", "~/points", bob, "5", "--owner", Account("bob"), "--key", "alice");
        Assert.Equal(0, exit);
        Assert.Equal(
            """
            request      ID
            signed by    ID
            operation    {"amount":"5","from":"PREFIX:points","to":"PREFIX:points","toOwner":"ID","type":"transfer"}
            outcome      ok
            result       {"from":{"balance":"N","id":"PREFIX:points"},"to":{"balance":"N","id":"PREFIX:points"}}
            position     POSITION
            time         TIME
            attested by  THREE

            """.ReplaceLineEndings("\n"),
            Normal(stdout));
        // A group under load is asked on the way how far it is.
        Assert.True(Regex.IsMatch(Normal(stderr), "^signed    ID\n(accepted  [1-4]/4 .*\n)*(ordered   [2-4]/4 .*\n)?certified [34]/4 merchants signed its result\nverified  height POSITION, attested by THREE\n$"), Normal(stderr));
        var id = stdout.Split('\n')[0].Split(' ')[^1];
        var path = Path.Combine(group.Console.Home, "groups", group.Net.Genesis.Document.Hash().ToString(), "receipts", id + ".json");
        var offline = group.Console.Run("receipt", "verify", path);
        Assert.Equal((0, ""), (offline.Exit, offline.Error));
        Assert.StartsWith(stdout, offline.Out, StringComparison.Ordinal);
        Assert.Matches("^signing set  a, b, c, d \\(epoch 0\\); 3 of 4 are needed\npinned to    genesis [A-Za-z0-9_-]{43}\nage          .* by this machine's clock\n$", offline.Out[stdout.Length..]);
        Assert.Equal(0, group.Console.Run("verify", path, "--pin", group.Net.Genesis.Document.Hash().ToString(), "--genesis", Path.Combine(group.Net.Folder, "genesis.json")).Exit);
        File.WriteAllText(path + ".bad", File.ReadAllText(path).Replace("\"code\":\"ok\"", "\"code\":\"OK\"", StringComparison.Ordinal));
        Assert.Equal(8, group.Console.Run("receipt", "verify", path + ".bad").Exit);
        Assert.Contains(id, group.Console.Run("request", "show", id).Out, StringComparison.Ordinal);
        Assert.Contains(id, group.Console.Run("wallet", "history", bob, "-o", "id").Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AWalletSaysHowManyOthersKnowTheSameState()
    {
        var alice = group.Up.GetProperty("wallets")[0].GetProperty("id").GetString()!;
        var (exit, stdout, _) = group.Console.Run("wallet", "show", alice);
        // A merchant that is a height behind is no witness yet.
        for (var i = 0; i < 50 && !stdout.Contains("2 of 2", StringComparison.Ordinal); i++)
        {
            await Task.Delay(100);
            (exit, stdout, _) = group.Console.Run("wallet", "show", alice);
        }
        Assert.Equal(0, exit);
        Assert.Contains("2 of 2 other merchants know the same state", stdout, StringComparison.Ordinal);
    }

    [Fact]
    public void ARefusalIsExitCodeFiveWithTheReasonAndAReceipt()
    {
        var (exit, stdout, stderr) = group.Console.Run("pay", "~/points", "no-such-wallet", "1");
        Assert.Equal((5, ""), (exit, stdout));
        Assert.Contains("[unknown-wallet]", stderr, StringComparison.Ordinal);
        Assert.Contains("unchanged: every balance and asset", stderr, StringComparison.Ordinal);
        var receipt = stderr.Split("scew receipt verify ")[1].Split(' ')[0];
        Assert.Contains("unknown-wallet", group.Console.Run("receipt", "verify", receipt).Out, StringComparison.Ordinal);
    }

    [Fact]
    public void AToolIsLentAndAnIllegalHandOverSaysWhy()
    {
        Assert.Equal(0, group.Console.Run("asset", "create", "~/saw", "--set", "title=Saw", "--set", "deposit=100", "--key", "alice").Exit);
        var saw = group.Console.Run("asset", "show", "~/saw", "--key", "alice", "-o", "id").Out.Trim();
        var illegal = group.Console.Run("asset", "step", saw, "offer", "--set", "to=" + Account("carol"), "--set", "until=2099-01-01T00:00:00Z", "--key", "bob");
        Assert.Equal(5, illegal.Exit);
        Assert.Contains("why: only the owner offers a tool", illegal.Error, StringComparison.Ordinal);
        Assert.Contains($"  next: nothing is open to you now; scew asset explain {saw} (exit code 5)", illegal.Error, StringComparison.Ordinal);
        Assert.Equal(0, group.Console.Run("asset", "step", saw, "offer", "--set", "to=" + Account("bob"), "--set", "until=2099-01-01T00:00:00Z", "--key", "alice").Exit);
        Assert.Contains("state \"Offered (current)\" as ", group.Console.Run("machine", "draw", saw).Out, StringComparison.Ordinal);
        Assert.Equal("id  state\n" + saw + "  Offered\n", Unaligned(group.Console.Run("asset", "show", saw, "--fields", "id,state").Out));
        Assert.Equal(2, group.Console.Run("asset", "step", saw, "giveBack", "--set", "colour=red").Exit);
        var twice = group.Console.Run("asset", "step", saw, "giveBack", "--key", "bob", "--cosign", "bob");
        Assert.Equal(2, twice.Exit);
        Assert.Contains("error: 'bob' would sign twice [usage]\n  unchanged: nothing was sent\n", twice.Error, StringComparison.Ordinal);
        Assert.Equal(0, group.Console.Run("asset", "step", saw, "giveBack", "--key", "bob").Exit);
        Assert.Equal(3, group.Console.Run("asset", "show", "no-such-asset").Exit);
        var unknown = group.Console.Run("machine", "show", "tool");
        Assert.Equal(3, unknown.Exit);
        Assert.Contains("next: scew machine deploy tool -o id", unknown.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void WatchResumesAfterAPositionWithAnIdOnEveryLine()
    {
        var all = Lines(group.Console.Run("watch", "--since", "0.0", "--count", "4", "-o", "ndjson").Out);
        Assert.Equal(4, all.Length);
        var second = JsonDocument.Parse(all[1]).RootElement.GetProperty("id").GetString()!;
        var rest = Lines(group.Console.Run("watch", "--since", second, "--count", "2", "-o", "ndjson").Out);
        Assert.Equal(all[2..].Select(Position), rest.Select(Position));
    }

    private string Account(string name)
    {
        using var key = group.Net.Customer(name);
        return key.Account.ToString();
    }

    private static string Position(string line) => JsonDocument.Parse(line).RootElement.GetProperty("id").GetString()!;

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static string Unaligned(string text) => Blanks().Replace(text, "  ");

    private static string Normal(string text)
    {
        text = Times().Replace(text, "TIME");
        text = Prefixes().Replace(text, "PREFIX:");
        text = Digests().Replace(text, "ID");
        text = Balances().Replace(text, "\"balance\":\"N\"");
        text = Positions().Replace(text, "POSITION");
        return Signers().Replace(text, "THREE");
    }

    [GeneratedRegex(@"\d{4}-\d\d-\d\dT[\d:.]+Z")]
    private static partial Regex Times();

    [GeneratedRegex("[a-z2-7]{26}:")]
    private static partial Regex Prefixes();

    [GeneratedRegex("[A-Za-z0-9_-]{43}")]
    private static partial Regex Digests();

    [GeneratedRegex("\"balance\":\"\\d+\"")]
    private static partial Regex Balances();

    [GeneratedRegex(@"\b\d+\.\d+\b")]
    private static partial Regex Positions();

    [GeneratedRegex(@"\b[a-d](, [a-d]){2,3}\b")]
    private static partial Regex Signers();

    [GeneratedRegex(" {2,}")]
    private static partial Regex Blanks();

    [GeneratedRegex("\"witnesses\": ?[0-9]")]
    private static partial Regex Witnesses();
}
