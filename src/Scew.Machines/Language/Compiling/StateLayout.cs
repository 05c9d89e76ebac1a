using System.Collections.Immutable;
using Scew.Machines.Language.Syntax;
using Scew.Protocol;
using Scew.Protocol.Registers;
using Scew.Protocol.Requests;

namespace Scew.Machines.Language.Compiling;

/// <summary>Which values each state has, and how they stand in a frame and in a register.</summary>
internal sealed class StateLayout
{
    private readonly SortedDictionary<string, (string[] Names, ValueSlot[] Slots)> _byState = new(StringComparer.Ordinal);
    private readonly int _count;

    public StateLayout(MachineScope scope, ImmutableArray<StateSyntax> declared)
    {
        ImmutableArray<string> states = [.. declared.Select(static state => state.Name)];
        _count = scope.Values.Count;
        Start = states[0];
        Common = [.. scope.Values.Values.Where(static slot => slot.States.IsEmpty)];
        foreach (var state in states)
        {
            ValueSlot[] slots = [.. scope.Values.Values.Where(slot => slot.States.IsEmpty || slot.States.Contains(state))];
            _byState[state] = ([.. slots.Select(static slot => slot.Declared.Name)], slots);
            var bytes = 4 + slots.Sum(static slot => 4 + slot.Declared.Name.Length + slot.Declared.Type.MaxEncodedBytes) + 64 * 80;
            // Before creation there are no values.
            if (_byState.Count > 1 && bytes > Register.MaxValueBytes)
            {
                scope.Fail(declared[_byState.Count - 1].Place, state, $"the values of {state} can take {bytes} bytes, and a register holds {Register.MaxValueBytes}", "lower the bounds of lists, maps and texts");
            }
        }
    }

    /// <summary>The state before creation.</summary>
    public string Start { get; }

    /// <summary>Values of every state.</summary>
    public ImmutableArray<ValueSlot> Common { get; }

    public IReadOnlyList<ValueSlot> Of(string state) => _byState[state].Slots;

    /// <summary>Per state that has any: its own values.</summary>
    public ImmutableSortedDictionary<string, ImmutableArray<Declaration>> OwnValues() => _byState
        .Where(static pair => pair.Value.Slots.Any(static slot => !slot.States.IsEmpty))
        .ToImmutableSortedDictionary(
            static pair => pair.Key, static pair => pair.Value.Slots.Where(static slot => !slot.States.IsEmpty).Select(static slot => slot.Declared).ToImmutableArray(), StringComparer.Ordinal);

    /// <summary>The values by slot.</summary>
    public MachineValue?[] Unpack(MachineState state)
    {
        var slots = new MachineValue?[_count];
        if (state.Values.Count == 0)
        {
            return slots;
        }
        var (names, declared) = _byState[state.Name];
        Invariant.Require(state.Values.Names.SequenceEqual(names), "an asset holds the values of its state");
        for (var i = 0; i < state.Values.Count; i++)
        {
            slots[declared[i].Slot] = state.Values.At(i);
        }
        return slots;
    }

    public MachineValues Pack(string state, MachineValue?[] slots)
    {
        var (names, declared) = _byState[state];
        var values = new MachineValue[names.Length];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = slots[declared[i].Slot]!;
        }
        return MachineValues.Of(names, values);
    }
}
