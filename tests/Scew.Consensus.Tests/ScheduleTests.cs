using Scew.Consensus.Tests.Harness;
using Scew.Protocol;
using Scew.Protocol.Messages;
using Scew.Protocol.Ordering;

namespace Scew.Consensus.Tests;

/// <summary>The schedules that broke simpler rules, as PROTOCOL.md numbers them: what a restart may lose.</summary>
public class ScheduleTests
{
    [Fact]
    public void Schedule_01_a_block_nullified_after_notarization_and_finalised_through_its_child_is_on_enough_disks()
    {
        var cluster = new Cluster { FlushesApplied = false };
        var early = true;
        cluster.Delivers = (_, _, message) => !(early && message is VoteMessage);
        cluster.StartAll();
        var id = cluster.Submit(cluster.Group.Leader(1), "r");
        cluster.Run(3000);
        Assert.All(cluster.Live, static node => Assert.Contains(node.SignedVotes, static vote => vote.Statement == Statement.Nullify(1)));
        early = false;
        Assert.True(cluster.RunUntil(() => cluster.FinalBlocks >= 2, 10_000));
        var first = cluster.Live.SelectMany(static node => node.Blocks.Values).First(block => block.RequestIds.Contains(id));
        Assert.Equal(1, first.Header.View);
        Assert.True(cluster.Disks.Count(disk => disk.Blocks.ContainsKey(first.Hash)) >= cluster.Group.MaxFaulty + 1);
        cluster.RestartAll();
        Assert.True(cluster.RunUntil(() => cluster.AllExecuted(id), 20_000));
        Assert.Empty(cluster.Failures);
    }

    [Fact]
    public void Schedule_02_two_wrote_finalize_two_did_not_all_restart()
    {
        var cluster = new Cluster();
        var start = true;
        cluster.Delivers = (_, to, message) => !start || message switch
        {
            VoteMessage { Vote.Statement.Kind: StatementKind.Notarize } => to < 2,
            VoteMessage or CertificateMessage => false,
            _ => true,
        };
        cluster.StartAll();
        var id = cluster.Submit(cluster.Group.Leader(1), "r");
        cluster.Run(200);
        Assert.Equal(2, cluster.Disks.Count(static disk => disk.FinalizeVotes.Count == 1));
        start = false;
        cluster.RestartAll();
        Assert.True(cluster.RunUntil(() => cluster.AllExecuted(id) || cluster[0].Replica.View > 2, 20_000));
        var next = cluster.Submit(0, "next");
        Assert.True(cluster.RunUntil(() => cluster.AllExecuted(next) && cluster.AllExecuted(id), 20_000));
        Assert.Empty(cluster.Failures);
    }

    [Fact]
    public void Schedule_03_nullifications_of_old_views_in_one_memory_only()
    {
        var cluster = new Cluster();
        var start = true;
        cluster.Delivers = (_, to, message) => !start || message switch
        {
            Proposal => false,
            VoteMessage { Vote.Statement: { Kind: StatementKind.Nullify, View: 1 } } => to == 0,
            CertificateMessage { Certificate.Statement: { Kind: StatementKind.Nullify, View: 1 } } => false,
            _ => true,
        };
        cluster.StartAll();
        cluster.Submit(1, "r");
        cluster.Run(6000);
        Assert.Equal([true, false, false, false], cluster.Live.Select(static node => node.Replica.View > 1));
        cluster.Restart(0);
        start = false;
        var id = cluster.Submit(2, "next");
        Assert.True(cluster.RunUntil(() => cluster.AllExecuted(id), 20_000));
        Assert.Empty(cluster.Failures);
    }

