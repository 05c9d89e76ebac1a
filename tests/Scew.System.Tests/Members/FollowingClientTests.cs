using Scew.Client;
using Scew.Client.Eras;
using Scew.Client.Receipts;
using Scew.Client.Submission;
using Scew.Protocol.Registers;
using Scew.Protocol.Requests;
using Scew.SystemTests.Support;

namespace Scew.SystemTests.Members;

/// <summary>A customer's program that was told genesis and nothing else is at work while the members change.</summary>
[Trait("row", "A18")]
[Trait("row", "E11")]
public sealed class FollowingClientTests
{
    [Fact]
    public async Task NothingFailsAcrossTheTurnAndOldReceiptsAreConfirmedInTheNewEra()
    {
        await using var group = await RunningGroup.StartAsync();
        using var newcomer = new Newcomer(group, "e");
        var present = group.Net.Genesis.Document;
        var (customer, wallet) = await group.NewWalletAsync(100);
        using var client = new ScewClient(present, new ClientOptions { Handovers = new HandoverStore(group.Net.Folder) });
        using var stop = new CancellationTokenSource(TimeSpan.FromMinutes(4));
        var receipts = new List<VerifiedReceipt>();
        var later = 0;
        var load = Task.Run(async () =>
        {
            for (var i = 0; later < 10 && !stop.IsCancellationRequested; i++)
            {
                var request = group.Sign(new Transfer(wallet, "shop:none", 1 + i, null), customer);
                var outcome = await client.SubmitAsync(request, i % 4, stop.Token);
                receipts.Add((outcome as SubmitOutcome.Settled ?? throw new InvalidOperationException($"not settled: {outcome}")).Receipt);
                Assert.Empty(outcome.Complaints);
                var read = await client.ReadLinearizableAsync(new RegisterKey(RegisterKind.Wallet, wallet), i % 4, stop.Token);
                Assert.True(read.Value is not null, read.Reason);
                later += receipts[^1].Epoch == 1 ? 1 : 0;
            }
        });

        await Changing.DecideAsync(group, Changing.Plan(group, present, [.. present.Merchants[..3], newcomer.Merchant], newcomer), 0, 1, 2);
        var a = group.Net.Merchants[0].Url;
        await Changing.UntilEpochAsync(group, 1, a, () => group.Log(0));
        await newcomer.JoinAsync(await Changing.HandoverBytesAsync(group, a));
        await load;

        Assert.Equal(10, later);
        Assert.Equal(["a", "b", "c", "e"], client.Merchants.Select(static one => one.Name));
        var old = receipts[0];
        Assert.Equal(0, old.Epoch);
        var anchor = await client.AnchorAsync(old);
        Assert.True(anchor.IsAnchored, anchor.Reason);
        Assert.Equal(1, anchor.Under!.Epoch);

        // The next run of the program knows the era from its disk.
        using var again = new ScewClient(present, new ClientOptions { Handovers = new HandoverStore(group.Net.Folder) });
        Assert.Equal(1, again.Present.Epoch);
        Assert.NotNull(again.Verifier.Verify(receipts[^1].Bytes).Receipt);
    }
}
