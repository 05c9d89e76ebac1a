using Scew.Protocol.Json;
using Scew.Protocol.Requests;

namespace Scew.Protocol.Receipts;

/// <summary>A timer that fired: its asset, the transition, when (Unix milliseconds) it was due; not <paramref name="Taken"/> where the step was refused.</summary>
public sealed record AssetHistoryTimer(string AssetId, string Transition, long DueMs, bool Taken)
{
    private const int MaxName = 128;

    internal static AssetHistoryTimer Read(ref JsonCursor cursor)
    {
        cursor.Next("timer"u8);
        cursor.Expect('{');
        cursor.Name("asset"u8);
        var asset = cursor.Ascii(IdRules.MaxLength);
        cursor.Next("dueMs"u8);
        var dueMs = cursor.Number();
        cursor.Next("taken"u8);
        var taken = cursor.Bool();
        cursor.Next("transition"u8);
        var timer = new AssetHistoryTimer(asset, cursor.Ascii(MaxName), dueMs, taken);
        cursor.Expect('}');
        return timer;
    }
}
