using System.CommandLine;
using System.Globalization;
using Scew.Cli.Grammar;
using Scew.Cli.Output;
using Scew.Cli.State;
using Scew.Keys;
using Scew.Machines;
using Scew.Machines.Applications;
using Scew.Protocol;
using Scew.Protocol.Requests;

namespace Scew.Cli.Commands;

/// <summary><c>asset create|show|explain|history|step|migrate</c>.</summary>
internal static class AssetCommands
{
    private static readonly Argument<string> Id = new("ID") { Description = "an asset, ~/NAME for one of your own" };
    private static readonly Option<string?> Key = KeyRing.KeyOption();
    private static readonly Option<string?> Password = KeyRing.PasswordFileOption();

    private static readonly Option<string[]> Set = new("--set") { Description = "an input, NAME=VALUE, once for each: 100, 2026-12-01 or 2026-12-01T12:00Z, 14d, ~ for your own account, JSON for lists, maps and records", AllowMultipleArgumentsPerToken = false };

    private static readonly Option<string[]> Allow = new("--allow")
    {
        Description = "what the machine may do in your name: wallet:ID=MOST or asset:ID=MOST, once for each",
        AllowMultipleArgumentsPerToken = false,
    };

    private static readonly Option<string[]> Cosign = new("--cosign") { Description = "another key of this computer that signs as well, once for each", AllowMultipleArgumentsPerToken = false };
    private static readonly Option<int?> Calls = new("--calls") { Description = "most calls and payments that the step may lead to, 0 to 8; by default 8 where the machine calls at all" };

    public static Noun Build()
    {
        var machine = new Option<string>("--machine") { Description = "the machine it follows: one that ships, or the hash of one that is deployed", DefaultValueFactory = _ => EShare.Name };
        var newer = new Option<string>("--machine") { Description = "the newer machine: the hash of a deployed one", Required = true };
        var transition = new Argument<string>("TRANSITION") { Description = "the step, such as offer or giveBack" };
        return new Noun("asset", "things with a life of their own",
            new Verb("create", "bring an asset to life", (call, cancel) => CreateAsync(call, machine, cancel), [Id, machine, Set, Allow, Calls, Cosign, Acting.DryRun, .. KeyRing.Signing(Key, Password)]),
            new Verb("show", "state, owner and values, and what you can do next", (call, cancel) => AssetViews.ShowAsync(call, Id, Key, explain: false, cancel), Id, Key),
            new Verb("explain", "what you can do next, what keeps every other step closed, what each needs, and what happened", (call, cancel) => AssetViews.ShowAsync(call, Id, Key, explain: true, cancel), Id, AssetHistoryViews.From, Key),
            new Verb(
                "history", "who did what when, as one merchant tells it, every receipt verified here", (call, cancel) => AssetHistoryViews.RunAsync(call, Id, Key, cancel),
                Id, AssetHistoryViews.From, AssetHistoryViews.Limit, AssetHistoryViews.Kept, Key),
            new Verb("step", "take a transition", (call, cancel) => StepAsync(call, transition, cancel), [Id, transition, Set, Allow, Calls, Cosign, Acting.DryRun, .. KeyRing.Signing(Key, Password)]),
            new Verb("migrate", "move your asset to a newer machine that declares how", (call, cancel) => MigrateAsync(call, newer, cancel), [Id, newer, Acting.DryRun, .. KeyRing.Signing(Key, Password)]));
    }

    private static async Task<CommandOutput> CreateAsync(Call call, Option<string> machineOption, CancellationToken cancellation)
    {
        using var session = await GroupSession.OpenAsync(call, cancellation);
        var machine = await new MachineShelf(session).RequireAsync(call.Value(machineOption)!, cancellation);
        return await ChangeAsync(call, session, (id, own) => Step(call, new AssetCreate(id, machine.Name, AssetValues.Inputs(machine.Creating, call.Value(Set) ?? [], own)), machine.Creating, own), cancellation);
    }

