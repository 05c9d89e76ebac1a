using Scew.Protocol;
using Scew.Protocol.Requests;

namespace Scew.Machines.Language.Compiling;

/// <summary>What an expression runs on. The first <see cref="Fail"/> sticks; evaluation goes on with stand-ins and its outcome is not used.</summary>
internal sealed class Frame(MachineValue?[] values, MachineValues input, MachineContext context, Account owner, string state, int locals)
{
    /// <summary>By the slot of the declared value; null where the state does not have it.</summary>
    public MachineValue?[] Values { get; } = values;

    public MachineValues Input { get; } = input;

    public MachineContext Context { get; } = context;

    public Account Owner { get; } = owner;

    public string State { get; } = state;

    /// <summary>What lets and quantifiers bound; a let is worked out when it is first asked for.</summary>
    public MachineValue?[] Locals { get; } = locals == 0 ? [] : new MachineValue?[locals];

    /// <summary>Those who signed, made once: whoever goes through a list may ask for each item.</summary>
    public MachineValue.List Signers => field ??= ExpressionCompiler.Signers(Context);

    /// <summary>The group's members, made once as well; there may be a hundred.</summary>
    public MachineValue.List Members => field ??= ExpressionCompiler.Members(Context);

    /// <summary>Why no value could be worked out.</summary>
    public string? Fault { get; private set; }

    public void Fail(string message) => Fault ??= message;

    /// <summary>Works out what was compiled elsewhere, with slots of its own.</summary>
    public MachineValue Apart(Evaluator evaluate, int locals)
    {
        var apart = new Frame(Values, Input, Context, Owner, State, locals);
        var value = evaluate(apart);
        Fault ??= apart.Fault;
        return value;
    }
}
