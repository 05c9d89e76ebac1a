using Orleans.Serialization.Invocation;

namespace Orleans.Runtime;

/// <summary>One activation of a grain.</summary>
public interface IGrainContext : ITargetHolder, IEquatable<IGrainContext>
{
    /// <summary>A reference to the grain.</summary>
    GrainReference GrainReference { get; }

    /// <summary>The grain's identity.</summary>
    GrainId GrainId { get; }

    /// <summary>The instance; null before it is created.</summary>
    object? GrainInstance { get; }

    /// <summary>The activation's scope of the silo's services.</summary>
    IServiceProvider ActivationServices { get; }

    /// <summary>Stages of the activation's life to take part in.</summary>
    IGrainLifecycle ObservableLifecycle { get; }

    /// <summary>Completes when the activation has ended.</summary>
    Task Deactivated { get; }

    /// <summary>Starts to end the activation.</summary>
    /// <param name="deactivationReason">Why.</param>
    /// <param name="cancellationToken">Cancels the wait for running calls and for the grain's own end.</param>
    void Deactivate(DeactivationReason deactivationReason, CancellationToken cancellationToken = default);
}
