using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Scew.Cli;
using Scew.Client.DevNets;
using Scew.Client.Submission;
using Scew.Protocol.Requests;

namespace Scew.Client.Tests.Group;

/// <summary>What a customer sees while a merchant is dead or lies. Each test leaves the group as it found it.</summary>
[Collection(GroupCollection.Name)]
public sealed class FaultTests(RunningGroup group)
{
    [Fact]
    public async Task ADeadMerchantCostsOnlyTheWayToTheNext()
    {
        using var key = group.Net.Customer("patient");
        group.Net.Kill(1);
        try
        {
            await group.SettledAsync(group.Sign(new CreateWallet(IdRules.OwnPrefix(key.Account) + ":points", 0), key), merchant: 1);
        }
        finally
        {
            await group.Net.RestartAsync(1);
        }
    }

    /// <summary>Half of a group orders nothing, and says so: the two that are left hold the request, and it is executed when a third one is back.</summary>
    [Fact]
    public async Task WithTwoMerchantsDeadARequestIsAcceptedByTwoAndNothingMore()
    {
        group.Net.Kill(1);
        group.Net.Kill(2);
        string id;
        try
        {
            // Ended when the stage was seen: how long that takes is the machine's affair.
            using var over = new CancellationTokenSource();
            using var output = new StringWriter { NewLine = "\n" };
            using var told = new StageWriter("accepted  2/4", over) { NewLine = "\n" };
            var exit = await new ScewConsole(output, told, TextReader.Null).RunAsync(["--home", group.Console.Home, "wallet", "create", "~/points", "--key", "halved", "--timeout", "2m"], over.Token);
            var stderr = told.ToString();
            Assert.True(exit == 130, stderr);
            Assert.Equal("", output.ToString());
            Assert.Contains("\naccepted  2/4 merchants say that they hold it\n", stderr, StringComparison.Ordinal);
            Assert.DoesNotContain("accepted  3/4", stderr, StringComparison.Ordinal);
            Assert.DoesNotContain("ordered ", stderr, StringComparison.Ordinal);
            Assert.DoesNotContain("certified ", stderr, StringComparison.Ordinal);
            id = stderr.Split('\n').Single(static line => line.StartsWith("signed ", StringComparison.Ordinal)).Split(' ')[^1];
            // Two are too few, however long one waits.
            var waited = group.Console.Run("request", "wait", id, "--timeout", "1s");
            Assert.Equal((6, ""), (waited.Exit, waited.Out));
        }
        finally
        {
            group.Net.Launch(1);
            await group.Net.RestartAsync(2);
            await group.Net.RestartAsync(1);
        }
        Assert.Equal(0, group.Console.Run("request", "submit", id).Exit);
    }

    [Fact]
    public async Task AFalseReceiptIsRefusedAndItsSignatureConvictsTheLiar()
    {
        using var key = group.Net.Customer("deceived");
        await group.Net.RestartAsync(2, ["wrong-receipt"]);
        try
        {
            var request = group.Sign(new CreateWallet(IdRules.OwnPrefix(key.Account) + ":points", 0), key);
            var settled = Assert.IsType<SubmitOutcome.Settled>(await group.Client.SubmitAsync(request, 2));
            Assert.True(settled.Receipt.Succeeded);
            var complaint = Assert.Single(settled.Complaints);
            Assert.Equal(2, complaint.Merchant);
            var receipts = new[] { settled.Receipt, (await group.SettledAsync(request, 0)), (await group.SettledAsync(request, 1)), (await group.SettledAsync(request, 3)) };
            var evidence = receipts.Select(receipt => group.Client.Evidence.FromFalseReceipt(complaint.Answer, receipt)).FirstOrDefault(found => found is not null);
            // The liar's honest attestation need not be among any three; where it is, the pair names nobody else.
            Assert.True(evidence is null || evidence.Accused == 2);
        }
        finally
        {
            await group.Net.RestartAsync(2);
        }
    }

