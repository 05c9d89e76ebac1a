using System.Collections.Immutable;
using Scew.Consensus;
using Scew.Protocol;
using Scew.Protocol.Messages;

namespace Scew.Liars;

/// <summary>As leader adds a request that stood in an earlier block, executed or not, or puts one of its own in twice.</summary>
internal sealed class Repeater(LiarContext context) : Liar(context)
{
    private const int MaxKept = 64;

    private readonly List<Digest> _seen = [];

    public override LiarKind Kind => LiarKind.Repeater;

    protected override void React(ReplicaEvent cause, Clock now, ImmutableArray<Effect>.Builder output)
    {
        if (cause is Received { Message: Proposal proposal })
        {
            Keep(proposal.Block.RequestIds);
        }
    }

    protected override void Rewrite(Effect effect, Clock now, ImmutableArray<Effect>.Builder output)
    {
        if (OwnProposal(effect) is not { Block: var block } || OneIn(3))
        {
            output.Add(effect);
            return;
        }
        var ids = block.RequestIds;
        if (_seen.Count > 0 && !OneIn(4))
        {
            ids = ids.Add(_seen[Below(_seen.Count)]);
        }
        else if (!ids.IsEmpty)
        {
            ids = ids.Add(ids[Below(ids.Length)]);
        }
        Keep(block.RequestIds);
        var repeated = Propose(Vary(block, block.Header.TimeMs, ids));
        output.AddRange(Receivers(effect).Select(peer => new Send(peer, repeated)));
    }

    private void Keep(ImmutableArray<Digest> ids)
    {
        foreach (var id in ids)
        {
            if (_seen.Count < MaxKept)
            {
                _seen.Add(id);
            }
            else
            {
                _seen[Below(MaxKept)] = id;
            }
        }
    }
}