    private static async Task<CommandOutput> StepAsync(Call call, Argument<string> transition, CancellationToken cancellation)
    {
        using var session = await GroupSession.OpenAsync(call, cancellation);
        var ring = new KeyRing(call, session.Profile);
        var register = await AssetViews.FindAsync(session, Ids.Expand(call.Value(Id), () => ring.AccountOf(ring.Choose(call.Value(Key)))), cancellation);
        var machine = await new MachineShelf(session).RequireAsync(register.Register.Contract, cancellation);
        var name = call.Value(transition);
        var step = machine.Find(name)
            ?? throw new CliFault("unknown-transition", ExitCodes.Refused, $"'{machine.Title ?? machine.Name}' has no transition '{name}'")
            {
                Unchanged = "nothing was sent",
                Next = Suggestion.Before("one of: " + string.Join(", ", machine.Transitions.Select(static candidate => candidate.Name)), name, machine.Transitions.Select(static candidate => candidate.Name)),
            };
        return await ChangeAsync(call, session, (id, own) => Step(call, new AssetTransition(id, name, AssetValues.Inputs(step, call.Value(Set) ?? [], own)), step, own), cancellation);
    }

    private static async Task<CommandOutput> MigrateAsync(Call call, Option<string> machineOption, CancellationToken cancellation)
    {
        using var session = await GroupSession.OpenAsync(call, cancellation);
        var machine = await new MachineShelf(session).RequireAsync(call.Value(machineOption)!, cancellation);
        return await ChangeAsync(call, session, (id, _) => new AssetMigrate(id, machine.Name), cancellation);
    }

    private static AssetStep Step(Call call, AssetStep step, Transition transition, Func<Account> own)
    {
        var calls = call.Value(Calls) ?? (transition.MaxCalls > 0 ? RequestLimits.MaxCalls : 0);
        if (calls is < 0 or > RequestLimits.MaxCalls)
        {
            throw CliFault.Usage($"a step leads to 0 to {RequestLimits.MaxCalls} calls", "--calls 1");
        }
        return step with { Calls = calls, Allow = [.. (call.Value(Allow) ?? []).Select(text => Allowance(text, own))] };
    }

    private static Allowance Allowance(string text, Func<Account> own)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var equals = text.LastIndexOf('=');
        var kind = colon > 0 ? text[..colon] : string.Empty;
        if (kind is "wallet" or "asset" && equals > colon + 1 && long.TryParse(text[(equals + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var most))
        {
            return new Allowance(Ids.Expand(text[(colon + 1)..equals], own), kind == "wallet", most);
        }
        throw CliFault.Usage($"'{text}' allows nothing that can be told", "--allow wallet:ID=MOST or --allow asset:ID=MOST");
    }

    private static async Task<CommandOutput> ChangeAsync(Call call, GroupSession session, Func<string, Func<Account>, Operation> make, CancellationToken cancellation)
    {
        var ring = new KeyRing(call, session.Profile);
        var name = ring.Choose(call.Value(Key));
        Account Own() => ring.AccountOf(name);
        var operation = make(Ids.Expand(call.Value(Id), Own), Own);
        var keys = new List<SigningKey>();
        try
        {
            foreach (var signer in new[] { name }.Concat(call.Value(Cosign) ?? []))
            {
                keys.Add(ring.Unlock(signer, call.Value(Password)));
                if (keys[..^1].Exists(key => key.Account == keys[^1].Account))
                {
                    throw CliFault.Usage($"'{signer}' would sign twice", "--cosign another key, or leave it out");
                }
            }
            var receipt = await Submitting.RunAsync(call, session, operation, keys, cancellation);
            return ReceiptViews.Output(receipt, session.Client.NameAt, session.Outbox.ReceiptPath(receipt.RequestId));
        }
        finally
        {
            keys.ForEach(static key => key.Dispose());
        }
    }
}
