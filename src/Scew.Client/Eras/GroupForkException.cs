using System.Globalization;
using Scew.Protocol.Groups;

namespace Scew.Client.Eras;

/// <summary>
/// Two handovers of one epoch, each signed by a quorum: the group has split, and more of its members lied than it can bear. Nothing that either side says can be relied on.
/// </summary>
public sealed class GroupForkException(Handover known, Handover other) : Exception(string.Create(
    CultureInfo.InvariantCulture,
    $"epoch {known.Epoch} of the group ended twice: at height {known.Height} with state {known.Ended.Certified.State.StateRoot}, and at height {other.Height} with state {other.Ended.Certified.State.StateRoot}"))
{
    /// <summary>The handover that was known.</summary>
    public Handover Known { get; } = known;

    /// <summary>The other one.</summary>
    public Handover Other { get; } = other;
}
