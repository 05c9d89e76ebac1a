using System.Globalization;

namespace Scew.Grains.Watching;

/// <summary>The condition of a silo with its reasons: what the gauge shows as a code, health says in words.</summary>
public sealed class SiloCondition(MerchantContext merchant, ReplicaStanding standing, Lazy<IPeerLinks> links, ModuleClient modules, StateTransfer fetching, WatchOptions options)
{
    /// <summary>Members with a link, and this one.</summary>
    public int Available => links.Value.Connected.Count(member => member != merchant.Self) + 1;

    /// <summary>The worst of what is the matter.</summary>
    public ReplicaCondition Current => Reasons is [var worst, ..] ? worst.Condition : ReplicaCondition.Normal;

    /// <summary>Everything that keeps the replica from taking part, the worst first; empty for a replica that can vote and stands near the others.</summary>
    public IReadOnlyList<(ReplicaCondition Condition, string Text)> Reasons
    {
        get
        {
            var reasons = new List<(ReplicaCondition, string)>();
            if (standing.HaltedBecause is { } halted)
            {
                reasons.Add((ReplicaCondition.Stopped, halted));
            }
            if (standing.SuspectBecause is { } suspect)
            {
                reasons.Add((ReplicaCondition.Suspect, suspect));
            }
            if (!standing.IsStarted)
            {
                reasons.Add((ReplicaCondition.Starting, "the replica is starting"));
            }
            if (Available < merchant.Group.Quorum)
            {
                reasons.Add((ReplicaCondition.NoQuorum, string.Create(
                    CultureInfo.InvariantCulture, $"too few peers are connected to order anything: {Available} of the {merchant.Group.Quorum} members that are needed, this one counted")));
            }
            if (modules.WaitingBecause is { } waiting)
            {
                reasons.Add((ReplicaCondition.WaitingForModules, waiting));
            }
            if (fetching.Active)
            {
                reasons.Add((ReplicaCondition.FetchingState, "a state is fetched from the other merchants"));
            }
            if (standing.Lag > options.ReadyBehind)
            {
                reasons.Add((ReplicaCondition.CatchingUp, string.Create(
                    CultureInfo.InvariantCulture, $"{standing.Lag} heights behind the others; up to {options.ReadyBehind} count as ready")));
            }
            return reasons;
        }
    }
}
