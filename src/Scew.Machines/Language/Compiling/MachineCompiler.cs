using System.Collections.Immutable;
using Scew.Machines.Language.Syntax;
using Scew.Protocol.Requests;

namespace Scew.Machines.Language.Compiling;

/// <summary>From the parts of a text to a machine: first types, values and states, then what runs.</summary>
internal sealed partial class MachineCompiler(string name, string text, MachineSyntax syntax, Func<string, Machine?>? known)
{
    private const int MaxTransitions = 64;
    private const int MaxInvariants = 32;
    private const int MaxProperties = 32;

    private static readonly string[] TakenTypes =
    [
        "int", "amount", "text", "bool", "account", "time", "duration", "bytes", "asset", "wallet", "list", "map", .. ExpressionCompiler.Functions.Split(", "),
    ];

    private readonly MachineScope _scope = new() { Name = name };
    private readonly SortedSet<string> _names = new(StringComparer.Ordinal);
    private readonly List<StateSyntax> _states = [];
    private readonly List<string> _final = [];

    public ImmutableArray<MachineFault> Faults => [.. _scope.Faults];

    public Machine? Compile()
    {
        DeclareTypes();
        DeclareStates();
        DeclareValues();
        if (_scope.FaultCount > 0)
        {
            return null;
        }
        var layout = new StateLayout(_scope, [.. _states]);
        var invariants = Invariants(layout);
        var transitions = new TransitionCompiler(_scope, layout, invariants);
        var steps = Of<TransitionSyntax>().Select(transitions.Compile).ToImmutableArray();
        CheckShape(steps);
        var (mayLeave, leaveCost) = MayLeave(layout);
        var properties = Properties([.. Of<TransitionSyntax>().Select(static step => step.Name)]);
        if (_scope.FaultCount > 0)
        {
            return null;
        }
        var values = layout.Common.Select(static slot => slot.Declared).ToImmutableArray();
        var machine = new Machine(
            name, [.. _states.Select(static state => state.Name)], [.. _final], values, [.. steps.Select(static step => step!)],
            [.. invariants.Select(static one => one.Public)])
        {
            Title = syntax.Name,
            Text = text,
            Syntax = syntax,
            Properties = properties,
            MayLeave = mayLeave,
            LeaveCost = leaveCost,
            StateValues = layout.OwnValues(),
            Constants = MachineConstants.Of(new Lexer(text).Read()),
        };
        machine.MigrationDepth = MachineText.MigratesFrom(syntax).Select(older => known?.Invoke(older)?.MigrationDepth + 1 ?? 0).DefaultIfEmpty().Max();
        machine.Migrations = new MigrationCompiler(_scope, layout, invariants, known).Compile([.. Of<MigrationSyntax>()]);
        return _scope.FaultCount > 0 ? null : machine;
    }

    private IEnumerable<T> Of<T>()
        where T : Part => syntax.Parts.OfType<T>();

    private bool Declare(string name, Place place, string what)
    {
        if (what is "an enumeration" or "a record" && Array.IndexOf(TakenTypes, name) >= 0)
        {
            _scope.Fail(place, name, $"'{name}' is a type or function of the language and cannot name {what}");
            return false;
        }
        if (_names.Add(name) && name != "owner")
        {
            return true;
        }
        _scope.Fail(place, name, name == "owner" ? $"'owner' is the asset's owner and cannot name {what}" : $"'{name}' has a meaning already and cannot name {what}");
        return false;
    }

    private void DeclareTypes()
    {
        foreach (var part in syntax.Parts)
        {
            if (part is EnumSyntax choice && Declare(choice.Name, choice.Place, "an enumeration"))
            {
                var cases = choice.Cases.Select(static one => one.Name).ToImmutableArray();
                if (cases.Length > MachineValues.MaxCount || cases.Distinct(StringComparer.Ordinal).Count() != cases.Length)
                {
                    _scope.Fail(choice.Place, choice.Name, $"the cases of {choice.Name} are not distinct, or more than {MachineValues.MaxCount}");
                }
                _scope.Types[choice.Name] = MachineType.Choice(choice.Name, cases);
            }
            else if (part is RecordSyntax record && Declare(record.Name, record.Place, "a record"))
            {
                var fields = Declarations(record.Fields, MachineValue.MaxFields, "fields");
                _scope.Types[record.Name] = MachineType.Record(record.Name, fields);
            }
        }
    }

