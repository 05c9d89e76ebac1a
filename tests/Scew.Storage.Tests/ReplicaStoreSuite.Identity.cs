namespace Scew.Storage.Tests;

public abstract partial class ReplicaStoreSuite
{
    [Fact]
    public async Task A_store_knows_whose_it_is_and_keeps_its_id()
    {
        var before = Store.Identity;
        await RestartAsync();
        Assert.Equal(before, Store.Identity);
        Assert.Equal((Samples.Genesis, Member), (before.Genesis, before.Member));
        Assert.NotEqual(Guid.Empty, before.StoreId);
    }

    [Fact]
    public async Task A_fresh_store_is_empty()
    {
        Assert.Null(await Store.ReadHeadAsync());
        Assert.Empty(await RegistersAsync());
        Assert.Empty(await Store.ReadBlocksAboveAsync(0));
        Assert.Empty((await Store.ReadHistoryAsync()).Above);
        Assert.Equal(1, (await Store.ReadHistoryAsync()).Base.Count);
        Assert.Null(await Store.ReadBaseAsync());
        Assert.Equal(0, await Store.ReadCertifiedHeightAsync(3));
        Assert.Null(await Store.ReadChainAsync(1, 1 << 20));
        Assert.Null(await Store.ReadBlockAtAsync(0));
        Assert.Null(await Store.ReadHeightAsync(1));
        Assert.Null(await Store.ReadReceiptAsync(Samples.Hash("x")));
        Assert.Empty(await Store.ReadExecutedAfterAsync(-1, -1));
        Assert.Empty(await Store.ReadEvidenceAsync());
    }

    [Fact]
    public async Task A_second_store_on_the_same_data_is_refused_within_two_seconds()
    {
        var start = DateTime.UtcNow;
        var failure = await FailsAsync(StoreFault.InUse, () => OpenAsync(Samples.Genesis, Member));
        Assert.InRange(DateTime.UtcNow - start, TimeSpan.Zero, TimeSpan.FromSeconds(2));
        Assert.Contains("in use", failure.Message, StringComparison.Ordinal);
        await Store.TakeLeaseAsync(Samples.First);
    }

    [Fact]
    [Trait("row", "I14")]
    public async Task The_data_of_another_group_or_member_is_refused()
    {
        await Store.DisposeAsync();
        await FailsAsync(StoreFault.Foreign, () => OpenAsync(Samples.Hash("another group"), Member));
        await FailsAsync(StoreFault.Foreign, () => OpenAsync(Samples.Genesis, Member + 1));
        await RestartAsync();
    }

    [Fact]
    public async Task Initialising_twice_is_refused_and_loses_nothing()
    {
        var identity = Store.Identity;
        await Store.DisposeAsync();
        await FailsAsync(StoreFault.AlreadyInitialised, () => MakeAsync(Samples.Genesis, Member));
        await RestartAsync();
        Assert.Equal(identity, Store.Identity);
    }

    [Fact]
    public async Task A_closed_store_says_so()
    {
        await Store.DisposeAsync();
        await FailsAsync(StoreFault.Closed, () => Store.TakeLeaseAsync(Samples.First));
        await FailsAsync(StoreFault.Closed, () => Store.ReadHeadAsync());
    }
}
