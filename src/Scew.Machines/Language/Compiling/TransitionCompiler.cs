using System.Collections.Immutable;
using Scew.Machines.Language.Syntax;
using Scew.Protocol;
using Scew.Protocol.Requests;

namespace Scew.Machines.Language.Compiling;

/// <summary>Transitions: the clauses in the order of the text. What one costs at most is known here and bounded.</summary>
internal sealed partial class TransitionCompiler(MachineScope machine, StateLayout layout, ImmutableArray<CompiledInvariant> invariants)
{
    /// <summary>Most operations of one step, its invariants included.</summary>
    public const long MaxCost = 10_000;

    /// <summary>Most operations of working out when one automatic transition is due: that is done before and after every step, beside <see cref="MaxCost"/>.</summary>
    public const long MaxDueCost = 25;

    /// <summary>Most automatic transitions of a machine.</summary>
    public const int MaxAutomatic = 16;

    /// <summary>Most calls and payments of one step, and most events.</summary>
    public const int MaxCalls = 8;

    private static readonly Effect NeverAlone = static (_, _, _) => throw new InvariantException("a step of a text runs as a whole");

    /// <summary>The transition, or null when it has faults.</summary>
    public Transition? Compile(TransitionSyntax syntax)
    {
        var before = machine.FaultCount;
        var from = States(syntax);
        var automatic = syntax.Clauses.OfType<AutomaticSyntax>().ToList();
        var inputs = TypeReader.Declarations(machine, syntax.Inputs, RequestLimits.MaxInputs, "inputs");
        CheckAutomatic(syntax, automatic, from);
        var isCreating = from.Contains(machine.States.Cases[0]);
        var scope = new ExpressionScope(machine)
        {
            From = from,
            HasValues = !isCreating,
            Inputs = inputs,
            HasCaller = automatic.Count == 0,
        };
        var work = new ClauseWork(machine, layout, scope, syntax, isCreating);
        foreach (var clause in syntax.Clauses)
        {
            work.Take(clause);
        }
        if (machine.FaultCount > before)
        {
            return null;
        }
        var values = work.After(syntax.To);
        var cost = work.Cost + invariants.Sum(static one => one.Holds.Cost);
        if (cost > MaxCost)
        {
            machine.Fail(syntax.Place, syntax.Name, $"a step of '{syntax.Name}' can take {cost} operations, and {MaxCost} is the most", "lower the bounds of lists, or go through them less often");
        }
        if (machine.FaultCount > before)
        {
            return null;
        }
        var code = work.Build(values, layout, invariants);
        return new Transition(syntax.Name, from, syntax.To, inputs, work.Who(code), work.PublicGuards(code), NeverAlone, Automatic(automatic, scope, code))
        {
            Code = code,
            Cost = (int)cost,
            MaxCalls = code.Calls.Length,
        };
    }

    private ImmutableArray<string> States(TransitionSyntax syntax)
    {
        foreach (var (from, place) in syntax.From)
        {
            if (!machine.States.Cases.Contains(from))
            {
                machine.Fail(place, from, $"there is no state '{from}'", "one of " + string.Join(", ", machine.States.Cases));
            }
        }
        if (!machine.States.Cases.Contains(syntax.To) || syntax.To == machine.States.Cases[0])
        {
            machine.Fail(syntax.ToPlace, syntax.To, $"'{syntax.To}' is no state that a transition can lead to", "one of " + string.Join(", ", machine.States.Cases.Skip(1)));
        }
        return [.. syntax.From.Select(static one => one.Name).Distinct(StringComparer.Ordinal)];
    }

    private void CheckAutomatic(TransitionSyntax syntax, List<AutomaticSyntax> automatic, ImmutableArray<string> from)
    {
        if (automatic.Count == 0)
        {
            return;
        }
        if (automatic.Count > 1 || !syntax.Inputs.IsEmpty || from.Contains(machine.States.Cases[0]) || syntax.Clauses.Any(static clause => clause is BySyntax))
        {
            machine.Fail(automatic[0].Place, syntax.Name, "a transition that time takes has one time, no inputs, nobody who signs, and does not create the asset");
        }
    }

    private TimerCondition? Automatic(List<AutomaticSyntax> automatic, ExpressionScope scope, StepCode code)
    {
        if (automatic is not [var clause])
        {
            return null;
        }
        var due = new ExpressionCompiler(scope).Compile(clause.Due);
        if (due.IsFaulty || due.Type.Kind != MachineTypeKind.Time || (due.Reads & (Reads.Now | Reads.Caller | Reads.Input | Reads.Place)) != Reads.Nothing)
        {
            if (!due.IsFaulty)
            {
                machine.Fail(clause.Due.Place, Formatter.Format(clause.Due), $"'{Formatter.Format(clause.Due)}' is no time that the asset's values alone tell", "a value of type time or time?");
            }
            return null;
        }
        if (due.Cost > MaxDueCost)
        {
            machine.Fail(clause.Due.Place, Formatter.Format(clause.Due), $"the time can take {due.Cost} operations, and {MaxDueCost} is the most", "keep the time in a value of its own");
            return null;
        }
        return new TimerCondition("now >= " + Formatter.Format(clause.Due), state =>
        {
            var frame = new Frame(code.Layout.Unpack(state), MachineValues.Empty, new MachineContext(default, [], 0, 0, string.Empty, default), state.Owner, state.Name, scope.Locals);
            return due.Evaluate(frame) is MachineValue.Time time && frame.Fault is null ? time.UnixMs : null;
        });
    }
}
