namespace Scew.Storage.Tests;

public abstract partial class ReplicaStoreSuite
{
    [Fact]
    [Trait("row", "D8")]
    public async Task The_witness_counts_what_the_database_counts_and_an_older_database_is_in_doubt()
    {
        using var keys = new TempFolder();
        using var old = new TempFolder();
        var witness = Path.Combine(keys.Path, "key.witness");
        await ReopenAsync(witness);
        await Store.TakeLeaseAsync(Samples.First);
        await Store.WriteSafetyAsync(Samples.Safety(Samples.First, lease: 5));
        await Store.DisposeAsync();
        await SaveAsync(old.Path);
        await ReopenAsync(witness);
        Assert.Equal(new LeaseTaken(5, 3), await Store.TakeLeaseAsync(Samples.Second));
        Assert.Equal(4, await Store.WriteSafetyAsync(Samples.Safety(Samples.Second, lease: 30)));
        // Blocks and certificates limit nothing that may be signed, and cost no second sync.
        Assert.Equal(5, await Store.WriteSafetyAsync(Samples.Final(Samples.Second, Samples.Chain(1))));
        await Store.DisposeAsync();
        using (var file = WitnessFile.Open(witness, Samples.Genesis, Member))
        {
            Assert.Equal(4, file.Found);
        }
        await BringBackAsync(old.Path);
        await ReopenAsync(witness);
        var third = Samples.Hash("third");
        Assert.Equal(new LeaseTaken(5, 6, StoreDoubt.WitnessAhead), await Store.TakeLeaseAsync(third));
        await ReopenAsync(witness);
        Assert.Equal(StoreDoubt.WitnessAhead, (await Store.TakeLeaseAsync(third)).Doubt);

        // The same old database once more still shows, and settling ends the doubt for good.
        await Store.DisposeAsync();
        await BringBackAsync(old.Path);
        await ReopenAsync(witness);
        Assert.Equal(StoreDoubt.WitnessAhead, (await Store.TakeLeaseAsync(third)).Doubt);
        await FailsAsync(StoreFault.LeaseLost, () => Store.SettleAsync(Samples.First, 99));
        await Store.SettleAsync(third, 99);
        await ReopenAsync(witness);
        var taken = await Store.TakeLeaseAsync(Samples.First);
        Assert.Equal((99, StoreDoubt.None), (taken.Floor, taken.Doubt));
    }

    [Fact]
    [Trait("row", "D8")]
    public async Task A_doubt_that_began_while_running_stays_over_all_starts_until_it_is_settled()
    {
        using var keys = new TempFolder();
        var witness = Path.Combine(keys.Path, "key.witness");
        await ReopenAsync(witness);
        await Store.TakeLeaseAsync(Samples.First);
        await FailsAsync(StoreFault.LeaseLost, () => Store.DoubtAsync(Samples.Second));
        await Store.DoubtAsync(Samples.First);
        await ReopenAsync(witness);
        Assert.Equal(new LeaseTaken(0, 3, StoreDoubt.Shown), await Store.TakeLeaseAsync(Samples.Second));
        await Store.SettleAsync(Samples.Second, 7);
        await ReopenAsync(witness);
        Assert.Equal(new LeaseTaken(7, 5), await Store.TakeLeaseAsync(Samples.First));
    }

    [Fact]
    public async Task A_witness_that_cannot_be_read_is_a_doubt_and_one_torn_half_is_not()
    {
        using var keys = new TempFolder();
        var witness = Path.Combine(keys.Path, "key.witness");
        await ReopenAsync(witness);
        await Store.TakeLeaseAsync(Samples.First);
        await Store.DisposeAsync();
        var bytes = await File.ReadAllBytesAsync(witness);
        Assert.Equal(WitnessFile.SizeBytes, bytes.Length);
        bytes[50] ^= 1;
        await File.WriteAllBytesAsync(witness, bytes);
        await ReopenAsync(witness);
        Assert.Equal(StoreDoubt.None, (await Store.TakeLeaseAsync(Samples.First)).Doubt);
        await Store.DisposeAsync();
        await File.WriteAllBytesAsync(witness, new byte[WitnessFile.SizeBytes]);
        await ReopenAsync(witness);
        Assert.Equal(StoreDoubt.WitnessAhead, (await Store.TakeLeaseAsync(Samples.First)).Doubt);
        await Store.DisposeAsync();
        File.Delete(witness);
        await ReopenAsync(witness);
        Assert.Equal(StoreDoubt.WitnessAhead, (await Store.TakeLeaseAsync(Samples.First)).Doubt);
    }

