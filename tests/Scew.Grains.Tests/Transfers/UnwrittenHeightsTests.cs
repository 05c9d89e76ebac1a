using Scew.Protocol.Registers;
using Scew.Protocol.Trees;

namespace Scew.Grains.Tests.Transfers;

/// <summary>
/// A state is fetched against the executed state, and the disk is behind that. A register that changed only in a height that is not written yet is not fetched, and the
/// request that changed it must not run again.
/// </summary>
public sealed class UnwrittenHeightsTests : IAsyncLifetime
{
    private const int Height = 1000;
    private const int Written = 100;
    private const int Executed = 110;
    private const long Once = 999_999;
    private readonly string _folder = Directory.CreateTempSubdirectory("scew-grains-").FullName;

    // All blocks lie within the time in which requests are remembered.
    private readonly TestGroup _group = new(stepMs: 10);
    private TestMerchant _first = null!;
    private TestMerchant _behind = null!;

    public async Task InitializeAsync()
    {
        _group.MakeUpTo(104);
        _group.MakeWallet(Once);
        _group.MakeUpTo(Height + 20);
        _first = await TestMerchant.StartAsync(_group, 0, Path.Combine(_folder, "0"));
        await _first.ExecuteUpToAsync(Height + 5);
        _behind = await StartBehindAsync();
        await _behind.ExecuteUpToAsync(Written);
        for (var next = Written; next < Executed; next++)
        {
            await _behind.ExecuteAsync(next);
        }
    }

    public async Task DisposeAsync()
    {
        await _first.DisposeAsync();
        await _behind.DisposeAsync();
        _group.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    [Trait("row", "E4")]
    [Trait("row", "E6")]
    public async Task WhatWasExecutedAndNotWrittenIsInTheInstalledState()
    {
        Assert.Null(await _behind.Store.ReadRegisterAsync(new RegisterKey(RegisterKind.Wallet, _group.Wallet(Once))));
        _first.Connect(_behind);
        _behind.Events();
        await _behind.FetchAsync(Height);
        await StandsAsync();

        // And so it is on disk.
        await _behind.DisposeAsync();
        _behind = await StartBehindAsync();
        await StandsAsync();
        await _behind.ExecuteUpToAsync(Height + 5);
        Assert.Equal(await _first.HeadAsync(), await _behind.HeadAsync());
    }

    private Task<TestMerchant> StartBehindAsync() => TestMerchant.StartAsync(_group, 3, Path.Combine(_folder, "3"), new LedgerOptions(TransferFrom: 100));

    private async Task StandsAsync()
    {
        Assert.Equal(Height, await _behind.HeightAsync());
        var trie = StateTrie.Empty;
        await foreach (var register in _behind.Store.ReadRegistersAsync())
        {
            trie = trie.Set(register);
        }
        Assert.Equal((await _first.Store.ReadHeightAsync(Height))!.TrieRoot, trie.Root);
        var executed = await _behind.Ledger.ExecutedAsync([.. _group.Blocks.Take(Height).SelectMany(one => one.Block.RequestIds).SelectMany(id => id.ToArray())]);
        Assert.Equal(Enumerable.Repeat(true, Height), executed);
    }
}