    [Fact]
    public void Schedule_03_a_view_that_was_jumped_over_is_repaired_after_one_advance_timer()
    {
        var bench = HandlerTests.Follower();
        bench.Submit("r");
        bench.Written();
        var effects = bench.Receive(bench.Others[0], new CertificateMessage(bench.Nullification(3)));
        Assert.Contains(effects, static line => line.StartsWith("broadcast: status view 4", StringComparison.Ordinal));
        bench.Written();
        Assert.DoesNotContain(bench.TickAt(3999), static line => line.StartsWith("sign nullify 1", StringComparison.Ordinal));
        var repaired = bench.TickAt(4000);
        Assert.Contains("sign nullify 1", repaired);
        Assert.Contains("sign nullify 2", repaired);
        Assert.DoesNotContain("sign nullify 3", repaired);
    }

    /// <summary>Found by the simulator: the body of view 1 was with a member that died; view 2, held by all, kept both views from being given up, for ever.</summary>
    [Fact]
    public void A_notarised_block_with_a_hole_below_it_is_given_up_like_the_hole()
    {
        var bench = HandlerTests.Follower();
        var lost = bench.Block(1, null, "r");
        var held = bench.Block(2, lost, "s");
        bench.Submit("t");
        bench.Written();
        bench.Receive(bench.Others[0], new CertificateMessage(bench.Notarization(lost)));
        bench.Receive(bench.Others[0], new BlockAnswer(held, []));
        bench.Receive(bench.Group.Leader(2), bench.Propose(held));
        bench.Step(new BlockChecked(held.Hash, BlockVerdict.Valid, []));
        bench.Receive(bench.Others[0], new CertificateMessage(bench.Notarization(held)));
        var said = new List<string>();
        for (var step = 0; step < 40 && bench.NowMs < 12_000; step++)
        {
            if (bench.Raw.OfType<Persist>().Any())
            {
                said.AddRange(bench.Written());
            }
            said.AddRange(bench.TickAt(bench.Replica.NextDeadlineMs));
        }
        Assert.Contains("sign nullify 1", said);
        Assert.Contains("sign nullify 2", said);
    }

    [Fact]
    public void Schedule_04_a_liar_shows_a_notarization_whose_body_nobody_else_has_any_more()
    {
        var cluster = new Cluster();
        var liar = cluster.Group.Leader(1);
        var correct = Enumerable.Range(0, 4).Where(member => member != liar).ToArray();
        cluster.StartAll();
        cluster.Kill(liar);
        var source = new Bench(self: correct[0]) { NowMs = cluster.NowMs };
        var block = source.Block(1, null);
        cluster.Inject(liar, correct[0], source.Propose(block));
        cluster.Inject(liar, correct[1], source.Propose(block));
        cluster.Delivers = static (_, _, message) => message is not VoteMessage;
        cluster.Run(100);
        var voters = cluster.Live.Where(static node => node.SignedVotes.Exists(static vote => vote.Statement is { Kind: StatementKind.Notarize, View: 1 })).ToList();
        Assert.Equal([correct[0], correct[1]], voters.Select(static node => node.Index));
        cluster.Restart(correct[0]);
        cluster.Restart(correct[1]);
        cluster.Delivers = static (_, _, _) => true;
        var notarization = StandInKeys.Certificate(
            cluster.Group, Statement.Notarize(1, 1, block.Hash), liar, correct[0], correct[1]);
        foreach (var member in correct)
        {
            cluster.Inject(liar, member, new CertificateMessage(notarization));
        }
        var id = cluster.Submit(correct[2], "r");
        Assert.True(cluster.RunUntil(() => cluster.AllExecuted(id), 30_000), cluster.Describe());
        Assert.Empty(cluster.Failures);
    }

    [Fact]
    public void Schedule_07_a_request_in_parent_and_child_gets_no_vote_even_when_the_shell_saw_nothing_wrong()
    {
        var bench = HandlerTests.Follower();
        var parent = HandlerTests.Voted(bench, 1, null, "r");
        bench.Receive(bench.Others[0], new CertificateMessage(bench.Notarization(parent)));
        bench.Sign();
        bench.Written();
        var child = bench.Block(2, parent, "s", "r");
        Assert.Contains("check B2", bench.Receive(bench.Group.Leader(2), bench.Propose(child)));
        bench.Receive(bench.Others[0], new CertificateMessage(bench.Finalization(parent)));
        bench.Step(new Executed(bench.State(parent), null));
        Assert.DoesNotContain("sign notarize B2", bench.Step(new BlockChecked(child.Hash, BlockVerdict.Valid, [])));
    }

