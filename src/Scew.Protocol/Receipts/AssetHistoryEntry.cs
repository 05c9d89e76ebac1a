using Scew.Protocol.Json;
using Scew.Protocol.Ordering;

namespace Scew.Protocol.Receipts;

/// <summary>
/// A version of an asset: made by the result at <paramref name="Place"/> of a height, or by <paramref name="Timer"/>. The receipt (its canonical JSON) stands at the first entry of a page
/// that its request made, and is empty where n-f merchants have not attested the height yet.
/// </summary>
public sealed record AssetHistoryEntry(long Version, long Height, long TimeMs, int Place, AssetHistoryTimer? Timer, ReadOnlyMemory<byte> Receipt)
{
    internal void Write(JsonWriter json)
    {
        json.StartObject().Name("height").Number(Height);
        if (Timer is null)
        {
            json.Name("place").Number(Place);
            if (!Receipt.IsEmpty)
            {
                json.Name("receipt").Raw(Receipt.Span);
            }
        }
        json.Name("timeMs").Number(TimeMs);
        if (Timer is { } timer)
        {
            json.Name("timer").StartObject().Name("asset").Text(timer.AssetId).Name("dueMs").Number(timer.DueMs).Name("taken").Bool(timer.Taken)
                .Name("transition").Text(timer.Transition).EndObject();
        }
        json.Name("version").Number(Version).EndObject();
    }

    internal static AssetHistoryEntry Read(ref JsonCursor cursor)
    {
        cursor.Expect('{');
        cursor.Name("height"u8);
        var height = cursor.Number();
        cursor.Expect(',');
        var name = cursor.Name();
        var place = -1;
        ReadOnlyMemory<byte> receipt = default;
        if (name.SequenceEqual("place"u8))
        {
            place = cursor.Int(Block.MaxRequests);
            cursor.Expect(',');
            name = cursor.Name();
        }
        if (place >= 0 && name.SequenceEqual("receipt"u8))
        {
            receipt = cursor.Raw().ToArray();
            cursor.Expect(',');
            name = cursor.Name();
        }
        if (!name.SequenceEqual("timeMs"u8))
        {
            cursor.Fail();
        }
        var timeMs = cursor.Number();
        var timer = place < 0 ? AssetHistoryTimer.Read(ref cursor) : null;
        cursor.Next("version"u8);
        var entry = new AssetHistoryEntry(cursor.Number(), height, timeMs, place, timer, receipt);
        cursor.Expect('}');
        return entry;
    }
}
