using System.Collections.Immutable;
using Scew.Homomorphic.Modules;
using Scew.Protocol.Codec;

namespace Scew.Grains;

/// <summary>
/// Batches between the ledger and the secure modules: a count and, each with its length, what <see cref="ModuleCodec"/> writes of every call; the reply begins with its kind.
/// Decoding takes exactly what encoding writes.
/// </summary>
public static class ModuleBatch
{
    /// <summary>Most calls of a batch.</summary>
    public const int MaxCalls = 4096;

    // A range with a full envelope and a hundred records of the longer keys.
    private const int MaxCallBytes = 1 << 20;

    private const int MaxMessageBytes = 1024;

    /// <summary>Calls.</summary>
    public static byte[] Encode(ImmutableArray<ModuleCall> calls)
    {
        var encoded = ImmutableArray.CreateRange(calls, ModuleCodec.Encode);
        var writer = new CodecWriter(sizeof(int) + encoded.Sum(static call => sizeof(int) + call.Length));
        writer.U32(calls.Length);
        foreach (var call in encoded)
        {
            writer.Bytes(call);
        }
        return writer.Detach();
    }

    /// <summary>Null for anything else.</summary>
    public static ImmutableArray<ModuleCall>? DecodeCalls(ReadOnlySpan<byte> bytes)
    {
        var reader = new CodecReader(bytes);
        var count = reader.Count(MaxCalls, 5);
        var calls = ImmutableArray.CreateBuilder<ModuleCall>(count);
        for (var i = 0; i < count && !reader.Failed; i++)
        {
            if (ModuleCodec.DecodeCall(reader.Bytes(MaxCallBytes)) is not { } call)
            {
                return null;
            }
            calls.Add(call);
        }
        return reader.Complete ? calls.ToImmutable() : null;
    }

    /// <summary>A reply.</summary>
    public static byte[] Encode(ModuleReply reply)
    {
        var writer = new CodecWriter(1024);
        switch (reply)
        {
            case ModuleReply.Answered answered:
                writer.U8(1);
                writer.U32(answered.Answers.Length);
                foreach (var answers in answered.Answers)
                {
                    writer.Bytes(ModuleCodec.Encode(answers));
                }
                break;
            case ModuleReply.KeyMissing missing:
                writer.U8(2);
                writer.Counter(missing.Epoch);
                break;
            case ModuleReply.Broken broken:
                writer.U8(3);
                writer.Text(broken.Message.Length > MaxMessageBytes / 4 ? broken.Message[..(MaxMessageBytes / 4)] : broken.Message);
                break;
        }
        return writer.ToArray();
    }

    /// <summary>Null for anything else.</summary>
    public static ModuleReply? DecodeReply(ReadOnlySpan<byte> bytes)
    {
        var reader = new CodecReader(bytes);
        ModuleReply? reply = reader.U8() switch
        {
            1 => Answers(ref reader),
            2 => new ModuleReply.KeyMissing(reader.Counter()),
            3 => new ModuleReply.Broken(reader.Text(MaxMessageBytes)),
            _ => null,
        };
        return reader.Complete ? reply : null;
    }

    private static ModuleReply.Answered? Answers(ref CodecReader reader)
    {
        var count = reader.Count(MaxCalls, 8);
        var answers = ImmutableArray.CreateBuilder<ImmutableArray<ModuleAnswer>>(count);
        for (var i = 0; i < count && !reader.Failed; i++)
        {
            if (ModuleCodec.DecodeAnswers(reader.Bytes(MaxCallBytes)) is not { } one)
            {
                return null;
            }
            answers.Add(one);
        }
        return reader.Failed ? null : new ModuleReply.Answered(answers.ToImmutable());
    }
}
