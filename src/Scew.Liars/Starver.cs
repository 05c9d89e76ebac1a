using System.Collections.Immutable;
using Scew.Consensus;
using Scew.Protocol.Messages;

namespace Scew.Liars;

/// <summary>
/// Serves exactly 2f+1 members, itself among them: the other f, the same ones for as long as it runs, get its statuses but no proposal, vote, certificate or answer.
/// </summary>
internal sealed class Starver : Liar
{
    private readonly ImmutableArray<int> _starved;

    public Starver(LiarContext context)
        : base(context)
    {
        var first = Below(Group.Size - 1);
        _starved = [.. Enumerable.Range(0, Group.MaxFaulty).Select(step => (Self + 1 + (first + step) % (Group.Size - 1)) % Group.Size)];
    }

    public override LiarKind Kind => LiarKind.Starver;

    protected override void Rewrite(Effect effect, Clock now, ImmutableArray<Effect>.Builder output)
    {
        switch (effect)
        {
            case Broadcast { Message: not Status } broadcast:
                output.AddRange(Peers().Where(peer => !_starved.Contains(peer)).Select(peer => new Send(peer, broadcast.Message)));
                break;
            case Send { Message: not Status, To: var to } when _starved.Contains(to):
            case ServeBlock { To: var asker } when _starved.Contains(asker):
            case ServeChain { To: var asked } when _starved.Contains(asked):
            case ServeRequests { To: var wanting } when _starved.Contains(wanting):
            case ServeAttestations { To: var missing } when _starved.Contains(missing):
                break;
            default:
                output.Add(effect);
                break;
        }
    }
}
