using System.Collections.Concurrent;
using System.Diagnostics;

namespace Scew.SystemTests.Histories;

/// <summary>Collects what clients did, with the moments of one monotonic clock.</summary>
internal sealed class HistoryRecorder
{
    private readonly ConcurrentBag<HistoryOperation> _done = [];

    public IReadOnlyCollection<HistoryOperation> Operations => _done;

    /// <summary>
    /// Runs an operation and records it. Null means that its outcome is unknown; a read without an answer says nothing and is left out.
    /// </summary>
    public async Task RecordAsync(string wallet, int client, WalletAction action, long argument, Func<Task<long?>> run)
    {
        var invoked = Stopwatch.GetTimestamp();
        var answer = await run();
        var completed = answer is null ? long.MaxValue : Stopwatch.GetTimestamp();
        if (answer is not null || action != WalletAction.Read)
        {
            _done.Add(new HistoryOperation(wallet, client, action, argument, invoked, completed, answer));
        }
    }
}
