using Scew.Consensus.Tests.Harness;
using Scew.Protocol.Messages;
using Scew.Protocol.Ordering;

namespace Scew.Consensus.Tests;

public class ProgressTests
{
    /// <summary>What the shell has to serve: one certificate can be all that a store holds for a run of 256 blocks.</summary>
    [Fact, Trait("row", "C15")]
    public void C15_a_replica_whose_execution_was_far_behind_finalises_a_long_run_at_once()
    {
        var bench = HandlerTests.Follower();
        var blocks = new List<Block>();
        for (var view = 1; blocks.Count < 400; view++)
        {
            if (bench.Group.Leader(view) == bench.Self)
            {
                continue;
            }
            blocks.Add(bench.Block(view, blocks.LastOrDefault(), $"r{view}"));
            bench.Receive(bench.Others[0], bench.Propose(blocks[^1]));
            bench.Receive(bench.Others[0], new CertificateMessage(bench.Finalization(blocks[^1])));
            bench.Step(new BlockChecked(blocks[^1].Hash, BlockVerdict.Valid, []));
        }
        Assert.Equal(256, bench.Replica.Final.Height);
        var run = 0;
        foreach (var block in blocks.TakeWhile(_ => run < 2))
        {
            bench.Step(new Executed(bench.State(block), null));
            run = bench.Raw.OfType<Finalised>().Select(static final => final.Blocks.Length).FirstOrDefault();
        }
        Assert.InRange(run, 100, 256);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(7)]
    public void A_request_is_final_after_three_message_delays_and_one_write(int size)
    {
        var cluster = new Cluster(size);
        cluster.StartAll();
        cluster.Submit(0, "first");
        cluster.Run(5000);
        var leader = cluster.LeaderOf(cluster[0].Replica.View).Index;
        var start = cluster.NowMs;
        cluster.Submit(leader, "one");
        Assert.True(cluster.RunUntil(() => cluster[leader].Replica.ExecutedHeight == 2, 1000));
        Assert.Equal(3 * cluster.DelayMs + cluster.DiskMs, cluster.NowMs - start);
        Assert.Empty(cluster.Failures);
    }

    [Fact]
    public void Everything_submitted_is_executed_once_everywhere()
    {
        var cluster = new Cluster();
        cluster.StartAll();
        var ids = Enumerable.Range(0, 200).Select(i =>
        {
            cluster.Run(3);
            return cluster.Submit(i % 4, $"request {i}");
        }).ToList();
        Assert.True(cluster.RunUntil(() => ids.TrueForAll(cluster.AllExecuted), 5000));
        Assert.Empty(cluster.Failures);
        Assert.All(cluster.Live, node => Assert.Equal(0, node.Replica.PooledRequests));
        cluster.Run(500);
        Assert.All(cluster.Live, node => Assert.Equal(node.Replica.ExecutedHeight, node.Replica.CertifiedHeight));
    }

    [Fact]
    public void A_dead_leader_costs_its_timer_only()
    {
        var cluster = new Cluster();
        cluster.StartAll();
        cluster.Run(10);
        var dead = cluster.LeaderOf(cluster[0].Replica.View).Index;
        cluster.Kill(dead);
        var id = cluster.Submit((dead + 1) % 4, "one");
        Assert.True(cluster.RunUntil(() => cluster.AllExecuted(id), 1200));
        Assert.Empty(cluster.Failures);
    }

    [Fact]
    public void Everybody_restarts_and_goes_on()
    {
        var cluster = new Cluster();
        cluster.StartAll();
        for (var round = 0; round < 10; round++)
        {
            var id = cluster.Submit(round % 4, $"round {round}");
            Assert.True(cluster.RunUntil(() => cluster.AllExecuted(id), 5000), $"round {round} " + string.Join("\n", cluster.Live.Select(n => $"{n.Index} view {n.Replica.View} floor {n.Replica.Floor} lease {n.Replica.Lease} final {n.Replica.Final.Height}/{n.Replica.Final.View} leader {n.Replica.Leader} pool {n.Replica.PooledRequests} exec {n.Replica.ExecutedHeight}")));
            cluster.Run(round * 7);
            cluster.RestartAll();
        }
        Assert.Empty(cluster.Failures);
    }
}
