using System.Collections.Immutable;
using Scew.Machines.Language.Syntax;
using Scew.Protocol.Requests;

namespace Scew.Machines.Language.Compiling;

/// <summary>The clauses of one transition while they are read.</summary>
internal sealed class ClauseWork(MachineScope machine, StateLayout layout, ExpressionScope scope, TransitionSyntax syntax, bool isCreating)
{
    private readonly ExpressionCompiler _expressions = new(scope);
    private readonly List<CompiledGuard> _guards = [];
    private readonly SortedDictionary<string, Evaluator> _assigned = new(StringComparer.Ordinal);
    private readonly List<Conditional<MachineCall>> _calls = [];
    private readonly List<Conditional<MachineEvent>> _events = [];
    private (string Text, string Reason, CompiledGuard Guard)? _by;
    private Evaluator? _takes;

    public long Cost { get; private set; } = 4;

    public void Take(ClauseSyntax clause)
    {
        switch (clause)
        {
            case BySyntax by:
                By(by);
                break;
            case GuardSyntax guard:
                Guard(guard.Reason ?? "this needs " + Formatter.Format(guard.Holds), _expressions.Condition(guard.Holds, "a guard"), guard.Holds);
                break;
            case LetSyntax let:
                Let(let);
                break;
            case EffectSyntax effect:
                foreach (var assignment in effect.Assignments)
                {
                    Assign(assignment);
                }
                break;
            case TakesSyntax takes when _takes is null:
                _takes = Charged(_expressions.CompileTo(takes.Amount, MachineType.Amount, "what a step takes")).Evaluate;
                break;
            case TakesSyntax takes:
                machine.Fail(takes.Place, "takes", "a step says once what it takes");
                break;
            case CallSyntax call:
                Call(call);
                break;
            case PaySyntax pay:
                Pay(pay);
                break;
            case EventSyntax happened:
                Event(happened);
                break;
            default:
                break;
        }
    }

    /// <summary>Per value of the target state, where its value comes from; every value has one.</summary>
    public ImmutableArray<(int Slot, Evaluator? Value)> After(string to)
    {
        var values = ImmutableArray.CreateBuilder<(int Slot, Evaluator? Value)>();
        foreach (var slot in layout.Of(to))
        {
            var name = slot.Declared.Name;
            if (_assigned.TryGetValue(name, out var evaluate))
            {
                values.Add((slot.Slot, evaluate));
            }
            else if (!isCreating && (slot.States.IsEmpty || scope.From.All(from => slot.States.Contains(from))))
            {
                values.Add((slot.Slot, null));
            }
            else if (Begin(slot) is { } begin)
            {
                values.Add((slot.Slot, begin));
            }
            else
            {
                machine.Fail(syntax.Place, syntax.Name, $"'{syntax.Name}' leaves '{name}' without a value in {to}", $"effect {name} := ...");
            }
        }
        return values.ToImmutable();
    }

    public StepCode Build(ImmutableArray<(int Slot, Evaluator? Value)> values, StateLayout states, ImmutableArray<CompiledInvariant> invariants) => new()
    {
        Name = syntax.Name,
        To = syntax.To,
        Layout = states,
        Guards = [.. _guards],
        Values = values,
        Owner = _assigned.GetValueOrDefault("owner"),
        Takes = _takes,
        Calls = [.. _calls],
        Events = [.. _events],
        Invariants = invariants,
        Locals = scope.Locals,
    };

    /// <summary>Who may act, for people and for a look ahead. Where that hangs on an input it stays a condition.</summary>
    public Actors Who(StepCode code) => _by switch
    {
        null => syntax.Clauses.Any(static clause => clause is AutomaticSyntax) ? new Actors("time", string.Empty, static (_, _) => true) : Actors.Anyone,
        ({ } text, { } reason, var guard) when (guard.Holds.Reads & Reads.Input) == Reads.Nothing => new Actors(text, reason, (state, context) => code.Test(guard, state, MachineValues.Empty, context)),
        var (text, reason, _) => new Actors(text, reason, static (_, _) => true),
    };

