using System.Collections.Immutable;
using Scew.Consensus;
using Scew.Protocol;
using Scew.Protocol.Messages;
using Scew.Protocol.Ordering;

namespace Scew.Liars;

/// <summary>Passes everything on unchanged; each lie overrides what it distorts.</summary>
internal abstract class Liar : ILiar
{
    private Coin _coin;

    protected Liar(LiarContext context)
    {
        Invariant.Require(context.DevGenesis, "nobody lies in a real group");
        Context = context;
        _coin = new Coin(context.Seed);
    }

    public abstract LiarKind Kind { get; }

    public virtual long NextDeadlineMs => long.MaxValue;

    protected LiarContext Context { get; }

    protected Group Group => Context.Config.Group;

    protected int Self => Context.Config.Self;

    public ImmutableArray<Effect> Distort(ReplicaEvent? cause, ImmutableArray<Effect> effects, Clock now)
    {
        var output = ImmutableArray.CreateBuilder<Effect>(effects.Length + 4);
        if (cause is not null)
        {
            React(cause, now, output);
        }
        foreach (var effect in effects)
        {
            Rewrite(effect, now, output);
        }
        return output.ToImmutable();
    }

    public virtual RecoveredState Recover(RecoveredState found) => found;

    /// <summary>What to do beside the replica's own effects.</summary>
    protected virtual void React(ReplicaEvent cause, Clock now, ImmutableArray<Effect>.Builder output)
    {
    }

    /// <summary>What to do in place of one effect.</summary>
    protected virtual void Rewrite(Effect effect, Clock now, ImmutableArray<Effect>.Builder output) => output.Add(effect);

    protected int Below(int bound) => _coin.Below(bound);

    protected bool OneIn(int count) => _coin.OneIn(count);

    protected ulong NextWord() => _coin.Next();

    protected Digest RandomDigest()
    {
        var bytes = new byte[Digest.SizeBytes];
        for (var i = 0; i < Digest.SizeBytes; i++)
        {
            bytes[i] = (byte)NextWord();
        }
        return new Digest(bytes);
    }

    /// <summary>Every other member, ascending.</summary>
    protected IEnumerable<int> Peers() => Enumerable.Range(0, Group.Size).Where(peer => peer != Self);

    /// <summary>The same block with another content or time, under the same justification.</summary>
    protected Block Vary(Block block, long timeMs, ImmutableArray<Digest> ids) => Block.Create(
        Group.Genesis, Group.Epoch, block.Header.Height, block.Header.View, block.Header.Parent, timeMs, ids, block.Justification);

    protected Proposal Propose(Block block) =>
        new(block, Context.SignVote(Statement.Notarize(block.Header.View, block.Header.Height, block.Hash)), []);

    protected static PeerMessage? MessageOf(Effect effect) => effect switch
    {
        Send send => send.Message,
        Broadcast broadcast => broadcast.Message,
        _ => null,
    };

    /// <summary>The receivers of an outgoing message.</summary>
    protected IEnumerable<int> Receivers(Effect effect) => effect is Send send ? [send.To] : Peers();

    protected Proposal? OwnProposal(Effect effect) =>
        MessageOf(effect) is Proposal proposal && proposal.LeaderVote.Signer == Self ? proposal : null;
}
