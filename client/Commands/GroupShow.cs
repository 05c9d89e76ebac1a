using System.Globalization;
using System.Text.Json.Nodes;
using Scew.Cli.Ceremony;
using Scew.Cli.Output;
using Scew.Cli.State;
using Scew.Protocol;
using Scew.Protocol.Groups;
using Scew.Protocol.Registers;

namespace Scew.Cli.Commands;

/// <summary><c>group show</c>: what genesis and the handovers prove, and what the group's register says of the next era.</summary>
internal static class GroupShow
{
    public static async Task<CommandOutput> RunAsync(GroupSession session, CancellationToken cancellation)
    {
        GroupValue? value = null;
        var unknown = "";
        var plans = new List<(Digest Hash, GroupPlan? Plan)>();
        try
        {
            await session.Client.FollowAsync(cancellation);
            (value, _) = await GroupPlans.ReadAsync(session, cancellation);
            foreach (var hash in value.Approvals.Select(static one => one.Plan).Append(value.End?.Plan ?? default).Where(static one => one != default).Distinct())
            {
                plans.Add((hash, await GroupPlans.ReadAsync(session, hash, cancellation)));
            }
        }
        catch (CliFault unread) when (unread.ExitCode == ExitCodes.Unavailable)
        {
            unknown = unread.Why ?? unread.Message;
        }
        var present = session.Client.Present;
        return new CommandOutput(Data(session, value, plans), Facts(session, value, unknown) + "\n" + Members(present) + "\n" + Issuers(present) + Open(present, value, plans))
        {
            Ids = [present.Hash().ToString()],
            Next = value?.End is null && plans.Count > 0 ? ["a member that wants it: scew group approve HASH"] : [],
        };
    }

    private static string Facts(GroupSession session, GroupValue? value, string unknown)
    {
        var (eras, present) = (session.Client.Eras, session.Client.Present);
        var group = eras.Present.Group;
        return CommandOutput.Facts([
            ("group", present.Name),
            ("genesis", group.Genesis.ToString()),
            ("merchants", $"{group.Size}, of which {group.MaxFaulty} may lie; {group.Quorum} make a receipt"),
            ("epoch", eras.Handovers is [.., var last] ? $"{group.Epoch}, since height {last.Height} ({ReceiptViews.Time(last.Header.TimeMs)}); proven by {eras.Handovers.Length} handovers" : "0: the members are those of genesis"),
            .. value?.End is { } end ? [("ends", $"at height {end.LastHeight}, by plan {end.Plan}; then {string.Join(", ", end.Next.Merchants.Select(static one => one.Name))}")] : Array.Empty<(string, string)>(),
            .. unknown.Length > 0 ? [("open plans", "not known: " + PlainText.Clean(unknown))] : Array.Empty<(string, string)>(),
            ("marked dev", present.Dev ? "yes: its keys are no secret" : "no"),
            ("modules", present.Modules is { } modules ? $"key {Digest.Of(modules.Key)}, made by {modules.Maker}, of epoch {present.ModulesEpoch}" : "none"),
            ("consents", "all merchants' signatures verified here")]);
    }

    private static string Members(GenesisDocument present)
    {
        var members = new TableView("merchant", "address", "account");
        foreach (var merchant in present.Merchants)
        {
            members.Row(merchant.Name, merchant.Url, merchant.Account.ToString());
        }
        return members.Render();
    }

    private static string Issuers(GenesisDocument present)
    {
        var issuers = new TableView("issuer", "limit", "account") { RightAligned = new HashSet<int> { 1 } };
        foreach (var issuer in present.Issuers)
        {
            issuers.Row(issuer.Name, issuer.Limit.ToString(CultureInfo.InvariantCulture), issuer.Account.ToString());
        }
        return issuers.Render();
    }

    private static string Open(GenesisDocument present, GroupValue? value, List<(Digest Hash, GroupPlan? Plan)> plans)
    {
        if (value is null || plans.Count == 0)
        {
            return "";
        }
        var table = new TableView("plan", "approved by", "changes");
        foreach (var (hash, plan) in plans)
        {
            table.Row(hash.ToString(), string.Join(", ", Approvers(present, value, hash)) + (value.End?.Plan == hash ? " (decided)" : $" ({value.CountOf(hash)} of {present.ToGroup().Quorum})"),
                plan is null ? "" : PlainText.Clean(string.Join("; ", PlanView.Changes(plan, present).Select(static change => $"{change.Kind} {change.Text.Split([',', ':'])[0]}"))));
        }
        return "\n" + table.Render();
    }

    private static string[] Approvers(GenesisDocument present, GroupValue value, Digest plan) =>
        [.. value.Approvals.Where(one => one.Plan == plan).Select(one => present.MemberOf(one.Member) is { } member ? present.Merchants[member].Name : one.Member.ToString())];

    private static JsonObject Data(GroupSession session, GroupValue? value, List<(Digest Hash, GroupPlan? Plan)> plans)
    {
        var (present, group) = (session.Client.Present, session.Client.Eras.Present.Group);
        return new JsonObject
        {
            ["genesis"] = group.Genesis.ToString(),
            ["name"] = present.Name,
            ["dev"] = present.Dev,
            ["size"] = group.Size,
            ["maxFaulty"] = group.MaxFaulty,
            ["quorum"] = group.Quorum,
            ["epoch"] = group.Epoch,
            ["members"] = new JsonArray([.. present.Merchants.Select(static one => (JsonNode)new JsonObject { ["name"] = one.Name, ["account"] = one.Account.ToString(), ["url"] = one.Url, ["peer"] = one.Peer })]),
            ["lastHandover"] = session.Client.Eras.Handovers is [.., var last] ? new JsonObject { ["height"] = last.Height, ["block"] = last.Last.Hash.ToString(), ["time"] = ReceiptViews.Time(last.Header.TimeMs) } : null,
            ["lastHeight"] = value?.End?.LastHeight,
            ["plans"] = value is null ? null : new JsonArray([.. plans.Select(open => (JsonNode)new JsonObject
            {
                ["plan"] = open.Hash.ToString(),
                ["decided"] = value.End?.Plan == open.Hash,
                ["approvedBy"] = new JsonArray([.. Approvers(present, value, open.Hash).Select(static name => (JsonNode)name)]),
                ["changes"] = open.Plan is null ? null : new JsonArray([.. PlanView.Changes(open.Plan, present).Select(static change => (JsonNode)new JsonObject { ["kind"] = change.Kind, ["text"] = change.Text })]),
            })]),
            ["document"] = JsonNode.Parse(session.Genesis.Encode()),
        };
    }
}
