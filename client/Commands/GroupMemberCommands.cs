using System.CommandLine;
using System.Text.Json.Nodes;
using Scew.Cli.Ceremony;
using Scew.Cli.Grammar;
using Scew.Cli.Output;
using Scew.Cli.State;
using Scew.Client.Receipts;
using Scew.Protocol;
using Scew.Protocol.Api;
using Scew.Protocol.Groups;
using Scew.Protocol.Requests;

namespace Scew.Cli.Commands;

/// <summary><c>group propose|agree|approve|handovers</c>: how the members of a group change; silo/docs/members.md goes through it.</summary>
internal static class GroupMemberCommands
{
    public static Verb[] Verbs() => [Propose(), Agree(), Approve(), Handovers()];

    private static Verb Propose()
    {
        var add = Cards("--add", "card of a merchant that is to come ('scew group card')");
        var remove = Cards("--remove", "name of a merchant that is to leave");
        var replace = Cards("--replace", "NAME=CARD: another merchant in its place, or its own new keys or addresses");
        var modules = new Option<string?>("--modules") { Description = "the secure modules' new public key, a file by 'scew-silo module-key make --public'" };
        var plan = Cards("--plan", "submit this plan; once more for each file with a newcomer's consent to it");
        var to = new Option<string?>("--out") { Description = "write the plan for newcomers to agree to, and send nothing; never overwritten" };
        var keys = new MemberKeys();
        return new Verb(
            "propose", "change the members, 1: a plan of who orders together next; proposing approves it", (call, cancel) => ProposeAsync(
                call, new PlanChanges(call.Value(add) ?? [], call.Value(remove) ?? [], call.Value(replace) ?? [], call.Value(modules)), call.Value(plan) ?? [], call.Value(to), keys, cancel),
            [add, remove, replace, modules, plan, to, Acting.DryRun, .. keys.Options]);
    }

    private static Verb Agree()
    {
        var plan = new Argument<string>("PLAN") { Description = "what 'group propose --out' wrote" };
        var expect = new Option<string?>("--expect") { Description = "the plan's hash that the others told you by another way; without it you are asked" };
        var to = new Option<string?>("--out") { Description = "file for your consent (else NAME.agrees.json); never overwritten" };
        var keys = new MemberKeys();
        return new Verb("agree", "change the members, 2: a newcomer signs the plan with the key of its card", (call, _) =>
        {
            PlanFiles.Read(call.Value(plan));
            using var key = keys.Open(call, call.Value(keys.Folder) is null ? call.Profile : null);
            return Task.FromResult(PlanConsent.Give(call, call.Value(plan), key, call.Value(expect), call.Value(to)));
        }, [plan, expect, to, .. keys.Options]);
    }

    private static Verb Approve()
    {
        var plan = new Argument<string>("HASH") { Description = "the plan's hash, 43 characters" };
        var keys = new MemberKeys();
        return new Verb("approve", "change the members, 3: see what a plan changes, and approve it; n-f approvals decide", (call, cancel) => ApproveAsync(call, call.Value(plan), call.Yes, keys, cancel),
            [plan, Acting.Yes, Acting.DryRun, .. keys.Options]);
    }

    private static Verb Handovers()
    {
        var to = new Option<string>("--out") { Description = "file for the handovers; never overwritten", Required = true };
        return new Verb("handovers", "how the members changed so far, proven: for a merchant that joins", (call, cancel) => HandoversAsync(call, call.Value(to)!, cancel), to);
    }

    private static async Task<CommandOutput> ProposeAsync(Call call, PlanChanges changes, string[] plans, string? target, MemberKeys keys, CancellationToken cancellation)
    {
        if (changes.IsEmpty == (plans.Length == 0) || (plans.Length > 0 && target is not null))
        {
            throw CliFault.Usage("say what is to change, or which plan to submit", "scew group propose --add CARD --remove NAME --out PLAN   or   scew group propose --plan PLAN");
        }
        if (target is not null)
        {
            GenesisFiles.RequireFree(target);
        }
        using var session = await GroupSession.OpenAsync(call, cancellation);
        await session.Client.FollowAsync(cancellation);
        var present = session.Client.Present;
        var plan = plans.Length > 0 ? PlanFiles.Merge(plans) : PlanDraft.Make(present, changes);
        var view = PlanView.Of(plan, present);
        if (target is not null)
        {
            GenesisFiles.Write(target, System.Text.Encoding.UTF8.GetBytes(plan.Text));
            return view with
            {
                Next = PlanView.Missing(plan, present).Length > 0
                    ? [$"send {target} to the newcomers: scew group agree {target}", $"then: scew group propose --plan {target} --plan CONSENT"]
                    : [$"scew group propose --plan {target}"],
            };
        }
        PlanFiles.Require(plan, present);
        using var key = keys.OpenMember(call, session);
        var receipt = await Submitting.RunAsync(call, session, new GroupPropose(plan.Text), [key], cancellation);
        return Approved(receipt, plan, view);
    }

