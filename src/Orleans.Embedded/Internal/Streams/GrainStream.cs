using System.Collections.Immutable;
using Orleans.Runtime;

namespace Orleans.Embedded;

/// <summary>The caller's side of a stream from a grain: each reading opens its own session and pulls batches.</summary>
internal sealed class GrainStream<TItem>(GrainReference reference, StreamRequest<TItem> request) : IAsyncEnumerable<TItem>
{
    public IAsyncEnumerator<TItem> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        return new Reader(reference, request, CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, request.CallerToken));
    }

    private sealed class Reader(GrainReference reference, StreamRequest<TItem> request, CancellationTokenSource cancellation) : IAsyncEnumerator<TItem>
    {
        private StreamSession<TItem>? _session;
        private ImmutableArray<TItem> _items = [];
        private int _position = -1;
        private bool _ended;

        public TItem Current => _items[_position];

        public async ValueTask<bool> MoveNextAsync()
        {
            while (++_position >= _items.Length)
            {
                if (_ended)
                {
                    return false;
                }

                await PullAsync();
            }

            return true;
        }

        public async ValueTask DisposeAsync()
        {
            cancellation.Dispose();
            if (_session is { } session && !_ended)
            {
                _ended = true;
                try
                {
                    await reference.SendTask(new StreamEnd<TItem>(session));
                }
                catch (EnumerationAbortedException)
                {
                    // The activation has ended, and the stream with it.
                }
            }
        }

        private async Task PullAsync()
        {
            cancellation.Token.ThrowIfCancellationRequested();
            StreamBatch<TItem> batch;
            if (_session is null)
            {
                var start = new StreamStart<TItem>(request) { CallerToken = cancellation.Token };
                try
                {
                    batch = await reference.SendTaskOf(start);
                }
                finally
                {
                    _session = start.Session;
                }
            }
            else
            {
                batch = await reference.SendTaskOf(new StreamNext<TItem>(_session) { CallerToken = cancellation.Token });
            }

            _items = batch.Items;
            _position = -1;
            _ended = batch.Ended;
        }
    }
}
