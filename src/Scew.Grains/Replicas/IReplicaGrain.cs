using Orleans;
using Orleans.Concurrency;

namespace Scew.Grains;

/// <summary>The merchant's one replica in the group: key <c>replica/main</c>.</summary>
[Alias("Scew.IReplicaGrain")]
public interface IReplicaGrain : IGrainWithStringKey
{
    /// <summary>
    /// Takes the lease, recovers from the store and starts to take part. Recovery checks every request above the applied height again: as long as it takes. Gives the id of
    /// the activation that runs: another process's, where that one orders already.
    /// </summary>
    [Alias("StartAsync")]
    [ResponseTimeout("01:00:00")]
    Task<byte[]> StartAsync();

    /// <summary>Handles what waits in the inbox.</summary>
    [AlwaysInterleave]
    [Alias("WakeAsync")]
    Task WakeAsync();

    /// <summary>
    /// The encoded statement and certificate of the highest block that this replica holds as final or sent finalize for: what a linearizable read is
    /// answered with.
    /// </summary>
    [AlwaysInterleave]
    [Alias("HeadAsync")]
    Task<ReplicaHead> HeadAsync();

    /// <summary>Where the replica stands, for status pages.</summary>
    [AlwaysInterleave]
    [Alias("StatusAsync")]
    Task<ReplicaStatus> StatusAsync();

    /// <summary>Lowers the lease and takes no further part.</summary>
    [AlwaysInterleave]
    [Alias("StopAsync")]
    Task StopAsync();
}
