using Scew.Storage.Tests.Postgres;

namespace Scew.Storage.Tests;

/// <summary>One log on both databases.</summary>
[Collection(PostgresGroup.Name)]
public sealed class EquivalenceTests(PostgresCluster cluster)
{
    private const int Heights = 500;
    private const int Checkpoint = 50;

    [Fact]
    [Trait("row", "D14")]
    public async Task Ten_thousand_requests_leave_the_same_roots_at_every_checkpoint()
    {
        using var folder = new TempFolder();
        var log = new TrueLog(14, Heights, requests: 20);
        var address = await cluster.NewDatabaseAsync();
        await SqliteReplicaStore.InitializeAsync(folder.Path, Samples.Genesis, 1);
        await PostgresReplicaStore.InitializeAsync(address, Samples.Genesis, 1);
        await using var one = await SqliteReplicaStore.OpenAsync(folder.Path, Samples.Genesis, 1);
        await using var other = await PostgresReplicaStore.OpenAsync(address, Samples.Genesis, 1);
        foreach (IReplicaStore store in new IReplicaStore[] { one, other })
        {
            await store.TakeLeaseAsync(Samples.First);
        }
        for (var height = 1; height <= Heights; height += Checkpoint)
        {
            var to = height + Checkpoint - 1;
            await Task.WhenAll(log.WriteAsync(one, Samples.First, height, to, step: 10), log.WriteAsync(other, Samples.First, height, to, step: 10));
            var (first, second) = (await one.AuditAsync(), await other.AuditAsync());
            Assert.Null(first.Fault);
            Assert.Equal(first, second);
            Assert.Equal(log.Head(to), await one.ReadHeadAsync());
            Assert.Equal(log.Head(to), await other.ReadHeadAsync());
        }
        Assert.Equal(await Fingerprint.OfAsync(one), await Fingerprint.OfAsync(other));
    }
}