    private static async Task<CommandOutput> ApproveAsync(Call call, string hash, bool isSure, MemberKeys keys, CancellationToken cancellation)
    {
        if (!Digest.TryParse(hash, out var wanted))
        {
            throw CliFault.Usage($"'{PlainText.Clean(hash)}' is no plan's hash", "scew group show");
        }
        using var session = await GroupSession.OpenAsync(call, cancellation);
        var plan = await GroupPlans.ReadAsync(session, wanted, cancellation) ?? throw new CliFault(Codes.UnknownPlan, ExitCodes.NotFound, $"nobody proposed the plan {wanted}")
        {
            Why = "that it is not there was proven by the group's state",
            Unchanged = "nothing was signed",
            Next = "scew group show",
        };
        var present = session.Client.Present;
        PlanFiles.Require(plan, present);
        using var key = keys.OpenMember(call, session);
        var view = PlanView.Of(plan, present);
        PlanConsent.Confirm(call, view.Text, wanted, null, isSure, "To approve");
        var receipt = await Submitting.RunAsync(call, session, new GroupApprove(wanted), [key], cancellation);
        return Approved(receipt, plan, view);
    }

    private static async Task<CommandOutput> HandoversAsync(Call call, string target, CancellationToken cancellation)
    {
        GenesisFiles.RequireFree(target);
        using var session = await GroupSession.OpenAsync(call, cancellation);
        await session.Client.FollowAsync(cancellation);
        var handovers = session.Client.Eras.Handovers;
        if (handovers.IsEmpty)
        {
            throw new CliFault(Codes.NotFound, ExitCodes.NotFound, "there are no handovers")
            {
                Why = "the group has the members that genesis names; whoever joins needs the genesis file alone",
                Unchanged = GenesisFiles.Unchanged,
                Next = "scew group show",
            };
        }
        GenesisFiles.Write(target, HandoverFile.Encode(handovers.Select(static one => one.Encode())));
        var path = Path.GetFullPath(target);
        return new CommandOutput(
            new JsonObject { ["file"] = path, ["epoch"] = session.Client.Present.Epoch, ["handovers"] = handovers.Length },
            CommandOutput.Facts(("handovers", Numbers.Plain(handovers.Length)), ("epoch now", Numbers.Plain(session.Client.Present.Epoch)), ("file", path)))
        {
            Ids = [path],
            Next = [$"the merchant that joins: scew-silo init --genesis genesis.json --handovers {target} --key signing.key.json --data data"],
        };
    }

    private static CommandOutput Approved(VerifiedReceipt receipt, GroupPlan plan, CommandOutput view)
    {
        var result = JsonNode.Parse(receipt.Receipt.ResultJson)!.AsObject();
        var (count, needed, last) = (result["approvals"]!.GetValue<long>(), result["needed"]!.GetValue<long>(), result["lastHeight"]?.GetValue<long>());
        var data = view.Data.DeepClone().AsObject();
        data["approvals"] = count;
        data["needed"] = needed;
        data["lastHeight"] = last;
        data["requestId"] = receipt.RequestId.ToString();
        var stands = last is null ? $"{count} of {needed} that decide" : $"{count} of {needed}: decided; block {last} is the last one of epoch {plan.Epoch}";
        return view with
        {
            Data = data,
            Text = view.Text + CommandOutput.Facts(("approvals", stands)),
            Next = last is null ? [$"the other members: scew group approve {plan.Hash()}"] : ["scew group show"],
        };
    }

    private static Option<string[]> Cards(string name, string description) => new(name) { Description = description };
}
