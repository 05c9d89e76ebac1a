using Scew.Consensus.Tests.Harness;
using Scew.Protocol.Messages;

namespace Scew.Consensus.Tests;

/// <summary>
/// Schedule (16): an idle group with a due timer. The invariant: each timer fires once, in the first block whose time has come, soon after it is due whoever is away; before and
/// after it the group is silent.
/// </summary>
public class ScheduleTimerTests
{
    private const long DueMs = 600_000;
    private const long DriftMs = 2000;

    [Fact]
    public void Schedule_16_an_idle_group_with_a_due_timer()
    {
        var cluster = Armed();
        var views = Views(cluster);
        cluster.Run(DueMs - 1000 - cluster.NowMs);
        var before = cluster.MessagesSent;
        cluster.Run(999);
        Assert.Equal(1, cluster.FinalBlocks);
        Assert.Equal(views, Views(cluster));
        Assert.True(cluster.RunUntil(() => cluster.Live.All(node => node.Replica.ExecutedHeight == 2), 100));
        var header = cluster.Disks[0].Applied[2].Block.Header;
        Assert.InRange(header.TimeMs, Cluster.WallStartMs + DueMs, Cluster.WallStartMs + DueMs + 2);
        cluster.Run(5000);
        Assert.All(cluster.Live, static node => Assert.InRange(node.Disk.Lease, 0, node.Replica.View));
        AssertFallsSilent(cluster, 2);
        Assert.Single(cluster.Fired);
        Assert.True(before > 0);
    }

    [Theory]
    [InlineData(0, 0, 0, 0)]
    [InlineData(DriftMs, 0, 0, 0)]
    [InlineData(-DriftMs, 0, 0, 0)]
    [InlineData(-DriftMs / 2, DriftMs / 2, DriftMs / 2, DriftMs / 2)]
    [InlineData(DriftMs / 2, -DriftMs / 2, -DriftMs / 2, -DriftMs / 2)]
    public void Schedule_16_clocks_apart_by_the_drift_cost_no_view(long leader, long second, long third, long fourth)
    {
        var cluster = Armed();
        var view = cluster[0].Replica.View;
        long[] skews = [leader, second, third, fourth];
        for (var i = 0; i < 4; i++)
        {
            cluster.LeaderOf(view + i).ClockSkewMs = skews[i];
        }
        Assert.True(cluster.RunUntil(() => cluster.Fired.Count == 1, DueMs + (2 * DriftMs)));
        var header = cluster.Live.Select(node => node.Disk.Applied.GetValueOrDefault(2).Block).First(block => block is not null).Header;
        Assert.Equal((view, true), (header.View, header.TimeMs >= Cluster.WallStartMs + DueMs));
        cluster.Run(10_000);
        AssertFallsSilent(cluster, 2);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(150)]
    [InlineData(400)]
    [InlineData(900)]
    [InlineData(1800)]
    public void Schedule_16_the_group_sleeps_again_whatever_the_delay(long delayMs)
    {
        var cluster = Armed(delayMs);
        cluster.Run(DueMs - cluster.NowMs);
        Assert.True(cluster.RunUntil(() => cluster.Fired.Count == 1, 60_000));
        cluster.Run(20_000 + (10 * delayMs));
        AssertFallsSilent(cluster, cluster.FinalBlocks);
        Assert.InRange(cluster.FinalBlocks, 2, 6);
    }

    [Fact]
    public void Schedule_16_of_150_timers_at_once_the_rest_fires_in_the_next_blocks()
    {
        var cluster = new Cluster();
        cluster.StartAll();
        for (var i = 0; i < 150; i++)
        {
            cluster.Arm(i % 4, $"t{i}", DueMs);
        }
        cluster.Run(20_000);
        var blocks = cluster.FinalBlocks;
        Assert.True(cluster.RunUntil(() => cluster.Fired.Count == 150, DueMs));
        cluster.Run(10_000);
        AssertFallsSilent(cluster, blocks + 3);
        Assert.Equal([64, 64, 22], cluster.Fired.Values.GroupBy(static height => height).OrderBy(static group => group.Key).Select(static group => group.Count()));
    }

    [Fact]
    public void Schedule_16_the_leader_of_the_hour_is_dead()
    {
        var cluster = Armed();
        var leader = cluster.LeaderOf(cluster[0].Replica.View).Index;
        cluster.Run(60_000);
        cluster.Kill(leader);
        cluster.Run(DueMs - cluster.NowMs + (2 * DriftMs) - 1);
        Assert.Empty(cluster.Fired);
        Assert.True(cluster.RunUntil(() => cluster.Fired.Count == 1, 1500));
        cluster.Start(leader);
        cluster.Run(20_000);
        AssertFallsSilent(cluster, cluster.FinalBlocks);
        Assert.Empty(cluster.Failures);
    }

