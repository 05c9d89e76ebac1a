using System.Globalization;

namespace Scew.Protocol.Groups;

/// <summary>What makes a plan one that a group can follow: every rule is the same for whoever writes, approves or executes it.</summary>
public static class PlanRules
{
    /// <summary>
    /// Why a plan cannot follow <paramref name="present"/>, the group as it is now, as a sentence; null when it can. A quorum's worth of the next era's merchants has to be members
    /// already: they carry the state over, whoever of the newcomers never comes.
    /// </summary>
    public static string? Broken(GroupPlan plan, GenesisDocument present) => Broken(plan, present, asksConsents: true);

    /// <summary>The same; a draft that newcomers are still to sign needs no consents yet.</summary>
    public static string? Broken(GroupPlan plan, GenesisDocument present, bool asksConsents)
    {
        if (plan.Genesis != present.Hash())
        {
            return $"the plan is for group {plan.Genesis}, and this one is {present.Hash()}";
        }
        if (plan.Epoch != present.Epoch)
        {
            return string.Create(CultureInfo.InvariantCulture, $"the plan ends epoch {plan.Epoch}, and the group is in epoch {present.Epoch}");
        }
        if (plan.Merchants.Length < 4)
        {
            return string.Create(CultureInfo.InvariantCulture, $"the plan leaves {plan.Merchants.Length} merchants; a group needs at least four");
        }
        if (System.Text.Encoding.UTF8.GetByteCount(plan.Text) > GroupPlan.MaxBytes)
        {
            return string.Create(CultureInfo.InvariantCulture, $"the plan is larger than {GroupPlan.MaxBytes} bytes");
        }
        var next = present.In(plan.ToMembership(present), default);
        return GenesisRules.BrokenByMembers(next) ?? BrokenByStaying(plan, present) ?? BrokenByModules(plan, present) ?? (asksConsents ? BrokenByConsents(plan, present) : null);
    }

    private static string? BrokenByStaying(GroupPlan plan, GenesisDocument present)
    {
        var stay = plan.Merchants.Count(merchant => present.MemberOf(merchant.Account) is not null);
        var needed = plan.Merchants.Length - (plan.Merchants.Length - 1) / 3;
        if (stay < needed)
        {
            return string.Create(
                CultureInfo.InvariantCulture,
                $"of the next {plan.Merchants.Length} merchants {stay} are members now with the same key, and {needed} have to be; change fewer at a time");
        }
        return plan.Merchants.SequenceEqual(present.Merchants) && SameModules(plan.Modules, present.Modules) ? "the plan changes nothing" : null;
    }

    private static string? BrokenByModules(GroupPlan plan, GenesisDocument present)
    {
        if (plan.Modules is null != present.Modules is null)
        {
            return plan.Modules is null ? "the group has secure modules, and the plan names no key for them" : "the group has no secure modules, and the plan names a key for them";
        }
        // A merchant that leaves keeps its copy of the modules' key: nothing may be sealed to that one any more.
        var leaves = present.Merchants.Any(merchant => !plan.Merchants.Any(one => one.Account == merchant.Account));
        return leaves && plan.Modules is not null && SameModules(plan.Modules, present.Modules)
            ? "a merchant leaves, or changes its key, and the secure modules keep theirs; make a new one with 'scew-silo module-key make'"
            : null;
    }

    private static string? BrokenByConsents(GroupPlan plan, GenesisDocument present)
    {
        for (var i = 0; i < plan.Merchants.Length; i++)
        {
            var name = plan.Merchants[i].Name;
            var isMember = present.MemberOf(plan.Merchants[i].Account) is not null;
            if (isMember && plan.Consents[i].Length != 0)
            {
                return $"the plan carries a consent of {name}, who is a member already";
            }
            if (!isMember && plan.Consents[i].Length == 0)
            {
                return $"the newcomer {name} has not consented; it signs the plan with 'scew group agree'";
            }
            if (!isMember && !plan.IsConsented(i))
            {
                return $"the consent of {name} does not verify";
            }
        }
        return null;
    }

    private static bool SameModules(GroupModules? left, GroupModules? right) =>
        left is null || right is null ? left is null && right is null : left.Key.AsSpan().SequenceEqual(right.Key);
}
