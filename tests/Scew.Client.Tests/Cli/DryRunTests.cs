using System.Buffers.Text;
using System.Text;
using System.Text.Json.Nodes;
using Scew.Cli;
using Scew.Protocol.Agents;

namespace Scew.Client.Tests.Cli;

/// <summary><c>--dry-run</c> of what is not a plain request: encrypted variables and orders to an agent. Nothing is sent, nothing is kept, no plaintext is shown.</summary>
public sealed class DryRunTests
{
    private const string Hash = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    [Fact]
    public void NoVerbOfVariablesSendsAnything()
    {
        using var group = new VariableGroup();
        group.Run("wallet", "create", "~/points");
        group.Run("variable", "create", "~/n", "--type", "additive", "--value", "737373");
        group.Run("variable", "create", "~/o", "--type", "ordered", "--value", "5");
        var (sent, files) = (group.Group.Executed.Count, Files(group.Seeded.Home));
        string[][] calls =
        [
            ["create", "~/p", "--type", "ordered", "--value", "737373"], ["create", "~/own", "--type", "additive", "--own-key", "--value", "737373"], ["set", "~/n", "737373"], ["sum", "~/n", "737373"], ["sum", "~/o", "737373"],
            ["compare", "~/o", ">=", "737373"], ["between", "~/o,", "737373", "737374"], ["update", "--if", "wallet:~/points >= 0", "--sum", "~/n=737373"], ["rekey", "~/o", "--value", "737373"],
        ];
        foreach (var call in calls)
        {
            var data = AssertDry(group.Seeded, ["variable", .. call]);
            Assert.Equal(group.Group.Genesis.Hash().ToString(), data["group"]!.ToString());
            Assert.DoesNotContain("737373", data.ToJsonString(), StringComparison.Ordinal);
        }
        Assert.Equal("key.create", AssertDry(group.Seeded, ["variable", "create", "~/own", "--type", "additive", "--own-key"])["operation"]!["type"]!.ToString());
        AssertDry(group.Seeded, ["key", "publish"]);
        Assert.Equal((sent, files), (group.Group.Executed.Count, Files(group.Seeded.Home)));
    }

    /// <summary>A range over many variables is several requests, and only the first can be shown.</summary>
    [Fact]
    public void ARangeSaysThatItMayTakeMoreRequests()
    {
        using var group = new VariableGroup();
        group.Run("variable", "create", "~/n", "--type", "additive", "--value", "7");
        group.Run("variable", "create", "~/o", "--type", "ordered", "--value", "5");
        var sent = group.Group.Executed.Count;
        foreach (var which in new[] { "~/n,", "~/o,", "~/n,~/o", "~/" })
        {
            var run = group.Seeded.Run("variable", "between", which, "1", "9", "--dry-run", "--json");
            Assert.True(run.Exit == 0, run.Out);
            Assert.Contains("this is the first request", Assert.Single(JsonNode.Parse(run.Out)!["warnings"]!.AsArray())!.ToString(), StringComparison.Ordinal);
        }
        var none = group.Seeded.Run("variable", "between", "~/nothing-here", "1", "9", "--dry-run", "--json");
        Assert.True(none.Exit == 0, none.Out);
        var data = GoodCallTests.AssertEnvelope(none.Out);
        Assert.True(data["dryRun"]!.GetValue<bool>());
        Assert.Empty(data["requests"]!.AsArray());
        Assert.Contains("nothing would be signed or sent", group.Seeded.Run("variable", "between", "~/nothing-here", "1", "9", "--dry-run").Out, StringComparison.Ordinal);
        Assert.Equal(sent, group.Group.Executed.Count);
        Assert.Null(group.Run("variable", "between", "~/o,", "1", "9").TryGetProperty("dryRun", out _) ? "a dry run" : null);
    }

    [Fact]
    public async Task AtATerminalARekeyIsConfirmedByTyping()
    {
        using var group = new VariableGroup();
        group.Run("variable", "create", "~/o", "--type", "ordered");
        var sent = group.Group.Executed.Count;
        Assert.Equal(130, await AtTerminalAsync("y\n"));
        Assert.Equal(sent, group.Group.Executed.Count);
        Assert.Equal(0, await AtTerminalAsync("rekey\n"));
        Assert.Equal(0, await AtTerminalAsync("", "--yes"));
        Assert.Equal(sent + 2, group.Group.Executed.Count);

        Task<int> AtTerminalAsync(string typed, params string[] options) =>
            new ScewConsole(TextWriter.Null, TextWriter.Null, new StringReader(typed), isInteractive: true).RunAsync(["--home", group.Seeded.Home, "variable", "rekey", "~/o", .. options], CancellationToken.None);
    }

    [Fact]
    public void AnOrderToAnAgentIsShownAndNobodyIsAsked()
    {
        using var console = new ConsoleRun();
        var password = Path.Combine(console.Home, "passphrase");
        File.WriteAllText(password, "right horse battery\n");
        Assert.Equal(0, console.Run("key", "create", "operator", "--password-file", password).Exit);
        var id = new string('A', 43);
        // Nothing listens there: whoever asked would fail.
        string[] agent = ["--agent", "http://127.0.0.1:1", "--agent-id", id, "--password-file", password];

        var launch = AssertDry(console, ["replica", "launch", "https://releases.example/silo", Hash, .. agent]);
        var order = Assert.IsType<LaunchOrder>(AgentOrderCodec.Decode(Encoding.UTF8.GetBytes(launch["payload"]!.ToString())));
        Assert.Equal(("https://releases.example/silo", Hash, id), (order.Url, Convert.ToHexStringLower(order.Program.ToArray()), order.Agent.ToString()));
        Assert.Contains("fetch https://releases.example/silo", console.Run(["replica", "launch", "https://releases.example/silo", Hash, .. agent, "--dry-run"]).Out, StringComparison.Ordinal);

        var stop = AssertDry(console, ["replica", "stop", "AAAAAAAAAAAAAAAAAAAAAQ", .. agent]);
        Assert.Equal(UInt128.One, Assert.IsType<StopOrder>(AgentOrderCodec.Decode(Encoding.UTF8.GetBytes(stop["payload"]!.ToString()))).Instance);
    }

    private static JsonObject AssertDry(ConsoleRun console, string[] words)
    {
        var (exit, stdout, stderr) = console.Run([.. words, "--dry-run", "--json"]);
        Assert.True(exit == 0, string.Join(' ', words) + stdout + stderr);
        var data = GoodCallTests.AssertEnvelope(stdout).AsObject();
        Assert.True(data["dryRun"]!.GetValue<bool>());
        Assert.Equal(data["payload"]!.ToString(), Encoding.UTF8.GetString(Base64Url.DecodeFromChars(data["signingInput"]!.ToString().Split('.')[1])));
        return data;
    }

    private static string Files(string home) => string.Join('\n', Directory.EnumerateFiles(home, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal));
}
