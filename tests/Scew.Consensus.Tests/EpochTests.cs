using Scew.Consensus.Tests.Harness;
using Scew.Protocol;
using Scew.Protocol.Messages;
using Scew.Protocol.Ordering;

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
