using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;

namespace Orleans.Embedded;

/// <summary>Begin and end of an activation.</summary>
internal sealed partial class Activation
{
    private readonly TaskCompletionSource _deactivated = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly HashSet<IDisposable> _owned = [];
    private GrainLifecycle? _lifecycle;
    private AsyncServiceScope? _scope;
    private DeactivationReason? _reason;
    private CancellationToken _deactivationToken;
    private ITimer? _impatience;
    private bool _finishing;

    public Task Deactivated => _deactivated.Task;

    public IServiceProvider ActivationServices => _scope?.ServiceProvider ?? Silo.Services;

    public IGrainLifecycle ObservableLifecycle => Lifecycle;

    private GrainLifecycle Lifecycle => _lifecycle ??= new GrainLifecycle();

    public void Deactivate(DeactivationReason deactivationReason, CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            if (_reason is not null || _state == ActivationState.Invalid)
            {
                return;
            }

            _reason = deactivationReason;
            _deactivationToken = cancellationToken;
            switch (_state)
            {
                case ActivationState.Created:
                    _state = ActivationState.Deactivating;
                    StartFinish();
                    break;
                case ActivationState.Valid:
                    _state = ActivationState.Deactivating;
                    StartDeactivating();
                    break;
            }
        }
    }

    /// <summary>Ends the activation when nothing used it since the given time.</summary>
    public void DeactivateIfIdle(long now, TimeSpan age)
    {
        lock (_gate)
        {
            if (_state != ActivationState.Valid)
            {
                return;
            }

            if (_running != 0 || _waiting.Count != 0)
            {
                _lastUsed = now;
                return;
            }

            if (Silo.Clock.GetElapsedTime(_lastUsed, now) < age)
            {
                return;
            }
        }

        Deactivate(new DeactivationReason(DeactivationReasonCode.ActivationIdle, $"Idle for {age}."));
    }

    /// <summary>Ties a timer or stream to the activation's end.</summary>
    public void Own(IDisposable resource)
    {
        lock (_gate)
        {
            _owned.Add(resource);
        }
    }

    public void Disown(IDisposable resource)
    {
        lock (_gate)
        {
            _owned.Remove(resource);
        }
    }

    private void Activate() => _ = ActivateAsync();

    private async Task ActivateAsync()
    {
        try
        {
            _scope = Silo.Services.CreateAsyncScope();
            GrainInstance = Class.Create(this);
            using var tooLong = new CancellationTokenSource(Silo.Collection.ActivationTimeout, Silo.Clock);
            if (_lifecycle is not null)
            {
                await _lifecycle.StartAsync(int.MinValue, GrainLifecycleStage.Activate - 1, tooLong.Token);
            }

            await ((IGrainBase)GrainInstance).OnActivateAsync(tooLong.Token);
            if (_lifecycle is not null)
            {
                await _lifecycle.StartAsync(GrainLifecycleStage.Activate, int.MaxValue, tooLong.Token);
            }
        }
        catch (Exception error)
        {
            Silo.Log.ActivationFailed(error, GrainId);
            await FailActivationAsync(error);
            return;
        }

        lock (_gate)
        {
            if (_reason is null)
            {
                _state = ActivationState.Valid;
                AdmitWaiting(searchAll: true);
            }
            else
            {
                _state = ActivationState.Deactivating;
                StartFinish();
            }
        }
    }

    /// <summary>The callers see the error and no activation remains.</summary>
    private async Task FailActivationAsync(Exception error)
    {
        foreach (var call in Close())
        {
            call.TryFail(error);
        }

        await DisposeAsync();
    }

    private void StartDeactivating()
    {
        // Timers stop and streams break off now: a stream that waits for its next item must not hold up the end.
        Turns.Enqueue(new Action(DisposeOwned));
        if (_running == 0)
        {
            StartFinish();
            return;
        }

        _impatience = Silo.Clock.CreateTimer(
            static state => ((Activation)state!).StopWaiting(),
            this,
            Silo.Collection.DeactivationTimeout,
            Timeout.InfiniteTimeSpan);
        _deactivationToken.UnsafeRegister(static state => ((Activation)state!).StopWaiting(), this);
    }

    private void StopWaiting()
    {
        lock (_gate)
        {
            StartFinish();
        }
    }

    private void StartFinish()
    {
        if (!_finishing)
        {
            _finishing = true;
            _impatience?.Dispose();
            Turns.Enqueue(new Action(Finish));
        }
    }

    private void Finish() => _ = FinishAsync();

    private async Task FinishAsync()
    {
        DisposeOwned();
        if (GrainInstance is IGrainBase grain)
        {
            try
            {
                using var tooLong = new CancellationTokenSource(Silo.Collection.DeactivationTimeout, Silo.Clock);
                using var either = CancellationTokenSource.CreateLinkedTokenSource(tooLong.Token, _deactivationToken);
                await (_lifecycle?.StopAsync(GrainLifecycleStage.Activate, int.MaxValue, either.Token) ?? Task.CompletedTask);
                await grain.OnDeactivateAsync(_reason!.Value, either.Token);
                await (_lifecycle?.StopAsync(int.MinValue, GrainLifecycleStage.Activate - 1, either.Token) ?? Task.CompletedTask);
            }
            catch (Exception error)
            {
                Silo.Log.DeactivationFailed(error, GrainId);
            }
        }

        foreach (var call in Close())
        {
            Silo.Redirect(call);
        }

        await DisposeAsync();
    }

    /// <summary>Leaves the directory before turning invalid, so that whoever is refused here finds a new activation there.</summary>
    private List<Call> Close()
    {
        Silo.Forget(this);
        lock (_gate)
        {
            _state = ActivationState.Invalid;
            return _waiting.TakeAll();
        }
    }

    private void DisposeOwned()
    {
        IDisposable[] owned;
        lock (_gate)
        {
            owned = [.. _owned];
            _owned.Clear();
        }

        foreach (var resource in owned)
        {
            resource.Dispose();
        }
    }

    private async Task DisposeAsync()
    {
        DisposeOwned();
        try
        {
            switch (GrainInstance)
            {
                case IAsyncDisposable disposable:
                    await disposable.DisposeAsync();
                    break;
                case IDisposable disposable:
                    disposable.Dispose();
                    break;
            }

            if (_scope is { } scope)
            {
                await scope.DisposeAsync();
            }
        }
        catch (Exception error)
        {
            Silo.Log.DeactivationFailed(error, GrainId);
        }

        _deactivated.TrySetResult();
    }
}