    public ImmutableArray<Guard> PublicGuards(StepCode code) =>
    [
        .. _guards.Where(guard => !ReferenceEquals(guard, _by?.Guard) || (guard.Holds.Reads & Reads.Input) != Reads.Nothing).Select(guard => new Guard(
            guard.Reason, (state, input, context) => code.Test(guard, state, input, context), (guard.Holds.Reads & Reads.Input) != Reads.Nothing)),
    ];

    private Typed Charged(Typed typed)
    {
        Cost += typed.Cost;
        return typed;
    }

    private void By(BySyntax by)
    {
        if (_by is not null)
        {
            machine.Fail(by.Place, "by", "a transition says once who signs", "'by A and B', 'by A or B'");
        }
        else if (new RoleCompiler(machine, _expressions).Compile(by.Role) is { } role)
        {
            var text = Formatter.Format(by.Role);
            var reason = by.Reason ?? $"this step needs the signature of {text}";
            var guard = new CompiledGuard(reason, Charged(role), []);
            _by = (text, reason, guard);
            _guards.Add(guard);
        }
    }

    private void Guard(string reason, Typed holds, Expression text)
    {
        if (!holds.IsFaulty)
        {
            _guards.Add(new CompiledGuard(reason, Charged(holds), new Looks(_expressions).Of(text)));
        }
    }

    private void Let(LetSyntax let)
    {
        var value = _expressions.Compile(let.Value);
        if (scope.TryLocal(let.Name, out _) || machine.IsTaken(let.Name))
        {
            machine.Fail(let.Place, let.Name, $"'{let.Name}' has a meaning already", "take another name");
        }
        else if (!value.IsFaulty && (value.Type.Kind == MachineTypeKind.Nothing || value.Type == Types.EmptyList))
        {
            machine.Fail(let.Place, let.Name, $"the type of '{let.Name}' cannot be told");
        }
        else if (!value.IsFaulty)
        {
            scope.Bind(let.Name, value.Type, value.Reads, Charged(value).Evaluate);
        }
        else
        {
            // So that its name is not reported again.
            scope.Bind(let.Name, Types.Faulty, Reads.Nothing, value.Evaluate);
        }
    }

    private void Assign(AssignmentSyntax assignment)
    {
        var type = assignment.Name == "owner" ? MachineType.Account : machine.Values.GetValueOrDefault(assignment.Name)?.Declared.Type;
        if (type is null)
        {
            machine.Fail(assignment.Place, assignment.Name, $"there is no value '{assignment.Name}'", "values are " + string.Join(", ", machine.Values.Keys.Append("owner")));
            return;
        }
        if (machine.Values.TryGetValue(assignment.Name, out var slot) && !slot.States.IsEmpty && !slot.States.Contains(syntax.To))
        {
            machine.Fail(assignment.Place, assignment.Name, $"{syntax.To} has no value '{assignment.Name}'; {string.Join(" and ", slot.States)} has it");
            return;
        }
        if (!_assigned.TryAdd(assignment.Name, Charged(_expressions.CompileTo(assignment.Value, type, $"'{assignment.Name}'")).Evaluate))
        {
            machine.Fail(assignment.Place, assignment.Name, $"'{assignment.Name}' is set twice", "all effects see the values before the step");
        }
    }

    private Evaluator? Begin(ValueSlot slot)
    {
        if (slot.Initial is not null)
        {
            return Charged(slot.Initial).Evaluate;
        }
        MachineValue? begin = slot.Declared.Type switch
        {
            { Optional: true } => MachineValue.None.Value,
            { Kind: MachineTypeKind.List } => MachineValue.List.Empty,
            { Kind: MachineTypeKind.Map } => MachineValue.Map.Empty,
            _ => null,
        };
        return begin is null ? null : _ => begin;
    }

