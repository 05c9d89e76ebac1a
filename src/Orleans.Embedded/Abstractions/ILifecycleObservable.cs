namespace Orleans;

/// <summary>A life with stages.</summary>
public interface ILifecycleObservable
{
    /// <summary>Takes part in a stage.</summary>
    /// <param name="observerName">The participant's name.</param>
    /// <param name="stage">The stage; lower ones start first and stop last.</param>
    /// <param name="observer">The participant.</param>
    IDisposable Subscribe(string observerName, int stage, ILifecycleObserver observer);
}
