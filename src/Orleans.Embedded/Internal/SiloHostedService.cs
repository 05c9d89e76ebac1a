using Microsoft.Extensions.Hosting;
using Orleans.Runtime;

namespace Orleans.Embedded;

/// <summary>Starts and stops the silo with its host, and looks for idle activations in between.</summary>
internal sealed class SiloHostedService(Silo silo) : IHostedService, IDisposable
{
    private ITimer? _collector;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        var collection = silo.Collection;
        if (collection.CollectionQuantum <= TimeSpan.Zero)
        {
            throw new OrleansConfigurationException($"CollectionQuantum is {collection.CollectionQuantum}; it must be more than zero.");
        }

        foreach (var (what, age) in collection.ClassSpecificCollectionAge.Prepend(new("CollectionAge", collection.CollectionAge)))
        {
            if (age <= collection.CollectionQuantum)
            {
                throw new OrleansConfigurationException($"{what} is {age}; it must be more than CollectionQuantum, which is {collection.CollectionQuantum}.");
            }
        }

        var classes = silo.Manifest.Count;
        silo.Cluster.Join(silo);
        _collector = silo.Clock.CreateTimer(_ => Collect(), null, collection.CollectionQuantum, collection.CollectionQuantum);
        silo.Log.Started(silo.Name, classes);
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        Dispose();
        silo.Cluster.Leave(silo);
        var reason = new DeactivationReason(DeactivationReasonCode.ShuttingDown, $"Silo {silo.Name} stops.");
        while (silo.Cluster.ActivationsOf(silo).ToList() is { Count: > 0 } activations)
        {
            foreach (var activation in activations)
            {
                activation.Deactivate(reason, cancellationToken);
            }

            var ended = Task.WhenAll(activations.Select(a => a.Deactivated));
            await Task.WhenAny(ended, Task.Delay(Timeout.Infinite, cancellationToken));
            if (cancellationToken.IsCancellationRequested)
            {
                var stuck = activations.Where(a => !a.Deactivated.IsCompleted).ToList();
                stuck.ForEach(silo.Cluster.Forget);
                silo.Log.StoppedEarly(silo.Name, stuck.Count);
                break;
            }
        }

        silo.Cluster.ForgetPools(silo);
        silo.FailOutstanding();
        silo.Log.Stopped(silo.Name);
    }

    public void Dispose() => _collector?.Dispose();

    private void Collect()
    {
        var now = silo.Clock.GetTimestamp();
        foreach (var activation in silo.Cluster.ActivationsOf(silo))
        {
            var age = silo.Collection.ClassSpecificCollectionAge.TryGetValue(activation.Class.Type.FullName!, out var own) ? own : silo.Collection.CollectionAge;
            activation.DeactivateIfIdle(now, age);
        }
    }
}
