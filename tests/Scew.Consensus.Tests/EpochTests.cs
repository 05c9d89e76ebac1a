using Scew.Consensus.Tests.Harness;
using Scew.Protocol;
using Scew.Protocol.Messages;
using Scew.Protocol.Ordering;
using Scew.Protocol.Receipts;
using Scew.Protocol.Trees;

namespace Scew.Consensus.Tests;

/// <summary>An epoch ends at a height that execution announces, whatever happens meanwhile, and the next one stands on that block.</summary>
[Trait("row", "A18")]
public sealed class EpochTests
{
    [Fact]
    public void An_idle_group_goes_to_the_last_height_by_itself_and_is_silent_then()
    {
        var cluster = Started();
        var last = Decided(cluster);
        Assert.True(cluster.RunUntil(() => cluster.Live.All(node => node.Replica.ExecutedHeight == last && node.Replica.CertifiedHeight == last), 20_000), cluster.Describe());
        var blocks = cluster.FinalBlocks;
        cluster.Run(60_000);
        Assert.Equal(blocks, cluster.FinalBlocks);
        Assert.All(cluster.Live, node => Assert.Equal(last, node.Replica.ExecutedHeight));
        Assert.Empty(cluster.Failures);
    }

    [Fact]
    public void Requests_go_on_until_the_last_height_and_wait_after_it()
    {
        var cluster = Started();
        var last = Decided(cluster);
        for (var i = 0; cluster[0].Replica.ExecutedHeight < last; i++)
        {
            cluster.Submit(i % 4, "before " + i);
            cluster.Run(7);
        }
        var executed = cluster.ExecutedOrder.Count;
        Assert.True(executed > 20);
        var late = cluster.Submit(1, "after");
        cluster.Run(30_000);
        Assert.DoesNotContain(cluster.Live, node => node.HasExecuted(late));
        Assert.All(cluster.Live, node => Assert.Equal(last, node.Replica.ExecutedHeight));
        // Nobody is timed out for what nobody may propose.
        Assert.All(cluster.Live, node => Assert.InRange(node.Replica.View, 1, node.Replica.Final.View + 2));
        Assert.Empty(cluster.Failures);
    }

    [Fact]
    public void Whoever_executes_late_learns_of_the_end_late_and_executes_nothing_above_it()
    {
        var cluster = Started();
        cluster[3].ExecutionHeld = true;
        var last = Decided(cluster, 3);
        Assert.True(cluster.RunUntil(() => cluster.Live.Take(3).All(node => node.Replica.ExecutedHeight == last), 60_000), cluster.Describe());
        cluster[3].ReleaseExecution();
        Assert.True(cluster.RunUntil(() => cluster[3].Replica.ExecutedHeight == last, 20_000), cluster.Describe());
        cluster.Run(10_000);
        Assert.Equal(last, cluster[3].Replica.ExecutedHeight);
        Assert.Empty(cluster.Failures);
    }

    [Theory]
    [InlineData(1, 60)]
    [InlineData(1000, 60)]
    public void The_end_is_reached_after_any_faults_and_is_one_block(int firstSeed, int seeds)
    {
        for (var seed = firstSeed; seed < firstSeed + seeds; seed++)
        {
            var random = new Random(seed);
            var cluster = new Cluster { FlushesApplied = random.Next(2) == 0 };
            cluster.StartAll();
            cluster.Decides = cluster.Submit(random.Next(4), "decide");
            var loss = random.NextDouble() * 0.4;
            cluster.Delivers = (_, _, _) => random.NextDouble() >= loss;
            cluster.Jitter = () => random.Next(120);
            for (var step = 0; step < 40; step++)
            {
                cluster.Run(random.Next(200));
                switch (random.Next(6))
                {
                    case 0:
                        cluster.Restart(random.Next(4));
                        break;
                    case 1:
                        cluster.Unlink(random.Next(4), random.Next(4));
                        break;
                    case 2:
                        cluster.RestartAll();
                        break;
                    case 3:
                        cluster.Submit(random.Next(4), $"request {step}");
                        break;
                }
            }
            cluster.Delivers = static (_, _, _) => true;
            cluster.RestartAll();
            if (!cluster.Live.Any(node => node.HasExecuted(cluster.Decides.Value)))
            {
                // Every copy was in a memory that is gone: its customer sends it again.
                cluster.Submit(0, "decide");
            }
            Assert.True(cluster.RunUntil(() => cluster.Live.All(node => node.LastHeight is { } last && node.Replica.ExecutedHeight == last), 120_000), $"seed {seed}\n{cluster.Describe()}");
            var end = cluster[0].LastHeight!.Value;
            Assert.All(cluster.Live, node => Assert.Equal((end, cluster.FinalAt(end)!.Value), (node.LastHeight!.Value, node.States[end].Block)));
            cluster.Run(20_000);
            Assert.All(cluster.Live, node => Assert.Equal(end, node.Replica.ExecutedHeight));
            Assert.True(cluster.Failures.Count == 0, $"seed {seed}: {string.Join("; ", cluster.Failures)}");
        }
    }

