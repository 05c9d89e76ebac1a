using Orleans.Embedded;

namespace Orleans.Runtime;

/// <summary>A reference to a grain: base of the generated proxies. Valid within the host that made it; pass keys between hosts.</summary>
public class GrainReference : IAddressable, IEquatable<GrainReference>
{
    private readonly GrainId _grainId;

    internal GrainReference(ReferenceShared shared, GrainId grainId)
    {
        Shared = shared;
        _grainId = grainId;
    }

    /// <summary>The grain's identity.</summary>
    public GrainId GrainId => _grainId;

    /// <summary>The name of the interface that this reference calls.</summary>
    public GrainInterfaceType InterfaceType => Shared.InterfaceType;

    internal ReferenceShared Shared { get; }

    /// <summary>Where the last call went: spares the directory, and is only a hint.</summary>
    internal ICallTarget? LastTarget { get; set; }

    /// <summary>Compares the grains that two references stand for.</summary>
    /// <param name="reference1">The first.</param>
    /// <param name="reference2">The second.</param>
    public static bool operator ==(GrainReference? reference1, GrainReference? reference2) => reference1 is null ? reference2 is null : reference1.Equals(reference2);

    /// <summary>Compares the grains that two references stand for.</summary>
    /// <param name="reference1">The first.</param>
    /// <param name="reference2">The second.</param>
    public static bool operator !=(GrainReference? reference1, GrainReference? reference2) => !(reference1 == reference2);

    /// <inheritdoc />
    public bool Equals(GrainReference? other) => other is not null && _grainId.Equals(other._grainId);

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as GrainReference);

    /// <inheritdoc />
    public override int GetHashCode() => _grainId.GetHashCode();

    /// <summary>The grain's identity as text.</summary>
    public sealed override string ToString() => $"GrainReference:{_grainId}";

    // The generated proxies call the methods below, one for each shape of return value.
    internal Task SendTask(VoidCall call) => Shared.Silo.Send(this, call);

    internal ValueTask SendValueTask(VoidCall call) => new(Shared.Silo.Send(this, call));

    internal Task<TResult> SendTaskOf<TResult>(ResultCall<TResult> call) => Shared.Silo.Send(this, call);

    internal ValueTask<TResult> SendValueTaskOf<TResult>(ResultCall<TResult> call) => new(Shared.Silo.Send(this, call));

    internal IAsyncEnumerable<TItem> SendStream<TItem>(StreamRequest<TItem> request) => new GrainStream<TItem>(this, request);
}
