using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;

namespace Scew.Silo.Peers;

/// <summary>Frames on a peer link: a 4-byte big-endian length (1 byte to 4 MiB), then one message.</summary>
internal static class PeerFraming
{
    /// <summary>Most bytes of one message.</summary>
    public const int MaxMessageBytes = 4 * 1024 * 1024;

    private const int PrefixBytes = 4;

    /// <summary>Reads one message; null when the stream ended between frames. <paramref name="begun"/> is told once when a part of a frame is there.</summary>
    /// <exception cref="PeerProtocolException">The length is out of range or the stream ended inside a frame.</exception>
    public static async ValueTask<byte[]?> ReadAsync(PipeReader reader, CancellationToken cancel, Action? begun = null)
    {
        while (true)
        {
            var result = await reader.ReadAsync(cancel);
            var buffer = result.Buffer;
            if (TryTake(ref buffer, out var message))
            {
                reader.AdvanceTo(buffer.Start);
                return message;
            }
            if (!buffer.IsEmpty)
            {
                begun?.Invoke();
                begun = null;
            }
            reader.AdvanceTo(buffer.Start, buffer.End);
            if (result.IsCompleted)
            {
                return buffer.IsEmpty ? null : throw new PeerProtocolException("the stream ended inside a frame");
            }
        }
    }

    /// <summary>Copies the frame of a message into the writer; the caller flushes.</summary>
    public static void Write(PipeWriter writer, ReadOnlySpan<byte> message)
    {
        var span = writer.GetSpan(PrefixBytes + message.Length);
        BinaryPrimitives.WriteInt32BigEndian(span, message.Length);
        message.CopyTo(span[PrefixBytes..]);
        writer.Advance(PrefixBytes + message.Length);
    }

    private static bool TryTake(ref ReadOnlySequence<byte> buffer, out byte[] message)
    {
        message = [];
        if (buffer.Length < PrefixBytes)
        {
            return false;
        }
        Span<byte> prefix = stackalloc byte[PrefixBytes];
        buffer.Slice(0, PrefixBytes).CopyTo(prefix);
        var length = BinaryPrimitives.ReadInt32BigEndian(prefix);
        if (length is < 1 or > MaxMessageBytes)
        {
            throw new PeerProtocolException($"a frame announces {length} bytes; 1 to {MaxMessageBytes} are allowed");
        }
        if (buffer.Length < PrefixBytes + length)
        {
            return false;
        }
        message = buffer.Slice(PrefixBytes, length).ToArray();
        buffer = buffer.Slice(PrefixBytes + length);
        return true;
    }
}
