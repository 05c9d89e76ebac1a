using Scew.Protocol.Ordering;

namespace Scew.Storage.Tests;

public abstract partial class ReplicaStoreSuite
{
    private const long Everything = 1 << 20;

    [Fact]
    public async Task A_chain_range_ends_at_a_finalization_and_keeps_within_its_bytes()
    {
        var chain = Samples.Chain(9, requests: 20);
        int[] finalised = [3, 4, 7];
        await Store.TakeLeaseAsync(Samples.First);
        var certificates = finalised.Select(height => Samples.Finalization(chain[height - 1].Block));
        await Store.WriteSafetyAsync(new SafetyWrite(Samples.First, null, [], [.. certificates], chain));
        await Store.ApplyAsync(Samples.Set(Samples.First, chain));

        var all = await Store.ReadChainAsync(2, Everything);
        Same.Blocks(chain.Skip(1).Take(6), all!.Blocks);
        Same.Certificates([Samples.Finalization(chain[6].Block)], [all.Finalization]);
        Same.Blocks(chain.Take(3), (await Store.ReadChainAsync(1, 1))!.Blocks);
        var six = chain.Take(6).Sum(Samples.StoredBytes);
        Same.Blocks(chain.Take(4), (await Store.ReadChainAsync(1, six))!.Blocks);
        Same.Blocks(chain.Take(7), (await Store.ReadChainAsync(1, six + Samples.StoredBytes(chain[6])))!.Blocks);
        Same.Blocks(chain.Skip(3).Take(1), (await Store.ReadChainAsync(4, 1))!.Blocks);
        Assert.Null(await Store.ReadChainAsync(8, Everything));
        Assert.Null(await Store.ReadChainAsync(10, Everything));
        Assert.Null(await Store.ReadChainAsync(0, Everything));
    }

    [Fact]
    public async Task The_finalization_of_another_block_of_that_height_ends_no_range()
    {
        var chain = Samples.Chain(2);
        var other = Samples.Block(2, 3, chain[0].Block.Hash, ["z"]);
        await Store.TakeLeaseAsync(Samples.First);
        await Store.WriteSafetyAsync(new SafetyWrite(
            Samples.First, null, [], [Samples.Finalization(chain[0].Block), Samples.Finalization(other.Block), Samples.Finalization(chain[1].Block)], [.. chain, other]));
        await Store.ApplyAsync(Samples.Set(Samples.First, [chain[0], other]));
        var range = await Store.ReadChainAsync(1, Everything);
        Same.Blocks([chain[0], other], range!.Blocks);
        Same.Certificates([Samples.Finalization(other.Block)], [(await Store.ReadFinalizationAsync(2))!]);
    }

    [Fact]
    public async Task Attestations_are_kept_once_a_member_and_counted_only_for_the_own_state()
    {
        var chain = Samples.Chain(3);
        await Store.TakeLeaseAsync(Samples.First);
        await Store.WriteSafetyAsync(Samples.Final(Samples.First, chain));
        await Store.StoreAttestationsAsync([Samples.Attest(chain[1].Block, 2)]);
        await Store.ApplyAsync(Samples.Set(Samples.First, chain));
        var foreign = Samples.Attest(chain[2].Block, 0) with { State = Samples.State(chain[2].Block) with { StateRoot = Samples.Hash("another") } };
        await Store.StoreAttestationsAsync([Samples.Attest(chain[1].Block, 0), Samples.Attest(chain[2].Block, 2), foreign]);
        await Store.StoreAttestationsAsync([Samples.Attest(chain[2].Block, 0)]);
        await RestartAsync();
        Assert.Equal(2, await Store.ReadCertifiedHeightAsync(3));
        Assert.Equal(3, await Store.ReadCertifiedHeightAsync(2));
        Assert.Equal(0, await Store.ReadCertifiedHeightAsync(4));
        // Height 1 has the own attestation only: within the window it is a gap, below it is none.
        Assert.Equal(0, await Store.ReadCertifiedHeightAsync(2, 3));
        Assert.Equal(3, await Store.ReadCertifiedHeightAsync(2, 2));
        Assert.Equal(2, await Store.ReadCertifiedHeightAsync(3, 1));
        Same.Attestations(chain.Skip(1).Select(entry => Samples.Attest(entry.Block, Member)), await Store.ReadOwnAttestationsAboveAsync(1));
        Same.Attestations([Samples.Attest(chain[0].Block, Member)], await Store.ReadOwnAttestationsAboveAsync(0, limit: 1));
    }

    [Fact]
    public async Task A_height_that_was_applied_in_doubt_is_uncertified_without_an_own_attestation()
    {
        var chain = Samples.Chain(3);
        await Store.TakeLeaseAsync(Samples.First);
        await Store.WriteSafetyAsync(Samples.Final(Samples.First, chain));
        var set = Samples.Set(Samples.First, chain);
        await Store.ApplyAsync(set with { Heights = [.. set.Heights.Select(height => height.State.Height == 2 ? height with { Attestations = [] } : height)] });
        await RestartAsync();
        var uncertified = await Store.ReadUncertifiedAsync(1);
        Assert.Equal([Samples.State(chain[1].Block), Samples.State(chain[2].Block)], uncertified.Select(height => height.State));
        Assert.Null(uncertified[0].Own);
        Same.Attestations([Samples.Attest(chain[2].Block, Member)], [uncertified[1].Own!]);
        Assert.Empty(await Store.ReadUncertifiedAsync(3));
    }

    [Fact]
    public async Task Evidence_is_kept_once_and_in_order()
    {
        var one = Samples.Chain(1)[0].Block;
        var other = Samples.Chain(1, fork: "b")[0].Block;
        var votes = new ConflictingVotes(Samples.FinalizeVote(one), Samples.FinalizeVote(other));
        var attestations = new ConflictingAttestations(Samples.Attest(one, 3), Samples.Attest(other, 3));
        await Store.StoreEvidenceAsync(votes, 1);
        await Store.StoreEvidenceAsync(attestations, 3);
        await Store.StoreEvidenceAsync(votes, 1);
        await RestartAsync();
        var stored = await Store.ReadEvidenceAsync();
        Assert.Equal([1, 3], stored.Select(entry => entry.Accused));
        var kept = Assert.IsType<ConflictingVotes>(stored[0].Evidence);
        Same.Votes([votes.First, votes.Second], [kept.First, kept.Second]);
        var states = Assert.IsType<ConflictingAttestations>(stored[1].Evidence);
        Same.Attestations([attestations.First, attestations.Second], [states.First, states.Second]);
    }
}
