using Orleans.Placement;
using Orleans.Runtime;

namespace Orleans.Concurrency;

/// <summary>Calls to one key are served by a pool of activations instead of one.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class StatelessWorkerAttribute : PlacementAttribute
{
    private readonly int _maxLocalWorkers;

    /// <summary>A pool of as many activations as the machine has cores.</summary>
    public StatelessWorkerAttribute()
        : this(Environment.ProcessorCount)
    {
    }

    /// <summary>A pool of a fixed size.</summary>
    /// <param name="maxLocalWorkers">The most activations in the pool; below 1 means one for each core.</param>
    public StatelessWorkerAttribute(int maxLocalWorkers)
        : base(new StatelessWorkerPlacement())
    {
        _maxLocalWorkers = maxLocalWorkers < 1 ? Environment.ProcessorCount : maxLocalWorkers;
    }

    internal int MaxLocalWorkers => _maxLocalWorkers;

    /// <inheritdoc />
    public override void Populate(IServiceProvider services, Type grainClass, GrainType grainType, Dictionary<string, string> properties)
    {
        base.Populate(services, grainClass, grainType, properties);
        properties["max-local-workers"] = _maxLocalWorkers.ToString(System.Globalization.CultureInfo.InvariantCulture);
    }

    private sealed class StatelessWorkerPlacement : PlacementStrategy
    {
    }
}
