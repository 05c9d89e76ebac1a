using System.Collections.Immutable;
using Scew.Protocol.Receipts;

namespace Scew.Protocol.Tests.Receipts;

/// <summary>Pages of an asset's history.</summary>
internal static class SampleHistory
{
    // Whatever canonical JSON stands there is carried; a real receipt has other signatures every time.
    private static readonly byte[] Receipt = "{\"receiptVersion\":1}"u8.ToArray();

    /// <summary>A page whose numbers <paramref name="below"/> chooses: from 0 to below its argument.</summary>
    public static AssetHistoryPage Page(Func<int, int> below)
    {
        var entries = Enumerable.Range(0, 1 + below(4)).Select(i => Entry(below, 90 - i)).ToImmutableArray();
        return new AssetHistoryPage("drill", below(1000), below(1000), entries, below(2) == 0 ? null : 80);
    }

    private static AssetHistoryEntry Entry(Func<int, int> below, long version) => below(3) == 0
        ? new AssetHistoryEntry(version, below(1000), below(1000), -1, new AssetHistoryTimer("drill", "ring", below(1000), below(2) == 0), default)
        : new AssetHistoryEntry(version, below(1000), below(1000), below(1000), null, below(2) == 0 ? default(ReadOnlyMemory<byte>) : Receipt);
}
