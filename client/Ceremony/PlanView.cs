using System.Text.Json.Nodes;
using Scew.Cli.Output;
using Scew.Protocol;
using Scew.Protocol.Groups;

namespace Scew.Cli.Ceremony;

/// <summary>A plan in plain words: who comes, who goes, whose key or address changes.</summary>
internal static class PlanView
{
    public static CommandOutput Of(GroupPlan plan, GenesisDocument present)
    {
        var changes = Changes(plan, present);
        var next = present.In(plan.ToMembership(present), default).ToGroup();
        var text = CommandOutput.Facts([
            ("plan", plan.Hash().ToString()),
            ("group", $"{present.Name}, {plan.Genesis}"),
            ("ends epoch", Numbers.Plain(plan.Epoch)),
            .. changes.Select(static change => (change.Kind, PlainText.Clean(change.Text))),
            ("then", $"{next.Size} merchants: {string.Join(", ", plan.Merchants.Select(static one => one.Name))}; {next.MaxFaulty} may lie, {next.Quorum} make a receipt"),
            ("consents", Missing(plan, present) is { Length: > 0 } missing ? "missing: " + string.Join(", ", missing) : "all that are needed")]);
        return new CommandOutput(Data(plan, present, changes), text) { Ids = [plan.Hash().ToString()] };
    }

    /// <summary>Newcomers who have not signed the plan.</summary>
    public static string[] Missing(GroupPlan plan, GenesisDocument present) =>
        [.. plan.Merchants.Where((merchant, i) => present.MemberOf(merchant.Account) is null && plan.Consents[i].Length == 0).Select(static one => one.Name)];

    /// <summary>Each change as a word and a sentence.</summary>
    public static (string Kind, string Text)[] Changes(GroupPlan plan, GenesisDocument present)
    {
        var changes = new List<(string, string)>();
        foreach (var old in present.Merchants)
        {
            if (plan.Merchants.FirstOrDefault(one => one.Name == old.Name) is not { } now)
            {
                changes.Add(("leaves", $"{old.Name}, account {old.Account}"));
                continue;
            }
            if (now.Account != old.Account)
            {
                changes.Add(("new key", $"{old.Name}: account {old.Account} becomes {now.Account}"));
            }
            if (now.LinkKeyPin != old.LinkKeyPin)
            {
                changes.Add(("new link key", $"{old.Name}: pin {old.LinkKeyPin} becomes {now.LinkKeyPin}"));
            }
            if (now.Url != old.Url || now.Peer != old.Peer)
            {
                changes.Add(("moves", $"{old.Name}: {old.Url} (peers {old.Peer}) becomes {now.Url} (peers {now.Peer})"));
            }
        }
        foreach (var one in plan.Merchants.Where(one => present.Merchants.All(old => old.Name != one.Name)))
        {
            changes.Add(("comes", $"{one.Name}, account {one.Account}, {one.Url}, peers {one.Peer}"));
        }
        if (plan.Modules is { } modules && (present.Modules is null || !modules.Key.AsSpan().SequenceEqual(present.Modules.Key)))
        {
            changes.Add(("modules", $"new key {Digest.Of(modules.Key)}, made by {modules.Maker}"));
        }
        return [.. changes];
    }

    private static JsonObject Data(GroupPlan plan, GenesisDocument present, (string Kind, string Text)[] changes) => new()
    {
        ["plan"] = plan.Hash().ToString(),
        ["group"] = plan.Genesis.ToString(),
        ["epoch"] = plan.Epoch,
        ["changes"] = new JsonArray([.. changes.Select(static change => (JsonNode)new JsonObject { ["kind"] = change.Kind, ["text"] = change.Text })]),
        ["merchants"] = new JsonArray([.. plan.Merchants.Select(static one => (JsonNode)new JsonObject
        {
            ["name"] = one.Name, ["account"] = one.Account.ToString(), ["url"] = one.Url, ["peer"] = one.Peer, ["linkPin"] = one.LinkKeyPin.ToString(),
        })]),
        ["missing"] = new JsonArray([.. Missing(plan, present).Select(static name => (JsonNode?)name)]),
    };
}
