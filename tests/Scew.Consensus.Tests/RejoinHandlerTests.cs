using Scew.Consensus.Tests.Harness;
using Scew.Protocol;
using Scew.Protocol.Messages;
using Scew.Protocol.Ordering;

namespace Scew.Consensus.Tests;

/// <summary>A replica in doubt: a state, one event, the exact effects; and what liars among the answerers can do.</summary>
public class RejoinHandlerTests
{
    [Fact]
    public void In_doubt_it_asks_every_peer_as_it_connects_and_signs_nothing()
    {
        var bench = new Bench(recovered: Doubtful());
        Assert.Empty(bench.Text.Of(bench.Replica.Start(bench.Now)));
        foreach (var peer in bench.Others)
        {
            var effects = bench.Step(new PeerConnected(peer, Digest.Of([(byte)peer])));
            Assert.Contains($"send {peer}: where are you, wanted 0", effects);
        }
        Assert.DoesNotContain(bench.Submit("r"), static line => line.StartsWith("sign", StringComparison.Ordinal) || line.StartsWith("persist", StringComparison.Ordinal));
        Assert.DoesNotContain(bench.TickAt(3000), static line => line.StartsWith("sign", StringComparison.Ordinal));
        Assert.Equal(bench.Others.Select(static peer => $"send {peer}: where are you, wanted 0"), bench.TickAt(6000).Where(Asks));
        Assert.Equal(
            $"lost: 0 of 3 other members told where they stand, not yet {string.Join(", ", bench.Others)}", bench.Replica.SuspectReason);
    }

    [Fact]
    public void It_gives_up_nothing_while_in_doubt_whoever_asks_for_it()
    {
        var bench = Suspect();
        foreach (var other in bench.Others)
        {
            Assert.DoesNotContain(
                bench.Receive(other, new VoteMessage(bench.Vote(other, Statement.Nullify(1)))), static line => line.StartsWith("sign", StringComparison.Ordinal));
        }
        Assert.Equal(2, bench.Replica.View);
    }

    [Fact]
    public void N_minus_f_answers_set_the_floor_and_the_group_is_asked_to_pass_it()
    {
        var bench = Suspect();
        Assert.Empty(Answer(bench, bench.Others[0], 3));
        Assert.Empty(Answer(bench, bench.Others[1], 5));
        Assert.Equal(bench.Others.Select(static peer => $"send {peer}: where are you, wanted 6"), Answer(bench, bench.Others[2], 2));
        Assert.Equal("lost: votes again when a view from 6 on is final and its state is compared; final now 0", bench.Replica.SuspectReason);
        Assert.Equal(0, bench.Replica.Floor);
    }

    [Fact, Trait("row", "E6")]
    public void It_settles_only_when_a_view_at_the_floor_is_final_executed_and_f_plus_one_attest_the_same_state()
    {
        var bench = Suspect();
        Answer(bench, bench.Others[0], 3);
        Answer(bench, bench.Others[1], 5);
        Answer(bench, bench.Others[2], 2);
        var low = bench.Block(5, null, "r");
        Finalise(bench, low);
        bench.Step(new Executed(bench.State(low), null));
        Assert.DoesNotContain(Attest(bench, low, bench.Others[0]), IsSettle);
        Assert.DoesNotContain(Attest(bench, low, bench.Others[1]), IsSettle);
        bench.Step(new Persisted(1));
        var high = bench.Block(6, low, "s");
        Assert.DoesNotContain(Finalise(bench, high), IsSettle);
        Assert.DoesNotContain(bench.Step(new Executed(bench.State(high), null)), IsSettle);
        Assert.DoesNotContain(Attest(bench, high, bench.Others[0]), IsSettle);
        Assert.DoesNotContain(Attest(bench, high, bench.Others[1]), IsSettle);
        Assert.Equal(["settle 6"], bench.Step(new Persisted(2)));
        Assert.NotNull(bench.Replica.SuspectReason);
        var effects = bench.Step(new Settled(6));
        Assert.Contains("sign attestation 2", effects);
        Assert.Null(bench.Replica.SuspectReason);
        Assert.Equal((6, 6), (bench.Replica.Floor, bench.Replica.Lease));
    }

    [Fact, Trait("row", "E6")]
    public void An_installed_state_at_the_floor_is_compared_already_and_an_idle_group_need_not_move_again()
    {
        var bench = Suspect();
        foreach (var other in bench.Others)
        {
            Answer(bench, other, 5);
        }
        Assert.Contains("settle 6", bench.Step(new StateInstalled(new BlockRef(8, 4, Digest.Of("installed"u8)), bench.WallMs, null, [], null)));
    }

