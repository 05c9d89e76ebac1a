using System.Collections.Immutable;
using Scew.Protocol.Requests;

namespace Scew.Machines.Language.Compiling;

/// <summary>A condition of a step with its sentence, and what it looked at, by its own words.</summary>
internal sealed record CompiledGuard(string Reason, Typed Holds, ImmutableArray<(string Text, Typed Value)> Looks);

/// <summary>A call, payment or event that happens when its condition holds.</summary>
internal sealed record Conditional<T>(Typed? When, Func<Frame, T?> Make)
    where T : class;

/// <summary>
/// A transition ready to run: guards in the order of the text, then effects, which all see the values before the step, then what is asked of others, and the invariants of the new state.
/// </summary>
internal sealed class StepCode
{
    public required string Name { get; init; }

    public required string To { get; init; }

    public required StateLayout Layout { get; init; }

    public required ImmutableArray<CompiledGuard> Guards { get; init; }

    /// <summary>Values after the step by slot; a slot without an evaluator stays as it was.</summary>
    public required ImmutableArray<(int Slot, Evaluator? Value)> Values { get; init; }

    public required Evaluator? Owner { get; init; }

    public required Evaluator? Takes { get; init; }

    public required ImmutableArray<Conditional<MachineCall>> Calls { get; init; }

    public required ImmutableArray<Conditional<MachineEvent>> Events { get; init; }

    public required ImmutableArray<CompiledInvariant> Invariants { get; init; }

    public required int Locals { get; init; }

    public StepResult Run(MachineState state, MachineValues input, MachineContext context)
    {
        var frame = FrameOf(state, input, context);
        foreach (var guard in Guards)
        {
            var holds = Types.IsTrue(guard.Holds.Evaluate(frame));
            if (frame.Fault is { } fault)
            {
                return Refuse(MachineRefusal.Overflow, fault, state, Looks(guard, frame));
            }
            if (!holds)
            {
                return Refuse(MachineRefusal.GuardRefused, guard.Reason, state, Looks(guard, frame));
            }
        }
        var after = new MachineValue?[frame.Values.Length];
        foreach (var (slot, value) in Values)
        {
            after[slot] = value is null ? frame.Values[slot] : value(frame);
        }
        var owner = Owner?.Invoke(frame) is MachineValue.AccountRef account ? account.Value : state.Owner;
        var takes = Takes?.Invoke(frame) is MachineValue.Int amount ? amount.Value : 0;
        var calls = Happening(Calls, frame);
        var events = Happening(Events, frame);
        if (frame.Fault is { } left)
        {
            return Refuse(MachineRefusal.Overflow, left, state, []);
        }
        var next = state with { Name = To, Owner = owner, Values = Layout.Pack(To, after) };
        foreach (var invariant in Invariants)
        {
            if (!invariant.Test(after, next))
            {
                return Refuse(MachineRefusal.InvariantRefused, invariant.Reason, state, []);
            }
        }
        return new StepResult.Next(next) { Calls = calls, Events = events, Takes = takes };
    }

    /// <summary>The sentence of the first guard that refuses whatever the input, or null. Lets are worked out once for all guards.</summary>
    public string? Closed(MachineState state, MachineContext context)
    {
        var frame = FrameOf(state, MachineValues.Empty, context);
        foreach (var guard in Guards)
        {
            if ((guard.Holds.Reads & Reads.Input) == Reads.Nothing && (!Types.IsTrue(guard.Holds.Evaluate(frame)) || frame.Fault is not null))
            {
                return guard.Reason;
            }
        }
        return null;
    }

    /// <summary>Whether one guard holds before there is any input.</summary>
    public bool Test(CompiledGuard guard, MachineState state, MachineValues input, MachineContext context)
    {
        var frame = FrameOf(state, input, context);
        return Types.IsTrue(guard.Holds.Evaluate(frame)) && frame.Fault is null;
    }

    private Frame FrameOf(MachineState state, MachineValues input, MachineContext context) =>
        new(Layout.Unpack(state), input, context, state.Owner, state.Name, Locals);

    private StepResult.Refused Refuse(string code, string message, MachineState state, ImmutableArray<(string Text, MachineValue Value)> because) =>
        new(new MachineRefusal(code, message, Name, state) { Because = because });

    private static ImmutableArray<(string Text, MachineValue Value)> Looks(CompiledGuard guard, Frame frame) =>
        [.. guard.Looks.Select(look => (look.Text, look.Value.Evaluate(frame)))];

    private static ImmutableArray<T> Happening<T>(ImmutableArray<Conditional<T>> all, Frame frame)
        where T : class
    {
        if (all.IsEmpty)
        {
            return [];
        }
        var happening = ImmutableArray.CreateBuilder<T>(all.Length);
        foreach (var one in all)
        {
            if ((one.When is null || Types.IsTrue(one.When.Evaluate(frame))) && one.Make(frame) is { } made)
            {
                happening.Add(made);
            }
        }
        return happening.ToImmutable();
    }
}
