using Scew.Consensus.Tests.Harness;
using Scew.Protocol;
using Scew.Protocol.Messages;
using Scew.Protocol.Ordering;

namespace Scew.Consensus.Tests;

/// <summary>A state, one event, the exact effects.</summary>
public class HandlerTests
{
    [Fact]
    public void A_leader_proposes_at_once_and_sends_the_block_with_its_signature()
    {
        var bench = new Bench().Started();
        Assert.Equal([.. Offers(bench, "r"), "persist 1: lease 3"], bench.Submit("r"));
        Assert.Equal(["sign notarize B1"], bench.Written());
        Assert.Equal(["broadcast: proposal B1 (r)"], bench.Sign());
    }

    [Fact]
    public void A_follower_checks_then_votes()
    {
        var bench = Follower();
        var block = bench.Block(1, null, "r");
        Assert.Equal(["check B1", "persist 1: lease 3"], bench.Receive(bench.Group.Leader(1), bench.Propose(block)));
        Assert.Empty(bench.Step(new BlockChecked(block.Hash, BlockVerdict.Valid, [])));
        Assert.Equal(["sign notarize B1"], bench.Step(new Persisted(1)));
        Assert.Equal(["broadcast: notarize B1"], bench.Sign());
    }

    [Fact]
    public void Bodies_that_are_missing_are_asked_from_the_proposer_then_from_the_next_peer()
    {
        var bench = Follower();
        var leader = bench.Group.Leader(1);
        var block = bench.Block(1, null, "r", "s");
        bench.Receive(leader, bench.Propose(block));
        bench.Written();
        Assert.Equal([$"send {leader}: which requests s"], bench.Step(new BlockChecked(block.Hash, BlockVerdict.Missing, [bench.Id("s")])));
        var next = Enumerable.Range(1, 3).Select(i => (leader + i) % 4).First(member => member != bench.Self);
        Assert.Equal([$"send {next}: which block B1", "check B1"], bench.TickAt(bench.Replica.NextDeadlineMs));
        Assert.Empty(bench.Step(new BodiesStored([bench.Id("s")])));
        Assert.Equal(["check B1"], bench.Step(new BlockChecked(block.Hash, BlockVerdict.Missing, [bench.Id("s")])));
        Assert.Equal(["sign notarize B1"], bench.Step(new BlockChecked(block.Hash, BlockVerdict.Valid, [])));
    }

    [Fact]
    [Trait("row", "C6")]
    public void Bodies_that_nobody_sends_are_asked_from_more_than_f_others_and_hold_up_no_other_question()
    {
        var bench = Follower();
        var (withheld, other) = (bench.Block(1, null, "r"), bench.Block(2, bench.Block(1, null, "r"), "s"));
        bench.Receive(bench.Group.Leader(1), bench.Propose(withheld));
        bench.Written();
        var (asked, askedOther) = (new List<int>(), new List<int>());
        bench.Step(new BlockChecked(withheld.Hash, BlockVerdict.Missing, [bench.Id("r")]));
        Note();
        bench.Receive(bench.Others[0], new CertificateMessage(bench.Notarization(other)));
        for (var turn = 0; turn < 8; turn++)
        {
            bench.TickAt(bench.Replica.NextDeadlineMs);
            Note();
            if (bench.Raw.OfType<CheckBlock>().Any(check => check.Block.Hash == withheld.Hash))
            {
                bench.Step(new BlockChecked(withheld.Hash, BlockVerdict.Missing, [bench.Id("r")]));
                Note();
            }
        }
        // The proposer first, then both others: f+1 of them and every one that there is. One comes twice in a round, where the asker itself would stand.
        Assert.Equal(bench.Group.Leader(1), asked[0]);
        Assert.Equal(bench.Others, asked.Take(4).Distinct().Order());
        Assert.Equal(bench.Others, askedOther.Take(4).Distinct().Order());

        void Note()
        {
            foreach (var send in bench.Raw.OfType<Send>())
            {
                (send.Message is RequestQuery || send.Message is BlockQuery { Hash: var hash } && hash == withheld.Hash ? asked : send.Message is BlockQuery ? askedOther : []).Add(send.To);
            }
        }
    }

    [Fact]
    public void An_invalid_block_gets_no_vote()
    {
        var bench = Follower();
        bench.Receive(bench.Group.Leader(1), bench.Propose(bench.Block(1, null, "r")));
        bench.Written();
        Assert.Empty(bench.Step(new BlockChecked(bench.Block(1, null, "r").Hash, BlockVerdict.HeldButInvalid, [])));
    }