    [Fact]
    [Trait("row", "A14")]
    [Trait("row", "E11")]
    public void The_next_epoch_stands_on_the_last_block_and_nothing_of_the_old_one_counts_in_it()
    {
        var old = new List<(int From, int To, PeerMessage Message)>();
        var first = Started();
        first.Delivers = (from, to, message) =>
        {
            if (message is not Offer)
            {
                old.Add((from, to, message));
            }
            return true;
        };
        var last = Decided(first);
        Assert.True(first.RunUntil(() => first.Live.All(node => node.Replica.ExecutedHeight == last), 20_000));
        var block = first[0].Blocks[first.FinalAt(last)!.Value];
        var start = new BlockRef(block.Header.View, last, block.Hash);

        // A fifth member, and the same indexes with other keys: stand-in signatures cover the epoch as real ones do.
        var next = new Cluster(new Group(StandInKeys.Genesis, 1, 5, start));
        next.StartAll();
        Assert.All(next.Live, node => Assert.Equal((start.View + 1, last), (node.Replica.View, node.Replica.ExecutedHeight)));
        // Linearizable reads begin at the block on which the era stands, which needs no certificate.
        Assert.All(next.Live, node => Assert.Equal((true, null), (node.Replica.HeadIsProven, node.Replica.ProvenHead)));
        foreach (var (from, to, message) in old.TakeLast(2000))
        {
            next.Inject(from, to, message);
        }
        Assert.All(next.Live, node => Assert.Equal((start.View + 1, start), (node.Replica.View, node.Replica.Final)));
        var id = next.Submit(4, "first of the new era");
        Assert.True(next.RunUntil(() => next.AllExecuted(id), 20_000), next.Describe());
        Assert.All(next.Live, node => Assert.Equal(last + 1, node.Replica.ExecutedHeight));
        foreach (var (from, to, message) in old.TakeLast(2000))
        {
            next.Inject(from, to, message);
        }
        next.Run(20_000);
        Assert.Empty(next.Failures);
        Assert.All(next.Live, node => Assert.Empty(node.Evidence));
        // A restart finds its way from the disk.
        next.RestartAll();
        var second = next.Submit(2, "after a restart of all");
        Assert.True(next.RunUntil(() => next.AllExecuted(second), 20_000), next.Describe());
    }

    [Fact]
    public void Only_a_child_of_the_last_block_needs_no_certificate()
    {
        var group = new Group(StandInKeys.Genesis, 1, 4, new BlockRef(57, 40, Digest.Of("last"u8)));
        var cluster = new Cluster(group);
        cluster.StartAll();
        var view = 58L;
        var leader = group.Leader(view);
        var other = (leader + 1) % 4;
        foreach (var (height, parent) in new[] { (1L, BlockHeader.GenesisBlockHash(StandInKeys.Genesis)), (41L, Digest.Of("another"u8)), (42L, group.Start.Hash) })
        {
            var block = Block.Create(StandInKeys.Genesis, 1, height, view, parent, Cluster.WallStartMs + 1, [], new Justification(null, []));
            cluster.Inject(leader, other, new Proposal(block, StandInKeys.Vote(group, leader, Statement.Notarize(view, height, block.Hash)), []));
        }
        cluster.Run(100);
        Assert.Empty(cluster[other].SignedVotes);
        var good = Block.Create(StandInKeys.Genesis, 1, 41, view, group.Start.Hash, Cluster.WallStartMs + 1, [], new Justification(null, []));
        cluster.Inject(leader, (leader + 2) % 4, new Proposal(good, StandInKeys.Vote(group, leader, Statement.Notarize(view, 41, good.Hash)), []));
        cluster.Run(100);
        Assert.Equal(Statement.Notarize(view, 41, good.Hash), Assert.Single(cluster[(leader + 2) % 4].SignedVotes).Statement);
    }

