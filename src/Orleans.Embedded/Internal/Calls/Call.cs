using System.Collections.Immutable;
using System.Diagnostics;
using System.Reflection;
using Orleans.Runtime;
using Orleans.Serialization.Invocation;

namespace Orleans.Embedded;

/// <summary>One call on its way: argument holder, message and promise in one object, so that a call costs few allocations.</summary>
internal abstract class Call : IInvokable
{
    private CancellationTokenSource? _calleeCancellation;
    private CancellationTokenRegistration _callerRegistration;

    public abstract CallDescriptor Descriptor { get; }

    public abstract bool IsCompleted { get; }

    /// <summary>Whether the call may interleave with every other one.</summary>
    public virtual bool AlwaysInterleave => Descriptor.AlwaysInterleave;

    /// <summary>Whether the call resets the activation's idle time; some timers do not.</summary>
    public virtual bool KeepsAlive => true;

    /// <summary>Whether another activation may take the call when this one ends.</summary>
    public virtual bool CanMove => BoundTo is null;

    /// <summary>The only activation that can take the call; null for whichever the directory names.</summary>
    public virtual Activation? BoundTo => null;

    public CancellationToken CallerToken { get; set; }

    public ImmutableDictionary<string, object>? Context { get; set; }

    /// <summary>The caller's activity, and the callee's under it, where activities are propagated.</summary>
    public ActivityContext Trace { get; set; }

    public Activity? Running { get; set; }

    public Activation? Source { get; set; }

    public GrainReference? Reference { get; set; }

    public Activation? Target { get; set; }

    /// <summary>When the call was sent, in ticks of the sender's clock.</summary>
    public long SentAt { get; set; }

    public long Deadline { get; set; } = long.MaxValue;

    public OutstandingCalls.Stripe? Stripe { get; set; }

    public Call? PreviousOutstanding { get; set; }

    public Call? NextOutstanding { get; set; }

    public Call? PreviousWaiting { get; set; }

    public Call? NextWaiting { get; set; }

    /// <summary>Whether the running call keeps others out.</summary>
    public bool Blocks { get; set; }

    /// <summary>Replaces arguments that caller and callee must not share; generated where a method has such arguments.</summary>
    public virtual void CopyArguments()
    {
    }

    /// <summary>Runs the call on its activation's turn; never throws.</summary>
    public abstract Task ExecuteAsync(Activation target);

    /// <summary>Runs the method and returns the boxed result, for filters.</summary>
    public abstract Task<object?> InvokeBoxedAsync(object instance);

    /// <summary>Gives the caller an error, unless it already has an answer.</summary>
    public abstract bool TryFail(Exception error);

    protected abstract bool TryCancel(CancellationToken token);

    public object? GetTarget() => Target?.GrainInstance;

    public int GetArgumentCount() => Descriptor.ParameterCount;

    public virtual object? GetArgument(int index) => throw new ArgumentOutOfRangeException(nameof(index));

    public virtual void SetArgument(int index, object value) => throw new ArgumentOutOfRangeException(nameof(index));

    public string GetMethodName() => Descriptor.MethodName;

    public string GetInterfaceName() => Descriptor.InterfaceName;

    public string GetActivityName() => $"{Descriptor.InterfaceType.Name}/{Descriptor.MethodName}";

    public MethodInfo GetMethod() => Descriptor.Method;

    public Type GetInterfaceType() => Descriptor.InterfaceType;

    public TimeSpan? GetDefaultResponseTimeout() => Descriptor.ResponseTimeout;

    public virtual CancellationToken GetCancellationToken() => _calleeCancellation?.Token ?? default;

    public void Dispose()
    {
    }

    /// <summary>Links the caller's token to one of the callee's own, which fires on the callee's turn.</summary>
    /// <returns>False when the caller has cancelled already.</returns>
    public bool LinkCancellation()
    {
        if (!CallerToken.CanBeCanceled)
        {
            return true;
        }

        if (CallerToken.IsCancellationRequested)
        {
            TryCancel(CallerToken);
            return false;
        }

        _calleeCancellation = new CancellationTokenSource();
        _callerRegistration = CallerToken.UnsafeRegister(static state => ((Call)state!).OnCallerCancelled(), this);
        return true;
    }

    public void CancelCallee()
    {
        if (_calleeCancellation is not null && Target is { } target)
        {
            target.Turns.Enqueue(new Action(_calleeCancellation.Cancel));
        }
    }

    /// <summary>The caller has its answer: forget the time-out and the caller's token.</summary>
    protected void Answered()
    {
        Stripe?.Remove(this);
        _callerRegistration.Unregister();
    }

    private void OnCallerCancelled()
    {
        if (TryCancel(CallerToken))
        {
            Stripe?.Remove(this);
            CancelCallee();
        }
    }
}
