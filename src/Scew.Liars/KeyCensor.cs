using System.Collections.Immutable;
using Scew.Consensus;
using Scew.Protocol;
using Scew.Protocol.Messages;
using Scew.Protocol.Ordering;

namespace Scew.Liars;

/// <summary>
/// Works against one account, the one of its context or else the first that it hears of: as leader leaves that account's requests out, does not pass them on, and votes
/// for no block that holds one. Everybody else is served well.
/// </summary>
internal sealed class KeyCensor(LiarContext context) : Liar(context)
{
    private const int MaxKept = 1024;

    private readonly HashSet<Digest> _hated = [];
    private readonly HashSet<Digest> _blocks = [];
    private Account? _victim = context.Victim;

    public override LiarKind Kind => LiarKind.KeyCensor;

    protected override void React(ReplicaEvent cause, Clock now, ImmutableArray<Effect>.Builder output)
    {
        switch (cause)
        {
            case RequestsArrived { Requests: var requests }:
                _victim ??= requests.IsEmpty ? null : requests[0].Account;
                Keep(_hated, requests.Where(request => request.Account == _victim).Select(request => request.Id));
                break;
            case Received { Message: Proposal { Block: var block } } when block.RequestIds.Any(_hated.Contains):
                Keep(_blocks, [block.Hash]);
                break;
        }
    }

    protected override void Rewrite(Effect effect, Clock now, ImmutableArray<Effect>.Builder output)
    {
        if (OwnProposal(effect) is { Block: var block } && block.RequestIds.Any(_hated.Contains))
        {
            var without = Propose(Vary(block, block.Header.TimeMs, block.RequestIds.RemoveAll(_hated.Contains)));
            output.AddRange(Receivers(effect).Select(peer => new Send(peer, without)));
            return;
        }
        switch (MessageOf(effect))
        {
            case VoteMessage { Vote: { Statement.Kind: not StatementKind.Nullify } vote } when _blocks.Contains(vote.Statement.Block):
                break;
            case Offer { Ids: var ids } offer when ids.Any(_hated.Contains):
                if (!ids.All(_hated.Contains))
                {
                    output.AddRange(Receivers(effect).Select(peer => new Send(peer, offer with { Ids = ids.RemoveAll(_hated.Contains) })));
                }
                break;
            default:
                output.Add(effect);
                break;
        }
    }

    private static void Keep(HashSet<Digest> kept, IEnumerable<Digest> more)
    {
        foreach (var one in more)
        {
            if (kept.Count < MaxKept)
            {
                kept.Add(one);
            }
        }
    }
}