    [Fact]
    public async Task APausedMerchantIsNotMissedAndGoesOnWhereItStood()
    {
        using var key = group.Net.Customer("unhurried");
        var process = group.Net.Merchants[2].Process;
        var id = process.Id;
        Assert.Equal("c\n", Console("pause", "c", "-o", "id"));
        try
        {
            Assert.True(process.IsPaused);
            // What is frozen cannot be cut off: the console says so at once, and a silo's command does not wait for ever.
            var refused = group.Console.Run("dev", "fault", "partition", "c");
            Assert.Equal((7, ""), (refused.Exit, refused.Out));
            Assert.Contains("merchant c is paused; heal it first", refused.Error, StringComparison.Ordinal);
            Assert.Contains("next: scew dev fault heal c", refused.Error, StringComparison.Ordinal);
            var unanswered = SiloProgram.Find().RunAsync(["partition", "--config", Path.Combine(group.Net.Merchants[2].Folder, "silo.json"), "--ms", "1000"], CancellationToken.None);
            await group.SettledAsync(group.Sign(new CreateWallet(IdRules.OwnPrefix(key.Account) + ":points", 0), key), merchant: 2);
            var (exit, _, error) = await unanswered;
            Assert.True(exit == 1 && error.Contains("did not answer", StringComparison.Ordinal), $"{exit}: {error}");
        }
        finally
        {
            Assert.Equal("goes on\n", Console("heal", "c", "--fields", "state").Split("state\n")[1]);
        }
        Assert.Equal((id, false), (process.Id, process.IsPaused));
        await RunningGroup.UntilAsync("c executes again", async () => (await group.SettledAsync(group.Sign(new CreateWallet(IdRules.OwnPrefix(key.Account) + ":more", 0), key), merchant: 2)).Height > 0);
    }

    [Fact]
    public async Task APartitionedMerchantHasNoLinksAndGetsThemBack()
    {
        using var key = group.Net.Customer("cut-off");
        await RunningGroup.UntilAsync("d has its links", () => Links("d", up: 3));
        Assert.StartsWith("2 a partition is 0 to 600000 ms long", await AskAsync(group.Net.Merchants[3].Folder, "partition 600001"), StringComparison.Ordinal);
        Assert.True(await Links("d", up: 3));
        Assert.Equal("d\n", Console("partition", "d", "--for", "2m", "-o", "id"));
        try
        {
            await RunningGroup.UntilAsync("d has lost its links", () => Links("d", up: 0));
            await group.SettledAsync(group.Sign(new CreateWallet(IdRules.OwnPrefix(key.Account) + ":points", 0), key), merchant: 0);
            Assert.True(await Links("d", up: 0));
        }
        finally
        {
            Console("partition", "d", "--for", "1ms", "-o", "id");
        }
        await RunningGroup.UntilAsync("d has its links again", () => Links("d", up: 3));
    }

    [Theory]
    [InlineData("lies: slow-leader", "slow-leader", "a")]
    [InlineData("lies: equivocate", "equivocate", "a")]
    [InlineData("lies: censor, false-attester", "lie", "a", "censor", "false-attester")]
    public async Task ALiarIsOutlivedByTheOthersAndHealed(string state, params string[] words)
    {
        using var key = group.Net.Customer("hurried-" + words[0]);
        Assert.Equal(state + "\n", Console([.. words, "--fields", "state"]).Split("state\n")[1]);
        try
        {
            await group.SettledAsync(group.Sign(new CreateWallet(IdRules.OwnPrefix(key.Account) + ":points", 0), key), merchant: 1);
        }
        finally
        {
            Assert.Equal("honest\n", Console("heal", "a", "--fields", "state").Split("state\n")[1]);
            Adopt(0);
        }
    }

