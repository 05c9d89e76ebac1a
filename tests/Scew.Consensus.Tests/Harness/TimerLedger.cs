using System.Collections.Immutable;
using Scew.Protocol;
using Scew.Protocol.Ordering;

namespace Scew.Consensus.Tests.Harness;

/// <summary>
/// Contract timers as the ledger has them: a block first fires what is due at its time, at most 64, then its requests arm theirs, 60 s ahead at least. Timers are named
/// after the requests that armed them.
/// </summary>
internal sealed class TimerLedger
{
    private const int MaxFired = 64;
    private const long LeastAheadMs = 60_000;
    private readonly SortedSet<(long DueMs, string Name)> _armed = [];

    public long? NextDueMs => _armed.Count == 0 ? null : _armed.Min.DueMs;

    public ImmutableArray<string> Execute(Block block, IReadOnlyDictionary<Digest, long> arms)
    {
        var timeMs = block.Header.TimeMs;
        var fired = _armed.TakeWhile(timer => timer.DueMs <= timeMs).Take(MaxFired).ToImmutableArray();
        _armed.ExceptWith(fired);
        foreach (var id in block.RequestIds)
        {
            if (arms.TryGetValue(id, out var dueMs))
            {
                _armed.Add((Math.Max(dueMs, timeMs + LeastAheadMs), id.Short));
            }
        }
        return [.. fired.Select(static timer => timer.Name)];
    }
}
