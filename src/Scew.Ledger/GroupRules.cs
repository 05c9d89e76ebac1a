using System.Text;
using Scew.Protocol.Groups;
using Scew.Protocol.Registers;

namespace Scew.Ledger;

/// <summary>
/// What may happen to the group's own register: members approve plans, a quorum of them ends the epoch at a height that everybody learns of long before it, and there the next
/// era's members take their places.
/// </summary>
public static class GroupRules
{
    /// <summary>
    /// How far above the deciding block the epoch ends. More than the heights by which execution may trail finality (16), so whoever votes on a block above the last height knows that
    /// it is one.
    /// </summary>
    public const long HeightsAhead = 32;

    internal static string? Propose(LedgerParameters parameters, RegisterKey key, RegisterContent? before, ChangeCause.PlanProposed cause, out RegisterContent? after)
    {
        after = null;
        if (before is not null || Plan(parameters, cause.Text) is not { } plan || key != GroupValue.PlanKey(plan.Hash()) || !parameters.IsMember(cause.Proposer))
        {
            return "a member writes a plan down once, under its hash";
        }
        after = new RegisterContent.Plan(1, cause.Proposer, cause.Text);
        return null;
    }

    internal static string? Approve(LedgerParameters parameters, RegisterKey key, RegisterContent? before, ChangeCause.PlanApproved cause, out RegisterContent? after)
    {
        after = null;
        if (key != GroupValue.Key || before is not (null or RegisterContent.Group))
        {
            return "plans are approved in the group's register";
        }
        var value = (before as RegisterContent.Group)?.Value ?? GroupValue.First;
        if (!parameters.IsMember(cause.Member) || value.End is not null || parameters.Present is not { } present || value.Epoch != present.Epoch)
        {
            return "members approve plans while their epoch lasts";
        }
        value = value.With(cause.Member, cause.Plan);
        if (value.CountOf(cause.Plan) >= parameters.Quorum != cause.Text is not null)
        {
            return "n-f members decide";
        }
        if (cause.Text is not null)
        {
            if (Plan(parameters, cause.Text) is not { } plan || plan.Hash() != cause.Plan)
            {
                return "the plan that is decided is the one that was approved";
            }
            value = value with { End = new EpochEnd(cause.Plan, cause.Height + HeightsAhead, plan.ToMembership(present)) };
        }
        after = new RegisterContent.Group((before?.Version ?? 0) + 1, value);
        return null;
    }

    internal static string? End(RegisterContent? before, ChangeCause.EpochEnded cause, out RegisterContent? after)
    {
        after = null;
        if (before is not RegisterContent.Group { Value.End: { } end } group || end.LastHeight != cause.Height)
        {
            return "an epoch ends at the height that was decided";
        }
        after = new RegisterContent.Group(group.Version + 1, new GroupValue(end.Next, [], null));
        return null;
    }

    /// <summary>The plan, when it is one that the group can follow now.</summary>
    internal static GroupPlan? Plan(LedgerParameters parameters, string text) =>
        parameters.Present is { } present && GroupPlan.Parse(Encoding.UTF8.GetBytes(text)) is { } plan && PlanRules.Broken(plan, present) is null ? plan : null;
}
