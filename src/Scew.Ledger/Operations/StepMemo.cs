using Scew.Machines;
using Scew.Protocol.Json;
using Scew.Protocol.Requests;

namespace Scew.Ledger.Operations;

/// <summary>
/// Results of the steps of one block. A request that runs again because a register was missing takes what it found before, and so does one whose steps were worked out ahead.
/// A step is known by the very objects that it starts from, so a hit says that nothing changed; time, height and group are the block's.
/// </summary>
internal sealed class StepMemo
{
    private readonly Dictionary<Key, StepResult> _steps = [];
    private readonly Dictionary<Key, Machines.FiredTimer> _fired = [];
    private readonly Dictionary<Key, bool> _leaving = [];
    private readonly Dictionary<Key, StepResult> _moved = [];
    private readonly Dictionary<AssetStep, MachineValues> _inputs = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<MachineValues, byte[]?> _told = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<MachineDeploy, Refusal?> _checks = new(ReferenceEqualityComparer.Instance);

    /// <summary>The inputs of a step, always the same object.</summary>
    public MachineValues Input(AssetStep step)
    {
        if (!_inputs.TryGetValue(step, out var input))
        {
            input = MachineValues.From(step.Input);
            _inputs.Add(step, input);
        }
        return input;
    }

    /// <summary>Takes a step; <paramref name="state"/> is null for the one that creates the asset.</summary>
    public StepResult Step(Machine machine, MachineState? state, string transition, MachineValues input, MachineContext context)
    {
        var key = new Key(machine, state, transition, input, context);
        if (!_steps.TryGetValue(key, out var result))
        {
            result = machine.Step(state ?? machine.Start(context), transition, input, context);
            _steps.Add(key, result);
        }
        return result;
    }

    /// <summary>Lets time take a transition.</summary>
    public Machines.FiredTimer Fire(Machine machine, MachineState state, string transition, MachineContext context)
    {
        var key = new Key(machine, state, transition, MachineValues.Empty, context);
        if (!_fired.TryGetValue(key, out var fired))
        {
            fired = machine.Fire(state, transition, context);
            _fired.Add(key, fired);
        }
        return fired;
    }

    /// <summary>Whether an asset's machine lets those who sign move it.</summary>
    public bool MayLeave(Machine older, MachineState state, MachineContext context)
    {
        var key = new Key(older, state, string.Empty, MachineValues.Empty, context);
        if (!_leaving.TryGetValue(key, out var mayLeave))
        {
            mayLeave = older.MayLeave(state, context);
            _leaving.Add(key, mayLeave);
        }
        return mayLeave;
    }

    /// <summary>Moves an asset to a newer machine.</summary>
    public StepResult Migrate(Machine machine, MachineState old, Migration migration, MachineContext context)
    {
        var key = new Key(machine, old, migration.From, MachineValues.Empty, context);
        if (!_moved.TryGetValue(key, out var result))
        {
            result = machine.Migrate(old, migration, context);
            _moved.Add(key, result);
        }
        return result;
    }

    /// <summary>A request is done: what its results tell is not told again, and may be large.</summary>
    public void Forget() => _told.Clear();

    /// <summary>Values as results tell them; null where that is more than <paramref name="mostBytes"/>, which is always the same.</summary>
    public byte[]? Json(MachineValues values, int mostBytes)
    {
        if (!_told.TryGetValue(values, out var told))
        {
            var json = new JsonWriter { MostBytes = mostBytes };
            RefusalDetail.WriteValues(json, values);
            told = json.IsFull ? null : json.ToArray();
            _told.Add(values, told);
        }
        return told;
    }

    /// <summary>Takes over what was worked out ahead.</summary>
    public void Add(StepAhead ahead)
    {
        if (ahead.Result is { } result)
        {
            _steps.TryAdd(new Key(ahead.Machine, ahead.State, ahead.Transition, ahead.Input, ahead.Context), result);
        }
    }

    /// <summary>What came of the checks of a text that is to be deployed; they are made once, but what was found while something was missing is not kept.</summary>
    public Refusal? Check(MachineDeploy deploy, Func<Refusal?> check, Func<bool> isShort)
    {
        if (!_checks.TryGetValue(deploy, out var refusal))
        {
            refusal = check();
            if (!isShort())
            {
                _checks.Add(deploy, refusal);
            }
        }
        return refusal;
    }

    private readonly struct Key(Machine machine, MachineState? state, string transition, MachineValues input, MachineContext context) : IEquatable<Key>
    {
        private readonly Machine _machine = machine;
        private readonly MachineState? _state = state;
        private readonly string _transition = transition;
        private readonly MachineValues _input = input;
        private readonly MachineContext _context = context;

        public bool Equals(Key other) =>
            ReferenceEquals(_state, other._state) && ReferenceEquals(_input, other._input) && ReferenceEquals(_machine, other._machine)
            && _transition == other._transition && _context.AssetId == other._context.AssetId && _context.Caller == other._context.Caller
            && _context.CallerMachine == other._context.CallerMachine && _context.CoSigners.SequenceEqual(other._context.CoSigners);

        public override bool Equals(object? obj) => obj is Key other && Equals(other);

        // For look-up only: two steps that share it differ by Equals.
        public override int GetHashCode() => ReferenceEqualityComparer.Instance.GetHashCode((object?)_state ?? _input);
    }
}