    private void DeclareStates()
    {
        if (Of<StatesSyntax>().ToList() is not [var states])
        {
            _scope.Fail(syntax.Place, syntax.Name, "a machine has one list of states", "'states Start, Ready, Done'");
            return;
        }
        _states.AddRange(states.States);
        foreach (var state in states.States)
        {
            Declare(state.Name, state.Place, "a state");
        }
        if (_states.Count is < 2 or > MachineValues.MaxCount)
        {
            _scope.Fail(states.Place, "states", $"a machine has 2 to {MachineValues.MaxCount} states, the first is the one before creation");
        }
        if (_states[0].Values is [var early, ..])
        {
            _scope.Fail(early.Place, early.Name, "the start state has no values: the asset is not there yet");
        }
        _scope.States = MachineType.Choice(MachineScope.StateEnum, [.. _states.Select(static state => state.Name)]);
        foreach (var (final, place) in Of<FinalSyntax>().SelectMany(static part => part.States))
        {
            if (_scope.States.Cases.Contains(final) && final != _states[0].Name && !_final.Contains(final))
            {
                _final.Add(final);
            }
            else
            {
                _scope.Fail(place, final, $"'{final}' is no state that can be final, or stands here twice", "one of " + string.Join(", ", _scope.States.Cases.Skip(1)));
            }
        }
    }

    private void DeclareValues()
    {
        var declared = new SortedDictionary<string, (Declaration Declared, List<string> States, DeclarationSyntax Syntax)>(StringComparer.Ordinal);
        foreach (var value in Of<ValueSyntax>().SelectMany(static part => part.Values))
        {
            if (value.Name == "owner")
            {
                if (Type(value.Type) != MachineType.Account || value.Initial is not null)
                {
                    _scope.Fail(value.Place, "owner", "'owner' is the asset's owner, an account", "'owner: account', or leave it out");
                }
            }
            else if (Declare(value.Name, value.Place, "a value"))
            {
                declared.Add(value.Name, (new Declaration(value.Name, Type(value.Type)), [], value));
            }
        }
        foreach (var state in _states)
        {
            foreach (var own in state.Values)
            {
                var type = Type(own.Type);
                if (declared.TryGetValue(own.Name, out var other) && other.States.Count > 0 && other.Declared.Type == type && !other.States.Contains(state.Name))
                {
                    other.States.Add(state.Name);
                }
                else if (Declare(own.Name, own.Place, $"a value of {state.Name}"))
                {
                    declared.Add(own.Name, (new Declaration(own.Name, type), [state.Name], own));
                }
            }
        }
        if (declared.Count > MachineValues.MaxCount)
        {
            _scope.Fail(syntax.Place, syntax.Name, $"a machine has at most {MachineValues.MaxCount} values");
        }
        var slot = 0;
        foreach (var (valueName, (declaration, states, _)) in declared)
        {
            _scope.Values[valueName] = new ValueSlot(slot++, declaration, [.. states], null);
        }
        foreach (var (valueName, (declaration, _, value)) in declared)
        {
            if (value.Initial is not null)
            {
                var scope = new ExpressionScope(_scope);
                var initial = new ExpressionCompiler(scope).CompileTo(value.Initial, declaration.Type, $"'{valueName}'");
                _scope.Values[valueName] = _scope.Values[valueName] with { Initial = initial with { Evaluate = frame => frame.Apart(initial.Evaluate, scope.Locals) } };
            }
        }
    }

    private ImmutableArray<Declaration> Declarations(ImmutableArray<DeclarationSyntax> syntaxes, int most, string what) => TypeReader.Declarations(_scope, syntaxes, most, what);

    private MachineType Type(TypeSyntax type) => TypeReader.Read(_scope, type);

    private ImmutableArray<CompiledInvariant> Invariants(StateLayout layout)
    {
        var invariants = ImmutableArray.CreateBuilder<CompiledInvariant>();
        foreach (var part in Of<InvariantSyntax>())
        {
            var scope = new ExpressionScope(_scope) { From = default, HasValues = true, HasContext = false };
            var holds = new ExpressionCompiler(scope).Condition(part.Holds, "an invariant");
            invariants.Add(new CompiledInvariant(part.Reason ?? "it must hold that " + Formatter.Format(part.Holds), holds, scope.Locals, layout));
        }
        if (invariants.Count > MaxInvariants)
        {
            _scope.Fail(syntax.Place, syntax.Name, $"a machine has at most {MaxInvariants} invariants");
        }
        return invariants.ToImmutable();
    }

