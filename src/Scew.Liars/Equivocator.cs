using System.Collections.Immutable;
using Scew.Consensus;
using Scew.Protocol;
using Scew.Protocol.Messages;
using Scew.Protocol.Ordering;

namespace Scew.Liars;

/// <summary>
/// As leader sends one block to some peers and another to the rest; one peer gets both, so that the lie can be proved. Later votes follow the block that
/// the receiver was shown.
/// </summary>
internal sealed class Equivocator(LiarContext context) : Liar(context)
{
    private const int MaxRivals = 64;

    private readonly SortedDictionary<long, Rival> _rivals = [];

    public override LiarKind Kind => LiarKind.Equivocator;

    protected override void React(ReplicaEvent cause, Clock now, ImmutableArray<Effect>.Builder output)
    {
        if (cause is Received { Message: BlockQuery query, From: var asker })
        {
            foreach (var rival in _rivals.Values.Where(rival => rival.Second.Hash == query.Hash))
            {
                output.Add(new Send(asker, new BlockAnswer(rival.Second, [])));
            }
        }
    }

    protected override void Rewrite(Effect effect, Clock now, ImmutableArray<Effect>.Builder output)
    {
        if (OwnProposal(effect) is { } proposal)
        {
            var rival = RivalOf(proposal.Block);
            foreach (var peer in Receivers(effect))
            {
                var second = rival.Second == proposal.Block ? proposal : Propose(rival.Second);
                if (!rival.ShownSecond(peer) || peer == rival.ShownBoth)
                {
                    output.Add(new Send(peer, proposal));
                }
                if (rival.ShownSecond(peer) || peer == rival.ShownBoth)
                {
                    output.Add(new Send(peer, second));
                }
            }
            return;
        }
        if (MessageOf(effect) is VoteMessage { Vote: var vote } && vote.Signer == Self && vote.Statement.Kind != StatementKind.Nullify
            && _rivals.TryGetValue(vote.Statement.View, out var shown) && vote.Statement.Block == shown.First)
        {
            foreach (var peer in Receivers(effect))
            {
                var statement = shown.ShownSecond(peer) ? vote.Statement with { Block = shown.Second.Hash } : vote.Statement;
                output.Add(new Send(peer, new VoteMessage(Context.SignVote(statement))));
            }
            return;
        }
        output.Add(effect);
    }

    private Rival RivalOf(Block block)
    {
        if (!_rivals.TryGetValue(block.Header.View, out var rival))
        {
            var ids = block.RequestIds;
            var second = ids.IsEmpty ? Vary(block, block.Header.TimeMs + 1, ids) : Vary(block, block.Header.TimeMs, ids.RemoveAt(Below(ids.Length)));
            var peers = Peers().ToArray();
            rival = new Rival(block.Hash, second, NextWord(), peers[Below(peers.Length)]);
            _rivals[block.Header.View] = rival;
            if (_rivals.Count > MaxRivals)
            {
                _rivals.Remove(_rivals.First().Key);
            }
        }
        return rival;
    }

    private sealed record Rival(Digest First, Block Second, ulong Mask, int ShownBoth)
    {
        public bool ShownSecond(int peer) => ((Mask >> (peer & 63)) & 1) != 0;
    }
}
