using System.Collections.Immutable;
using Scew.Consensus;
using Scew.Protocol;
using Scew.Protocol.Messages;
using Scew.Protocol.Ordering;
using Scew.Protocol.Results;

namespace Scew.Liars.Tests;

public class LiarTests
{
    [Fact]
    public void The_equivocating_leader_shows_two_blocks_and_one_peer_both()
    {
        var sent = Enumerable.Range(1, 8).Select(seed => Propose(LiarKind.Equivocator, (ulong)seed)).ToList();
        Assert.All(sent, messages => Assert.Equal(2, messages.Select(sent => Hash(sent.Message)).Distinct().Count()));
        Assert.All(sent, messages => Assert.Contains(messages.GroupBy(sent => sent.To), peer => peer.Count() == 2));
    }

    [Fact]
    public void The_equivocating_leader_votes_for_the_block_that_the_receiver_was_shown()
    {
        var liar = Fixture.Liar(LiarKind.Equivocator, 3);
        var block = Fixture.Block(4);
        var shown = Fixture.Messages(liar.Distort(null, [Fixture.Proposal(block)], Fixture.Now)).ToList();
        var vote = new Broadcast(new VoteMessage(Fixture.Sign(Statement.Finalize(4, 1, block.Hash))));
        foreach (var (to, message) in Fixture.Messages(liar.Distort(null, [vote], Fixture.Now)))
        {
            Assert.Contains(shown, sent => sent.To == to && Hash(sent.Message) == ((VoteMessage)message).Vote.Statement.Block);
        }
    }

    [Fact]
    public void The_equivocating_leader_serves_its_second_block()
    {
        var liar = Fixture.Liar(LiarKind.Equivocator);
        var block = Fixture.Block(4);
        var second = Fixture.Messages(liar.Distort(null, [Fixture.Proposal(block)], Fixture.Now)).Select(sent => Hash(sent.Message)).First(hash => hash != block.Hash);
        var answer = liar.Distort(new Received(2, new BlockQuery(second)), [], Fixture.Now);
        Assert.Equal(second, Assert.IsType<BlockAnswer>(Assert.IsType<Send>(Assert.Single(answer)).Message).Block.Hash);
    }

    [Fact]
    public void The_conflicter_votes_for_everything()
    {
        var kinds = Enumerable.Range(1, 8).SelectMany(seed => Fixture.Messages(
            Fixture.Liar(LiarKind.Conflicter, (ulong)seed).Distort(Fixture.ReceivedProposal(Fixture.Block(2)), [], Fixture.Now)))
            .Select(sent => ((VoteMessage)sent.Message).Vote.Statement.Kind).Distinct();
        Assert.Equal(3, kinds.Count());
    }

    [Fact]
    public void The_forgetter_finds_an_empty_vote_record()
    {
        var found = RecoveredState.Empty(Fixture.Group) with { Floor = 9, FinalizeVotes = [Fixture.Sign(Statement.Finalize(3, 1, default))] };
        var pretended = Fixture.Liar(LiarKind.Forgetter).Recover(found);
        Assert.Equal(0, pretended.Floor);
        Assert.Empty(pretended.FinalizeVotes);
    }

    [Fact]
    public void The_nuller_gives_up_instead_of_proposing_or_voting()
    {
        var liar = Fixture.Liar(LiarKind.Nuller);
        var block = Fixture.Block(4);
        var vote = new Broadcast(new VoteMessage(Fixture.Sign(Statement.Notarize(4, 1, block.Hash))));
        var sent = Fixture.Messages(liar.Distort(null, [Fixture.Proposal(block), vote], Fixture.Now));
        Assert.All(sent, message => Assert.Equal(Statement.Nullify(4), ((VoteMessage)message.Message).Vote.Statement));
    }

    [Fact]
    public void The_slow_leader_holds_its_proposal_back()
    {
        var liar = Fixture.Liar(LiarKind.SlowLeader);
        Assert.Empty(liar.Distort(null, [Fixture.Proposal(Fixture.Block(4))], Fixture.Now));
        Assert.Equal(Fixture.Now.MonotonicMs + 900, liar.NextDeadlineMs);
        Assert.Single(liar.Distort(new Tick(), [], Fixture.Now with { MonotonicMs = liar.NextDeadlineMs }));
        Assert.Equal(long.MaxValue, liar.NextDeadlineMs);
    }

