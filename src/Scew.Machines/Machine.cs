using System.Collections.Immutable;
using Scew.Machines.Language.Syntax;
using Scew.Protocol;
using Scew.Protocol.Registers;
using Scew.Protocol.Requests;

namespace Scew.Machines;

/// <summary>
/// The finite state machine of an asset's life. Its name is <c>builtin/NAME/VERSION</c> for one that ships as C#; a change of meaning is a new version, and an
/// asset keeps the version it was created with. Exactly one transition leaves the start state: it creates the asset.
/// </summary>
public sealed partial class Machine
{
    private readonly Dictionary<string, Transition> _transitions = new(StringComparer.Ordinal);
    private readonly ImmutableArray<Transition> _automatic;

    /// <summary>Checks the definition: a fault in it is our bug.</summary>
    public Machine(
        string name,
        ImmutableArray<string> states,
        ImmutableArray<string> finalStates,
        ImmutableArray<Declaration> values,
        ImmutableArray<Transition> transitions,
        ImmutableArray<MachineInvariant> invariants)
    {
        Name = name;
        States = states;
        FinalStates = finalStates;
        Values = values;
        Transitions = transitions;
        Invariants = invariants;
        Invariant.Require(IdRules.IsMachine(name) && states.Length >= 1, "a machine has a name and a start state");
        RequireNames(states, "states");
        RequireNames([.. values.Select(value => value.Name)], "values");
        RequireNames([.. transitions.Select(transition => transition.Name)], "transitions");
        Invariant.Require(finalStates.All(state => states.Contains(state)), "final states are states");
        _automatic = [.. transitions.Where(transition => transition.Automatic is not null)];
        var timerBytes = 5 + _automatic.Sum(transition => 12 + transition.Name.Length);
        Invariant.Require(
            4 + values.Sum(value => 4 + value.Name.Length + value.Type.MaxEncodedBytes) + timerBytes <= Register.MaxValueBytes, "values fit a register");
        foreach (var transition in transitions)
        {
            RequireNames([.. transition.Inputs.Select(input => input.Name)], "inputs");
            Invariant.Require(states.Contains(transition.To) && transition.To != states[0], "a transition leads to a state other than the start");
            Invariant.Require(!transition.From.IsEmpty && transition.From.All(from => states.Contains(from)), "a transition leaves states");
            Invariant.Require(!transition.From.Any(from => finalStates.Contains(from)), "nothing leaves a final state");
            Invariant.Require(transition.Automatic is null || transition.Inputs.IsEmpty, "a transition that time takes has no inputs");
            _transitions.Add(transition.Name, transition);
        }
        Creating = transitions.Single(transition => transition.From.Contains(states[0]));
        Invariant.Require(Creating.From.Length == 1 && Creating.Automatic is null, "the creating transition leaves the start state only, and somebody takes it");
    }

    /// <summary>The name that registers carry as their contract.</summary>
    public string Name { get; }

    /// <summary>All states, the start first.</summary>
    public ImmutableArray<string> States { get; }

    /// <summary>States that nothing leaves.</summary>
    public ImmutableArray<string> FinalStates { get; }

    /// <summary>The values that an asset has in every state but the start.</summary>
    public ImmutableArray<Declaration> Values { get; }

    /// <summary>All transitions.</summary>
    public ImmutableArray<Transition> Transitions { get; }

    /// <summary>What holds in every state but the start.</summary>
    public ImmutableArray<MachineInvariant> Invariants { get; }

    /// <summary>The transition that creates an asset.</summary>
    public Transition Creating { get; }

    /// <summary>Per state that has any: values that assets have in this state alone.</summary>
    public ImmutableSortedDictionary<string, ImmutableArray<Declaration>> StateValues { get; init; } = ImmutableSortedDictionary.Create<string, ImmutableArray<Declaration>>(StringComparer.Ordinal);

    /// <summary>What the author called it; null for a machine that ships as C#.</summary>
    public string? Title { get; init; }

    /// <summary>The text that it was compiled from; null for a machine that ships as C#.</summary>
    public string? Text { get; init; }

    /// <summary>The parts of the text.</summary>
    public MachineSyntax? Syntax { get; init; }

    /// <summary>What holds of the order of states and transitions, as the author says; the checker looks whether it does.</summary>
    public ImmutableArray<MachineProperty> Properties { get; init; } = [];

    /// <summary>What its conditions tell apart.</summary>
    public MachineConstants Constants { get; init; } = MachineConstants.None;

    /// <summary>How deep machines migrate from each other: whoever needs one needs the older ones too.</summary>
    public const int MaxMigrationDepth = 8;

    /// <summary>0 for a machine that migrates from none, else one more than the deepest of those.</summary>
    public int MigrationDepth { get; internal set; }

    /// <summary>Whether those who sign may move an asset in this state to a newer machine. It is this machine's word: the newer one's author may want another thing. By default nobody may.</summary>
    public Func<MachineState, MachineContext, bool> MayLeave { get; init; } = static (_, _) => false;

    /// <summary>Most operations of asking <see cref="MayLeave"/>.</summary>
    internal int LeaveCost { get; init; }

    /// <summary>How assets of older machines come to this one.</summary>
    public ImmutableArray<Migration> Migrations { get; internal set; } = [];

    /// <summary>The transition called <paramref name="name"/>, or null.</summary>
    public Transition? Find(string name) => _transitions.GetValueOrDefault(name);

    /// <summary>The state before creation: no values, the caller as owner.</summary>
    public MachineState Start(MachineContext context) => new(States[0], context.Caller, MachineValues.Empty);

    /// <summary>Creates an asset by the creating transition.</summary>
    public StepResult Create(MachineValues input, MachineContext context) => Step(Start(context), Creating.Name, input, context);

