using Scew.Protocol.Api;
using Scew.Protocol.Requests;
using Scew.SystemTests.Support;
using Xunit.Abstractions;

namespace Scew.SystemTests.Peers;

/// <summary>A customer who sends one request to everybody, many times over.</summary>
public sealed class DuplicateRequestTests(ITestOutputHelper output)
{
    private const int Points = 200;
    private const int Copies = 15;
    private static readonly int[] All = [0, 1, 2, 3];

    [Fact]
    [Trait("row", "C7")]
    public async Task ItIsExecutedOnceAndCarriedNoOftenerThanItsBringersCarryIt()
    {
        await using var group = await RunningGroup.StartAsync(new GroupShape { Proxied = true });
        var (payer, from) = await group.NewWalletAsync(2 * Points);
        using var ours = payer;
        var (other, to) = await group.NewWalletAsync(0);
        other.Dispose();
        // Long, so that its copies outweigh everything else that merchants say to each other.
        SignedRequest Long() => group.Sign(new Transaction([.. Enumerable.Repeat(new Transfer(from, to, 1, null), Points)]), payer);

        var single = Long();
        var once = await CarriedAsync(group, single, [0]);
        Assert.Equal(Points, await group.BalanceAsync(to));
        var repeated = Long();
        int[] everybody = [.. Enumerable.Repeat(All, Copies).SelectMany(merchants => merchants)];
        var flood = await CarriedAsync(group, repeated, everybody);
        Assert.Equal(2 * Points, await group.BalanceAsync(to));
        var afterwards = await CarriedAsync(group, repeated, everybody);
        Assert.Equal(2 * Points, await group.BalanceAsync(to));

        double size = repeated.Wire.Length;
        output.WriteLine($"bodies of {size} bytes between merchants: {once / size:F2} when sent once, {flood / size:F2} when sent {everybody.Length} times, {afterwards / size:F2} when sent again afterwards");
        Assert.InRange(flood, 1, once * All.Length);
        Assert.InRange(afterwards, 0, repeated.Wire.Length);
    }

    /// <summary>Sends it to these merchants at once; everybody answers with the same place. Gives the bytes that went between the merchants.</summary>
    private static async Task<long> CarriedAsync(RunningGroup group, SignedRequest request, int[] merchants)
    {
        var before = group.Links.Bytes;
        var answers = await Task.WhenAll(merchants.Select(merchant => group.PostAsync(request.Wire, merchant)));
        var receipts = answers.Select(answer => group.Client.Verifier.Verify(answer.IsOk().Body).Receipt).ToList();
        Assert.All(receipts, receipt => Assert.Equal(Codes.Ok, receipt!.Code));
        var (height, _) = Assert.Single(receipts.Select(receipt => (receipt!.Height, receipt.Index)).Distinct());
        await group.UntilEqualAsync(height, All);
        return group.Links.Bytes - before;
    }
}
