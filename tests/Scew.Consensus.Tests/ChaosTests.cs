using System.Globalization;
using Scew.Consensus.Tests.Harness;

namespace Scew.Consensus.Tests;

/// <summary>Loss, reordering, cut links, crashes and skewed clocks; then everything heals. The full randomised simulation is tests/Scew.Simulation.</summary>
public class ChaosTests
{
    [Theory]
    [InlineData(4, 0, 60)]
    [InlineData(7, 1000, 12)]
    public void After_any_faults_a_healed_group_agrees_progresses_and_goes_silent(int size, int firstSeed, int seeds)
    {
        for (var seed = firstSeed; seed < firstSeed + seeds; seed++)
        {
            var failure = Play(size, seed);
            Assert.True(failure is null, $"seed {seed.ToString(CultureInfo.InvariantCulture)}: {failure}");
        }
    }

    /// <summary>More seeds on demand: SCEW_CHAOS_SEEDS=2000.</summary>
    [Fact]
    public void More_seeds_on_demand()
    {
        var seeds = int.Parse(Environment.GetEnvironmentVariable("SCEW_CHAOS_SEEDS") ?? "0", CultureInfo.InvariantCulture);
        for (var seed = 10_000; seed < 10_000 + seeds; seed++)
        {
            var failure = Play(seed % 3 == 0 ? 7 : 4, seed);
            Assert.True(failure is null, $"seed {seed.ToString(CultureInfo.InvariantCulture)}: {failure}");
        }
    }

    internal static string? Play(int size, int seed)
    {
        var random = new Random(seed);
        var cluster = new Cluster(size) { FlushesApplied = random.Next(3) > 0, DelayMs = random.Next(1, 60), DiskMs = random.Next(1, 30) };
        var loss = random.Next(0, 30);
        var spread = random.Next(1, 400);
        cluster.Delivers = (_, _, _) => random.Next(100) >= loss;
        cluster.Jitter = () => random.Next(spread);
        cluster.StartAll();
        var count = 0;
        for (var step = 0; step < 60; step++)
        {
            Disturb(cluster, random, ref count);
            cluster.Run(random.Next(1, 700));
        }
        cluster.Delivers = static (_, _, _) => true;
        cluster.Jitter = static () => 0;
        for (var i = 0; i < size; i++)
        {
            if (cluster.Nodes[i] is null)
            {
                cluster.Start(i);
            }
            cluster[i].ClockSkewMs = 0;
            cluster[i].ReleaseExecution();
            for (var j = 0; j < i; j++)
            {
                cluster.Link(i, j);
            }
        }
        return Check(cluster);
    }

    private static void Disturb(Cluster cluster, Random random, ref int count)
    {
        var size = cluster.Nodes.Length;
        var one = random.Next(size);
        var two = (one + 1 + random.Next(size - 1)) % size;
        switch (random.Next(12))
        {
            case 0 when cluster.Nodes[one] is not null:
                cluster.Kill(one);
                break;
            case 1 or 2 when cluster.Nodes[one] is null:
                cluster.Start(one);
                break;
            case 3:
                cluster.Unlink(one, two);
                break;
            case 4 or 5 when cluster.Nodes[one] is not null && cluster.Nodes[two] is not null:
                cluster.Link(one, two);
                break;
            case 6 when random.Next(4) == 0:
                cluster.RestartAll();
                break;
            case 7 when cluster.Nodes[one] is { } node:
                node.ClockSkewMs = random.Next(-1500, 1500);
                break;
            case 8 when cluster.Nodes[one] is { } node:
                node.ExecutionHeld = !node.ExecutionHeld;
                break;
            default:
                if (cluster.Nodes[one] is not null)
                {
                    cluster.Submit(one, $"request {count++}", random.Next(2000, 60_000));
                }
                break;
        }
    }

    private static string? Check(Cluster cluster)
    {
        for (var i = 0; i < 3; i++)
        {
            var id = cluster.Submit(i, $"last {i}");
            if (!cluster.RunUntil(() => cluster.AllExecuted(id), 120_000))
            {
                return "no progress\n" + cluster.Describe();
            }
        }
        cluster.Run(90_000);
        if (cluster.Failures.Count > 0)
        {
            return string.Join('\n', cluster.Failures);
        }
        if (cluster.Live.Any(node => node.Evidence.Count > 0))
        {
            return "evidence against a correct member";
        }
        if (cluster.Live.Select(static node => (node.Replica.ExecutedHeight, node.Replica.CertifiedHeight)).Distinct().Count() != 1
            || cluster[0].Replica.ExecutedHeight != cluster[0].Replica.CertifiedHeight)
        {
            return "heights differ\n" + cluster.Describe();
        }
        var before = cluster.MessagesSent;
        var height = cluster[0].Replica.ExecutedHeight;
        cluster.Run(10_000);
        var links = cluster.Nodes.Length * (cluster.Nodes.Length - 1);
        return cluster[0].Replica.ExecutedHeight != height || cluster.MessagesSent - before > links * 6
            ? $"not silent: {cluster.MessagesSent - before} messages\n" + cluster.Describe()
            : null;
    }
}
