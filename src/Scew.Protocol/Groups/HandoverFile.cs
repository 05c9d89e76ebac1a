using System.Collections.Immutable;
using Scew.Protocol.Json;

namespace Scew.Protocol.Groups;

/// <summary>Handovers one after the other, from epoch 0 on, as a JSON array: what a customer or a new merchant has beside the genesis file.</summary>
public static class HandoverFile
{
    /// <summary>Most eras that a file tells of.</summary>
    public const int MaxEras = 1024;

    /// <summary>Most bytes of a file.</summary>
    public const int MaxBytes = 64 * 1024 * 1024;

    /// <summary>The JSON array of handovers as they were encoded.</summary>
    public static byte[] Encode(IEnumerable<byte[]> handovers)
    {
        var json = new JsonWriter(8192);
        json.StartArray();
        foreach (var handover in handovers)
        {
            json.Raw(handover);
        }
        return json.EndArray().ToArray();
    }

    /// <summary>Reads what <see cref="Encode"/> wrote (one trailing line feed is allowed); null for anything else. Proves nothing yet.</summary>
    public static ImmutableArray<Handover>? Parse(ReadOnlySpan<byte> bytes)
    {
        bytes = bytes.EndsWith("\n"u8) ? bytes[..^1] : bytes;
        if (bytes.Length > MaxBytes)
        {
            return null;
        }
        var handovers = ImmutableArray.CreateBuilder<Handover>();
        var cursor = new JsonCursor(bytes);
        cursor.Expect('[');
        for (var first = true; cursor.More(ref first, ']');)
        {
            if (handovers.Count == MaxEras || Handover.Parse(cursor.Raw()) is not { } handover)
            {
                return null;
            }
            handovers.Add(handover);
        }
        return cursor.Complete ? handovers.ToImmutable() : null;
    }
}
