using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Scew.Cli.Grammar;
using Scew.Cli.Output;
using Scew.Cli.State;
using Scew.Machines;
using Scew.Machines.Applications;
using Scew.Protocol;
using Scew.Protocol.Registers;
using Scew.Protocol.Requests;

namespace Scew.Cli.Commands;

/// <summary><c>asset create|show|step</c>.</summary>
internal static class AssetCommands
{
    private static readonly Argument<string> Id = new("ID") { Description = "an asset, ~/NAME for one of your own" };

    public static Noun Build()
    {
        var machine = new Option<string>("--machine") { Description = "the machine it follows", DefaultValueFactory = _ => EShare.Name };
        var transition = new Argument<string>("TRANSITION") { Description = "the step, such as offer or giveBack" };
        var set = new Option<string[]>("--set") { Description = "an input, NAME=VALUE, once for each", AllowMultipleArgumentsPerToken = false };
        var key = KeyRing.KeyOption();
        var password = KeyRing.PasswordFileOption();
        return new Noun("asset", "things with a life of their own",
            new Verb("create", "bring an asset to life", (call, cancel) => CreateAsync(call, machine, set, key, password, cancel), Id, machine, set, key, password),
            new Verb("show", "state, owner and values, and what you can do next", (call, cancel) => ShowAsync(call, key, cancel), Id, key),
            new Verb("step", "take a transition", (call, cancel) => StepAsync(call, transition, set, key, password, cancel), Id, transition, set, key, password));
    }

    private static async Task<CommandOutput> CreateAsync(
        Call call, Option<string> machineOption, Option<string[]> set, Option<string?> key, Option<string?> password, CancellationToken cancellation)
    {
        var machine = Machine(call.Value(machineOption)!);
        return await ChangeAsync(call, key, password, (id, own) => Task.FromResult<Operation>(
            new AssetCreate(id, machine.Name, Inputs(machine.Creating, call.Value(set) ?? [], own))), cancellation);
    }

    private static async Task<CommandOutput> StepAsync(
        Call call, Argument<string> transition, Option<string[]> set, Option<string?> key, Option<string?> password, CancellationToken cancellation)
    {
        using var session = await GroupSession.OpenAsync(call, cancellation);
        return await ChangeAsync(call, key, password, async (id, own) =>
        {
            var (register, _, _) = await FindAsync(session, id, cancellation);
            var machine = Machine(register.Contract);
            var name = call.Value(transition);
            var step = machine.Transitions.FirstOrDefault(candidate => candidate.Name == name)
                ?? throw new CliFault("unknown-transition", ExitCodes.Refused, $"'{machine.Name}' has no transition '{name}'")
                {
                    Unchanged = "nothing was sent",
                    Next = "one of: " + string.Join(", ", machine.Transitions.Select(candidate => candidate.Name)),
                };
            return new AssetTransition(id, name, Inputs(step, call.Value(set) ?? [], own));
        }, cancellation);
    }

    private static async Task<CommandOutput> ChangeAsync(
        Call call, Option<string?> keyOption, Option<string?> password, Func<string, Func<Account>, Task<Operation>> make, CancellationToken cancellation)
    {
        using var session = await GroupSession.OpenAsync(call, cancellation);
        var ring = new KeyRing(call, session.Profile);
        var name = ring.Choose(call.Value(keyOption));
        Account Own() => ring.AccountOf(name);
        var operation = await make(Ids.Expand(call.Value(Id), Own), Own);
        using var key = ring.Unlock(name, call.Value(password));
        var receipt = await Submitting.RunAsync(call, session, operation, [key], cancellation);
        return ReceiptViews.Output(receipt, session.Client.NameOf, session.Outbox.ReceiptPath(receipt.RequestId));
    }