    [Fact]
    public void A_notarization_is_passed_on_and_finalize_waits_for_the_disk()
    {
        var bench = Follower();
        var block = Voted(bench, 1, null, "r");
        var others = bench.Others.Where(member => member != bench.Group.Leader(1)).ToArray();
        Assert.Equal(
            ["broadcast: notarization B1", "sign finalize B1"],
            bench.Receive(others[0], new VoteMessage(bench.Vote(others[0], Statement.Notarize(1, 1, block.Hash)))));
        Assert.Equal(2, bench.Replica.View);
        Assert.Equal(["persist 2: lease 4, finalize B1, notarization B1, B1"], bench.Sign());
        Assert.Equal(["broadcast: finalize B1"], bench.Written());
    }

    [Fact]
    public void A_finalization_is_passed_on_and_executed_without_waiting_for_the_disk()
    {
        var bench = Follower();
        var block = Voted(bench, 1, null, "r");
        bench.Receive(bench.Others[0], new CertificateMessage(bench.Notarization(block)));
        bench.Sign();
        Assert.Equal(
            ["broadcast: finalization B1", "finalised B1"], bench.Receive(bench.Others[0], new CertificateMessage(bench.Finalization(block))));
        Assert.Equal(["sign attestation 1"], bench.Step(new Executed(bench.State(block), null)));
    }

    [Fact]
    public void A_finalization_counts_as_the_notarization()
    {
        var bench = Follower();
        var block = bench.Block(1, null, "r");
        bench.Receive(bench.Group.Leader(1), bench.Propose(block));
        Assert.Equal(["broadcast: finalization B1"], bench.Receive(bench.Others[0], new CertificateMessage(bench.Finalization(block))));
        Assert.Equal(["finalised B1", "persist 2: finalization B1, B1"], bench.Step(new BlockChecked(block.Hash, BlockVerdict.Valid, [])));
        Assert.Equal(2, bench.Replica.View);
    }

    [Fact]
    public void The_leader_timer_gives_the_view_up_once_and_tells_where_the_replica_stands()
    {
        var bench = Follower();
        bench.Submit("r");
        bench.Written();
        Assert.Equal(2000, bench.NowMs + 1000);
        Assert.Equal(
            ["sign nullify 1", "broadcast: status view 1 floor 0 notarized 0 voted 0 final 0@0 executed 0 certified 0", .. Offers(bench, "r")], bench.TickAt(2000));
        Assert.Equal(["broadcast: nullify 1"], bench.Sign());
        Assert.Equal(["broadcast: status view 1 floor 0 notarized 0 voted 0 final 0@0 executed 0 certified 0", .. Offers(bench, "r")], bench.TickAt(3000));
        Assert.Equal(
            ["broadcast: nullify 1", "broadcast: status view 1 floor 0 notarized 0 voted 0 final 0@0 executed 0 certified 0"],
            bench.TickAt(5000).Where(static line => !line.Contains("offer", StringComparison.Ordinal)));
    }

    [Fact]
    public void No_nullify_after_an_own_finalize()
    {
        var bench = Follower();
        var block = Voted(bench, 1, null, "r");
        bench.Receive(bench.Others[0], new CertificateMessage(bench.Notarization(block)));
        foreach (var other in bench.Others)
        {
            Assert.DoesNotContain("sign nullify 1", bench.Receive(other, new VoteMessage(bench.Vote(other, Statement.Nullify(1)))));
        }
    }

    [Fact]
    public void F_plus_one_others_or_the_leader_before_its_proposal_are_followed()
    {
        var bench = Follower();
        bench.Submit("r");
        bench.Written();
        var leader = bench.Group.Leader(1);
        var plain = bench.Others.Where(member => member != leader).ToArray();
        Assert.Empty(bench.Receive(plain[0], new VoteMessage(bench.Vote(plain[0], Statement.Nullify(1)))));
        Assert.Equal(["sign nullify 1"], bench.Receive(plain[1], new VoteMessage(bench.Vote(plain[1], Statement.Nullify(1)))));

        var second = Follower();
        second.Submit("r");
        second.Written();
        Assert.Equal(["sign nullify 1"], second.Receive(leader, new VoteMessage(second.Vote(leader, Statement.Nullify(1)))));
    }

    [Fact]
    public void At_or_below_the_floor_it_only_gives_up()
    {
        var bench = new Bench(recovered: RecoveredState.Empty(new Group(StandInKeys.Genesis, 0, 4)) with { Floor = 1 });
        Assert.Equal(["sign nullify 1"], bench.Text.Of(bench.Replica.Start(bench.Now)).ToArray());
        Assert.DoesNotContain("sign notarize B1", bench.Submit("r"));
        Assert.DoesNotContain(bench.Receive(bench.Others[0], new CertificateMessage(bench.Nullification(1))), line => line.StartsWith("sign nullify", StringComparison.Ordinal));
        Assert.Equal(2, bench.Replica.View);
    }

