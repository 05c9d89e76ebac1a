using Scew.Liars;
using Xunit.Abstractions;

namespace Scew.Simulation.Tests.Rows;

/// <summary>Rows C2 to C6, C12 to C15, D3, D15 and D16: slow and lying leaders, partitions, dead members, slow disks and wrong clocks.</summary>
public class LivenessRowTests(ITestOutputHelper output)
{
    [Fact]
    [Trait("row", "C2")]
    public void A_slow_leader_does_not_halve_what_is_executed()
    {
        var (with, without) = (0L, 0L);
        for (var seed = 1; seed <= 20; seed++)
        {
            var calm = Scenario.FromSeed((ulong)seed, 4, 20_000, Faults.None) with { RequestEveryMs = 100 };
            without += Pass(calm).ExecutedBeforeHealing;
            with += Pass(calm with { Faults = Faults.Liar, Liars = calm.Liars.Add(seed % 4, LiarKind.SlowLeader) }).ExecutedBeforeHealing;
        }
        Assert.True(with * 2 >= without, $"{with} requests with a slow leader, {without} without");
    }

    [Theory]
    [InlineData(LiarKind.Censor)]
    [InlineData(LiarKind.Nuller)]
    [InlineData(LiarKind.Withholder)]
    [InlineData(LiarKind.SilentLeader)]
    [Trait("row", "C3")]
    [Trait("row", "C4")]
    [Trait("row", "C6")]
    public void What_a_leader_leaves_out_withholds_or_gives_up_comes_with_the_next_leaders(LiarKind lie)
    {
        for (var seed = 1; seed <= 20; seed++)
        {
            var result = Pass(Runs.WithLiar(seed, 4, lie) with { MaxShellMs = 0 });
            // f+1 turns of a leader timer each, and twice the base of the advance timer.
            Assert.InRange(result.SlowestRequestMs, 1, 2 * 1000 + 2 * 2000);
        }
    }

    [Fact]
    [Trait("row", "C3")]
    public void One_key_that_all_liars_censor_gets_its_requests_through_with_the_next_correct_leader()
    {
        var (slowest, hidden) = (0L, 0L);
        for (var seed = 1; seed <= 20; seed++)
        {
            // Customer 0 makes three requests of four. A liar that alone was given one keeps it until its client shows it to another merchant.
            var scenario = Runs.WithLiar(seed, 7, LiarKind.KeyCensor, count: 2) with { MaxShellMs = 0, Victim = 0, RequestEveryMs = 150 };
            var result = Pass(scenario);
            Assert.True(result.ExecutedBeforeHealing > 10);
            slowest = Math.Max(slowest, result.SlowestHonestRequestMs);
            hidden = Math.Max(hidden, result.SlowestRequestMs);
        }
        output.WriteLine($"slowest request of a censored key {slowest} ms, {hidden} ms where a liar was shown it first");
        // f+1 turns of a leader timer each, and twice the base of the advance timer.
        Assert.InRange(slowest, 1, 3 * 1000 + 2 * 2000);
        Assert.True(hidden > 1500, "no liar kept anything back");
    }

    [Theory]
    [InlineData(4)]
    [InlineData(7)]
    [Trait("row", "C5")]
    public void Members_that_leaders_starve_keep_up_and_no_view_is_lost_over_it(int members)
    {
        var (behind, lost, slowest, blocks) = (0L, 0L, 0L, 0L);
        for (var seed = 1; seed <= 20; seed++)
        {
            var result = Pass(Runs.WithLiar(seed, members, LiarKind.Starver, count: (members - 1) / 3) with { MaxShellMs = 0, RequestEveryMs = 150 });
            behind = Math.Max(behind, result.Behind);
            lost = Math.Max(lost, result.FinalView - result.Blocks);
            slowest = Math.Max(slowest, result.SlowestRequestMs);
            blocks += result.Blocks;
        }
        output.WriteLine($"{blocks} blocks; at most {lost} views without one and {behind} heights behind; slowest request everywhere {slowest} ms");
        Assert.InRange(behind, 0, 5);
        Assert.InRange(lost, 0, 10);
        Assert.InRange(slowest, 1, 5000);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(7)]
    [InlineData(10)]
    [Trait("row", "C12")]
    public void After_partitions_of_every_shape_all_are_equal_soon(int members) => AllPass(Faults.Partition, members, 60_000);

    [Theory]
    [InlineData(4)]
    [InlineData(7)]
    [Trait("row", "C13")]
    public void After_links_clogged_one_by_one_and_came_back_in_another_order_the_group_goes_on(int members) => AllPass(Faults.Swizzle, members, 60_000);