    private static async Task<CommandOutput> ShowAsync(Call call, Option<string?> keyOption, CancellationToken cancellation)
    {
        using var session = await GroupSession.OpenAsync(call, cancellation);
        var ring = new KeyRing(call, session.Profile);
        var caller = ring.AccountOf(ring.Choose(call.Value(keyOption)));
        var id = Ids.Expand(call.Value(Id), () => caller);
        var (register, height, timeMs) = await FindAsync(session, id, cancellation);
        var machine = Machine(register.Contract);
        if (AssetRegister.ToState(register) is not { } state)
        {
            throw new CliFault("verification-failed", ExitCodes.VerificationFailed, $"'{id}' holds values that this console does not know") { Next = "use a newer console" };
        }
        var context = new MachineContext(caller, [], timeMs, height, id, session.Client.Verifier.Group.Genesis);
        var open = machine.OpenTransitions(state, context);
        var facts = new List<(string, string)> { ("asset", id), ("machine", machine.Name), ("state", state.Name), ("owner", state.Owner.ToString()) };
        var values = new JsonObject();
        foreach (var (name, value) in state.Values.Items)
        {
            facts.Add((name, Text(value)));
            values[name] = Text(value);
        }
        facts.Add(("version", register.Version.ToString(CultureInfo.InvariantCulture)));
        facts.Add(("as of", $"{ReceiptViews.Time(timeMs)}, height {height} (verified here)"));
        var steps = new JsonArray();
        foreach (var step in open)
        {
            facts.Add(("you can " + step.Transition.Name, step.IsOpen ? string.Join("; not if ", step.Conditions.Prepend("yes")) : "no: " + step.ClosedBecause));
            steps.Add((JsonNode)new JsonObject { ["transition"] = step.Transition.Name, ["open"] = step.IsOpen, ["closedBecause"] = step.ClosedBecause });
        }
        var data = new JsonObject
        {
            ["id"] = id,
            ["machine"] = machine.Name,
            ["state"] = state.Name,
            ["owner"] = state.Owner.ToString(),
            ["values"] = values,
            ["version"] = register.Version,
            ["height"] = height,
            ["asOf"] = ReceiptViews.Time(timeMs),
            ["transitions"] = steps,
        };
        return new CommandOutput(data, CommandOutput.Facts([.. facts])) { Ids = [id] };
    }

    private static async Task<(Register Register, long Height, long TimeMs)> FindAsync(GroupSession session, string id, CancellationToken cancellation)
    {
        var read = Reading.Require(
            await session.Client.ReadLinearizableAsync(new RegisterKey(RegisterKind.Asset, id), cancellation: cancellation), $"the asset '{id}'");
        return read.Register is { } register
            ? (register, read.Height, read.TimeMs)
            : throw new CliFault("unknown-asset", ExitCodes.NotFound, $"there is no asset '{id}'")
            {
                Why = $"its absence at height {read.Height} was proven",
                Next = "scew asset create ID",
            };
    }

    private static Machine Machine(string name) => MachineCatalog.Shipped.Find(name)
        ?? throw CliFault.Usage($"there is no machine '{name}'", "one of: " + string.Join(", ", MachineCatalog.Shipped.Machines.Select(machine => machine.Name)));

    // Types come from the machine, so that people write --set until=2026-12-01T12:00:00Z and not JSON.
    private static ImmutableSortedDictionary<string, MachineValue> Inputs(Transition transition, string[] settings, Func<Account> own)
    {
        var inputs = ImmutableSortedDictionary.CreateBuilder<string, MachineValue>(StringComparer.Ordinal);
        foreach (var setting in settings)
        {
            var equals = setting.IndexOf('=', StringComparison.Ordinal);
            var name = equals > 0 ? setting[..equals] : setting;
            var declared = equals > 0 ? transition.Input(name) : null;
            if (declared is null)
            {
                throw CliFault.Usage($"'{setting}' is no input of '{transition.Name}'", "inputs: " + string.Join(", ", transition.Inputs.Select(input => $"{input.Name}={input.Type}")));
            }
            inputs[name] = Value(declared, setting[(equals + 1)..], own);
        }
        var missing = transition.Inputs.Where(input => !inputs.ContainsKey(input.Name)).Select(input => $"--set {input.Name}={input.Type}").ToArray();
        return missing.Length == 0 ? inputs.ToImmutable() : throw CliFault.Usage($"'{transition.Name}' needs more inputs", string.Join(' ', missing));
    }

    private static MachineValue Value(Declaration declared, string text, Func<Account> own)
    {
        MachineValue? value = declared.Type.Kind switch
        {
            MachineTypeKind.Int or MachineTypeKind.Amount => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? new MachineValue.Int(number) : null,
            MachineTypeKind.Bool => bool.TryParse(text, out var flag) ? new MachineValue.Bool(flag) : null,
            MachineTypeKind.Account => text == "~" ? new MachineValue.AccountRef(own()) : Account.TryParse(text, out var account) ? new MachineValue.AccountRef(account) : null,
            MachineTypeKind.Time => DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
                ? new MachineValue.Time(time.ToUnixTimeMilliseconds())
                : null,
            _ => new MachineValue.Text(text),
        };
        return value ?? throw CliFault.Usage($"'{text}' is no {declared.Type} for '{declared.Name}'", $"--set {declared.Name}={declared.Type}");
    }

    private static string Text(MachineValue value) => value switch
    {
        MachineValue.Int number => number.Value.ToString(CultureInfo.InvariantCulture),
        MachineValue.Text text => text.Value,
        MachineValue.Bool flag => flag.Value ? "true" : "false",
        MachineValue.AccountRef account => account.Value.ToString(),
        MachineValue.Time time => ReceiptViews.Time(time.UnixMs),
        _ => "none",
    };
}
