using Scew.Machines;

namespace Scew.Ledger;

/// <summary>
/// A step of an asset that nothing before it in the block touches: whoever executes the block may run it beside the others, on any thread. It reads immutable values only, and what it
/// comes to is used where the asset still stands as it did; so order and result of a block do not hang on it.
/// </summary>
public sealed class StepAhead
{
    internal StepAhead(Machine machine, MachineState? state, string transition, MachineValues input, MachineContext context)
    {
        Machine = machine;
        State = state;
        Transition = transition;
        Input = input;
        Context = context;
    }

    /// <summary>Operations that it takes at most.</summary>
    public int Cost => Machine.Find(Transition)?.Cost ?? 0;

    internal Machine Machine { get; }

    internal MachineState? State { get; }

    internal string Transition { get; }

    internal MachineValues Input { get; }

    internal MachineContext Context { get; }

    internal StepResult? Result { get; private set; }

    /// <summary>Works it out; once.</summary>
    public void Run() => Result = Machine.Step(State ?? Machine.Start(Context), Transition, Input, Context);
}
