using Orleans.Runtime;

namespace Orleans.Embedded;

/// <summary>The activations of one stateless-worker key. A call goes to an idle one, else to a new one, else to the least loaded.</summary>
internal sealed class WorkerPool(Silo silo, GrainClass grainClass, GrainId grainId) : ICallTarget
{
    private readonly Lock _gate = new();
    private readonly List<Activation> _workers = [];

    public IReadOnlyList<Activation> Workers
    {
        get
        {
            lock (_gate)
            {
                return [.. _workers];
            }
        }
    }

    public bool TryEnqueue(Call call)
    {
        if (!silo.Cluster.Silos.Contains(silo))
        {
            return false;
        }

        lock (_gate)
        {
            while (true)
            {
                var worker = Choose();
                if (worker.TryEnqueue(call))
                {
                    return true;
                }

                _workers.Remove(worker);
            }
        }
    }

    public void Remove(Activation worker)
    {
        lock (_gate)
        {
            _workers.Remove(worker);
        }
    }

    private Activation Choose()
    {
        Activation? least = null;
        var leastLoad = int.MaxValue;
        foreach (var worker in _workers)
        {
            var load = worker.Load;
            if (load < leastLoad)
            {
                (least, leastLoad) = (worker, load);
            }
        }

        if (least is null || (leastLoad > 0 && _workers.Count < grainClass.MaxWorkers))
        {
            least = new Activation(silo, grainClass, grainId, this);
            _workers.Add(least);
        }

        return least;
    }
}