    [Fact]
    public void The_withholder_tells_fewer_than_all_and_seldom_serves()
    {
        var liar = Fixture.Liar(LiarKind.Withholder);
        var told = Enumerable.Range(0, 50).Sum(_ => Fixture.Messages(liar.Distort(null, [Fixture.Proposal(Fixture.Block(4))], Fixture.Now)).Count());
        var served = Enumerable.Range(0, 50).Sum(_ => liar.Distort(null, [new ServeBlock(1, default)], Fixture.Now).Length);
        Assert.InRange(told, 1, 75);
        Assert.InRange(served, 0, 25);
    }

    [Fact]
    public void The_two_halves_of_a_twin_reach_everybody_together()
    {
        for (var seed = 2UL; seed < 40; seed += 2)
        {
            var first = Propose(LiarKind.Twin, seed).Select(sent => sent.To);
            var second = Propose(LiarKind.Twin, seed | 1).Select(sent => sent.To);
            Assert.Equal([1, 2, 3], first.Union(second).Order());
        }
    }

    [Fact]
    public void The_censor_proposes_an_empty_block() =>
        Assert.All(Propose(LiarKind.Censor, 1), sent => Assert.Empty(((Proposal)sent.Message).Block.RequestIds));

    [Fact]
    public void The_repeater_puts_a_request_in_twice() =>
        Assert.Contains(Enumerable.Range(1, 8).SelectMany(seed => Propose(LiarKind.Repeater, (ulong)seed)), sent =>
            ((Proposal)sent.Message).Block.RequestIds is var ids && ids.Distinct().Count() < ids.Length);

    [Fact]
    public void The_forker_extends_an_older_block()
    {
        var parents = new HashSet<Digest>();
        for (var seed = 1UL; seed < 12; seed++)
        {
            var liar = Fixture.Liar(LiarKind.Forker, seed);
            foreach (var view in (long[])[1, 2, 3])
            {
                liar.Distort(new Received(1, new CertificateMessage(new Certificate(Statement.Notarize(view, view, Digest.Of([(byte)view])), []))), [], Fixture.Now);
            }
            parents.UnionWith(Fixture.Messages(liar.Distort(null, [Fixture.Proposal(Fixture.Block(4))], Fixture.Now)).Select(sent => ((Proposal)sent.Message).Block.Header.Parent));
        }
        Assert.True(parents.Count >= 3);
    }

    [Fact]
    public void The_extremist_sends_every_kind_of_message_and_all_of_them_encode()
    {
        var liar = Fixture.Liar(LiarKind.Extremist);
        var sent = Enumerable.Range(0, 400).SelectMany(_ => liar.Distort(Fixture.ReceivedProposal(Fixture.Block(2)), [], Fixture.Now))
            .Select(effect => ((Broadcast)effect).Message).ToList();
        Assert.True(sent.Select(message => message.GetType()).Distinct().Count() >= 11);
        Assert.All(sent, message => Assert.NotEmpty(MessageCodec.Encode(message)));
    }

    [Fact]
    public void The_time_pusher_dates_its_block_ahead() =>
        Assert.All(Propose(LiarKind.TimePusher, 1), sent => Assert.True(((Proposal)sent.Message).Block.Header.TimeMs >= Fixture.Now.WallMs + 1999));

    [Fact]
    public void The_impersonator_signs_for_others_and_a_member_that_is_not_there()
    {
        var vote = new Broadcast(new VoteMessage(Fixture.Sign(Statement.Nullify(3))));
        var sent = Fixture.Messages(Fixture.Liar(LiarKind.Impersonator).Distort(null, [vote], Fixture.Now)).ToList();
        var signers = sent.Select(message => message.Message).OfType<VoteMessage>().Select(message => message.Vote.Signer).Distinct().Order();
        Assert.Equal([0, 1, 2, 3, 4], signers);
        Assert.Contains(sent, message => message.Message is CertificateMessage);
    }

    [Fact]
    public void The_disrupter_the_flooder_the_boaster_and_the_outdated_add_or_change_messages()
    {
        var vote = new Broadcast(new VoteMessage(Fixture.Sign(Statement.Nullify(3))));
        var status = new Broadcast(new Status(0, 1, 5, default, 0, default, 3, 3));
        Assert.True(Total(LiarKind.Disrupter, null, vote) > 15);
        Assert.True(Total(LiarKind.Flooder, Fixture.ReceivedProposal(Fixture.Block(2)), vote) > 200);
        Assert.True(Total(LiarKind.Outdated, Fixture.ReceivedProposal(Fixture.Block(2)), vote) > 20);
        var told = Enumerable.Range(1, 20).SelectMany(seed => Fixture.Messages(Fixture.Liar(LiarKind.Boaster, (ulong)seed).Distort(null, [status], Fixture.Now)));
        Assert.True(told.Select(sent => sent.Message).Distinct().Count() > 5);

        static int Total(LiarKind kind, ReplicaEvent? cause, Effect effect)
        {
            var liar = Fixture.Liar(kind);
            return Enumerable.Range(0, 20).Sum(_ => liar.Distort(cause, [effect], Fixture.Now).Length);
        }
    }