    [Fact, Trait("row", "E6")]
    public void A_state_that_f_plus_one_others_contradict_stops_it_before_it_votes()
    {
        var bench = Suspect();
        foreach (var other in bench.Others)
        {
            Answer(bench, other, 1);
        }
        var block = bench.Block(2, null, "r");
        Finalise(bench, block);
        bench.Step(new Executed(bench.State(block, "edited"), null));
        Attest(bench, block, bench.Others[0]);
        Assert.Contains("halted: f+1 members attest another state at height 1", Attest(bench, block, bench.Others[1]));
        Assert.Empty(bench.Step(new Persisted(long.MaxValue)));
    }

    [Fact]
    public void A_boast_counts_once_a_certificate_shows_that_it_can_be_true()
    {
        var bench = Suspect();
        Answer(bench, bench.Others[0], 3);
        Answer(bench, bench.Others[1], 5);
        Answer(bench, bench.Others[2], 70);
        Assert.Contains("2 of 3", bench.Replica.SuspectReason, StringComparison.Ordinal);
        Assert.Contains("wanted 71", string.Join('\n', bench.Receive(bench.Others[2], new CertificateMessage(bench.Nullification(5)))), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_the_boaster_the_other_answers_are_enough_in_a_group_of_seven()
    {
        var bench = new Bench(self: 0, size: 7, recovered: Doubtful(7)).Started();
        Answer(bench, 1, long.MaxValue);
        for (var other = 2; other < 6; other++)
        {
            Assert.DoesNotContain(Answer(bench, other, 4), Asks);
        }
        Assert.Contains("send 1: where are you, wanted 5", Answer(bench, 6, 4));
    }

    [Fact]
    public void A_second_answer_of_a_member_and_an_answer_to_another_nonce_do_not_count()
    {
        var bench = Suspect();
        for (var i = 0; i < 5; i++)
        {
            Answer(bench, bench.Others[0], 3 + i);
            bench.Receive(bench.Others[1], new RejoinAnswer(Digest.Of([(byte)i]), 4, default, []));
        }
        Assert.Contains("1 of 3", bench.Replica.SuspectReason, StringComparison.Ordinal);
        Answer(bench, bench.Others[1], 1);
        Assert.Contains("wanted 4", string.Join('\n', Answer(bench, bench.Others[2], 1)), StringComparison.Ordinal);
    }

    [Fact]
    public void An_answer_tells_the_lease_and_the_own_finalize_votes_and_one_in_doubt_gives_none()
    {
        var bench = HandlerTests.Follower();
        var block = HandlerTests.Voted(bench, 1, null, "r");
        bench.Receive(bench.Others[0], new CertificateMessage(bench.Notarization(block)));
        bench.Sign();
        bench.Written();
        var asker = bench.Others[1];
        Assert.Equal([$"send {asker}: lease 4 final 0@0 votes 1"], bench.Receive(asker, new RejoinQuery(Digest.Of("n"u8), 0)));
        Assert.Empty(Suspect().Receive(asker, new RejoinQuery(Digest.Of("n"u8), 0)));
    }

    [Fact]
    public void Votes_and_notarizations_of_an_answer_are_checked_like_any_and_their_blocks_asked_for()
    {
        var bench = Suspect();
        var block = bench.Block(3, null, "r");
        var other = bench.Others[0];
        var forged = bench.Notarization(block) with { Statement = Statement.Notarize(3, 1, Digest.Of("x"u8)) };
        var vote = bench.Vote(other, Statement.Finalize(3, 1, block.Hash));
        var nonce = Nonce(bench);
        bench.Receive(other, new RejoinAnswer(nonce, 3, default, [new RejoinVote(vote, forged)]));
        Assert.Equal(1, bench.Replica.View);
        var second = bench.Others[1];
        bench.Receive(second, new RejoinAnswer(nonce, 3, default, [new RejoinVote(bench.Vote(second, vote.Statement), bench.Notarization(block))]));
        Assert.Equal(4, bench.Replica.View);
        Assert.Contains(bench.TickAt(bench.Replica.NextDeadlineMs), static line => line.Contains("which block", StringComparison.Ordinal));
    }

    [Fact]
    public void A_wish_of_a_member_that_rejoins_makes_an_idle_group_pass_its_view_within_bounds()
    {
        var bench = new Bench().Started();
        var from = bench.Others[0];
        bench.Receive(from, new RejoinQuery(Digest.Of("n"u8), 2));
        Assert.Equal(["sign notarize B1"], bench.Written());
        Assert.Equal(["broadcast: proposal B1 (empty)"], bench.Sign());
        var other = new Bench().Started();
        other.Receive(from, new RejoinQuery(Digest.Of("n"u8), 500));
        other.Receive(from, new RejoinQuery(Digest.Of("n"u8), 0));
        Assert.DoesNotContain(other.TickAt(5000), static line => line.StartsWith("sign", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(StatementKind.Notarize)]
    [InlineData(StatementKind.Nullify)]
    [InlineData(StatementKind.Finalize)]
    public void A_vote_of_its_own_that_it_does_not_remember_puts_it_in_doubt(StatementKind kind)
    {
        var bench = HandlerTests.Follower();
        bench.Submit("r");
        bench.Written();
        var statement = kind == StatementKind.Nullify ? Statement.Nullify(9) : new Statement(kind, 9, 1, Digest.Of("x"u8));
        var forged = bench.Vote(bench.Others[0], statement) with { Signer = bench.Self };
        bench.Receive(bench.Others[0], new VoteMessage(forged));
        Assert.Null(bench.Replica.SuspectReason);
        Assert.Equal(
            bench.Others.Select(static peer => $"send {peer}: where are you, wanted 0"),
            bench.Receive(bench.Others[0], new VoteMessage(bench.Vote(bench.Self, statement))).Where(Asks));
        Assert.StartsWith($"this replica's key signed {kind} of view 9", bench.Replica.SuspectReason, StringComparison.Ordinal);
        Assert.DoesNotContain(bench.TickAt(4000), static line => line.StartsWith("sign", StringComparison.Ordinal));
    }

    [Fact]
    public void A_certificate_a_proposal_or_evidence_with_its_own_signature_puts_it_in_doubt_too()
    {
        var bench = HandlerTests.Follower();
        bench.Receive(bench.Others[0], new CertificateMessage(StandInKeys.Certificate(bench.Group, Statement.Nullify(9), [bench.Self, .. bench.Others.Take(2)])));
        Assert.NotNull(bench.Replica.SuspectReason);

        var leader = new Bench().Started();
        leader.Receive(leader.Others[0], leader.Propose(leader.Block(1, null, "r")));
        Assert.NotNull(leader.Replica.SuspectReason);

        var accused = HandlerTests.Follower();
        var evidence = new ConflictingVotes(
            accused.Vote(accused.Self, Statement.Nullify(7)), accused.Vote(accused.Self, Statement.Finalize(7, 1, Digest.Of("x"u8))));
        accused.Receive(accused.Others[0], new EvidenceMessage(evidence));
        Assert.NotNull(accused.Replica.SuspectReason);
    }

    [Fact]
    public void Its_own_statements_of_this_start_and_those_up_to_the_floor_put_nobody_in_doubt()
    {
        var bench = HandlerTests.Follower();
        var block = HandlerTests.Voted(bench, 1, null, "r");
        bench.Receive(bench.Others[0], new VoteMessage(bench.Vote(bench.Self, Statement.Notarize(1, 1, block.Hash))));
        bench.Receive(
            bench.Others[0],
            new CertificateMessage(StandInKeys.Certificate(bench.Group, Statement.Notarize(1, 1, block.Hash), [bench.Self, .. bench.Others.Take(2)])));
        Assert.Null(bench.Replica.SuspectReason);

        var restarted = new Bench(recovered: RecoveredState.Empty(bench.Group) with { Floor = 9 }).Started();
        restarted.Receive(restarted.Others[0], new VoteMessage(restarted.Vote(restarted.Self, Statement.Notarize(9, 1, block.Hash))));
        Assert.Null(restarted.Replica.SuspectReason);
    }

    [Fact, Trait("row", "A17")]
    public void After_a_rejoin_a_statement_of_its_own_above_the_floor_is_a_second_process_and_stops_it_for_good()
    {
        var bench = Suspect();
        foreach (var other in bench.Others)
        {
            Answer(bench, other, 5);
        }
        bench.Receive(bench.Others[0], new VoteMessage(bench.Vote(bench.Self, Statement.Nullify(6))));
        Assert.Null(bench.Replica.HaltReason);
        var effects = bench.Receive(bench.Others[0], new VoteMessage(bench.Vote(bench.Self, Statement.Nullify(7))));
        Assert.Equal(["halted: another process signs with this replica's key: Nullify of view 7 is not its own"], effects);
    }

    [Fact, Trait("row", "A17")]
    public void A_member_whose_activations_take_turns_is_flagged_and_one_that_restarts_is_not()
    {
        var bench = HandlerTests.Follower();
        var member = bench.Others[0];
        foreach (var activation in (byte[])[1, 2, 2, 3, 4])
        {
            bench.Step(new PeerConnected(member, Digest.Of([activation])));
        }
        Assert.False(bench.Replica.TwoActivations(member));
        bench.Step(new PeerConnected(member, Digest.Of([2])));
        Assert.True(bench.Replica.TwoActivations(member));
        Assert.False(bench.Replica.TwoActivations(bench.Others[1]));
    }

    [Fact, Trait("row", "D8")]
    public void What_it_wanted_to_give_up_when_it_fell_into_doubt_is_forgotten_with_the_views_that_became_final()
    {
        // The old copy knows nothing of finalize(1), which its key signed later; its floor makes it want to give view 1 up.
        var group = new Group(StandInKeys.Genesis, 0, 4);
        var bench = new Bench(self: Enumerable.Range(0, 4).First(member => member != group.Leader(1)), recovered: Doubtful() with { Floor = 5 }).Started();
        foreach (var other in bench.Others)
        {
            Answer(bench, other, 7);
        }
        var block = bench.Block(8, null, "r");
        Finalise(bench, block);
        var sequence = bench.Raw.OfType<Persist>().Last().Sequence;
        bench.Step(new Executed(bench.State(block), null));
        Attest(bench, block, bench.Others[0]);
        Attest(bench, block, bench.Others[1]);
        Assert.Equal(["settle 8"], bench.Step(new Persisted(sequence)));
        string[] after = [.. bench.Step(new Settled(8)), .. bench.Submit("s"), .. bench.Step(new Persisted(long.MaxValue)), .. bench.TickAt(20_000)];
        Assert.DoesNotContain("sign nullify 1", after);
    }

    [Fact, Trait("row", "D8")]
    public void A_height_that_was_executed_in_doubt_and_not_attested_gets_its_receipts_after_a_restart_too()
    {
        var maker = new Bench();
        var block = maker.Block(1, null, "r");
        var found = RecoveredState.Empty(maker.Group) with
        {
            Floor = 4,
            Final = new BlockRef(1, 1, block.Hash),
            FinalTimeMs = block.Header.TimeMs,
            Executed = 1,
            Uncertified = [new UncertifiedHeight(maker.State(block), null)],
        };
        var doubting = new Bench(recovered: found with { Doubt = "lost" }).Started();
        Attest(doubting, block, doubting.Others[0]);
        Attest(doubting, block, doubting.Others[1]);
        Assert.Contains("certified 1", Attest(doubting, block, doubting.Others[2]));
        Assert.Equal(1, doubting.Replica.CertifiedHeight);

        // And where the doubt ended before the restart, the attestation that was left out is made now.
        var settled = new Bench(recovered: found);
        Assert.Contains("sign attestation 1", settled.Text.Of(settled.Replica.Start(settled.Now)));
    }

    private static RecoveredState Doubtful(int size = 4) => RecoveredState.Empty(new Group(StandInKeys.Genesis, 0, size)) with { Doubt = "lost" };

    private static Bench Suspect()
    {
        var group = new Group(StandInKeys.Genesis, 0, 4);
        return new Bench(self: Enumerable.Range(0, 4).First(member => member != group.Leader(1)), recovered: Doubtful()).Started();
    }

    private static Digest Nonce(Bench bench)
    {
        var peer = bench.Others[0];
        bench.Step(new PeerConnected(peer, Digest.Of([(byte)peer])));
        return bench.Raw.OfType<Send>().Select(static send => send.Message).OfType<RejoinQuery>().First().Nonce;
    }

    private static string[] Answer(Bench bench, int member, long lease)
    {
        // The nonce is the same for the whole doubt.
        bench.Step(new PeerConnected(member, Digest.Of([(byte)member])));
        var nonce = bench.Raw.OfType<Send>().Select(static send => send.Message).OfType<RejoinQuery>().FirstOrDefault()?.Nonce ?? Digest.Zero;
        return bench.Receive(member, new RejoinAnswer(nonce, lease, default, []));
    }

    private static string[] Finalise(Bench bench, Block block)
    {
        bench.Receive(bench.Others[0], new ChainAnswer([block], bench.Finalization(block), []));
        return bench.Step(new BlockChecked(block.Hash, BlockVerdict.Valid, []));
    }

    private static string[] Attest(Bench bench, Block block, int member) =>
        bench.Receive(member, new AttestationMessage(StandInKeys.Attest(bench.Group, member, bench.State(block))));

    private static bool Asks(string line) => line.Contains("where are you", StringComparison.Ordinal);

    private static bool IsSettle(string line) => line.StartsWith("settle", StringComparison.Ordinal);
}
