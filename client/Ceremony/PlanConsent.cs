using System.Text.Json.Nodes;
using Scew.Cli.Grammar;
using Scew.Cli.Output;
using Scew.Keys;
using Scew.Protocol;
using Scew.Protocol.Api;
using Scew.Protocol.Groups;

namespace Scew.Cli.Ceremony;

/// <summary>A newcomer's signature under a plan, and a person's word that a hash is the one that was meant.</summary>
internal static class PlanConsent
{
    private const int TypedCharacters = 12;

    public static CommandOutput Give(Call call, string path, SigningKey key, string? expected, string? target)
    {
        var plan = PlanFiles.Read(path);
        var place = plan.Merchants.ToList().FindIndex(one => one.Account == key.Account);
        if (place < 0)
        {
            throw new CliFault(Codes.Usage, ExitCodes.Usage, "the key is no merchant's of this plan")
            {
                Why = $"its account is {key.Account}, and the plan names {string.Join(", ", plan.Merchants.Select(static one => PlainText.Clean(one.Name)))} with other keys",
                Unchanged = PlanFiles.Unchanged,
                Next = "choose the key of your card with --folder or --key, or ask for a plan that has your card",
            };
        }
        var name = plan.Merchants[place].Name;
        if (plan.Consents[place].Length > 0)
        {
            throw new CliFault(Codes.Usage, ExitCodes.Usage, $"{PlainText.Clean(path)} has the consent of {name} already") { Unchanged = PlanFiles.Unchanged, Next = "send it back as it is" };
        }
        var to = target ?? name + ".agrees.json";
        GenesisFiles.RequireFree(to);
        Confirm(call, View(plan), plan.Hash(), expected, isSure: false, "To agree");
        GenesisFiles.Write(to, System.Text.Encoding.UTF8.GetBytes(plan.With(place, key.Sign(plan.ConsentBytes())).Text));
        return new CommandOutput(
            new JsonObject { ["plan"] = plan.Hash().ToString(), ["merchant"] = name, ["file"] = Path.GetFullPath(to) },
            CommandOutput.Facts(("plan", plan.Hash().ToString()), ("signed by", name), ("file", Path.GetFullPath(to))))
        {
            Ids = [plan.Hash().ToString()],
            Next = [$"send {to} to the member that proposes: scew group propose --plan PLAN --plan {to}"],
        };
    }

    /// <summary>Shows on stderr what is about to be signed, and fails unless the person means it.</summary>
    public static void Confirm(Call call, string view, Digest plan, string? expected, bool isSure, string act)
    {
        var hash = plan.ToString();
        if (expected is not null && expected != hash)
        {
            throw new CliFault(Codes.VerificationFailed, ExitCodes.VerificationFailed, "this is not the plan that the others told you of")
            {
                Why = $"its hash is {hash}, and --expect says {PlainText.Clean(expected)}",
                Unchanged = PlanFiles.Unchanged,
                Next = "ask for the right plan",
            };
        }
        if (expected is not null || isSure)
        {
            return;
        }
        call.Printer.Error.Write(view);
        call.Printer.Error.Write($"{act}, type the first {TypedCharacters} characters of the plan's hash as the others read them to you: ");
        if ((call.Stdin.ReadLine() ?? "").Trim() != hash[..TypedCharacters])
        {
            throw new CliFault(Codes.Usage, ExitCodes.Usage, "nothing was signed")
            {
                Why = $"what was typed is not the beginning of {hash}",
                Unchanged = PlanFiles.Unchanged,
                Next = "compare the hash with the others; where it differs, two plans are about",
            };
        }
    }

    // Without the group of now: a newcomer may have nothing but this file.
    private static string View(GroupPlan plan)
    {
        var members = new TableView("merchant", "address", "peers", "account") { KeepsIds = true };
        foreach (var one in plan.Merchants)
        {
            members.Row(one.Name, one.Url, one.Peer, one.Account.ToString());
        }
        return CommandOutput.Facts(
            ("plan", plan.Hash().ToString()), ("group", plan.Genesis.ToString()), ("ends epoch", Numbers.Plain(plan.Epoch)),
            ("modules", plan.Modules is { } modules ? $"key {Digest.Of(modules.Key)}, made by {modules.Maker}" : "none")) + "\n" + members.Render();
    }
}
