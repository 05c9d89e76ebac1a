using System.Collections.Immutable;
using Scew.Protocol.Json;
using Scew.Protocol.Requests;

namespace Scew.Protocol.Receipts;

/// <summary>
/// A page of an asset's versions as one merchant tells them, the newest first, up to <paramref name="AppliedHeight"/>. It says that of what was made above <paramref name="CompleteAbove"/> it leaves
/// nothing out; <paramref name="Next"/>, if there are more, is the version below which they go on. The merchant's word: what a receipt proves is checked by whoever reads.
/// </summary>
public sealed record AssetHistoryPage(string Id, long AppliedHeight, long CompleteAbove, ImmutableArray<AssetHistoryEntry> Entries, long? Next)
{
    /// <summary>Most entries.</summary>
    public const int MaxEntries = 20;

    /// <summary>Most bytes of the JSON form. A merchant ends a page before it becomes larger, with one entry at least.</summary>
    public const int MaxBytes = 2 << 20;

    /// <summary>The canonical JSON.</summary>
    public byte[] Encode()
    {
        var json = new JsonWriter(4096 + Entries.Sum(entry => entry.Receipt.Length));
        json.StartObject().Name("appliedHeight").Number(AppliedHeight).Name("completeAbove").Number(CompleteAbove).Name("entries").StartArray();
        foreach (var entry in Entries)
        {
            entry.Write(json);
        }
        json.EndArray().Name("id").Text(Id);
        if (Next is { } next)
        {
            json.Name("next").Number(next);
        }
        return json.Name("pageVersion").Number(1).EndObject().ToArray();
    }

    /// <summary>Reads exactly what <see cref="Encode"/> wrote; null for anything else. Proves nothing.</summary>
    public static AssetHistoryPage? Parse(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > MaxBytes)
        {
            return null;
        }
        var cursor = new JsonCursor(bytes);
        cursor.Expect('{');
        cursor.Name("appliedHeight"u8);
        var applied = cursor.Number();
        cursor.Next("completeAbove"u8);
        var complete = cursor.Number();
        cursor.Next("entries"u8);
        var entries = ImmutableArray.CreateBuilder<AssetHistoryEntry>();
        cursor.Expect('[');
        for (var first = true; cursor.More(ref first, ']');)
        {
            entries.Add(AssetHistoryEntry.Read(ref cursor));
            if (entries.Count > MaxEntries)
            {
                cursor.Fail();
            }
        }
        cursor.Next("id"u8);
        var id = cursor.Ascii(IdRules.MaxLength);
        cursor.Expect(',');
        var name = cursor.Name();
        long? next = null;
        if (name.SequenceEqual("next"u8))
        {
            next = cursor.Number();
            cursor.Expect(',');
            name = cursor.Name();
        }
        var isLast = name.SequenceEqual("pageVersion"u8);
        var version = cursor.Number();
        cursor.Expect('}');
        if (!cursor.Complete || !isLast || version != 1)
        {
            return null;
        }
        var page = new AssetHistoryPage(id, applied, complete, entries.ToImmutable(), next);
        return bytes.SequenceEqual(page.Encode()) ? page : null;
    }
}