    /// <summary>Takes a transition, or says why not.</summary>
    public StepResult Step(MachineState state, string transition, MachineValues input, MachineContext context)
    {
        if (!_transitions.TryGetValue(transition, out var found))
        {
            return Refused(MachineRefusal.UnknownTransition, $"{Name} has no transition '{transition}'", transition, state);
        }
        if (found.Automatic is not null)
        {
            return Refused(MachineRefusal.GuardRefused, $"'{transition}' is taken by time alone", transition, state);
        }
        if (!found.From.Contains(state.Name))
        {
            var refusal = new MachineRefusal(
                MachineRefusal.WrongState, WrongState(found, state), transition, state, AllowedFrom: found.From);
            return new StepResult.Refused(refusal);
        }
        if (CheckInputs(found, input, out var wrongInput) is { } badInput)
        {
            return new StepResult.Refused(new MachineRefusal(MachineRefusal.BadInput, badInput, transition, state, wrongInput));
        }
        return Take(found, state, input, context);
    }

    /// <summary>What the machine's assets have in one state: the values of every state and the state's own.</summary>
    public ImmutableArray<Declaration> ValuesOf(string state) => StateValues.TryGetValue(state, out var own) ? Values.AddRange(own) : Values;

    /// <summary>Every transition as the context's caller sees it from <paramref name="state"/>, in the order of definition.</summary>
    public ImmutableArray<OpenTransition> OpenTransitions(MachineState state, MachineContext context)
    {
        var open = ImmutableArray.CreateBuilder<OpenTransition>(Transitions.Length);
        foreach (var transition in Transitions)
        {
            open.Add(Open(transition, state, context));
        }
        return open.MoveToImmutable();
    }

    /// <summary>One transition as the context's caller sees it.</summary>
    public OpenTransition Open(Transition transition, MachineState state, MachineContext context)
    {
        string? closed;
        if (!transition.From.Contains(state.Name))
        {
            closed = WrongState(transition, state);
        }
        else if (transition.Automatic is not null)
        {
            closed = TakenByTime(transition, state);
        }
        else if (transition.Code is { } code)
        {
            closed = code.Closed(state, context);
        }
        else if (!transition.Who.May(state, context))
        {
            closed = transition.Who.Reason;
        }
        else
        {
            var refusing = transition.Guards.FirstOrDefault(guard => !guard.ReadsInput && !guard.Test(state, MachineValues.Empty, context));
            closed = refusing?.Reason;
        }
        ImmutableArray<string> conditions = [.. transition.Guards.Where(guard => guard.ReadsInput).Select(guard => guard.Reason)];
        return new OpenTransition(transition, closed, conditions);
    }

    private static StepResult.Refused Refused(string code, string message, string transition, MachineState state) =>
        new(new MachineRefusal(code, message, transition, state));

    private static string WrongState(Transition transition, MachineState state) =>
        $"'{transition.Name}' leads on from {string.Join(" or ", transition.From)}, and the asset is {state.Name}";

    private static string? CheckInputs(Transition transition, MachineValues input, out string? wrong)
    {
        foreach (var declared in transition.Inputs)
        {
            wrong = declared.Name;
            var value = input.Find(declared.Name);
            if (value is null)
            {
                if (declared.Type.Optional)
                {
                    continue;
                }
                return $"input '{declared.Name}' of type {declared.Type} is missing";
            }
            if (declared.Type.Refuse(value) is { } reason)
            {
                return $"input '{declared.Name}': {reason}";
            }
        }
        foreach (var (name, _) in input.Items)
        {
            wrong = name;
            if (transition.Input(name) is null)
            {
                return $"'{transition.Name}' has no input '{name}'";
            }
        }
        wrong = null;
        return null;
    }

    private static void RequireNames(ImmutableArray<string> names, string what)
    {
        Invariant.Require(names.All(name => IdRules.IsName(name)) && names.Length <= MachineValues.MaxCount, $"{what} have names");
        Invariant.Require(names.Distinct(StringComparer.Ordinal).Count() == names.Length, $"names of {what} are distinct");
    }

    /// <summary>The step itself; state and inputs fit.</summary>
    private StepResult Take(Transition found, MachineState state, MachineValues input, MachineContext context)
    {
        if (found.Code is { } code)
        {
            var result = code.Run(state, input, context);
            return result is StepResult.Next next ? next with { State = next.State with { Timers = TimersAfter(state, next.State, FiringsAfter(found, state, context), context.TimeMs) } } : result;
        }
        if (found.Automatic is null && !found.Who.May(state, context))
        {
            return Refused(MachineRefusal.GuardRefused, found.Who.Reason, found.Name, state);
        }
        foreach (var guard in found.Guards)
        {
            if (!guard.Test(state, input, context))
            {
                return Refused(MachineRefusal.GuardRefused, guard.Reason, found.Name, state);
            }
        }
        return Finish(found, state, found.Effect(state, input, context) with { Name = found.To }, context);
    }

    private StepResult Finish(Transition transition, MachineState before, MachineState after, MachineContext context)
    {
        Invariant.Require(after.Values.Count == Values.Length, "an effect leaves exactly the declared values");
        foreach (var declared in Values)
        {
            var value = after.Values.Find(declared.Name);
            Invariant.Require(value is not null && declared.Type.Refuse(value) is null, "an effect leaves values of the declared types");
        }
        foreach (var invariant in Invariants)
        {
            if (!invariant.Holds(after))
            {
                return Refused(MachineRefusal.InvariantRefused, invariant.Reason, transition.Name, before);
            }
        }
        return new StepResult.Next(after with { Timers = TimersAfter(before, after, FiringsAfter(transition, before, context), context.TimeMs) });
    }
}
