using Scew.Protocol.Codec;

namespace Scew.Storage.Blobs;

/// <summary>A timer beside a version that it made: asset (empty where it is the changed one), transition, due time, taken; nothing at all for a request.</summary>
internal static class TimerBlob
{
    /// <summary>Most bytes of a name.</summary>
    private const int MaxName = 128;

    internal static byte[] Encode(AssetChange change)
    {
        if (change.Timer is not { } timer)
        {
            return [];
        }
        var writer = new CodecWriter(48 + timer.Transition.Length);
        writer.Text(timer.AssetId == change.AssetId ? string.Empty : timer.AssetId);
        writer.Text(timer.Transition);
        writer.I64(timer.DueMs);
        writer.Flag(timer.Taken);
        return writer.ToArray();
    }

    internal static ChangeTimer? Decode(ReadOnlySpan<byte> blob, string assetId, long height)
    {
        if (blob.IsEmpty)
        {
            return null;
        }
        var reader = new CodecReader(blob);
        var of = reader.Text(MaxName);
        var timer = new ChangeTimer(of.Length == 0 ? assetId : of, reader.Text(MaxName), reader.I64(), reader.Flag());
        return reader.Complete
            ? timer
            : throw new StoreException(StoreFault.Corrupt, $"The stored timer of '{assetId}' at height {height} does not decode; the database was changed or damaged.");
    }
}
