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
        var older = server.Get<TransferDesk>().Answer(new Protocol.Messages.AnchorQuery(1, 0, 0));
        await server.ExecuteUpToAsync(3003);
        await server.Get<HistoryPruner>().PruneAsync();
        Assert.InRange((await server.Store.ReadBaseAsync())!.Height, 200, 2000);
        away.Events();
        server.Connect(away);
        var receive = away.Peers[0];
        // It heard of the older anchor before there was a newer one.
        away.Peers[0] = (from, message) =>
        {
            if (message is Protocol.Messages.AnchorQuery { Number: var number, KnownHeight: 0 })
            {
                _ = away.Get<IPeerReceiver>().ReceiveAsync(0, (Protocol.Messages.AnchorAnswer)older! with { Number = number }).AsTask();
            }
            else if (message is not Protocol.Messages.AnchorQuery)
            {
                receive(from, message);
            }
        };
        Assert.Equal(2000, (await away.FetchAsync(3003)).Final.Height);
    }
}
