using System.Collections.Immutable;
using Scew.Consensus;

namespace Scew.Liars;

/// <summary>Holds each of its proposals back for nine tenths of the leader timer.</summary>
internal sealed class SlowLeader(LiarContext context) : Liar(context)
{
    private readonly Queue<(long DueMs, Effect Effect)> _held = new();

    public override LiarKind Kind => LiarKind.SlowLeader;

    public override long NextDeadlineMs => _held.TryPeek(out var first) ? first.DueMs : long.MaxValue;

    protected override void React(ReplicaEvent cause, Clock now, ImmutableArray<Effect>.Builder output)
    {
        while (_held.TryPeek(out var first) && first.DueMs <= now.MonotonicMs)
        {
            output.Add(_held.Dequeue().Effect);
        }
    }

    protected override void Rewrite(Effect effect, Clock now, ImmutableArray<Effect>.Builder output)
    {
        if (OwnProposal(effect) is null)
        {
            output.Add(effect);
            return;
        }
        _held.Enqueue((now.MonotonicMs + Context.Config.LeaderTimerMs * 9 / 10, effect));
    }
}
