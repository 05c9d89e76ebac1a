using System.Globalization;
using Scew.Consensus.Tests.Harness;
using Scew.Protocol.Messages;
using Scew.Protocol.Ordering;

namespace Scew.Consensus.Tests;

/// <summary>
/// Members that lost their disk or got an old copy back. The cluster compares every statement that a member ever signed, over all its lives, and fails on two that
/// exclude each other and on any signature given in doubt.
/// </summary>
public class RejoinTests
{
    [Fact, Trait("row", "D9")]
    public void A_member_that_lost_its_disk_rejoins_an_idle_group_and_votes_only_above_all_it_can_have_signed()
    {
        var cluster = Worked(20);
        const int Lost = 1;
        var highest = cluster.HighestSigned(Lost);
        Replace(cluster, Lost, new Disk(cluster.Group) { Doubt = "recover" });
        Assert.True(cluster.RunUntil(() => cluster[Lost].Replica.SuspectReason is null, 20_000), Describe(cluster));
        Assert.True(cluster[Lost].Replica.Floor >= highest);
        // With another one down the group needs its votes again.
        cluster.Kill((Lost + 1) % 4);
        var id = cluster.Submit(Lost, "after");
        Assert.True(cluster.RunUntil(() => cluster.AllExecuted(id), 30_000), Describe(cluster));
        Assert.All(cluster[Lost].SignedVotes, vote => Assert.True(vote.Statement.View > highest));
        Assert.Empty(cluster.Failures);
    }

    [Fact, Trait("row", "D8"), Trait("schedule", "5")]
    public void Schedule_05_a_database_from_before_its_own_finalize_does_not_nullify()
    {
        // Only this member's finalize vote reached the liar; the copy is from before the vote was written.
        var cluster = new Cluster();
        var member = cluster.Group.Leader(3);
        cluster.StartAll();
        var copy = cluster.Disks[member].Copy("restored from a backup");
        cluster.Delivers = static (_, _, message) => message is not VoteMessage { Vote.Statement.Kind: StatementKind.Finalize };
        cluster.Submit(member, "r");
        cluster.Run(500);
        Assert.Contains(cluster.Disks[member].FinalizeVotes.Keys, static view => view == 1);
        cluster.Kill(member);
        Replace(cluster, member, copy);
        cluster.Run(10_000);
        Assert.DoesNotContain(cluster[member].SignedVotes, static vote => vote.Statement.View <= 1);
        cluster.Delivers = static (_, _, _) => true;
        var id = cluster.Submit((member + 1) % 4, "later");
        Assert.True(cluster.RunUntil(() => cluster.AllExecuted(id) && cluster[member].Replica.SuspectReason is null, 60_000), Describe(cluster));
        Assert.Empty(cluster.Failures);
    }

    /// <summary>Everyday 60 cuts; more on demand: SCEW_REJOIN_SEEDS=2000.</summary>
    [Fact, Trait("row", "D8")]
    public void D8_an_old_copy_put_back_at_any_time_never_contradicts_what_was_signed_before()
    {
        var seeds = int.Parse(Environment.GetEnvironmentVariable("SCEW_REJOIN_SEEDS") ?? "100", CultureInfo.InvariantCulture);
        for (var seed = 0; seed < seeds; seed++)
        {
            var failure = Play(seed);
            Assert.True(failure is null, $"seed {seed.ToString(CultureInfo.InvariantCulture)}: {failure}");
        }
    }

    [Fact, Trait("row", "D8")]
    public void A_loss_that_its_own_silo_did_not_notice_falls_silent_as_soon_as_a_peer_shows_what_it_signed()
    {
        var cluster = Worked(20);
        Replace(cluster, 2, new Disk(cluster.Group));
        Assert.True(cluster.RunUntil(() => cluster[2].Replica.SuspectReason is not null, 2000), Describe(cluster));
        Assert.Empty(cluster[2].SignedVotes);
        Assert.True(cluster.RunUntil(() => cluster[2].Replica.SuspectReason is null, 20_000), Describe(cluster));
        Assert.True(cluster[2].Replica.Floor >= cluster.HighestSigned(2));
        Assert.Empty(cluster.Failures);
    }

    [Fact, Trait("row", "D8")]
    public void A_loss_that_only_a_peer_noticed_is_not_forgotten_by_a_restart()
    {
        // An image of the whole machine, witness and all, is put back; before the rejoin is over the operator restarts it.
        var cluster = Worked(20);
        Replace(cluster, 2, new Disk(cluster.Group));
        Assert.True(cluster.RunUntil(() => cluster[2].Replica.SuspectReason is not null, 2000), Describe(cluster));
        cluster.Run(cluster.DiskMs);
        cluster.Restart(2);
        Assert.NotNull(cluster[2].Replica.SuspectReason);
        Assert.True(cluster.RunUntil(() => cluster[2].Replica.SuspectReason is null, 20_000), Describe(cluster));
        Assert.True(cluster[2].Replica.Floor >= cluster.HighestSigned(2));
        Assert.Empty(cluster.Failures);
        Assert.All(cluster.Live, static node => Assert.Empty(node.Evidence));
    }

    [Fact, Trait("row", "D9")]
    public void Two_of_seven_lose_their_disks_at_once_and_both_come_back()
    {
        var cluster = Worked(10, size: 7);
        cluster.Kill(1);
        cluster.Kill(4);
        cluster.Disks[1] = new Disk(cluster.Group) { Doubt = "recover" };
        cluster.Disks[4] = new Disk(cluster.Group) { Doubt = "recover" };
        cluster.Start(1);
        cluster.Start(4);
        Assert.True(cluster.RunUntil(() => cluster.Live.All(static node => node.Replica.SuspectReason is null), 30_000), Describe(cluster));
        var id = cluster.Submit(4, "after");
        Assert.True(cluster.RunUntil(() => cluster.AllExecuted(id), 20_000));
        Assert.Empty(cluster.Failures);
    }

