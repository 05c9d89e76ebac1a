using Scew.Cli.Output;
using Scew.Client.Reads;
using Scew.Protocol;
using Scew.Protocol.Api;
using Scew.Protocol.Groups;
using Scew.Protocol.Registers;

namespace Scew.Cli.State;

/// <summary>What the group's own registers say, with proof: members and approvals, and plans by their hash.</summary>
internal static class GroupPlans
{
    /// <summary>Who approved what, as it is now.</summary>
    public static async Task<(GroupValue Value, RegisterRead Read)> ReadAsync(GroupSession session, CancellationToken cancellation)
    {
        var read = await RegisterAsync(session, GroupValue.Key, cancellation);
        return read.Register is null ? (GroupValue.First, read)
            : GroupValue.Decode(read.Register.Value) is { } value ? (value, read)
            : throw new CliFault(Codes.VerificationFailed, ExitCodes.VerificationFailed, "the group's register cannot be read") { Why = "the group may run a newer program than this one", Next = "scew --version" };
    }

    /// <summary>A plan that a member proposed; null where nobody did.</summary>
    public static async Task<GroupPlan?> ReadAsync(GroupSession session, Digest hash, CancellationToken cancellation)
    {
        var read = await RegisterAsync(session, GroupValue.PlanKey(hash), cancellation);
        if (read.Register is null)
        {
            return null;
        }
        var plan = read.Register.Contract == PlanText.Contract ? GroupPlan.Parse(read.Register.Value) : null;
        return plan is not null && plan.Hash() == hash ? plan
            : throw new CliFault(Codes.VerificationFailed, ExitCodes.VerificationFailed, $"what the group holds under {hash} is not that plan") { Unchanged = "nothing was signed", Next = "scew group show" };
    }

    private static async Task<RegisterRead> RegisterAsync(GroupSession session, RegisterKey key, CancellationToken cancellation)
    {
        var outcome = await session.Client.ReadLinearizableAsync(key, Random.Shared.Next(session.Client.Merchants.Length), cancellation);
        return outcome.Value ?? throw new CliFault(
            outcome.Unverified ? Codes.VerificationFailed : Codes.Unavailable, outcome.Unverified ? ExitCodes.VerificationFailed : ExitCodes.Unavailable, "the group's register cannot be read now")
        {
            Why = outcome.Reason,
            Next = "scew status",
            Retryable = true,
        };
    }
}
