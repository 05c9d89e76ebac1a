using System.Collections.Immutable;
using Scew.Protocol.Codec;
using Scew.Protocol.Ordering;
using Scew.Protocol.Results;

namespace Scew.Storage.Blobs;

/// <summary>The results of one height as one value, in index order: a count, then request id, code and JSON of each.</summary>
internal static class ResultsBlob
{
    private const int MaxCodeBytes = 256;
    private const int SmallestBytes = 40;

    internal static void Encode(CodecWriter writer, ImmutableArray<RequestResult> results)
    {
        writer.U32(results.Length);
        foreach (var result in results)
        {
            writer.Digest(result.RequestId);
            writer.Text(result.Code);
            writer.Bytes(result.Json);
        }
    }

    internal static ImmutableArray<RequestResult> Decode(ReadOnlySpan<byte> blob, long height)
    {
        var reader = new CodecReader(blob);
        var count = reader.Count(Block.MaxRequests, SmallestBytes);
        var results = ImmutableArray.CreateBuilder<RequestResult>(count);
        for (var i = 0; i < count && !reader.Failed; i++)
        {
            results.Add(new RequestResult(reader.Digest(), reader.Text(MaxCodeBytes), reader.Bytes(int.MaxValue)));
        }
        return reader.Complete
            ? results.ToImmutable()
            : throw new StoreException(StoreFault.Corrupt, $"The stored results of height {height} do not decode.");
    }
}
