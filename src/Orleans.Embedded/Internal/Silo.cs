using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Runtime;

namespace Orleans.Embedded;

/// <summary>One silo, or a client of the cluster that hosts nothing: sends calls and knows what its own host configured.</summary>
internal sealed class Silo : IDisposable
{
    private readonly ReferenceFactory _references;
    private readonly Lazy<GrainManifest> _manifest;
    private readonly OutstandingCalls _outstanding;

    public Silo(IServiceProvider services, Cluster cluster, bool hostsGrains)
    {
        Services = services;
        Cluster = cluster;
        HostsGrains = hostsGrains;
        Clock = services.GetRequiredService<TimeProvider>();
        Collection = services.GetRequiredService<IOptions<GrainCollectionOptions>>().Value;
        Name = services.GetRequiredService<IOptions<SiloOptions>>().Value.SiloName ?? $"Silo_{Guid.NewGuid():N}"[..10];
        Log = new SiloLog(services.GetRequiredService<ILoggerFactory>().CreateLogger("Orleans.Embedded.Silo"));
        IncomingFilters = [.. services.GetServices<IIncomingGrainCallFilter>()];
        OutgoingFilters = [.. services.GetServices<IOutgoingGrainCallFilter>()];
        PropagatesActivity = services.GetService<Tracing.Enabled>() is not null;
        ResponseTimeout = services.GetRequiredService<IOptions<SiloMessagingOptions>>().Value.ResponseTimeout;
        _manifest = new(() => new GrainManifest(services.GetRequiredService<IOptions<GrainTypeOptions>>().Value));
        _references = new ReferenceFactory(this);
        _outstanding = new OutstandingCalls(Clock);
        var endpoint = services.GetRequiredService<IOptions<EndpointOptions>>().Value;
        Address = SiloAddress.New(new System.Net.IPEndPoint(endpoint.AdvertisedIPAddress ?? System.Net.IPAddress.Loopback, endpoint.SiloPort), SiloAddress.AllocateNewGeneration());
    }

    public IServiceProvider Services { get; }

    public Cluster Cluster { get; }

    public bool HostsGrains { get; }

    public string Name { get; }

    public SiloAddress Address { get; }

    public TimeProvider Clock { get; }

    public GrainCollectionOptions Collection { get; }

    public TimeSpan ResponseTimeout { get; }

    public SiloLog Log { get; }

    public IIncomingGrainCallFilter[] IncomingFilters { get; }

    public IOutgoingGrainCallFilter[] OutgoingFilters { get; }

    public bool PropagatesActivity { get; }

    /// <summary>What this silo hosts, read and checked on first use: at the latest when it starts.</summary>
    public GrainManifest Manifest => _manifest.Value;

    public GrainReference Reference(Type interfaceType, GrainId grainId) => _references.Create(interfaceType, grainId);

    public Task Send(GrainReference reference, VoidCall call)
    {
        if (OutgoingFilters.Length != 0)
        {
            return new OutgoingCallContext(reference, call, OutgoingFilters, async () =>
            {
                Post(reference, call);
                await call.Task;
                return null;
            }).Invoke();
        }

        Post(reference, call);
        return call.Task;
    }

    public Task<TResult> Send<TResult>(GrainReference reference, ResultCall<TResult> call)
    {
        if (OutgoingFilters.Length != 0)
        {
            return SendFiltered(reference, call);
        }

        Post(reference, call);
        return call.Task;
    }

    /// <summary>A call whose activation ended before it ran goes to the next one, unless nobody waits any more.</summary>
    public void Redirect(Call call)
    {
        if (call.IsCompleted || (!call.CanMove && call.BoundTo is null))
        {
            return;
        }

        try
        {
            Cluster.Dispatch(call);
        }
        catch (Exception error)
        {
            call.TryFail(error);
        }
    }

    public void Forget(Activation activation) => Cluster.Forget(activation);

    public void FailOutstanding() => _outstanding.FailAll(() => new SiloUnavailableException($"Silo {Name} has stopped."));

    public void Dispose() => _outstanding.Dispose();

    /// <summary>Sends a call that passed the outgoing filters.</summary>
    public void Post(GrainReference reference, Call call)
    {
        try
        {
            call.CopyArguments();
            call.Reference = reference;
            call.Source = Activation.Current;
            call.Context = RequestContext.Export();
            call.SentAt = Clock.GetTimestamp();
            if (PropagatesActivity)
            {
                call.Trace = Activity.Current?.Context ?? default;
            }

            if (!call.LinkCancellation())
            {
                return;
            }

            if (call.Descriptor.OneWay)
            {
                ((VoidCall)call).Complete();
            }
            else
            {
                _outstanding.Add(call, call.Descriptor.ResponseTimeout ?? ResponseTimeout);
            }

            Cluster.Dispatch(call);
        }
        catch (Exception error)
        {
            if (!call.TryFail(error))
            {
                Log.OneWayFailed(error, call.GetActivityName(), reference.GrainId);
            }
        }
    }

    private async Task<TResult> SendFiltered<TResult>(GrainReference reference, ResultCall<TResult> call)
    {
        var context = new OutgoingCallContext(reference, call, OutgoingFilters, async () =>
        {
            Post(reference, call);
            return await call.Task;
        });
        await context.Invoke();
        return context.Result is { } result ? (TResult)result : default!;
    }
}
