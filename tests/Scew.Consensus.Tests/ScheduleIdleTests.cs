using Scew.Consensus.Tests.Harness;
using Scew.Protocol.Messages;

namespace Scew.Consensus.Tests;

/// <summary>The schedules that broke simpler rules, as PROTOCOL.md numbers them: silence, waiting and time.</summary>
public class ScheduleIdleTests
{
    [Fact]
    public void Schedule_09_ten_idle_minutes_then_a_request()
    {
        var cluster = new Cluster();
        cluster.StartAll();
        cluster.Submit(0, "first");
        cluster.Run(600_000);
        Assert.Equal(1, cluster.FinalBlocks);
        var id = cluster.Submit(cluster.LeaderOf(cluster[0].Replica.View).Index, "later");
        Assert.True(cluster.RunUntil(() => cluster.AllExecuted(id), 100));
        var block = cluster.Disks[0].Applied[2].Block;
        Assert.InRange(block.Header.TimeMs, Cluster.WallStartMs + 600_000, Cluster.WallStartMs + 600_100);
    }

    [Theory]
    [InlineData(-3000, true)]
    [InlineData(-3001, false)]
    [InlineData(-12 * 3_600_000, false)]
    public void Schedule_09_a_block_with_yesterdays_time_gets_no_vote(long offsetMs, bool voted)
    {
        var bench = HandlerTests.Follower();
        bench.SkewMs = offsetMs;
        var block = bench.Block(1, null, "r");
        bench.SkewMs = 0;
        bench.Receive(bench.Group.Leader(1), bench.Propose(block));
        bench.Written();
        Assert.Equal(voted ? ["sign notarize B1"] : [], bench.Step(new BlockChecked(block.Hash, BlockVerdict.Valid, [])));
    }

    [Fact]
    public void Schedule_09_a_block_from_the_near_future_waits_for_the_clock()
    {
        var bench = HandlerTests.Follower();
        bench.SkewMs = 2500;
        var block = bench.Block(1, null, "r");
        bench.SkewMs = 0;
        bench.Receive(bench.Group.Leader(1), bench.Propose(block));
        bench.Written();
        Assert.Empty(bench.Step(new BlockChecked(block.Hash, BlockVerdict.Valid, [])));
        Assert.Equal(bench.NowMs + 500, bench.Replica.NextDeadlineMs);
        Assert.Equal(["sign notarize B1"], bench.TickAt(bench.Replica.NextDeadlineMs));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(150)]
    [InlineData(400)]
    [InlineData(900)]
    [InlineData(1800)]
    public void Schedule_10_an_idle_group_makes_no_empty_blocks_whatever_the_delay(long delayMs)
    {
        var cluster = new Cluster { DelayMs = delayMs };
        cluster.StartAll();
        cluster.Run(1000);
        var id = cluster.Submit(1, "r", 110_000);
        Assert.True(cluster.RunUntil(() => cluster.AllExecuted(id), 110_000));
        cluster.Run(20_000 + 10 * delayMs);
        var blocks = cluster.FinalBlocks;
        var view = cluster[0].Replica.View;
        cluster.Run(120_000);
        Assert.Equal(blocks, cluster.FinalBlocks);
        Assert.Equal(view, cluster[0].Replica.View);
        Assert.Empty(cluster.Failures);
    }

    [Fact]
    public void Schedule_11_a_push_lost_to_two_of_three_peers_while_everybody_is_idle()
    {
        var cluster = new Cluster();
        cluster.StartAll();
        cluster.Run(3000);
        var leader = cluster.LeaderOf(cluster[0].Replica.View).Index;
        var holder = (leader + 1) % 4;
        var lost = 0;
        cluster.Delivers = (from, to, message) => !(message is Offer && from == holder && to != (holder + 1) % 4 && lost++ < 2);
        var id = cluster.Submit(holder, "r");
        Assert.True(cluster.RunUntil(() => cluster.AllExecuted(id), 3000));
        Assert.True(lost > 2);
        Assert.Empty(cluster.Failures);
    }

    [Fact]
    public void Schedule_12_a_hundred_restarts_while_idle_do_not_push_the_lease_away()
    {
        var cluster = new Cluster();
        cluster.StartAll();
        cluster.Submit(0, "r");
        cluster.Run(5000);
        for (var restart = 0; restart < 100; restart++)
        {
            if (restart % 10 == 9)
            {
                cluster.RestartAll();
            }
            else
            {
                cluster.Restart(restart % 4);
            }
            cluster.Run(restart * 37 % 1500);
        }
        cluster.Run(10_000);
        Assert.All(cluster.Live, static node => Assert.InRange(node.Disk.Lease, 0, node.Replica.View + 2));
        var id = cluster.Submit(2, "later");
        Assert.True(cluster.RunUntil(() => cluster.AllExecuted(id), 2500));
        Assert.Empty(cluster.Failures);
    }

    [Fact]
    public void Schedule_14_all_votes_of_a_view_lost_with_the_links_and_equal_statuses()
    {
        var cluster = new Cluster();
        var lost = true;
        cluster.Delivers = (_, _, message) => !(lost && message is VoteMessage);
        cluster.StartAll();
        var id = cluster.Submit(cluster.Group.Leader(1), "r");
        cluster.Run(100);
        Assert.All(cluster.Live, static node => Assert.Equal(1, node.Replica.View));
        for (var a = 0; a < 4; a++)
        {
            for (var b = 0; b < a; b++)
            {
                cluster.Unlink(a, b);
            }
        }
        cluster.Run(100);
        lost = false;
        for (var a = 0; a < 4; a++)
        {
            for (var b = 0; b < a; b++)
            {
                cluster.Link(a, b);
            }
        }
        Assert.True(cluster.RunUntil(() => cluster.AllExecuted(id), 200));
        Assert.Empty(cluster.Failures);
    }

