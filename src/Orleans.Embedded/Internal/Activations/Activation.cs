using Orleans.Runtime;
using Orleans.Storage;

namespace Orleans.Embedded;

/// <summary>One activation: decides which call may run when. What happens at its begin and end stands in the other half.</summary>
internal sealed partial class Activation : IGrainContext, ICallTarget
{
    [ThreadStatic]
    private static Activation? t_current;

    private readonly Lock _gate = new();
    private CallQueue _waiting;
    private ActivationState _state;
    private int _running;
    private int _blocking;
    private bool _blockingAreReadOnly;
    private long _lastUsed;
    private GrainReference? _reference;

    public Activation(Silo silo, GrainClass grainClass, GrainId grainId, WorkerPool? pool)
    {
        Silo = silo;
        Class = grainClass;
        GrainId = grainId;
        Pool = pool;
        Turns = new TurnScheduler(this);
        _lastUsed = silo.Clock.GetTimestamp();
    }

    /// <summary>The activation whose turn runs on this thread.</summary>
    public static Activation? Current
    {
        get => t_current;
        set => t_current = value;
    }

    public Silo Silo { get; }

    public GrainClass Class { get; }

    public GrainId GrainId { get; }

    public WorkerPool? Pool { get; }

    public TurnScheduler Turns { get; }

    public object? GrainInstance { get; private set; }

    public bool HasFilters => Silo.IncomingFilters.Length != 0 || Class.FiltersItself;

    public GrainReference GrainReference => _reference ??= Silo.Reference(Class.MainInterface, GrainId);

    /// <summary>Calls that run or wait.</summary>
    public int Load
    {
        get
        {
            lock (_gate)
            {
                return _running + _waiting.Count;
            }
        }
    }

    public bool TryEnqueue(Call call)
    {
        lock (_gate)
        {
            if (_state == ActivationState.Invalid)
            {
                return false;
            }

            call.Target = this;
            if (call.KeepsAlive)
            {
                _lastUsed = call.SentAt;
            }

            if (_state == ActivationState.Valid && MayRun(call))
            {
                Admit(call);
                return true;
            }

            _waiting.Add(call);
            if (_state == ActivationState.Created)
            {
                _state = ActivationState.Activating;
                Turns.Enqueue(new Action(Activate));
            }
        }

        return true;
    }

    /// <summary>First thing in a call's own flow: what its context carries ends with it.</summary>
    public void EnterCall(Call call)
    {
        RequestContext.Current = call.Context;
        if (Silo.PropagatesActivity && call.Trace != default)
        {
            Tracing.StartCallee(call);
        }
    }

    /// <summary>A call has run: lets the next ones in.</summary>
    public void Finished(Call call, Exception? error)
    {
        if (error is InconsistentStateException { IsSourceActivation: true } conflict)
        {
            conflict.IsSourceActivation = false;
            Deactivate(new DeactivationReason(DeactivationReasonCode.ApplicationError, conflict, "A stored record changed since it was read."));
        }

        call.Running?.Stop();
        var now = call.KeepsAlive ? Silo.Clock.GetTimestamp() : 0;
        lock (_gate)
        {
            _running--;
            _blocking -= call.Blocks ? 1 : 0;
            _lastUsed = Math.Max(_lastUsed, now);
            if (_state == ActivationState.Valid)
            {
                AdmitWaiting(searchAll: false);
            }
            else if (_state == ActivationState.Deactivating && _running == 0)
            {
                StartFinish();
            }
        }
    }

    public object? GetTarget() => GrainInstance;

    public object? GetComponent(Type componentType)
    {
        return componentType.IsInstanceOfType(GrainInstance) ? GrainInstance : componentType.IsInstanceOfType(this) ? this : null;
    }

    public bool Equals(IGrainContext? other) => ReferenceEquals(this, other);

    public override bool Equals(object? obj) => ReferenceEquals(this, obj);

    public override int GetHashCode() => GrainId.GetHashCode();

    public override string ToString() => $"[Activation: {GrainId} {_state}]";

    private bool MayRun(Call call)
    {
        return _blocking == 0 || Class.Reentrant || call.AlwaysInterleave || (_blockingAreReadOnly && call.Descriptor.ReadOnly);
    }

    private void Admit(Call call)
    {
        call.Blocks = !Class.Reentrant && !call.AlwaysInterleave;
        if (call.Blocks)
        {
            _blockingAreReadOnly = call.Descriptor.ReadOnly && (_blocking == 0 || _blockingAreReadOnly);
            _blocking++;
        }

        _running++;
        Turns.Enqueue(call);
    }

    private void AdmitWaiting(bool searchAll)
    {
        var call = _waiting.First;
        while (call is not null)
        {
            var next = call.NextWaiting;
            if (call.IsCompleted)
            {
                // Nobody waits for it any more: its caller timed out or cancelled.
                _waiting.Remove(call);
            }
            else if (MayRun(call))
            {
                _waiting.Remove(call);
                Admit(call);
            }
            else if (!searchAll && !_blockingAreReadOnly)
            {
                // Calls that interleave are let in on arrival (unless they came during activation), so behind a writing call nothing more can run.
                return;
            }

            call = next;
        }
    }
}