    private Typed? When(Expression? condition) => condition is null ? null : Charged(_expressions.Condition(condition, "what follows when"));

    private bool HasRoom<T>(List<T> list, ClauseSyntax clause)
    {
        if (list.Count < TransitionCompiler.MaxCalls)
        {
            return true;
        }
        machine.Fail(clause.Place, syntax.Name, $"a step has at most {TransitionCompiler.MaxCalls} calls and payments, and as many events");
        return false;
    }

    private void Call(CallSyntax call)
    {
        var target = Charged(_expressions.Compile(call.Asset));
        var when = When(call.When);
        if (!target.IsFaulty && (target.Type.Kind != MachineTypeKind.Asset || (target.Type.Optional && when is null)))
        {
            machine.Fail(
                call.Asset.Place, Formatter.Format(call.Asset), $"'{Formatter.Format(call.Asset)}' is {target.Type}, and a call goes to an asset",
                target.Type.Kind == MachineTypeKind.Asset ? $"... when {Formatter.Format(call.Asset)} is some" : null);
            return;
        }
        if (Arguments(call.Inputs, "an input of a call") is not { } inputs || target.IsFaulty || !HasRoom(_calls, call))
        {
            return;
        }
        var (asset, transition, text) = (target.Evaluate, call.Transition, Formatter.Format(call.Asset));
        _calls.Add(new(when, frame =>
        {
            if (asset(frame) is MachineValue.Text id)
            {
                return new MachineCall.Asset(id.Value, transition, Values(inputs, frame));
            }
            frame.Fail($"'{text}' is none, so there is no asset to call");
            return null;
        }));
    }

    private void Pay(PaySyntax pay)
    {
        var amount = Charged(_expressions.CompileTo(pay.Amount, MachineType.Amount, "an amount that is paid"));
        var from = Charged(_expressions.CompileTo(pay.From, MachineType.Wallet, "the wallet that pays"));
        var to = Charged(_expressions.CompileTo(pay.To, MachineType.Wallet, "the wallet that is paid"));
        var when = When(pay.When);
        if (HasRoom(_calls, pay))
        {
            // Nothing is paid where the amount is 0: a deposit can be 0.
            _calls.Add(new(when, frame => amount.Evaluate(frame) is MachineValue.Int { Value: > 0 } paid && from.Evaluate(frame) is MachineValue.Text payer && to.Evaluate(frame) is MachineValue.Text payee
                ? new MachineCall.Payment(payer.Value, payee.Value, paid.Value)
                : null));
        }
    }

    private void Event(EventSyntax happened)
    {
        var when = When(happened.When);
        if (Arguments(happened.Values, "a value of an event") is { } values && HasRoom(_events, happened))
        {
            _events.Add(new(when, frame => new MachineEvent(happened.Name, Values(values, frame))));
        }
    }

    private ImmutableArray<(string Name, Typed Value)>? Arguments(ImmutableArray<Argument> arguments, string what)
    {
        var compiled = ImmutableArray.CreateBuilder<(string Name, Typed Value)>();
        foreach (var argument in arguments)
        {
            var value = Charged(_expressions.Compile(argument.Value));
            if (argument.Name is null || compiled.Any(one => one.Name == argument.Name) || compiled.Count == RequestLimits.MaxInputs)
            {
                machine.Fail(argument.Value.Place, Formatter.Format(argument.Value), $"{what} has a name of its own, and there are at most {RequestLimits.MaxInputs}", "name: VALUE");
                return null;
            }
            if (value.IsFaulty)
            {
                return null;
            }
            compiled.Add((argument.Name, value));
        }
        return compiled.ToImmutable().Sort(static (left, right) => string.CompareOrdinal(left.Name, right.Name));
    }

    private static MachineValues Values(ImmutableArray<(string Name, Typed Value)> named, Frame frame) =>
        MachineValues.Of([.. named.Select(static one => one.Name)], [.. named.Select(one => one.Value.Evaluate(frame))]);
}
