using System.Collections.Immutable;
using Scew.Machines.Language.Syntax;

namespace Scew.Machines.Language.Compiling;

/// <summary>A value of the machine: its place among all values, and the states that have it (empty: all).</summary>
internal sealed record ValueSlot(int Slot, Declaration Declared, ImmutableArray<string> States, Typed? Initial);

/// <summary>What is the same for all expressions of a machine.</summary>
internal sealed class MachineScope
{
    public const string StateEnum = "state";

    public required string Name { get; init; }

    public SortedDictionary<string, MachineType> Types { get; } = new(StringComparer.Ordinal);

    public SortedDictionary<string, ValueSlot> Values { get; } = new(StringComparer.Ordinal);

    public MachineType States { get; set; } = MachineType.Choice(StateEnum, []);

    public List<MachineFault> Faults { get; } = [];

    /// <summary>How many faults were met, reported or not.</summary>
    public int FaultCount { get; set; }

    /// <summary>What comes further is not reported.</summary>
    public bool IsFull => Faults.Count >= Parser.MaxFaults;

    /// <summary>What a name stands for already, in any of its meanings.</summary>
    public bool IsTaken(string name) => name == "owner" || Values.ContainsKey(name) || Types.ContainsKey(name) || States.Cases.Contains(name) || Types.Values.Any(type => type.Cases.Contains(name));

    /// <summary>Reports one fault; more than <see cref="Parser.MaxFaults"/> help nobody.</summary>
    public void Fail(Place place, string text, string message, string? right = null)
    {
        FaultCount++;
        if (!IsFull)
        {
            Faults.Add(new MachineFault(place, MachineFault.Cut(text), message, right));
        }
    }
}

/// <summary>Where an expression stands, and so what it may ask for.</summary>
internal sealed class ExpressionScope(MachineScope machine)
{
    private readonly Dictionary<string, (int Slot, MachineType Type, Reads Reads, Evaluator? Let)> _locals = new(StringComparer.Ordinal);

    public MachineScope Machine { get; } = machine;

    /// <summary>States in which the values are read; empty in the creating transition, where there are none; default in an invariant, which holds in all.</summary>
    public ImmutableArray<string> From { get; init; } = [];

    /// <summary>Values are there to be read.</summary>
    public bool HasValues { get; init; }

    /// <summary>The inputs; default where there are none.</summary>
    public ImmutableArray<Declaration> Inputs { get; init; }

    /// <summary>Somebody calls.</summary>
    public bool HasCaller { get; init; }

    /// <summary>Block time, height, asset and group are known.</summary>
    public bool HasContext { get; init; } = true;

    /// <summary>Values of the machine that an asset comes from.</summary>
    public Machine? Old { get; init; }

    /// <summary>The state that it leaves there.</summary>
    public string OldState { get; init; } = string.Empty;

    /// <summary>How many slots lets and quantifiers need.</summary>
    public int Locals { get; private set; }

    public bool TryLocal(string name, out (int Slot, MachineType Type, Reads Reads, Evaluator? Let) local) => _locals.TryGetValue(name, out local);

    public int Bind(string name, MachineType type, Reads reads, Evaluator? let)
    {
        _locals[name] = (Locals, type, reads, let);
        return Locals++;
    }

    public void Unbind(string name) => _locals.Remove(name);
}
