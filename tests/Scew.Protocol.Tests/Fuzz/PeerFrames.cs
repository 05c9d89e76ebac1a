using System.Buffers;
using System.IO.Pipelines;
using Scew.Protocol.Messages;
using Scew.Protocol.Tests.Messages;
using Scew.Silo.Peers;

namespace Scew.Protocol.Tests.Fuzz;

/// <summary>The frames of a peer link, read as the silo reads them: from a stream whose parts end anywhere.</summary>
internal static class PeerFrames
{
    /// <summary>A stream that is one frame.</summary>
    internal static Decoder Decoder { get; } = new(
        "peer-frame",
        false,
        DecodeOne,
        message => Encode((byte[])message),
        [.. SampleMessages.All().Select(message => Encode(MessageCodec.Encode(message))), Encode([7])],
        random => Encode(random.Bytes(1 + random.Below(2000))));

    internal static byte[] Encode(params ReadOnlySpan<byte[]> messages)
    {
        using var stream = new MemoryStream();
        var writer = PipeWriter.Create(stream);
        foreach (var message in messages)
        {
            PeerFraming.Write(writer, message);
        }
        writer.Complete();
        return stream.ToArray();
    }

    /// <summary>The next message of a stream that is there already; null at its end.</summary>
    internal static byte[]? Read(PipeReader reader)
    {
        var read = PeerFraming.ReadAsync(reader, CancellationToken.None);
        return read.IsCompleted ? read.GetAwaiter().GetResult() : throw new InvalidOperationException("it waits for more than there will ever be");
    }

    /// <summary>The bytes as parts that end at <paramref name="ends"/>.</summary>
    internal static PipeReader Cut(byte[] bytes, params ReadOnlySpan<int> ends)
    {
        // The pipe of a sequence takes an empty one in one part only.
        ends = bytes.Length == 0 ? [] : ends;
        var first = new Part(bytes.AsMemory(0, ends.Length == 0 ? bytes.Length : ends[0]), null);
        var last = first;
        for (var i = 0; i < ends.Length; i++)
        {
            last = new Part(bytes.AsMemory(ends[i]..(i + 1 < ends.Length ? ends[i + 1] : bytes.Length)), last);
        }
        return PipeReader.Create(new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length));
    }

    private static byte[]? DecodeOne(byte[] bytes)
    {
        var reader = Cut(bytes, bytes.Length / 3, bytes.Length / 2);
        try
        {
            var message = Read(reader);
            return message is not null && Read(reader) is null ? message : null;
        }
        catch (PeerProtocolException)
        {
            // The link is cut.
            return null;
        }
    }

    private sealed class Part : ReadOnlySequenceSegment<byte>
    {
        internal Part(ReadOnlyMemory<byte> memory, Part? before)
        {
            Memory = memory;
            if (before is not null)
            {
                RunningIndex = before.RunningIndex + before.Memory.Length;
                before.Next = this;
            }
        }
    }
}