    [Fact]
    public void A_liar_that_never_attests_the_start_of_an_epoch_does_not_keep_its_handover_from_becoming_complete()
    {
        var start = new BlockRef(57, 40, Digest.Of("last"u8));
        var state = new AttestedState(1, start.Height, start.Hash, Cluster.WallStartMs, Digest.Of("root"u8), Digest.Of("results"u8), 0);
        var cluster = new Cluster(new Group(StandInKeys.Genesis, 1, 4, start, state))
        {
            Delivers = (from, _, message) => from != 3 || message is not AttestationMessage { Attestation.State: var said } || said != state,
        };
        // The newcomer, 2, is not there yet: 0, 1 and the liar have a quorum of votes, and the start has two words.
        foreach (var member in new[] { 0, 1, 3 })
        {
            cluster.Start(member);
        }
        var first = cluster.Submit(0, "first");
        cluster.Run(30_000);
        Assert.All([0, 1], member => Assert.InRange(cluster[member].Replica.Final.Height, start.Height, start.Height + 1));
        cluster.Submit(1, "second");
        cluster.Run(30_000);
        Assert.All([0, 1], member => Assert.InRange(cluster[member].Replica.Final.Height, start.Height, start.Height + 1));
        Assert.All([0, 1], member => Assert.DoesNotContain(start.Height, cluster[member].Certified));

        // It takes exactly the start, attests it, and everything goes on.
        cluster.Start(2);
        var last = cluster.Submit(1, "last");
        Assert.True(cluster.RunUntil(() => cluster.AllExecuted(last), 60_000), cluster.Describe());
        Assert.All([0, 1, 2], member => Assert.Contains(start.Height, cluster[member].Certified));
        Assert.True(cluster[0].HasExecuted(first));
        Assert.Empty(cluster.Failures);
    }

    [Fact]
    public void One_holder_of_the_last_state_is_enough_to_hand_it_on_and_of_no_other_state()
    {
        var old = new Group(StandInKeys.Genesis, 0, 4);
        var header = Block.Create(StandInKeys.Genesis, 0, 1, 1, BlockHeader.GenesisBlockHash(StandInKeys.Genesis), Cluster.WallStartMs, [], new Justification(null, [])).Header;
        var hash = header.Hash(StandInKeys.Genesis);
        var history = HistoryTree.Empty.Append(BlockHeader.GenesisBlockHash(StandInKeys.Genesis)).Append(hash);
        var trie = StateTrie.Empty.Root;
        var state = new AttestedState(1, 1, hash, header.TimeMs, StateRoot.Of(trie, history.Root), Digest.Of("results"u8), 0);
        var start = new BlockRef(header.View, 1, hash);
        var group = new Group(StandInKeys.Genesis, 1, 4, start, state);
        StateAnchor Anchor(AttestedState said, params int[] signers) =>
            new(CertifiedState.From([.. signers.Select(signer => StandInKeys.Attest(group, signer, said))]), header, trie, history.Frontier, null);
        var keys = new StandInKeys();
        Assert.Equal(AnchorFault.None, Anchor(state, 2).Check(group, keys));
        // Another root of the same block, or a group that was told no root: f+1 as ever.
        Assert.Equal(AnchorFault.Certificate, Anchor(state with { ResultsRoot = Digest.Of("other"u8) }, 2).Check(group, keys));
        Assert.Equal(AnchorFault.Certificate, Anchor(state, 2).Check(new Group(StandInKeys.Genesis, 1, 4, start), keys));
        Assert.Equal(AnchorFault.None, Anchor(state, 1, 2).Check(new Group(StandInKeys.Genesis, 1, 4, start), keys));
        Assert.NotEqual(AnchorFault.None, Anchor(state with { Epoch = 0 }, 2).Check(old, keys));
    }

    private static Cluster Started()
    {
        var cluster = new Cluster();
        cluster.StartAll();
        return cluster;
    }

    private static long Decided(Cluster cluster, int without = -1)
    {
        cluster.Decides = cluster.Submit(0, "decide");
        Assert.True(cluster.RunUntil(() => cluster.Live.All(node => node.Index == without || node.LastHeight is not null), 10_000), cluster.Describe());
        return cluster[0].LastHeight!.Value;
    }
}
