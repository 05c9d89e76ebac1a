using System.Text.Json.Nodes;
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
            var (exit, stdout, stderr) = group.Console.Run("wallet", "create", "~/points", "--key", "halved", "--timeout", "4s");
            Assert.Equal((6, ""), (exit, stdout));
            Assert.Contains("\naccepted  2/4 merchants say that they hold it\n", stderr, StringComparison.Ordinal);
            Assert.DoesNotContain("accepted  3/4", stderr, StringComparison.Ordinal);
            Assert.DoesNotContain("ordered ", stderr, StringComparison.Ordinal);
            Assert.DoesNotContain("certified ", stderr, StringComparison.Ordinal);
            id = stderr.Split('\n').Single(static line => line.StartsWith("signed ", StringComparison.Ordinal)).Split(' ')[^1];
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
            await group.SettledAsync(group.Sign(new CreateWallet(IdRules.OwnPrefix(key.Account) + ":points", 0), key), merchant: 2);
        }
        finally
        {
            Assert.Equal("goes on\n", Console("heal", "c", "--fields", "state").Split("state\n")[1]);
        }
        Assert.Equal((id, false), (process.Id, process.IsPaused));
        await UntilAsync(async () => (await group.SettledAsync(group.Sign(new CreateWallet(IdRules.OwnPrefix(key.Account) + ":more", 0), key), merchant: 2)).Height > 0);
    }

    [Fact]
    public async Task APartitionedMerchantHasNoLinksAndGetsThemBack()
    {
        using var key = group.Net.Customer("cut-off");
        await UntilAsync(() => Links("d", up: 3));
        Assert.Equal("d\n", Console("partition", "d", "--for", "2m", "-o", "id"));
        try
        {
            await UntilAsync(() => Links("d", up: 0));
            await group.SettledAsync(group.Sign(new CreateWallet(IdRules.OwnPrefix(key.Account) + ":points", 0), key), merchant: 0);
            Assert.True(await Links("d", up: 0));
        }
        finally
        {
            Console("partition", "d", "--for", "1ms", "-o", "id");
        }
        await UntilAsync(() => Links("d", up: 3));
    }

    [Fact]
    public async Task ASlowLeaderIsALiarThatTheOthersOutlive()
    {
        using var key = group.Net.Customer("hurried");
        Assert.Equal("lies: slow-leader\n", Console("slow-leader", "a", "--fields", "state").Split("state\n")[1]);
        try
        {
            await group.SettledAsync(group.Sign(new CreateWallet(IdRules.OwnPrefix(key.Account) + ":points", 0), key), merchant: 1);
        }
        finally
        {
            Assert.Equal("honest\n", Console("heal", "a", "--fields", "state").Split("state\n")[1]);
            // The console started it: whoever ends the group has to know its process.
            Assert.True(group.Net.Merchants[0].Process.Adopt(DevNetState.Load(group.Net.Folder)!.Merchants[0].ProcessId));
        }
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

    // As long as it takes; the run's own limit ends a test that waits for nothing.
    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        while (!await holds())
        {
            await Task.Delay(100);
        }
    }
}
