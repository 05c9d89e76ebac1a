using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Scew.Consensus.Tests.Harness;
using Scew.Protocol;
using Xunit.Abstractions;

namespace Scew.Consensus.Tests;

public class LoadTests(ITestOutputHelper output)
{
    /// <summary>The bound is generous (a busy machine); a scan of the pool per event would be a hundred times over it.</summary>
    [Fact]
    public void A_full_pool_costs_microseconds_a_request()
    {
        const int Requests = 16_000;
        var cluster = new Cluster { DelayMs = 1, DiskMs = 1 };
        cluster.StartAll();
        var batches = new List<RequestsArrived>();
        for (var i = 0; i < Requests; i += 50)
        {
            var metas = ImmutableArray.CreateBuilder<RequestMeta>();
            for (var k = i; k < i + 50; k++)
            {
                var id = Digest.Of(Encoding.UTF8.GetBytes($"load {k.ToString(CultureInfo.InvariantCulture)}"));
                var meta = new RequestMeta(id, new Account(Digest.Of([(byte)k])), i / 50 % 4, Cluster.WallStartMs + 60_000, false, 256, 1);
                cluster.Metas[id] = meta;
                cluster[meta.BroughtBy].Bodies.Add(id);
                metas.Add(meta);
            }
            batches.Add(new RequestsArrived(null, metas.ToImmutable()));
        }
        var clock = Stopwatch.StartNew();
        foreach (var batch in batches)
        {
            cluster[batch.Requests[0].BroughtBy].Step(batch);
        }
        Assert.True(cluster.RunUntil(() => cluster.Live.All(static node => node.Replica.PooledRequests == 0 && node.Replica.ExecutedHeight > 0), 20_000));
        var microseconds = clock.Elapsed.TotalMicroseconds / (Requests * 4);
        output.WriteLine($"{microseconds.ToString("F2", CultureInfo.InvariantCulture)} us a request and replica, harness included, {cluster.FinalBlocks} blocks");
        Assert.Empty(cluster.Failures);
    }
}