    [Fact]
    public void The_accuser_shows_true_and_false_evidence()
    {
        var liar = Fixture.Liar(LiarKind.Accuser);
        var vote = new Received(2, new VoteMessage(new Vote(Statement.Nullify(3), 2, new byte[64])));
        var shown = Enumerable.Range(0, 60).SelectMany(_ => liar.Distort(vote, [], Fixture.Now))
            .Select(effect => (ConflictingVotes)((EvidenceMessage)((Broadcast)effect).Message).Evidence).ToList();
        Assert.Contains(shown, evidence => evidence.First.Signer == Fixture.Self && evidence.Second.Signer == Fixture.Self);
        Assert.Contains(shown, evidence => evidence.First.Signer == 2 && evidence.Second.Signer == 2);
        Assert.Contains(shown, evidence => evidence.First.Signer != evidence.Second.Signer);
    }

    [Fact]
    public void The_false_attester_tells_different_states()
    {
        var state = new AttestedState(0, 1, Digest.Of("block"u8), 5, Digest.Of("state"u8), default, 0);
        var effect = new Broadcast(new AttestationMessage(new Attestation(state, Fixture.Self, new byte[64])));
        var states = Enumerable.Range(1, 8).SelectMany(seed => Fixture.Messages(Fixture.Liar(LiarKind.FalseAttester, (ulong)seed).Distort(null, [effect], Fixture.Now)))
            .Select(sent => ((AttestationMessage)sent.Message).Attestation.State).Distinct();
        Assert.True(states.Count() > 2);
    }

    [Fact]
    public void The_wrong_receipt_says_the_opposite_under_its_own_attestation()
    {
        var liar = (IReceiptLiar)Fixture.Liar(LiarKind.WrongReceipt);
        var state = new AttestedState(0, 1, Digest.Of("block"u8), 5, Digest.Of("state"u8), Digest.Of("results"u8), 1);
        var honest = new RequestResult(Digest.Of("a"u8), RequestResult.Ok, "{}"u8.ToArray());
        var told = liar.Falsify(honest, new Attestation(state, Fixture.Self, new byte[64]), result => result.Leaf(Fixture.Group.Genesis, 1, 0));
        Assert.NotEqual(RequestResult.Ok, told.Result.Code);
        Assert.Equal(honest.RequestId, told.Result.RequestId);
        Assert.Equal(told.Result.Leaf(Fixture.Group.Genesis, 1, 0), told.Attestation.State.ResultsRoot);
        Assert.Equal(RequestResult.Ok, liar.Falsify(told.Result, told.Attestation, _ => default).Result.Code);
    }

    [Fact]
    public void The_same_seed_tells_the_same_lies()
    {
        foreach (var kind in Enum.GetValues<LiarKind>())
        {
            Assert.Equal(Lies(kind), Lies(kind));
        }

        static List<string> Lies(LiarKind kind)
        {
            var liar = Fixture.Liar(kind, 77);
            var effects = ImmutableArray.Create<Effect>(Fixture.Proposal(Fixture.Block(4)), new Broadcast(new VoteMessage(Fixture.Sign(Statement.Nullify(3)))));
            return [.. Enumerable.Range(0, 10).SelectMany(_ => Fixture.Messages(liar.Distort(Fixture.ReceivedProposal(Fixture.Block(2)), effects, Fixture.Now)))
                .Select(sent => sent.To + " " + (sent.Message is Proposal proposal ? proposal.Block.Hash.ToString() : sent.Message is VoteMessage vote ? vote.Vote.Statement.ToString() : sent.Message.GetType().Name))];
        }
    }

    private static List<(int To, PeerMessage Message)> Propose(LiarKind kind, ulong seed) =>
        [.. Fixture.Messages(Fixture.Liar(kind, seed).Distort(null, [Fixture.Proposal(Fixture.Block(4))], Fixture.Now))];

    private static Digest Hash(PeerMessage message) => ((Proposal)message).Block.Hash;
}
