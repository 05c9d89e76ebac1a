using System.Collections.Immutable;
using Scew.Protocol;
using Scew.Protocol.Ordering;

namespace Scew.Storage.Tests;

public abstract partial class ReplicaStoreSuite
{
    [Fact]
    public async Task The_lease_found_is_the_floor_and_the_counter_rises_with_every_safety_write()
    {
        Assert.Equal(new LeaseTaken(0, 1), await Store.TakeLeaseAsync(Samples.First));
        Assert.Equal(2, await Store.WriteSafetyAsync(Samples.Safety(Samples.First, lease: 40)));
        Assert.Equal(3, await Store.WriteSafetyAsync(Samples.Safety(Samples.First)));
        Assert.Equal(4, await Store.WriteSafetyAsync(Samples.Safety(Samples.First, lease: 12)));
        await RestartAsync();
        Assert.Equal(new LeaseTaken(12, 5), await Store.TakeLeaseAsync(Samples.Second));
    }

    [Fact]
    public async Task A_hundred_idle_restarts_leave_the_lease_where_it_is()
    {
        await Store.TakeLeaseAsync(Samples.First);
        await Store.WriteSafetyAsync(Samples.Safety(Samples.First, lease: 7));
        for (var i = 0; i < 100; i++)
        {
            Assert.Equal(7, (await Store.TakeLeaseAsync(Samples.Hash($"start {i}"))).Floor);
        }
    }

    [Fact]
    public async Task An_activation_that_lost_the_lease_writes_nothing_any_more()
    {
        var chain = Samples.Chain(1);
        await Store.TakeLeaseAsync(Samples.First);
        await Store.TakeLeaseAsync(Samples.Second);
        var vote = Samples.FinalizeVote(chain[0].Block);
        await FailsAsync(StoreFault.LeaseLost, () => Store.WriteSafetyAsync(new SafetyWrite(Samples.First, 99, [vote], [], chain)));
        await FailsAsync(StoreFault.LeaseLost, () => Store.ApplyAsync(new AppliedSet(Samples.First, [Samples.Applied(chain[0].Block)], [], chain)));
        Assert.Empty(await Store.ReadVotesAboveAsync(0));
        Assert.Empty(await Store.ReadBlocksAboveAsync(0));
        Assert.Null(await Store.ReadHeadAsync());
        await Store.WriteSafetyAsync(Samples.Safety(Samples.Second));
        Assert.Equal(0, (await Store.TakeLeaseAsync(Samples.First)).Floor);
    }

    [Fact]
    public async Task Of_joined_writes_only_those_of_the_lost_activation_are_refused()
    {
        await Store.TakeLeaseAsync(Samples.First);
        await Store.TakeLeaseAsync(Samples.Second);
        var writes = Enumerable.Range(0, 40).Select(i => Store.WriteSafetyAsync(Samples.Safety(i % 2 == 0 ? Samples.First : Samples.Second))).ToList();
        for (var i = 0; i < writes.Count; i++)
        {
            if (i % 2 == 0)
            {
                await FailsAsync(StoreFault.LeaseLost, () => writes[i]);
            }
            else
            {
                await writes[i];
            }
        }
    }

    [Fact]
    public async Task Votes_certificates_and_blocks_come_back_after_a_restart()
    {
        var chain = Samples.Chain(4);
        var votes = chain.Select(entry => Samples.FinalizeVote(entry.Block)).ToImmutableArray();
        ImmutableArray<Certificate> certificates =
        [
            .. chain.SelectMany(entry => new[]
            {
                Samples.Certificate(StatementKind.Notarize, entry.Block.Header.View, entry.Block.Header.Height, entry.Block.Hash), Samples.Finalization(entry.Block),
            }),
            Samples.Certificate(StatementKind.Nullify, 5, 0, default),
        ];
        await Store.TakeLeaseAsync(Samples.First);
        await Store.WriteSafetyAsync(new SafetyWrite(Samples.First, 30, votes, certificates, chain));
        await RestartAsync();
        Same.Votes(votes.Skip(1), await Store.ReadVotesAboveAsync(1));
        Same.Certificates(certificates.Skip(4), await Store.ReadCertificatesAboveAsync(2));
        Same.Blocks(chain.Skip(1), await Store.ReadBlocksAboveAsync(1));
        Same.Blocks([chain[2]], [(await Store.ReadBlockAsync(chain[2].Block.Hash))!]);
        Assert.Null(await Store.ReadBlockAsync(Samples.Hash("no block")));
        Same.Certificates([certificates[3]], [(await Store.ReadFinalizationAsync(2))!]);
        Assert.Null(await Store.ReadFinalizationAsync(9));
    }

    [Fact]
    public async Task Writing_the_same_again_changes_nothing()
    {
        var chain = Samples.Chain(2);
        await Store.TakeLeaseAsync(Samples.First);
        var write = Samples.Final(Samples.First, chain) with { Votes = [Samples.FinalizeVote(chain[0].Block)] };
        await Store.WriteSafetyAsync(write);
        await Store.WriteSafetyAsync(write with { Votes = [Samples.FinalizeVote(chain[0].Block, seed: 9)] });
        Same.Blocks(chain, await Store.ReadBlocksAboveAsync(0));
        Same.Votes(write.Votes, await Store.ReadVotesAboveAsync(0));
        Assert.Equal(2, (await Store.ReadCertificatesAboveAsync(0)).Length);
    }

    [Fact]
    public async Task Two_blocks_of_one_height_are_both_kept()
    {
        var one = Samples.Chain(1);
        var other = Samples.Chain(1, fork: "b");
        await Store.TakeLeaseAsync(Samples.First);
        await Store.WriteSafetyAsync(new SafetyWrite(Samples.First, null, [], [], [one[0], other[0]]));
        Assert.Equal(2, (await Store.ReadBlocksAboveAsync(0)).Length);
    }

    [Fact]
    public async Task Two_own_finalize_votes_of_one_view_are_our_bug_and_break_the_store()
    {
        await Store.TakeLeaseAsync(Samples.First);
        await Store.WriteSafetyAsync(Samples.Safety(Samples.First) with { Votes = [Samples.FinalizeVote(Samples.Chain(1)[0].Block)] });
        var contradiction = Samples.Safety(Samples.First) with { Votes = [Samples.FinalizeVote(Samples.Chain(1, fork: "b")[0].Block)] };
        await Assert.ThrowsAsync<InvariantException>(() => Store.WriteSafetyAsync(contradiction));
        await FailsAsync(StoreFault.Failed, () => Store.WriteSafetyAsync(Samples.Safety(Samples.First)));
        await RestartAsync();
        Assert.Single(await Store.ReadVotesAboveAsync(0));
    }
}
