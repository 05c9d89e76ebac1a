using System.Collections.Concurrent;

namespace Orleans.Embedded.Tests;

/// <summary>What test grains tell their test, and what they wait for. One for each silo.</summary>
public sealed class Probe
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _signals = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _events = new();

    public IReadOnlyList<string> Events => [.. _events];

    public void Note(string what)
    {
        _events.Enqueue(what);
        Signal(what);
    }

    public void Signal(string name) => Source(name).TrySetResult();

    /// <summary>Waits for a signal or a note; fails after ten seconds of real time.</summary>
    public Task Seen(string name) => Source(name).Task.WaitAsync(TimeSpan.FromSeconds(10));

    private TaskCompletionSource Source(string name) => _signals.GetOrAdd(name, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
}