    [Theory]
    [InlineData(4)]
    [InlineData(7)]
    [InlineData(10)]
    [Trait("row", "C14")]
    public void A_random_quorum_that_is_healed_converges_while_the_others_stay_dead(int members)
    {
        const Faults Kinds = Faults.Crash | Faults.CrashAll | Faults.Loss | Faults.Partition | Faults.StayDead;
        for (var seed = 1; seed <= 20; seed++)
        {
            var scenario = Scenario.FromSeed((ulong)seed, members, Runs.Ticks, Kinds) with { Faults = Kinds, StayDead = (members - 1) / 3 };
            Pass(scenario);
        }
    }

    [Fact]
    [Trait("row", "C15")]
    public void A_member_with_a_gray_disk_does_not_double_the_median_of_requests()
    {
        var (with, without) = (new List<long>(), new List<long>());
        for (var seed = 1; seed <= 20; seed++)
        {
            var calm = Scenario.FromSeed((ulong)seed, 4, Runs.Ticks, Faults.None) with { RequestEveryMs = 200, MaxShellMs = 0 };
            without.Add(Pass(calm).MedianRequestMs);
            with.Add(Pass(calm with { Faults = Faults.GrayMember, GrayMember = seed % 4 }).MedianRequestMs);
        }
        Assert.True(Median(with) <= 2 * Median(without), $"{Median(with)} ms with, {Median(without)} ms without");
    }

    [Theory]
    [InlineData(4)]
    [InlineData(7)]
    [Trait("row", "D3")]
    public void A_power_loss_keeps_any_first_part_of_what_was_under_way_and_breaks_nothing(int members) =>
        AllPass(Faults.TornWrites | Faults.Crash | Faults.CrashAll | Faults.SlowDisk, members, 240_000, seeds: 40);

    [Theory]
    [InlineData(ClockKind.Offset)]
    [InlineData(ClockKind.Jumping)]
    [InlineData(ClockKind.Backwards)]
    [InlineData(ClockKind.Frozen)]
    [Trait("row", "D15")]
    public void Up_to_f_wrong_clocks_stop_nothing(ClockKind kind)
    {
        long[] amounts = [3_600_000, -3_600_000, 315_360_000_000, -315_360_000_000];
        foreach (var amount in amounts)
        {
            for (var seed = 1; seed <= 5; seed++)
            {
                var calm = Scenario.FromSeed((ulong)seed, 4, Runs.Ticks, Faults.None);
                var wrong = calm.BadClocks.Add(seed % 4, new ClockFault(kind, amount));
                Pass(calm with { Faults = Faults.BadClock | Faults.ClockSkew, BadClocks = wrong, MaxSkewMs = 400, DriftPpm = 10_000 });
            }
        }
    }

    [Theory]
    [InlineData(4)]
    [InlineData(7)]
    [Trait("row", "D16")]
    public void Leaders_that_push_time_cannot_ratchet_it(int members)
    {
        for (var seed = 1; seed <= 20; seed++)
        {
            var calm = Scenario.FromSeed((ulong)seed, members, 20_000, Faults.None) with { RequestEveryMs = 100 };
            var liars = Enumerable.Range(0, calm.MaxFaulty).Aggregate(calm.Liars, (all, member) => all.Add(member, LiarKind.TimePusher));
            Pass(calm with { Faults = Faults.Liar, Liars = liars });
        }
    }

    private static void AllPass(Faults kinds, int members, long withinMs, int seeds = 20)
    {
        for (var seed = 1; seed <= seeds; seed++)
        {
            var scenario = Scenario.FromSeed((ulong)seed, members, Runs.Ticks, Faults.None);
            var result = Pass(scenario with
            {
                Faults = kinds,
                PartitionEveryMs = kinds.HasFlag(Faults.Partition) ? 1500 : 0,
                SwizzleEveryMs = kinds.HasFlag(Faults.Swizzle) ? 3000 : 0,
                CrashEveryMs = kinds.HasFlag(Faults.Crash) ? 700 : 0,
                MaxDiskMs = kinds.HasFlag(Faults.SlowDisk) ? 100 : 4,
            });
            Assert.InRange(result.ConvergedAfterMs, 0, withinMs);
        }
    }

    private static SimulationResult Pass(Scenario scenario)
    {
        var result = Simulator.Run(scenario);
        Assert.True(result.Failure is null, Simulator.Explain(result));
        return result;
    }

    private static long Median(List<long> values) => values.Order().ElementAt(values.Count / 2);
}
