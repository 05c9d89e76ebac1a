using Scew.Protocol.Trees;

namespace Scew.Grains.Tests.Transfers;

/// <summary>Old heights go, and what they prove stays provable.</summary>
public sealed class PruningTests : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("scew-prune-").FullName;

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Theory]
    // The windows reach back two days from the anchor at 2,000: 864 blocks of 200 s, and all of those of 20 s. The block before them stays too.
    [InlineData(200_000, 10, 1135)]
    [InlineData(200_000, 1500, 1135)]
    [InlineData(200_000, 2500, 499)]
    [InlineData(20_000, 10, 0)]
    public async Task HeightsGoBelowTheAnchorsAndTheWindows(long stepMs, long keep, long expected)
    {
        using var group = new TestGroup(stepMs);
        group.MakeUpTo(3000);
        var merchant = await TestMerchant.StartAsync(group, 0, Path.Combine(_folder, "0"), new LedgerOptions(keep));
        await merchant.ExecuteUpToAsync(3000);
        await merchant.Get<HistoryPruner>().PruneAsync();
        Assert.Equal(expected, (await merchant.Store.ReadBaseAsync())?.Height ?? 0);
        Assert.Equal(expected == 0, await merchant.Store.ReadHeightAsync(1) is not null);
        Assert.NotNull(await merchant.Store.ReadHeightAsync(expected + 1));
        var head = await merchant.HeadAsync();
        await merchant.DisposeAsync();

        // A start from what is left comes to the same state, and old blocks hang on its history.
        await using var again = await TestMerchant.StartAsync(group, 0, Path.Combine(_folder, "0"));
        Assert.Equal(head, await again.HeadAsync());
        var history = await again.Store.ReadHistoryAsync();
        var tree = history.Above.Aggregate(history.Base, (tree, hash) => tree.Append(hash));
        Assert.Equal(group.Blocks.Aggregate(HistoryTree.Empty.Append(Protocol.Ordering.BlockHeader.GenesisBlockHash(group.Group.Genesis)), (all, one) => all.Append(one.Block.Hash)).Root, tree.Root);
    }
}
