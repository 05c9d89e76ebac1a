using Scew.Consensus.Tests.Harness;
using Scew.Protocol.Messages;
using Scew.Protocol.Ordering;

namespace Scew.Consensus.Tests;

/// <summary>Due timers at one replica: what it does at which moment of its own clock.</summary>
public class TimerHandlerTests
{
    [Fact]
    public void A_leader_makes_a_block_at_its_own_time_and_no_second_one()
    {
        var bench = new Bench().Started();
        Assert.Empty(bench.Step(new TimersLoaded(0, bench.WallMs + 3000)));
        Assert.Equal(bench.NowMs + 3000, bench.Replica.NextDeadlineMs);
        Assert.Empty(bench.TickAt(3999));
        Assert.Equal(["persist 1: lease 3"], bench.TickAt(4000));
        Assert.Equal(["sign notarize B1"], bench.Written());
        Assert.Equal(["broadcast: proposal B1 (empty)"], bench.Sign());
        var block = ((Proposal)((Broadcast)bench.Raw[0]).Message).Block;
        Assert.Equal(bench.WallMs, block.Header.TimeMs);
        // It waits for its own block: the next leader's turn comes, and neither the certificate nor the execution gives it another reason.
        bench.Receive(bench.Others[0], new CertificateMessage(bench.Notarization(block)));
        bench.Receive(bench.Others[0], new CertificateMessage(bench.Finalization(block)));
        bench.Step(new Executed(bench.State(block), null));
        Assert.Equal(long.MaxValue, NextDue(bench));
    }

    [Fact]
    public void What_one_block_leaves_over_is_due_as_soon_as_it_is_executed()
    {
        var bench = new Bench(self: new Group(StandInKeys.Genesis, 0, 4).Leader(2)).Started();
        bench.Step(new TimersLoaded(0, bench.WallMs - 500));
        bench.Written();
        var block = bench.Block(1, null);
        bench.Receive(bench.Group.Leader(1), bench.Propose(block));
        bench.Step(new BlockChecked(block.Hash, BlockVerdict.Valid, []));
        bench.Receive(bench.Group.Leader(1), new CertificateMessage(bench.Finalization(block)));
        Assert.DoesNotContain(bench.Raw, static effect => effect is Sign);
        Assert.Equal(2, bench.Replica.View);
        Assert.Contains("sign notarize B2", bench.Step(new Executed(bench.State(block), bench.WallMs - 500)));
    }

    [Fact]
    public void Others_wait_two_drifts_and_a_leader_timer_before_they_give_the_view_up()
    {
        var bench = HandlerTests.Follower();
        bench.Step(new TimersLoaded(0, bench.WallMs + 1000));
        // From the due time on a proposal may come: the lease is taken, no timer runs.
        Assert.Equal(["persist 1: lease 3"], bench.TickAt(2000));
        bench.Written();
        Assert.DoesNotContain(bench.TickAt(5999), IsNullify);
        Assert.DoesNotContain(bench.TickAt(6000), IsNullify);
        Assert.DoesNotContain(bench.TickAt(6999), IsNullify);
        Assert.Contains(bench.TickAt(7000), IsNullify);
    }

    [Fact]
    public void A_replica_whose_clock_jumps_back_waits_anew()
    {
        var bench = new Bench().Started();
        bench.Step(new TimersLoaded(0, bench.WallMs + 3000));
        bench.SkewMs = -10_000;
        Assert.DoesNotContain(bench.TickAt(4000), static effect => effect.StartsWith("sign", StringComparison.Ordinal));
        Assert.Equal(14_000, NextDue(bench));
        Assert.Contains("persist 1: lease 3", bench.TickAt(14_000));
    }

    [Fact]
    public void What_was_told_of_another_height_does_not_count()
    {
        var bench = new Bench().Started();
        bench.Step(new StateInstalled(new BlockRef(9, 7, Scew.Protocol.Digest.Of("installed"u8)), bench.WallMs - 500, null, [], bench.WallMs + 700_000));
        bench.Step(new TimersLoaded(0, bench.WallMs + 1000));
        bench.TickAt(400_000);
        Assert.Equal(9 + 1, bench.Replica.View);
        Assert.Equal(701_000, NextDue(bench));
        bench.Step(new TimersLoaded(7, null));
        Assert.Equal(long.MaxValue, NextDue(bench));
    }

    [Fact]
    public void A_timer_that_never_comes_sets_no_deadline_in_the_past()
    {
        var bench = new Bench().Started(connected: false);
        bench.Step(new TimersLoaded(0, (1L << 53) - 1));
        Assert.InRange(bench.Replica.NextDeadlineMs, bench.NowMs + 1_000_000_000, long.MaxValue);
        bench.Step(new TimersLoaded(0, null));
        Assert.Equal(long.MaxValue, bench.Replica.NextDeadlineMs);
    }

    private static bool IsNullify(string effect) => effect.StartsWith("sign nullify", StringComparison.Ordinal);

    /// <summary>The deadline without those of statuses and rest: all peers leave.</summary>
    private static long NextDue(Bench bench)
    {
        foreach (var peer in bench.Others)
        {
            bench.Step(new PeerDisconnected(peer));
        }
        for (var rest = 0; rest < 3 && bench.Replica.NextDeadlineMs <= bench.NowMs + 2000; rest++)
        {
            bench.TickAt(bench.Replica.NextDeadlineMs);
            if (bench.Raw.OfType<Persist>().Any())
            {
                bench.Written();
            }
        }
        return bench.Replica.NextDeadlineMs;
    }
}
