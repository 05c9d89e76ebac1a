namespace Scew.SystemTests.Links;

/// <summary>The fault of one direction of one link; changed by a test while bytes flow.</summary>
internal sealed class LinkDirection
{
    private volatile TaskCompletionSource _healed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _bytes;

    public LinkFault Fault { get; private set; }

    public TimeSpan Latency { get; private set; }

    /// <summary>Bytes went missing since the last heal.</summary>
    public bool HasSwallowed { get; set; }

    /// <summary>Bytes that came from the sender.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    public void Count(int bytes) => Interlocked.Add(ref _bytes, bytes);

    public void Set(LinkFault fault, TimeSpan latency = default)
    {
        Latency = latency;
        Fault = fault;
    }

    public void Heal()
    {
        Fault = LinkFault.None;
        HasSwallowed = false;
        Interlocked.Exchange(ref _healed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
    }

    /// <summary>Waits for the next heal.</summary>
    public Task HealedAsync(CancellationToken cancel) => _healed.Task.WaitAsync(cancel);
}
