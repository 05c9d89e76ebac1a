using System.Collections.Immutable;
using Orleans.Runtime;

namespace Orleans.Embedded;

/// <summary>The grain's side of one stream: lives on the activation's turns and ends with it.</summary>
internal sealed class StreamSession<TItem> : IDisposable
{
    /// <summary>Items that one pull brings at most.</summary>
    private const int MaxBatch = 100;

    private readonly CancellationTokenSource _cancellation = new();
    private readonly Activation _activation;
    private readonly IAsyncEnumerator<TItem> _items;
    private Task<bool>? _pending;
    private bool _disposed;

    public StreamSession(Activation activation, StreamRequest<TItem> request)
    {
        _activation = activation;
        _items = request.Open(activation.GrainInstance!, _cancellation.Token);
        activation.Own(this);
    }

    public Activation Activation => _activation;

    public async ValueTask<StreamBatch<TItem>> PullAsync()
    {
        var items = ImmutableArray.CreateBuilder<TItem>();
        while (items.Count < MaxBatch)
        {
            _pending ??= _items.MoveNextAsync().AsTask();
            if (!_pending.IsCompleted && (items.Count > 0 || !await ArrivesAsync(_pending)) && !_disposed)
            {
                break;
            }

            if (_disposed)
            {
                throw new EnumerationAbortedException($"The activation of {_activation.GrainId} has ended, and its streams with it.");
            }

            var next = _pending;
            _pending = null;
            if (!await next)
            {
                await EndAsync();
                return new StreamBatch<TItem>(items.ToImmutable(), true);
            }

            items.Add(Copying<TItem>.Copy(_items.Current));
        }

        return new StreamBatch<TItem>(items.ToImmutable(), false);
    }

    public async ValueTask EndAsync()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        _activation.Disown(this);
        await _cancellation.CancelAsync();
        if (_pending is { IsCompleted: false } pending)
        {
            // An iterator cannot be disposed while it runs. Whoever ends the stream does not wait for an item that may never come.
            _ = DisposeAfterAsync(pending);
        }
        else
        {
            await _items.DisposeAsync();
        }
    }

    /// <summary>The activation ends.</summary>
    public void Dispose() => _ = EndAsync().AsTask();

    private async Task DisposeAfterAsync(Task pending)
    {
        await pending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        await _items.DisposeAsync();
    }

    /// <summary>Waits for the next item, but answers without it well before the response time-out.</summary>
    private async Task<bool> ArrivesAsync(Task pending)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(_cancellation.Token);
        var heartbeat = Task.Delay(_activation.Silo.ResponseTimeout / 4, _activation.Silo.Clock, stop.Token);
        var first = await Task.WhenAny(pending, heartbeat);
        await stop.CancelAsync();
        return first == pending;
    }
}
