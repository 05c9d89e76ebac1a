using Scew.Cli.Output;
using Scew.Protocol.Api;
using Scew.Protocol.Groups;

namespace Scew.Cli.Ceremony;

/// <summary>Files of a plan that changes the members: the draft, and what newcomers signed of it.</summary>
internal static class PlanFiles
{
    /// <summary>What stays as it was when a step fails.</summary>
    public const string Unchanged = "no file was written, and nothing was sent";

    /// <summary>A plan, whoever consented to it so far; a consent that does not verify is a fault.</summary>
    public static GroupPlan Read(string path)
    {
        var plan = GroupPlan.Parse(GenesisFiles.Bytes(path, GroupPlan.MaxBytes, "a plan"))
            ?? throw GenesisFiles.Bad(path, "no plan", "it is not the JSON that 'group propose --out' writes", "ask for the file again; it is sent as it is, without any change");
        for (var i = 0; i < plan.Merchants.Length; i++)
        {
            if (plan.Consents[i].Length > 0 && !plan.IsConsented(i))
            {
                throw GenesisFiles.Bad(path, "no plan", $"the consent of {PlainText.Clean(plan.Merchants[i].Name)} does not verify", "ask that merchant to sign again: scew group agree PLAN");
            }
        }
        return plan;
    }

    /// <summary>One plan with all the consents of several files of it.</summary>
    public static GroupPlan Merge(string[] paths)
    {
        var first = Read(paths[0]);
        foreach (var path in paths[1..])
        {
            var next = Read(path);
            if (next.Hash() != first.Hash())
            {
                throw new CliFault(Codes.VerificationFailed, ExitCodes.VerificationFailed, $"{PlainText.Clean(paths[0])} and {PlainText.Clean(path)} are two different plans")
                {
                    Why = $"one is {first.Hash()}, the other {next.Hash()}",
                    Unchanged = Unchanged,
                    Next = "ask whose draft is the right one; newcomers sign that one",
                };
            }
            for (var i = 0; i < next.Consents.Length; i++)
            {
                first = next.Consents[i].Length > 0 ? first.With(i, next.Consents[i]) : first;
            }
        }
        return first;
    }

    /// <summary>Fails with the rule that a plan breaks; <paramref name="isDraft"/> leaves out that newcomers have to consent.</summary>
    public static void Require(GroupPlan plan, GenesisDocument present, bool isDraft = false)
    {
        var broken = PlanRules.Broken(plan, present, asksConsents: !isDraft);
        if (broken is not null)
        {
            throw new CliFault(Codes.BadPlan, ExitCodes.Usage, "the group cannot follow this plan")
            {
                Why = PlainText.Clean(broken),
                Unchanged = Unchanged,
                Next = plan.Epoch != present.Epoch ? "make a new plan for the group as it is now: scew group show" : "scew group propose --help",
            };
        }
    }
}
