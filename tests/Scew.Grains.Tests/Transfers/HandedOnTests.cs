using Scew.Protocol.Messages;

namespace Scew.Grains.Tests.Transfers;

/// <summary>
/// One merchant executed, a second took over its state, and a third, who lost everything, takes it over from the second alone. All blocks lie within the windows: the third needs the request
/// ids of blocks that the second never executed.
/// </summary>
public sealed class HandedOnTests : IAsyncLifetime
{
    private const int Height = 1000;
    private readonly string _folder = Directory.CreateTempSubdirectory("scew-handed-on-").FullName;
    private readonly TestGroup _group = new(stepMs: 10);
    private TestMerchant _first = null!;
    private TestMerchant _second = null!;
    private TestMerchant _third = null!;

    public async Task InitializeAsync()
    {
        _group.MakeUpTo(2 * Height + 20);
        _first = await StartAsync(0);
        await _first.ExecuteUpToAsync(Height + 5);
        _second = await StartAsync(1);
        await _second.ExecuteUpToAsync(100);
        // Executed and not written when the state comes.
        for (var next = 100; next < 110; next++)
        {
            await _second.ExecuteAsync(next);
        }
        _first.Connect(_second);
        _second.Events();
        Assert.Equal(Height, (await _second.FetchAsync(Height)).Final.Height);
        _third = await StartAsync(3);
        _third.Events();
    }

    public async Task DisposeAsync()
    {
        await _first.DisposeAsync();
        await _second.DisposeAsync();
        await _third.DisposeAsync();
        _group.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    [Trait("row", "E1")]
    [Trait("row", "E4")]
    public async Task AThirdTakesItOverFromTheSecondAlone()
    {
        _second.Connect(_third);
        Assert.Equal(Height, (await _third.FetchAsync(Height)).Final.Height);
        await StandsAsync(Height);
    }

    /// <summary>What the second had in memory is gone: blocks that it executed and did not write, and the anchor that it fetched.</summary>
    [Fact]
    [Trait("row", "E1")]
    [Trait("row", "E4")]
    public async Task AlsoAfterTheSecondStartedAgain()
    {
        await _second.DisposeAsync();
        _second = await StartAsync(1);
        Assert.Equal(Height, await _second.HeightAsync());
        // Across what was written, what was not, and what came with the state.
        var blocks = (BlockIdsAnswer)await AskSecondAsync(new BlockIdsQuery(1, _group.Blocks[199].Block.Hash, BlockIdsQuery.MaxBlocks));
        Assert.Equal(_group.Blocks.Take(200).Reverse().Select(one => one.Block.Header), blocks.Blocks.Select(one => one.Header));
        Assert.Equal(_group.Blocks.Take(200).Reverse().SelectMany(one => one.Block.RequestIds), blocks.Blocks.SelectMany(one => one.RequestIds));
        _second.Connect(_third);
        Assert.Equal(Height, (await _third.FetchAsync(Height)).Final.Height);
        await StandsAsync(Height);
    }

    /// <summary>The second's chain lies in what the later install brought, in blocks that it executed, in what the first install brought, and in blocks again.</summary>
    [Fact]
    [Trait("row", "E1")]
    [Trait("row", "E4")]
    public async Task AlsoWhenTheSecondTookOverTwoStatesInARow()
    {
        await _second.DisposeAsync();
        _second = await StartAsync(1);
        await _second.ExecuteUpToAsync(Height + 3);
        await _second.ExecuteAsync(Height + 3);
        _first.Connect(_second);
        _second.Events();
        await _first.ExecuteUpToAsync(2 * Height + 5);
        Assert.Equal(2 * Height, (await _second.FetchAsync(2 * Height)).Final.Height);
        await _second.DisposeAsync();
        _second = await StartAsync(1);
        Assert.Equal(2 * Height, await _second.HeightAsync());
        _second.Connect(_third);
        Assert.Equal(2 * Height, (await _third.FetchAsync(2 * Height)).Final.Height);
        await StandsAsync(2 * Height);
    }

    private Task<TestMerchant> StartAsync(int member) => TestMerchant.StartAsync(_group, member, Path.Combine(_folder, $"{member}"), new LedgerOptions(TransferFrom: 100));

    private async Task<TransferAnswer> AskSecondAsync(TransferQuery query)
    {
        var answered = new TaskCompletionSource<TransferAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        _second.Peers[2] = (_, message) => answered.TrySetResult((TransferAnswer)message);
        _second.Get<TransferServer>().Ask(2, query);
        return await answered.Task.WaitAsync(TimeSpan.FromMinutes(1));
    }

    private async Task StandsAsync(int height)
    {
        Assert.Equal(height, await _third.HeightAsync());
        var executed = await _third.Ledger.ExecutedAsync([.. _group.Blocks.Take(height).SelectMany(one => one.Block.RequestIds).SelectMany(id => id.ToArray())]);
        Assert.Equal(Enumerable.Repeat(true, height), executed);
        await _third.ExecuteUpToAsync(height + 5);
        await _first.ExecuteUpToAsync(height + 5);
        Assert.Equal(await _first.HeadAsync(), await _third.HeadAsync());
        Assert.Empty(_third.Failures);
    }
}
