using Scew.Client.Receipts;
using Scew.Protocol.Receipts;

namespace Scew.Client.Histories;

/// <summary>
/// A version of an asset and what made it. <paramref name="Receipt"/> and <paramref name="Step"/> are there where it is <see cref="HistoryProof.Verified"/>; <paramref name="Timer"/> where time did it.
/// </summary>
public sealed record HistoryEntry(
    long Version, long Height, int Place, long TimeMs, HistoryProof Proof, VerifiedReceipt? Receipt, ProvenStep? Step, AssetHistoryTimer? Timer)
{
    /// <summary>Of a timer: the verified receipt of the version before shows it armed for that time.</summary>
    public bool WasArmed { get; init; }
}