    [Fact]
    public void Schedule_16_a_partition_over_the_hour_and_a_restart_of_everybody()
    {
        var cluster = Armed();
        cluster.Run(DueMs - 10_000 - cluster.NowMs);
        cluster.Delivers = static (from, to, _) => from / 2 == to / 2;
        cluster.Run(60_000);
        Assert.Empty(cluster.Fired);
        cluster.RestartAll();
        cluster.Run(1000);
        cluster.Delivers = static (_, _, _) => true;
        Assert.True(cluster.RunUntil(() => cluster.Live.All(static node => node.Replica.ExecutedHeight >= 2), 60_000), cluster.Describe());
        Assert.Single(cluster.Fired);
        cluster.Run(60_000);
        AssertFallsSilent(cluster, cluster.FinalBlocks);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Schedule_16_everybody_sleeps_over_the_hour_and_restarts_in_the_middle_of_the_firing(bool flushes)
    {
        var cluster = Armed();
        cluster.FlushesApplied = flushes;
        for (var member = 0; member < 4; member++)
        {
            cluster.Kill(member);
        }
        cluster.Run(DueMs + 30_000);
        cluster.StartAll();
        foreach (var node in cluster.Live)
        {
            node.ExecutionHeld = true;
        }
        // It is final, and lost from memory before anybody executed it.
        Assert.True(cluster.RunUntil(() => cluster.Live.All(static node => node.Replica.Final.Height == 2), 20_000), cluster.Describe());
        Assert.Empty(cluster.Fired);
        cluster.RestartAll();
        Assert.True(cluster.RunUntil(() => cluster.Live.All(static node => node.Replica.ExecutedHeight == 2), 5000), cluster.Describe());
        Assert.Single(cluster.Fired);
        cluster.Run(20_000);
        cluster.RestartAll();
        cluster.Run(20_000);
        AssertFallsSilent(cluster, 2);
        Assert.Single(cluster.Fired);
    }

    [Fact]
    public void Schedule_16_a_firing_that_waits_for_execution_is_not_made_twice()
    {
        var cluster = Armed();
        foreach (var node in cluster.Live)
        {
            node.ExecutionHeld = true;
        }
        cluster.Run(DueMs + 60_000 - cluster.NowMs);
        Assert.Equal(2, cluster.FinalBlocks);
        foreach (var node in cluster.Live)
        {
            node.ReleaseExecution();
        }
        cluster.Run(10_000);
        AssertFallsSilent(cluster, 2);
        Assert.Single(cluster.Fired);
    }

    [Fact]
    public void Schedule_16_a_leader_an_hour_ahead_fires_nothing_before_its_time()
    {
        var cluster = Armed(dueInMs: 2 * DueMs);
        var leader = cluster.LeaderOf(cluster[0].Replica.View);
        leader.ClockSkewMs = 2 * DueMs;
        cluster.Run(60_000);
        Assert.Equal((1, 0), (cluster.FinalBlocks, cluster.Fired.Count));
        var id = cluster.Submit((leader.Index + 1) % 4, "in between");
        Assert.True(cluster.RunUntil(() => cluster.AllExecuted(id), 20_000), cluster.Describe());
        Assert.Empty(cluster.Fired);
        leader.ClockSkewMs = 0;
        cluster.Run((2 * DueMs) - cluster.NowMs - 10);
        Assert.Empty(cluster.Fired);
        Assert.True(cluster.RunUntil(() => cluster.Fired.Count == 1, 20_000), cluster.Describe());
        cluster.Run(10_000);
        AssertFallsSilent(cluster, cluster.FinalBlocks);
    }

    [Fact]
    public void Schedule_16_a_request_at_the_hour_fires_the_timer_with_its_block()
    {
        var cluster = Armed();
        cluster.Run(DueMs - cluster.NowMs - 5);
        var leader = cluster.LeaderOf(cluster[0].Replica.View);
        leader.ClockSkewMs = 5;
        var id = cluster.Submit(leader.Index, "now");
        Assert.True(cluster.RunUntil(() => cluster.AllExecuted(id) && cluster.Fired.Count == 1, 200));
        cluster.Run(10_000);
        AssertFallsSilent(cluster, 2);
    }

    private static long[] Views(Cluster cluster) => [.. cluster.Live.Select(static node => node.Replica.View)];

    /// <summary>One timer is armed, and everybody rests.</summary>
    private static Cluster Armed(long delayMs = 10, long dueInMs = DueMs)
    {
        var cluster = new Cluster { DelayMs = delayMs };
        cluster.StartAll();
        cluster.Run(1000);
        var id = cluster.Arm(1, "timer", dueInMs - cluster.NowMs);
        Assert.True(cluster.RunUntil(() => cluster.AllExecuted(id), 50_000));
        cluster.Run(60_000);
        return cluster;
    }

    /// <summary>Ten minutes with nothing but statuses and their answers, which grow rare.</summary>
    private static void AssertFallsSilent(Cluster cluster, int blocks)
    {
        var views = Views(cluster);
        var sent = new SortedSet<string>(StringComparer.Ordinal);
        cluster.Watch = (_, effect) => sent.Add(effect switch
        {
            Send send => send.Message.GetType().Name,
            Broadcast broadcast => broadcast.Message.GetType().Name,
            Persist => nameof(Persist),
            _ => string.Empty,
        });
        cluster.Run(600_000);
        cluster.Watch = null;
        Assert.Equal(blocks, cluster.FinalBlocks);
        Assert.Equal(views, Views(cluster));
        Assert.Equal([], sent.Except([nameof(Status), nameof(CertificateMessage), string.Empty]));
        Assert.Empty(cluster.Failures);
    }
}