    /// <summary>Who may move an asset away; nobody unless the text says so.</summary>
    private (Func<MachineState, MachineContext, bool> MayLeave, int Cost) MayLeave(StateLayout layout)
    {
        var parts = Of<MovableSyntax>().ToList();
        if (parts.Count > 1)
        {
            _scope.Fail(parts[1].Place, "movable", "a machine says once who may move its assets", "'movable by A and B', 'movable by A or B'");
        }
        var scope = new ExpressionScope(_scope) { From = default, HasValues = true, HasCaller = true };
        if (parts.Count == 0 || new RoleCompiler(_scope, new ExpressionCompiler(scope)).Compile(parts[0].Role) is not { } role)
        {
            return (static (_, _) => false, 0);
        }
        if (role.Cost > TransitionCompiler.MaxCost)
        {
            _scope.Fail(parts[0].Place, "movable", $"whether an asset may move can take {role.Cost} operations, and {TransitionCompiler.MaxCost} is the most", "lower the bounds of lists");
        }
        return ((state, context) =>
        {
            var frame = new Frame(layout.Unpack(state), MachineValues.Empty, context, state.Owner, state.Name, scope.Locals);
            return Types.IsTrue(role.Evaluate(frame)) && frame.Fault is null;
        }, (int)Math.Min(role.Cost, TransitionCompiler.MaxCost));
    }

    private void CheckShape(ImmutableArray<Transition?> steps)
    {
        var start = _states[0].Name;
        var distinct = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var part in Of<TransitionSyntax>())
        {
            if (!distinct.Add(part.Name) || _scope.States.Cases.Contains(part.Name))
            {
                _scope.Fail(part.Place, part.Name, $"'{part.Name}' is the name of another transition or of a state");
            }
            if (part.From.FirstOrDefault(from => _final.Contains(from.Name)) is { Name: { } final })
            {
                _scope.Fail(part.Place, part.Name, $"'{part.Name}' leaves {final}, and nothing leaves a final state");
            }
            if (part.From.Length > 1 && part.From.Any(from => from.Name == start))
            {
                _scope.Fail(part.Place, part.Name, $"'{part.Name}' creates the asset, so it leaves {start} alone");
            }
        }
        var creating = Of<TransitionSyntax>().Count(part => part.From.Any(from => from.Name == start));
        if (creating != 1)
        {
            _scope.Fail(syntax.Place, syntax.Name, $"{creating} transitions leave {start}, and exactly one creates the asset", $"'transition create: {start} -> ...'");
        }
        if (Of<TransitionSyntax>().Count(static part => part.Clauses.Any(static clause => clause is AutomaticSyntax)) > TransitionCompiler.MaxAutomatic)
        {
            _scope.Fail(syntax.Place, syntax.Name, $"a machine has at most {TransitionCompiler.MaxAutomatic} automatic transitions");
        }
        if (steps.Length > MaxTransitions)
        {
            _scope.Fail(syntax.Place, syntax.Name, $"a machine has at most {MaxTransitions} transitions");
        }
    }

    private ImmutableArray<MachineProperty> Properties(ImmutableArray<string> transitions)
    {
        var properties = ImmutableArray.CreateBuilder<MachineProperty>();
        foreach (var part in Of<PropertySyntax>())
        {
            foreach (var mentioned in new[] { part.First, part.Second })
            {
                if (!_scope.States.Cases.Contains(mentioned) && !transitions.Contains(mentioned))
                {
                    _scope.Fail(part.Place, mentioned, $"there is no state or transition '{mentioned}'");
                }
            }
            if (part.Kind == MachineProperty.Excludes && !(transitions.Contains(part.First) && transitions.Contains(part.Second)))
            {
                _scope.Fail(part.Place, part.First, "only transitions exclude each other");
            }
            properties.Add(new MachineProperty(part.Kind, part.First, part.Second));
        }
        if (properties.Count > MaxProperties)
        {
            _scope.Fail(syntax.Place, syntax.Name, $"a machine has at most {MaxProperties} properties");
        }
        return properties.ToImmutable();
    }
}