    [Fact]
    public void Schedule_15_two_of_three_holders_of_the_only_request_restart()
    {
        var cluster = new Cluster();
        cluster.StartAll();
        cluster.Run(3000);
        var leader = cluster.LeaderOf(cluster[0].Replica.View).Index;
        var holder = (leader + 1) % 4;
        var others = Enumerable.Range(0, 4).Where(member => member != leader && member != holder).ToArray();
        cluster.Kill(leader);
        var id = cluster.Submit(holder, "r");
        cluster.Run(50);
        Assert.All(others, member => Assert.True(cluster[member].Replica.IsPooled(id)));
        cluster.Restart(others[0]);
        cluster.Restart(others[1]);
        cluster.Start(leader);
        Assert.True(cluster.RunUntil(() => cluster.AllExecuted(id), 5000));
        Assert.Empty(cluster.Failures);
    }

    [Fact]
    public void Schedule_15_a_request_survives_the_member_that_brought_it()
    {
        var cluster = new Cluster();
        cluster.StartAll();
        cluster.Run(3000);
        var leader = cluster.LeaderOf(cluster[0].Replica.View).Index;
        var bringer = (leader + 1) % 4;
        var told = (leader + 2) % 4;
        cluster.Delivers = (from, to, message) => !(message is Offer && from == bringer && to != told);
        var id = cluster.Submit(bringer, "r");
        cluster.Run(100);
        cluster.Kill(bringer);
        Assert.True(cluster.RunUntil(() => cluster.AllExecuted(id), 10_000));
        Assert.Empty(cluster.Failures);
    }

    [Fact]
    public void Schedule_17_an_attestation_lost_while_idle()
    {
        var cluster = new Cluster();
        var lost = true;
        cluster.Delivers = (_, to, message) => !(lost && to == 0 && message is AttestationMessage);
        cluster.StartAll();
        cluster.Submit(1, "r");
        cluster.Run(1000);
        Assert.Equal(0, cluster[0].Replica.CertifiedHeight);
        lost = false;
        cluster.Run(5100);
        Assert.All(cluster.Live, static node => Assert.Equal(1, node.Replica.CertifiedHeight));
    }

    [Fact]
    public void Schedule_18_three_proposals_of_one_leader_and_the_third_is_notarised()
    {
        var bench = HandlerTests.Follower();
        var leader = bench.Group.Leader(1);
        var first = HandlerTests.Voted(bench, 1, null, "a");
        var second = bench.Block(1, null, "b");
        var third = bench.Block(1, null, "c");
        Assert.Equal(
            [$"evidence against {leader}: notarize B1 and notarize B1'", "broadcast: evidence notarize B1 and notarize B1'"], bench.Receive(leader, bench.Propose(second)));
        Assert.Empty(bench.Receive(leader, bench.Propose(third)));
        Assert.Contains("broadcast: notarization B1''", bench.Receive(leader, new CertificateMessage(bench.Notarization(third))));
        Assert.Equal([$"send {leader}: which block B1''"], bench.TickAt(bench.Replica.NextDeadlineMs));
        Assert.Equal(["check B1''"], bench.Receive(leader, new BlockAnswer(third, [])));
        Assert.Equal(["sign finalize B1''"], bench.Step(new BlockChecked(third.Hash, BlockVerdict.Valid, [])));
        Assert.NotEqual(first.Hash, third.Hash);
    }

    [Fact]
    public void Schedule_19_execution_held_back_overnight_makes_no_pile_of_nullifications()
    {
        var cluster = new Cluster();
        cluster.StartAll();
        foreach (var node in cluster.Live)
        {
            node.ExecutionHeld = true;
        }
        for (var i = 0; i < 40; i++)
        {
            cluster.Submit(i % 4, $"r{i}", 119_000);
            cluster.Run(200);
        }
        Assert.InRange(cluster[0].Replica.Final.Height, Rules.MaxExecutionLag + 1, Rules.MaxExecutionLag + 2);
        cluster.Run(1000);
        var view = cluster.Live.Max(static node => node.Replica.View);
        cluster.Run(10 * 3_600_000L);
        Assert.True(cluster.Live.Max(static node => node.Replica.View) <= view + 1);
        foreach (var node in cluster.Live)
        {
            node.ReleaseExecution();
        }
        var id = cluster.Submit(0, "morning");
        Assert.True(cluster.RunUntil(() => cluster.AllExecuted(id), 5000));
        Assert.Empty(cluster.Failures);
    }

    [Theory]
    [InlineData(2500)]
    [InlineData(4000)]
    public void Schedule_20_a_lasting_delay_above_the_drift_bound(long delayMs)
    {
        var cluster = new Cluster(configure: static config => config with { WindowMs = 1_200_000 }) { DelayMs = delayMs };
        cluster.StartAll();
        cluster.Run(20_000);
        var id = cluster.Submit(0, "r", 590_000);
        Assert.True(cluster.RunUntil(() => cluster.AllExecuted(id), 580_000));
        Assert.Empty(cluster.Failures);
    }
}