    [Fact]
    public void Schedule_07_a_request_twice_in_one_block_gets_no_vote()
    {
        var bench = HandlerTests.Follower();
        var block = bench.Block(1, null, "r", "r");
        bench.Receive(bench.Group.Leader(1), bench.Propose(block));
        bench.Written();
        Assert.Empty(bench.Step(new BlockChecked(block.Hash, BlockVerdict.Valid, [])));
    }

    [Fact]
    public void Schedule_07_a_request_executed_by_catching_up_leaves_the_pool_and_is_not_taken_again()
    {
        var bench = HandlerTests.Follower();
        bench.Step(new RequestsArrived(1, [bench.Request("r", 1)]));
        var block = bench.Block(1, null, "r");
        bench.Receive(bench.Others[0], new ChainAnswer([block], bench.Finalization(block), []));
        bench.Step(new BlockChecked(block.Hash, BlockVerdict.Valid, []));
        bench.Step(new Executed(bench.State(block), null));
        Assert.Equal(0, bench.Replica.PooledRequests);
        Assert.Contains($"send {bench.Others[1]}: answer r=executed", bench.Step(new RequestsArrived(bench.Others[1], [bench.Request("r", 1)])));
        Assert.Equal(0, bench.Replica.PooledRequests);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Schedule_08_a_receipt_signed_by_a_liar_then_a_read_at_a_quorum_with_that_liar(bool restart)
    {
        // Two correct members and the liar made the block final; the third correct member heard nothing. The reader asks it, the liar, who hides all, and one of the two.
        var cluster = new Cluster { FlushesApplied = false };
        var liar = cluster.Group.Leader(2);
        var deaf = cluster.Group.Leader(3);
        int[] holders = [.. Enumerable.Range(0, 4).Where(member => member != liar && member != deaf)];
        cluster.Delivers = (_, to, message) => to != deaf && message is not Status;
        cluster.StartAll();
        var id = cluster.Submit(holders[0], "r");
        Assert.True(cluster.RunUntil(() => cluster[liar].HasExecuted(id) && holders.All(holder => cluster[holder].HasExecuted(id)), 5000));
        Assert.True(holders.All(holder => cluster.RunUntil(() => cluster[holder].Certified.Count > 0, 1000)), cluster.Describe());
        var height = cluster[holders[0]].Certified.Max;
        cluster.Kill(liar);
        foreach (var holder in holders)
        {
            if (restart)
            {
                cluster.Kill(holder);
                cluster.Disks[holder].Certificates.Keys.Where(static key => key.Item1 == StatementKind.Finalize).ToList().ForEach(key => cluster.Disks[holder].Certificates.Remove(key));
                cluster.Start(holder);
            }
            // In every quorum with the liar and the deaf member is one of the two: its head must reach the receipt's height.
            Assert.True(cluster[holder].Replica.ProvenHead!.Statement.Height >= height);
        }
        Assert.Empty(cluster.Failures);
    }

    [Fact]
    public void Schedule_13_two_activations_that_retake_the_lease_in_turn_never_sign_against_each_other()
    {
        var cluster = new Cluster();
        cluster.StartAll();
        var ids = new List<Digest>();
        for (var turn = 0; turn < 30; turn++)
        {
            ids.Add(cluster.Submit((turn + 1) % 4, $"r{turn}"));
            cluster.Run(7 * turn % 40);
            cluster.Double(0);
            cluster.Run(31 * turn % 90);
        }
        Assert.True(cluster.RunUntil(() => ids.TrueForAll(cluster.AllExecuted), 60_000));
        cluster.Run(5000);
        Assert.Empty(cluster.Failures);
        Assert.All(cluster.Live, static node => Assert.Empty(node.Evidence));
        Assert.True(cluster[0].Replica.Lease <= Math.Max(cluster[0].Replica.Floor, cluster[0].Replica.View));
    }
}
