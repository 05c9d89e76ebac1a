namespace Orleans;

/// <summary>Takes part in a life with stages.</summary>
public interface ILifecycleObserver
{
    /// <summary>Runs on the way up.</summary>
    /// <param name="cancellationToken">Cancelled when it takes too long.</param>
    Task OnStart(CancellationToken cancellationToken = default);

    /// <summary>Runs on the way down.</summary>
    /// <param name="cancellationToken">Cancelled when it takes too long.</param>
    Task OnStop(CancellationToken cancellationToken = default);
}