    [Fact]
    public void AMistypedLieStopsNobody()
    {
        var id = group.Net.Merchants[1].Process.Id;
        var (exit, stdout, stderr) = group.Console.Run("dev", "fault", "lie", "b", "equivocat");
        Assert.Equal((2, ""), (exit, stdout));
        Assert.Contains("'equivocat' is no lie", stderr, StringComparison.Ordinal);
        Assert.Contains("unchanged: every merchant", stderr, StringComparison.Ordinal);
        Assert.Contains("next: scew dev fault lie b equivocate (exit code 2)\n", stderr, StringComparison.Ordinal);
        Assert.Equal(2, group.Console.Run("dev", "fault", "lie", "b", "censor", "nothing-like-it").Exit);
        Assert.Equal(id, group.Net.Merchants[1].Process.Id);
    }

    /// <summary>The console offers what the silo tells, no more and no less.</summary>
    [Fact]
    public async Task TheLiesAreThoseThatASiloKnows()
    {
        try
        {
            var refused = await Assert.ThrowsAsync<DevNetException>(() => group.Net.RestartAsync(3, ["no-such-lie"]));
            Assert.Contains($"there are {string.Join(", ", DevLies.Names.Order(StringComparer.Ordinal))} |", refused.Message + " |", StringComparison.Ordinal);
        }
        finally
        {
            await group.Net.RestartAsync(3);
        }
    }

    [Fact]
    public void AKilledMerchantIsHealedAndWhatStopsThatIsSaid()
    {
        var passphrase = Path.Combine(group.Net.Merchants[3].Folder, "passphrase");
        Assert.Equal("killed\n", Console("kill", "d", "--fields", "state").Split("state\n")[1]);
        try
        {
            Assert.False(group.Net.Merchants[3].Process.IsRunning);
            File.Move(passphrase, passphrase + ".away");
            var failed = group.Console.Run("dev", "fault", "heal", "d");
            File.Move(passphrase + ".away", passphrase);
            Assert.Equal((7, ""), (failed.Exit, failed.Out));
            Assert.Contains("merchant d did not do what was asked", failed.Error, StringComparison.Ordinal);
            Assert.Contains("next: scew dev fault heal d", failed.Error, StringComparison.Ordinal);
            Assert.DoesNotContain("the development group does not run", failed.Error, StringComparison.Ordinal);
        }
        finally
        {
            Assert.Equal("honest\n", Console("heal", "d", "--fields", "state").Split("state\n")[1]);
            Adopt(3);
        }
    }

    // The console started it: whoever ends the group has to know its process.
    private void Adopt(int merchant) => Assert.True(group.Net.Merchants[merchant].Process.Adopt(DevNetState.Load(group.Net.Folder)!.Merchants[merchant].ProcessId));

    // As the silo's own commands ask, which look at a question before they send it.
    private static async Task<string> AskAsync(string folder, string question)
    {
        var left = (await File.ReadAllTextAsync(Path.Combine(folder, "signing.key.json.admin"))).Trim().Split(' ');
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, int.Parse(left[0], CultureInfo.InvariantCulture));
        await using var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.UTF8.GetBytes($"{left[1]} {question}\n"));
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return await reader.ReadLineAsync() ?? "";
    }

    private string Console(params string[] words)
    {
        var (exit, stdout, stderr) = group.Console.Run(["dev", "fault", .. words]);
        Assert.True(exit == 0, stdout + stderr);
        return stdout;
    }

    private Task<bool> Links(string merchant, int up)
    {
        var (_, stdout, _) = group.Console.Run("replica", "show", merchant, "--json");
        var peers = JsonNode.Parse(stdout)!["data"]?["peers"]?.AsArray() ?? [];
        return Task.FromResult(peers.Count(static peer => peer!["connected"]!.GetValue<bool>()) == up && peers.Count == 3);
    }

    // Keeps what is said, and ends the command when a line begins so.
    private sealed class StageWriter(string stage, CancellationTokenSource over) : StringWriter
    {
        public override void WriteLine(string? value)
        {
            base.WriteLine(value);
            if (value?.StartsWith(stage, StringComparison.Ordinal) == true)
            {
                // Elsewhere: whoever writes may hold a lock.
                _ = over.CancelAsync();
            }
        }
    }
}
