using Scew.Protocol.Registers;

namespace Scew.Storage.Tests;

public abstract partial class ReplicaStoreSuite
{
    [Theory]
    [InlineData("commit")]
    [InlineData("witness")]
    [Trait("row", "D10")]
    public async Task A_safety_write_that_fails_is_not_tried_again_and_no_vote_is_acknowledged(string place)
    {
        using var keys = new TempFolder();
        var witness = Path.Combine(keys.Path, "key.witness");
        var (calls, fail) = (0, false);
        await Store.DisposeAsync();
        _store = await OpenHookedAsync(
            new StoreHooks { BeforeCommit = _ => ThrowIf(fail && place == "commit", ref calls), BeforeWitness = _ => ThrowIf(fail && place == "witness", ref calls) }, witness);
        await Store.TakeLeaseAsync(Samples.First);
        fail = true;
        var vote = Samples.Safety(Samples.First) with { Votes = [Samples.FinalizeVote(Samples.Chain(2)[0].Block)] };
        await FailsAsync(StoreFault.Failed, () => Store.WriteSafetyAsync(vote));
        fail = false;
        await FailsAsync(StoreFault.Failed, () => Store.WriteSafetyAsync(vote));
        await FailsAsync(StoreFault.Failed, () => Store.TakeLeaseAsync(Samples.Second));
        await FailsAsync(StoreFault.Failed, () => Store.ReadVotesAboveAsync(0));
        Assert.Equal(1, calls);
        await ReopenAsync(witness);
        // After the commit the vote may be on disk, unsent; never the other way round.
        Assert.Equal(place == "commit" ? 0 : 1, (await Store.ReadVotesAboveAsync(0)).Length);
        Assert.Equal(StoreDoubt.None, (await Store.TakeLeaseAsync(Samples.Second)).Doubt);
        Assert.Null((await Store.AuditAsync()).Fault);
    }

    [Fact]
    public async Task Schedule_6_wallets_reach_the_disk_as_one_set_with_the_applied_height()
    {
        // a changed last at height 10, b at 8; the process dies in the flush of heights 9 and 10.
        var chain = Samples.Chain(10);
        var (calls, fail) = (0, false);
        await ReopenAsync(new StoreHooks { BeforeCommit = _ => ThrowIf(fail, ref calls) });
        await Store.TakeLeaseAsync(Samples.First);
        await Store.WriteSafetyAsync(Samples.Final(Samples.First, chain));
        await Store.ApplyAsync(Samples.Set(Samples.First, chain.Take(8), Samples.Wallet("a", 3, "a after 8"), Samples.Wallet("b", 4, "b after 8")));
        fail = true;
        await FailsAsync(StoreFault.Failed, () => Store.ApplyAsync(Samples.Set(Samples.First, chain.Skip(8), Samples.Wallet("a", 5, "a after 10"))));
        Assert.Equal(1, calls);
        await RestartAsync();
        Assert.Equal(8, (await Store.ReadHeadAsync())!.Height);
        Same.Registers([Samples.Wallet("a", 3, "a after 8")], [(await Store.ReadRegisterAsync(new RegisterKey(RegisterKind.Wallet, "a")))!]);
        Assert.Null(await Store.FindExecutedAsync(Samples.RequestId("9-0")));
        Same.Blocks(chain.Skip(8), await Store.ReadBlocksAboveAsync(8));

        // The replay of 9 and 10 ends where the first run would have.
        await Store.TakeLeaseAsync(Samples.Second);
        await Store.ApplyAsync(Samples.Set(Samples.Second, chain.Skip(8), Samples.Wallet("a", 5, "a after 10"), Samples.Wallet("b", 4, "b after 8")));
        Assert.Equal(10, (await Store.ReadHeadAsync())!.Height);
        Same.Registers([Samples.Wallet("a", 5, "a after 10"), Samples.Wallet("b", 4, "b after 8")], await RegistersAsync());
    }

    private static void ThrowIf(bool fail, ref int calls)
    {
        if (fail)
        {
            calls++;
            throw new IOException("Input/output error");
        }
    }
}