    [Fact]
    public void All_four_restored_at_once_stay_silent_and_say_why()
    {
        var cluster = Worked(5);
        for (var member = 0; member < 4; member++)
        {
            cluster.Kill(member);
            cluster.Disks[member] = cluster.Disks[member].Copy("restored from a backup");
        }
        cluster.StartAll();
        cluster.Submit(0, "r");
        cluster.Run(60_000);
        Assert.All(cluster.Live, static node => Assert.StartsWith("restored from a backup: 0 of 3 other members told", node.Replica.SuspectReason, StringComparison.Ordinal));
        Assert.All(cluster.Live, static node => Assert.Empty(node.SignedVotes));
        Assert.Empty(cluster.Failures);
    }

    [Fact]
    public void A_suspect_that_the_quorum_needs_waits_for_the_member_that_is_down()
    {
        var cluster = Worked(5);
        cluster.Kill(3);
        Replace(cluster, 1, new Disk(cluster.Group) { Doubt = "recover" });
        var id = cluster.Submit(0, "r", validForMs: 110_000);
        cluster.Run(20_000);
        Assert.Contains("2 of 3 other members told where they stand, not yet 3", cluster[1].Replica.SuspectReason, StringComparison.Ordinal);
        Assert.Empty(cluster[1].SignedVotes);
        cluster.Start(3);
        Assert.True(cluster.RunUntil(() => cluster.AllExecuted(id) && cluster[1].Replica.SuspectReason is null, 30_000), Describe(cluster));
        Assert.Empty(cluster.Failures);
    }

    [Fact, Trait("row", "E5")]
    public void A_crash_at_any_point_of_a_rejoin_starts_it_anew()
    {
        for (var point = 1; ; point += point < 60 ? 1 : 13)
        {
            var cluster = Worked(4);
            var count = 0;
            cluster.CrashesHere = node => node.Index == 1 && ++count == point;
            Replace(cluster, 1, new Disk(cluster.Group) { Doubt = "recover" });
            cluster.Submit(0, "while it is away");
            cluster.Run(15_000);
            if (count < point)
            {
                Assert.True(point > 40, "the rejoin has points to crash at");
                return;
            }
            cluster.CrashesHere = static _ => false;
            cluster.Start(1);
            var id = cluster.Submit(2, "after");
            Assert.True(
                cluster.RunUntil(() => cluster.AllExecuted(id) && cluster[1].Replica.SuspectReason is null, 30_000), $"point {point.ToString(CultureInfo.InvariantCulture)}\n{Describe(cluster)}");
            Assert.Empty(cluster.Failures);
        }
    }

    private static string? Play(int seed)
    {
        var random = new Random(seed);
        var cluster = new Cluster { DelayMs = random.Next(1, 40), DiskMs = random.Next(1, 20), FlushesApplied = random.Next(2) == 0 };
        var loss = random.Next(0, 15);
        cluster.Delivers = (_, _, _) => random.Next(100) >= loss;
        cluster.StartAll();
        var member = random.Next(4);
        var count = 0;
        var lives = random.Next(1, 4);
        Disk? copy = null;
        for (var life = 0; life < lives; life++)
        {
            copy = Work(cluster, random, member, copy, ref count);
            cluster.Kill(member);
            cluster.Run(random.Next(1, 300));
            cluster.Disks[member] = (copy ?? new Disk(cluster.Group)).Copy("restored");
            cluster.Start(member);
        }
        Work(cluster, random, member, null, ref count);
        cluster.Delivers = static (_, _, _) => true;
        var id = cluster.Submit(member, "last");
        var done = cluster.RunUntil(() => cluster.AllExecuted(id) && cluster[member].Replica.SuspectReason is null, 90_000);
        return cluster.Failures.Count > 0 ? string.Join('\n', cluster.Failures)
            : cluster.Live.Any(static node => node.Evidence.Count > 0) ? "evidence against a correct member"
            : done ? null : "no progress\n" + Describe(cluster);
    }

    /// <summary>Requests for a while; a backup of the member is made at some point of it.</summary>
    private static Disk? Work(Cluster cluster, Random random, int member, Disk? copy, ref int count)
    {
        var steps = random.Next(2, 25);
        var backup = random.Next(steps * 2);
        for (var step = 0; step < steps; step++)
        {
            copy = step == backup ? cluster.Disks[member].Copy("restored") : copy;
            cluster.Submit(random.Next(4), $"request {count++}");
            cluster.Run(random.Next(1, 250));
        }
        return copy;
    }

    private static Cluster Worked(int requests, int size = 4)
    {
        var cluster = new Cluster(size);
        cluster.StartAll();
        for (var i = 0; i < requests; i++)
        {
            cluster.Submit(i % size, $"work {i}");
            cluster.Run(80);
        }
        cluster.Run(3000);
        return cluster;
    }

    private static void Replace(Cluster cluster, int member, Disk disk)
    {
        cluster.Kill(member);
        cluster.Disks[member] = disk;
        cluster.Start(member);
    }

    private static string Describe(Cluster cluster) =>
        cluster.Describe() + string.Concat(cluster.Live.Select(static node => $"\n{node.Index} suspect {node.Replica.SuspectReason}"));
}
