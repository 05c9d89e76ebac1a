using Scew.Consensus;
using Scew.Protocol;
using Scew.Protocol.Messages;
using Scew.Protocol.Ordering;

namespace Scew.Liars.Tests;

/// <summary>Lies of leaders that leave something or somebody out and do everything else well.</summary>
public class LeaderLieTests
{
    private static readonly Account Victim = new(Digest.Of("victim"u8));

    [Fact]
    public void The_silent_leader_says_everything_but_its_proposal()
    {
        var liar = Fixture.Liar(LiarKind.SilentLeader);
        Effect[] rest = [new Broadcast(new Status(0, 1, 5, default, 0, default, 3, 3)), new Broadcast(new VoteMessage(Fixture.Sign(Statement.Nullify(3)))), new ServeBlock(1, default)];
        Assert.Equal(rest, liar.Distort(null, [Fixture.Proposal(Fixture.Block(4)), .. rest], Fixture.Now));
        Assert.Empty(liar.Distort(null, [new Send(2, ((Broadcast)Fixture.Proposal(Fixture.Block(4))).Message)], Fixture.Now));
    }

    [Fact]
    public void The_starver_leaves_the_same_f_members_out_of_everything_but_its_status()
    {
        for (var seed = 1UL; seed <= 12; seed++)
        {
            var liar = Fixture.Liar(LiarKind.Starver, seed);
            var proposed = Told(liar, Fixture.Proposal(Fixture.Block(4)));
            Assert.Equal(2, proposed.Count);
            Assert.Equal(proposed, Told(liar, new Broadcast(new VoteMessage(Fixture.Sign(Statement.Nullify(3))))));
            Assert.Equal([1, 2, 3], Told(liar, new Broadcast(new Status(0, 1, 5, default, 0, default, 3, 3))));
            Assert.Equal(proposed, [.. Enumerable.Range(1, 3).Where(peer => !liar.Distort(null, [new ServeBlock(peer, default)], Fixture.Now).IsEmpty)]);
        }

        static List<int> Told(ILiar liar, Effect effect) => [.. Fixture.Messages(liar.Distort(null, [effect], Fixture.Now)).Select(sent => sent.To)];
    }

    [Fact]
    public void The_censor_of_a_key_leaves_its_requests_out_of_blocks_offers_and_votes_and_no_others()
    {
        Assert.Equal(LiarRefusal.None, LiarFactory.TryCreate(LiarKind.KeyCensor, Fixture.Context() with { Victim = Victim }, out var made));
        var liar = made!;
        var (hated, other) = (Digest.Of("a"u8), Digest.Of("b"u8));
        liar.Distort(new RequestsArrived(null, [Request(other, new Account(Digest.Of("other"u8))), Request(hated, Victim)]), [], Fixture.Now);
        var block = Fixture.Block(4);
        Assert.All(Sent(liar, Fixture.Proposal(block)), message => Assert.Equal(other, Assert.Single(((Proposal)message).Block.RequestIds)));
        Assert.All(Sent(liar, new Broadcast(new Offer([hated, other], []))), message => Assert.Equal(other, Assert.Single(((Offer)message).Ids)));
        Assert.Empty(Sent(liar, new Send(1, new Offer([hated], []))));
        liar.Distort(Fixture.ReceivedProposal(block), [], Fixture.Now);
        Assert.Empty(Sent(liar, new Broadcast(new VoteMessage(Fixture.Sign(Statement.Notarize(4, 1, block.Hash))))));
        Assert.NotEmpty(Sent(liar, new Broadcast(new VoteMessage(Fixture.Sign(Statement.Notarize(4, 1, hated))))));
    }

    [Fact]
    public void Without_a_victim_the_first_account_is_one()
    {
        var liar = Fixture.Liar(LiarKind.KeyCensor);
        liar.Distort(new RequestsArrived(2, [Request(Digest.Of("b"u8), Victim)]), [], Fixture.Now);
        liar.Distort(new RequestsArrived(2, [Request(Digest.Of("a"u8), new Account(Digest.Of("later"u8)))]), [], Fixture.Now);
        Assert.All(Sent(liar, Fixture.Proposal(Fixture.Block(4))), message => Assert.Equal(Digest.Of("a"u8), Assert.Single(((Proposal)message).Block.RequestIds)));
    }

    private static RequestMeta Request(Digest id, Account account) => new(id, account, 1, 0, false, 300, 1);

    private static IEnumerable<PeerMessage> Sent(ILiar liar, Effect effect) => Fixture.Messages(liar.Distort(null, [effect], Fixture.Now)).Select(sent => sent.Message);
}
