using Scew.Protocol.Messages;

namespace Scew.Grains.Tests.Transfers;

/// <summary>Who was away comes back by what a merchant that prunes still holds.</summary>
public sealed class PrunedPeerTests : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("scew-pruned-").FullName;

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    /// <summary>Two windows are 864 or 1,728 blocks: with the second they reach from the newer anchor to below the older one.</summary>
    [Theory]
    [Trait("row", "E1")]
    [InlineData(200_000)]
    [InlineData(100_000)]
    public async Task WhoWasAwayComesBack(long stepMs)
    {
        using var group = new TestGroup(stepMs);
        group.MakeUpTo(3510);
        await using var server = await TestMerchant.StartAsync(group, 0, Path.Combine(_folder, "0"), new LedgerOptions(10));
        await server.ExecuteUpToAsync(3503);
        await server.Get<HistoryPruner>().PruneAsync();
        Assert.InRange((await server.Store.ReadBaseAsync())!.Height, 200, 2000);
        await using var away = await TestMerchant.StartAsync(group, 3, Path.Combine(_folder, "3"));
        await away.ExecuteUpToAsync(120);
        away.Events();
        server.Connect(away);
        Assert.Equal(3000, (await away.FetchAsync(3503)).Final.Height);
    }

    /// <summary>The older anchor is what somebody may be taking over already, and its windows reach back behind it.</summary>
    [Theory]
    [Trait("row", "E1")]
    [InlineData(200_000)]
    [InlineData(100_000)]
    public async Task TheOlderAnchorCanBeTakenOverToTheEnd(long stepMs)
    {
        using var group = new TestGroup(stepMs);
        group.MakeUpTo(3010);
        await using var server = await TestMerchant.StartAsync(group, 0, Path.Combine(_folder, "0"), new LedgerOptions(10));
        await using var away = await TestMerchant.StartAsync(group, 3, Path.Combine(_folder, "3"));
        await away.ExecuteUpToAsync(120);
        await server.ExecuteUpToAsync(2003);
        var older = server.Get<TransferDesk>().Answer(new AnchorQuery(1, 0, 0));
        await server.ExecuteUpToAsync(3003);
        await server.Get<HistoryPruner>().PruneAsync();
        Assert.InRange((await server.Store.ReadBaseAsync())!.Height, 200, 2000);
        away.Events();
        server.Connect(away);
        var receive = away.Peers[0];
        // It heard of the older anchor before there was a newer one.
        away.Peers[0] = (from, message) =>
        {
            if (message is AnchorQuery { Number: var number, KnownHeight: 0 })
            {
                _ = away.Get<IPeerReceiver>().ReceiveAsync(0, (AnchorAnswer)older! with { Number = number }).AsTask();
            }
            else if (message is not AnchorQuery)
            {
                receive(from, message);
            }
        };
        Assert.Equal(2000, (await away.FetchAsync(3003)).Final.Height);
    }

    /// <summary>What came with a state goes when it is outside the windows before the older anchor, and not while they reach below the base.</summary>
    [Theory]
    [Trait("row", "E1")]
    [InlineData(200_000, false)]
    [InlineData(100_000, true)]
    public async Task BlocksThatCameWithAStateGoByTheSameRule(long stepMs, bool stays)
    {
        using var group = new TestGroup(stepMs);
        group.MakeUpTo(3010);
        await using var server = await TestMerchant.StartAsync(group, 0, Path.Combine(_folder, "0"));
        await server.ExecuteUpToAsync(1003);
        await using var away = await TestMerchant.StartAsync(group, 3, Path.Combine(_folder, "3"), new LedgerOptions(10, TransferFrom: 100));
        away.Events();
        server.Connect(away);
        Assert.Equal(1000, (await away.FetchAsync(1003)).Final.Height);
        await away.ExecuteUpToAsync(3003);
        await away.Get<HistoryPruner>().PruneAsync();
        Assert.Equal(stays ? 1000 : 1135, (await away.Store.ReadBaseAsync())!.Height);
        Assert.Equal(stays, await away.Store.ReadWindowBlockAsync(group.Blocks[299].Block.Hash) is not null);
        Assert.Equal(stays, await away.Store.ReadWindowBlockAsync(group.Blocks[999].Block.Hash) is not null);
    }

    /// <summary>
    /// Everybody who pruned starts again at a height that n-f members may never attest, because one is dead and one is away: f+1 attestations bring back who is away, and are no
    /// certificate for anybody else.
    /// </summary>
    [Fact]
    [Trait("row", "E1")]
    public async Task WhoWasAwayComesBackByAHeightThatFewerThanAQuorumAttest()
    {
        using var group = new TestGroup(200_000);
        group.MakeUpTo(3510);
        await using (var before = await StartAsync(group, 0))
        {
            await before.ExecuteUpToAsync(3503);
            await before.Get<HistoryPruner>().PruneAsync();
            Assert.InRange((await before.Store.ReadBaseAsync())!.Height, 200, 2000);
        }
        await using var server = await StartAsync(group, 0);
        var state = (await server.HeadAsync())!;
        var away = await StartAsync(group, 3);
        await away.ExecuteUpToAsync(120);
        away.Events();
        server.Connect(away);
        server.Get<TransferDesk>().Attested([group.Attest(0, state), group.Attest(1, state)]);
        var installed = await away.FetchAsync(3503);
        Assert.Equal(3503, installed.Final.Height);
        Assert.Equal([0, 1], installed.Vouchers.Select(one => one.Signer));

        // Nobody is shown it as certified, before and after a restart, until n-f attest it.
        Assert.InRange(away.Get<ReceiptBook>().CertifiedHeights.Height, 0, 3502);
        Assert.Null(away.Get<ReceiptBook>().AttestationsOf(3503));
        Assert.Equal(3502, await away.Store.ReadCertifiedHeightAsync(group.Group.Quorum));
        Assert.NotNull(((AnchorAnswer)away.Get<TransferDesk>().Answer(new AnchorQuery(1, 0, 0))!).Anchor);
        away.Get<ReceiptBook>().Certified(state, [group.Attest(0, state), group.Attest(1, state), group.Attest(2, state)]);
        Assert.Equal(3, away.Get<ReceiptBook>().AttestationsOf(3503)!.Value.Length);

        // It goes on from there.
        await away.DisposeAsync();
        await using var again = await StartAsync(group, 3);
        await again.ExecuteUpToAsync(3505);
        await server.ExecuteUpToAsync(3505);
        Assert.Equal(await server.HeadAsync(), await again.HeadAsync());
    }

    private Task<TestMerchant> StartAsync(TestGroup group, int member) => TestMerchant.StartAsync(group, member, Path.Combine(_folder, $"{member}"), new LedgerOptions(10));
}