    [Fact]
    public void A_repeated_vote_is_not_verified_again()
    {
        var bench = Follower();
        var vote = new VoteMessage(bench.Vote(bench.Others[0], Statement.Nullify(1)));
        bench.Receive(bench.Others[0], vote);
        var before = bench.Keys.Verifications;
        bench.Receive(bench.Others[0], vote);
        bench.Receive(bench.Others[1], vote);
        Assert.Equal(before, bench.Keys.Verifications);
    }

    [Fact]
    public void An_offer_is_answered_line_by_line_and_only_helped_along_when_it_stays_pending()
    {
        var bench = Follower();
        var from = bench.Group.Leader(2);
        Assert.NotEqual(from, bench.Self);
        var effects = bench.Step(new RequestsArrived(from, [bench.Request("r", from), bench.Request("late", from, validForMs: -1)]));
        Assert.Contains($"send {from}: answer r=pooled late=refused", effects);
        Assert.DoesNotContain(effects, static line => line.Contains("offer", StringComparison.Ordinal));
        var helped = bench.TickAt(2000).Where(static line => line.Contains(": offer", StringComparison.Ordinal));
        Assert.Equal(bench.Others.Where(peer => peer != from).Select(static peer => $"send {peer}: offer r"), helped);
    }

    [Fact]
    public void A_full_share_is_busy_and_leaves_the_shares_of_others_alone()
    {
        var bench = new Bench(self: 0, configure: static config => config with { MaxPoolRequests = 8 }).Started(connected: false);
        Assert.Contains("busy r3, again after 250", bench.Submit("r1", "r2", "r3"));
        Assert.Contains("send 1: answer s1=pooled s2=pooled s3=busy", bench.Step(new RequestsArrived(1, [bench.Request("s1", 1), bench.Request("s2", 1), bench.Request("s3", 1)])));
    }

    [Fact]
    public void An_expired_request_leaves_and_is_named()
    {
        var bench = Follower();
        bench.Step(new RequestsArrived(null, [bench.Request("r", validForMs: 300)]));
        Assert.Equal(["dropped r"], bench.TickAt(1300).Where(static line => line.StartsWith("dropped", StringComparison.Ordinal)));
        Assert.Equal(0, bench.Replica.PooledRequests);
    }

    [Fact]
    public void A_lease_without_work_is_lowered_after_a_second_and_at_shutdown()
    {
        var bench = Follower();
        bench.Step(new RequestsArrived(null, [bench.Request("r", validForMs: 300)]));
        bench.Written();
        bench.TickAt(1300);
        Assert.Equal(["persist 2: lease 1"], bench.TickAt(2300));

        var other = Follower();
        other.Submit("r");
        other.Written();
        Assert.Equal(["persist 2: lease 1"], other.Step(new ShutdownAsked()));
        Assert.DoesNotContain(other.TickAt(2000), static line => line.StartsWith("sign", StringComparison.Ordinal));
    }

    [Fact]
    public void A_replica_that_was_ahead_in_the_answerers_eyes_asks_back()
    {
        var bench = Follower();
        bench.NowMs = 2000;
        var ahead = new Status(0, 0, 9, new BlockRef(8, 5, Digest.Of("x"u8)), 0, new BlockRef(8, 5, Digest.Of("x"u8)), 5, 5);
        Assert.Equal([$"send {bench.Others[0]}: status view 1 floor 0 notarized 0 voted 0 final 0@0 executed 0 certified 0"], bench.Receive(bench.Others[0], ahead));
        Assert.Equal([$"send {bench.Others[0]}: which chain from 1"], bench.TickAt(2100));
    }

    /// <summary>A replica that does not lead view 1.</summary>
    internal static Bench Follower()
    {
        var group = new Group(StandInKeys.Genesis, 0, 4);
        return new Bench(self: Enumerable.Range(0, 4).First(member => member != group.Leader(1) && member != group.Leader(2))).Started();
    }

    /// <summary>Brings the replica to its own vote in this view.</summary>
    internal static Block Voted(Bench bench, long view, Block? parent, params string[] requests)
    {
        var block = bench.Block(view, parent, requests);
        bench.Receive(bench.Group.Leader(view), bench.Propose(block));
        if (bench.Raw.OfType<Persist>().Any())
        {
            bench.Step(new Persisted(bench.Raw.OfType<Persist>().Last().Sequence));
        }
        bench.Step(new BlockChecked(block.Hash, BlockVerdict.Valid, []));
        Assert.Equal([$"sign notarize B{view}"], bench.Text.Of(bench.Raw).ToArray());
        bench.Sign();
        return block;
    }

    private static IEnumerable<string> Offers(Bench bench, string name) => bench.Others.Select(peer => $"send {peer}: offer {name}");
}
