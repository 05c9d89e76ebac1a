using System.Globalization;
using System.Text;
using Scew.Protocol;
using Scew.Protocol.Api;
using Scew.Protocol.Groups;
using Scew.Protocol.Json;
using Scew.Protocol.Registers;
using Scew.Protocol.Requests;

namespace Scew.Ledger.Operations;

/// <summary>Members change the group: one proposes a plan, n-f approve it, and the epoch ends some heights later.</summary>
internal static class GroupOperations
{
    public static Refusal? Propose(BlockScope scope, GroupPropose propose, Authority authority, JsonWriter json)
    {
        if (Open(scope, authority, out var value) is { } refusal)
        {
            return refusal;
        }
        var plan = GroupPlan.Parse(Encoding.UTF8.GetBytes(propose.Text));
        if (plan is null)
        {
            return new Refusal(Codes.BadPlan, "the text is no plan in its canonical form; 'scew group propose' writes one");
        }
        if (PlanRules.Broken(plan, scope.Parameters.Present!) is { } broken)
        {
            return new Refusal(Codes.BadPlan, broken);
        }
        var hash = plan.Hash();
        var register = scope.Registers[GroupValue.PlanKey(hash)];
        if (register.Content is RegisterContent.Plan existing)
        {
            return new Refusal(
                Codes.AlreadyExists, "this plan is proposed already; approve it: scew group approve " + hash,
                RefusalDetail.Text("plan", hash.ToString()), RefusalDetail.Account("proposer", existing.Proposer));
        }
        scope.Registers.Write(register, new ChangeCause.PlanProposed(authority.Caller, propose.Text));
        Approve(scope, value, hash, propose.Text, authority.Caller, json);
        return null;
    }

    public static Refusal? Approve(BlockScope scope, GroupApprove approve, Authority authority, JsonWriter json)
    {
        if (Open(scope, authority, out var value) is { } refusal)
        {
            return refusal;
        }
        if (scope.Registers[GroupValue.PlanKey(approve.Plan)].Content is not RegisterContent.Plan plan)
        {
            return new Refusal(Codes.UnknownPlan, "nobody proposed this plan in this group", RefusalDetail.Text("plan", approve.Plan.ToString()));
        }
        // A plan of an epoch that ended stays written down; it is judged by the group as it is now.
        var parsed = GroupPlan.Parse(Encoding.UTF8.GetBytes(plan.Text));
        Invariant.Require(parsed is not null, "a plan that is written down is one");
        if (PlanRules.Broken(parsed, scope.Parameters.Present!) is { } broken)
        {
            return new Refusal(Codes.BadPlan, broken);
        }
        Approve(scope, value, approve.Plan, plan.Text, authority.Caller, json);
        return null;
    }

    private static Refusal? Open(BlockScope scope, Authority authority, out GroupValue value)
    {
        value = (scope.Registers[GroupValue.Key].Content as RegisterContent.Group)?.Value ?? GroupValue.First;
        if (!scope.Parameters.IsMember(authority.Caller) || scope.Parameters.Present is null)
        {
            return new Refusal(Codes.NotMember, "only merchants of the group change its members", RefusalDetail.Account("caller", authority.Caller));
        }
        return value.End is { } end
            ? new Refusal(
                Codes.EpochEnding, string.Create(CultureInfo.InvariantCulture, $"plan {end.Plan} is decided: epoch {value.Epoch} ends at height {end.LastHeight}; propose again in the next one"),
                RefusalDetail.Text("plan", end.Plan.ToString()))
            : null;
    }

    private static void Approve(BlockScope scope, GroupValue value, Digest plan, string text, Account member, JsonWriter json)
    {
        var decides = value.With(member, plan).CountOf(plan) >= scope.Parameters.Quorum;
        var after = (RegisterContent.Group)scope.Registers.Write(
            scope.Registers[GroupValue.Key], new ChangeCause.PlanApproved(member, plan, decides ? text : null, scope.Block.Height));
        json.StartObject().Name("approvals").Number(after.Value.CountOf(plan)).Name("epoch").Number(value.Epoch);
        if (after.Value.End is { } end)
        {
            json.Name("lastHeight").Number(end.LastHeight);
        }
        json.Name("needed").Number(scope.Parameters.Quorum).Name("plan").Digest(plan).EndObject();
    }
}