    [Fact]
    public async Task A_witness_of_another_group_is_refused_and_so_is_one_of_another_member_where_nothing_is_in_doubt()
    {
        using var keys = new TempFolder();
        var witness = Path.Combine(keys.Path, "key.witness");
        await Store.DisposeAsync();
        using (WitnessFile.Open(witness, Samples.Hash("another group"), Member))
        {
        }
        await FailsAsync(StoreFault.Foreign, () => OpenAsync(Samples.Genesis, Member, witness));
        File.Delete(witness);
        using (WitnessFile.Open(witness, Samples.Genesis, Member + 1))
        {
        }
        var before = await File.ReadAllBytesAsync(witness);
        var failure = await FailsAsync(StoreFault.Foreign, () => OpenAsync(Samples.Genesis, Member, witness));
        Assert.Contains("scew-silo recover", failure.Message, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllBytesAsync(witness));
        File.Delete(witness);
        await ReopenAsync(witness);
        Assert.Equal(StoreDoubt.None, (await Store.TakeLeaseAsync(Samples.First)).Doubt);
    }

    [Fact]
    [Trait("row", "D9")]
    [Trait("row", "A18")]
    public async Task A_database_recovered_under_the_index_of_a_later_era_takes_the_witness_of_its_key_over()
    {
        using var keys = new TempFolder();
        var witness = Path.Combine(keys.Path, "key.witness");
        await ReopenAsync(witness);
        await Store.TakeLeaseAsync(Samples.First);
        for (var lease = 5; lease < 25; lease += 5)
        {
            await Store.WriteSafetyAsync(Samples.Safety(Samples.First, lease: lease));
        }
        await Store.DisposeAsync();
        long counted;
        using (var file = WitnessFile.Open(witness, Samples.Genesis, Member))
        {
            counted = file.Found!.Value;
        }
        // Who was member 1 in genesis is member 0 in the era in which it lost its database.
        await RecoverAsync(Samples.Genesis, 0);
        for (var start = 0; start < 3; start++)
        {
            _store = await OpenAsync(Samples.Genesis, 0, witness);
            var taken = await Store.TakeLeaseAsync(Samples.Second);
            Assert.Equal(StoreDoubt.Recovering, taken.Doubt);
            Assert.True(taken.Counter > counted, $"{taken.Counter} is not above {counted}");
            await Store.DisposeAsync();
        }
        _store = await OpenAsync(Samples.Genesis, 0, witness);
        await Store.TakeLeaseAsync(Samples.Second);
        await Store.SettleAsync(Samples.Second, 99);
        await Store.DisposeAsync();
        // From now on it is this database's as any witness is.
        _store = await OpenAsync(Samples.Genesis, 0, witness);
        Assert.Equal(StoreDoubt.None, (await Store.TakeLeaseAsync(Samples.First)).Doubt);
        await Store.DisposeAsync();
        using var after = WitnessFile.Open(witness, Samples.Genesis, 0);
        Assert.Null(after.Other);
    }

    [Fact]
    [Trait("row", "D9")]
    public async Task A_recovered_database_is_empty_and_in_doubt_and_the_old_one_is_kept()
    {
        using var keys = new TempFolder();
        var witness = Path.Combine(keys.Path, "key.witness");
        await ReopenAsync(witness);
        await Store.TakeLeaseAsync(Samples.First);
        await Store.WriteSafetyAsync(Samples.Safety(Samples.First, lease: 7));
        var before = Store.Identity;
        await Store.DisposeAsync();
        await RecoverAsync(Samples.Genesis, Member);
        await ReopenAsync(witness);
        Assert.NotEqual(before, Store.Identity);
        Assert.Equal(new LeaseTaken(0, 4, StoreDoubt.Recovering), await Store.TakeLeaseAsync(Samples.Second));
        await RestartAsync();
        Assert.Equal(StoreDoubt.Recovering, (await Store.TakeLeaseAsync(Samples.Second)).Doubt);
        Assert.Equal(1, await CountAsideAsync());
        await Store.DisposeAsync();
        await FailsAsync(StoreFault.AlreadyInitialised, () => MakeAsync(Samples.Genesis, Member, witness));
    }

    protected async Task ReopenAsync(string witness)
    {
        await Store.DisposeAsync();
        _store = await OpenAsync(Samples.Genesis, Member, witness);
    }
}
