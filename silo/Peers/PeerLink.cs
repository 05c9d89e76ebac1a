using System.IO.Pipelines;
using System.Threading.Channels;
using Scew.Grains;
using Scew.Grains.Watching;
using Scew.Protocol.Messages;

namespace Scew.Silo.Peers;

/// <summary>One authenticated connection to a member: a bounded queue out, one message at a time in. Broken once, broken for good.</summary>
internal sealed class PeerLink : IAsyncDisposable
{
    /// <summary>Bytes that may wait for a peer; a peer that falls further behind is cut and catches up by blocks.</summary>
    public const int MaxQueuedBytes = 64 * 1024 * 1024;

    /// <summary>
    /// A link on which nothing arrives for this long is taken for half open; statuses go out every 5 s. A frame that has begun has as long to be complete, so a peer that
    /// trickles holds no link.
    /// </summary>
    public static readonly TimeSpan SilenceLimit = TimeSpan.FromSeconds(10);

    private readonly Channel<byte[]> _queue = Channel.CreateUnbounded<byte[]>(new UnboundedChannelOptions { SingleReader = true });
    private readonly CancellationTokenSource _stop = new();
    private readonly IDuplexPipe _pipe;
    private readonly PeerGate _gate;
    private long _queuedBytes;
    private int _queued;

    public PeerLink(int peer, Hello hello, IDuplexPipe pipe, PeerGate gate)
    {
        Peer = peer;
        Hello = hello;
        _pipe = pipe;
        _gate = gate;
    }

    public int Peer { get; }

    public Hello Hello { get; }

    /// <summary>Messages that wait for the peer.</summary>
    public int Waiting => Volatile.Read(ref _queued);

    /// <summary>Queues a message; cuts the link when the peer does not keep up.</summary>
    public void Send(byte[] message)
    {
        if (Interlocked.Add(ref _queuedBytes, message.Length) > MaxQueuedBytes)
        {
            Cut();
            return;
        }
        Interlocked.Increment(ref _queued);
        _queue.Writer.TryWrite(message);
    }

    /// <summary>Ends <see cref="RunAsync"/> soon.</summary>
    public void Cut() => _stop.Cancel();

    /// <summary>Reads and writes until one side ends; never throws for what a peer or the network does.</summary>
    public async Task<string> RunAsync(IPeerReceiver receiver, CancellationToken cancel)
    {
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancel, _stop.Token);
        var writing = WriteAsync(linked.Token);
        string reason;
        try
        {
            reason = await ReadAsync(receiver, linked.Token);
        }
        catch (OperationCanceledException)
        {
            reason = cancel.IsCancellationRequested ? "this silo stops" : "cut: replaced by a newer link, silent, or too slow";
        }
        catch (Exception e)
        {
            // Whatever went wrong, this link ends and a new one is made.
            reason = e.Message;
            _gate.Rejected(e as PeerProtocolException);
        }
        await _stop.CancelAsync();
        await writing;
        return reason;
    }

    private async Task<string> ReadAsync(IPeerReceiver receiver, CancellationToken cancel)
    {
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        while (true)
        {
            silence.CancelAfter(SilenceLimit);
            var frame = await PeerFraming.ReadAsync(_pipe.Input, silence.Token, () => silence.CancelAfter(SilenceLimit));
            if (frame is null)
            {
                return "closed by the peer";
            }
            // Our own slowness must not look like the peer's silence.
            silence.CancelAfter(Timeout.InfiniteTimeSpan);
            var message = _gate.Decode(frame) ?? throw new PeerProtocolException("a message that no correct peer sends");
            if (message is Hello || !await receiver.ReceiveAsync(Peer, message, cancel))
            {
                throw new PeerProtocolException($"a {message.GetType().Name} that no correct peer sends") { Reason = Rejections.Refused, Type = message.GetType().Name };
            }
        }
    }

    private async Task WriteAsync(CancellationToken cancel)
    {
        try
        {
            while (await _queue.Reader.WaitToReadAsync(cancel))
            {
                while (_queue.Reader.TryRead(out var message))
                {
                    Interlocked.Add(ref _queuedBytes, -message.Length);
                    Interlocked.Decrement(ref _queued);
                    PeerFraming.Write(_pipe.Output, message);
                    if (_pipe.Output.UnflushedBytes > 256 * 1024)
                    {
                        await _pipe.Output.FlushAsync(cancel);
                    }
                }
                await _pipe.Output.FlushAsync(cancel);
            }
        }
        catch (Exception)
        {
            // The reading side says why the link ended.
            await _stop.CancelAsync();
        }
    }

    /// <summary>Ends the link. Its token source is left to the collector: a sender may still hold the link and cut it.</summary>
    public async ValueTask DisposeAsync() => await _stop.CancelAsync();
}
