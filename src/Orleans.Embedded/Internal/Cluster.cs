using System.Collections.Concurrent;
using Orleans.Runtime;

namespace Orleans.Embedded;

/// <summary>
/// The directory of activations. Ordinarily a cluster is one silo; the silos of a test cluster share one of these, so that a grain
/// has one activation among them.
/// </summary>
internal sealed class Cluster
{
    private readonly ConcurrentDictionary<GrainId, Activation> _directory = new();
    private readonly ConcurrentDictionary<(Silo Silo, GrainId Id), WorkerPool> _pools = new();
    private readonly Lock _membership = new();
    private Silo[] _silos = [];
    private uint _next;

    /// <summary>The running silos.</summary>
    public IReadOnlyList<Silo> Silos => Volatile.Read(ref _silos);

    public void Join(Silo silo)
    {
        lock (_membership)
        {
            _silos = [.. _silos, silo];
        }
    }

    /// <summary>From here on the silo gets no new activation; those that it has are ended by it.</summary>
    public void Leave(Silo silo)
    {
        lock (_membership)
        {
            _silos = [.. _silos.Where(s => s != silo)];
        }
    }

    public IEnumerable<Activation> ActivationsOf(Silo silo)
    {
        return _directory.Values.Where(a => a.Silo == silo).Concat(_pools.Where(p => p.Key.Silo == silo).SelectMany(p => p.Value.Workers));
    }

    public bool TryFind(GrainId grainId, out Activation? activation) => _directory.TryGetValue(grainId, out activation);

    /// <summary>The grain class that serves an interface.</summary>
    public GrainType ClassOf(Type interfaceType, string? prefix, Silo caller)
    {
        // References can be made before the silo runs; calling them cannot.
        foreach (var silo in caller.HostsGrains ? Silos.Prepend(caller) : Silos)
        {
            if (silo.Manifest.ClassOf(interfaceType, prefix) is { } type)
            {
                return type;
            }
        }

        throw new ArgumentException($"Could not find an implementation for interface {interfaceType}.", nameof(interfaceType));
    }

    public void Forget(Activation activation)
    {
        if (activation.Pool is { } pool)
        {
            pool.Remove(activation);
        }
        else
        {
            _directory.TryRemove(new KeyValuePair<GrainId, Activation>(activation.GrainId, activation));
        }
    }

    public void ForgetPools(Silo silo)
    {
        foreach (var key in _pools.Keys.Where(k => k.Silo == silo))
        {
            _pools.TryRemove(key, out _);
        }
    }

    /// <summary>Delivers a call to its grain's activation, creating one where there is none.</summary>
    public void Dispatch(Call call)
    {
        if (call.BoundTo is { } only)
        {
            if (!only.TryEnqueue(call))
            {
                call.TryFail(new EnumerationAbortedException($"The activation of {only.GrainId} has ended, and its streams with it."));
            }

            return;
        }

        var reference = call.Reference!;
        var target = reference.LastTarget;
        if (target is not null && target.TryEnqueue(call))
        {
            return;
        }

        do
        {
            target = _directory.TryGetValue(reference.GrainId, out var activation) ? activation : Place(reference, call.Source?.Silo ?? reference.Shared.Silo);
        }
        while (!target.TryEnqueue(call));
        reference.LastTarget = target;
    }

    private ICallTarget Place(GrainReference reference, Silo caller)
    {
        var id = reference.GrainId;
        lock (_membership)
        {
            var candidates = _silos.Where(s => s.Manifest.Find(id.Type) is not null).ToList();
            if (candidates.Count == 0)
            {
                throw new SiloUnavailableException($"No running silo hosts {id}.");
            }

            var silo = candidates[(int)(_next++ % (uint)candidates.Count)];
            var grainClass = silo.Manifest.Find(id.Type)!;
            if (grainClass.IsStatelessWorker)
            {
                silo = candidates.Contains(caller) ? caller : silo;
                return _pools.GetOrAdd((silo, id), static (key, type) => new WorkerPool(key.Silo, type, key.Id), grainClass);
            }

            return _directory.GetOrAdd(id, static (key, place) => new Activation(place.silo, place.grainClass, key, null), (silo, grainClass));
        }
    }
}
