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

    /// <summary>Merchants that told it; of f+1 one is honest, so it is true where no more than f lie.</summary>
    public int Merchants { get; init; } = 1;

    internal bool IsSame(HistoryEntry other) => (Version, Height, Place, TimeMs, Timer) == (other.Version, other.Height, other.Place, other.TimeMs, other.Timer);
}
