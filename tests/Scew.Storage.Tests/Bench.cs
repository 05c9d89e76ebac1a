using System.Diagnostics;
using System.Globalization;
using Scew.Storage.Tests.Postgres;

namespace Scew.Storage.Tests;

/// <summary>
/// How fast one database is: safety writes one after the other and by 32 callers at once, and applied heights. Uses only what every version of the store has, so that two
/// commits can be compared by running each in turn.
/// </summary>
internal static class Bench
{
    internal const string Name = "bench";
    private const int Requests = 50;
    private const int Heights = 300;
    private const int Callers = 32;

    /// <summary><c>bench sqlite|sqlite-witness|postgres [runs]</c>; a line of figures a second for every run.</summary>
    internal static async Task<int> RunAsync(string[] args)
    {
        var runs = args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 1;
        var cluster = new PostgresCluster();
        var isPostgres = args[1] == "postgres";
        if (isPostgres)
        {
            await cluster.InitializeAsync();
        }
        try
        {
            for (var run = 0; run < runs; run++)
            {
                using var folder = new TempFolder();
                if (isPostgres)
                {
                    var address = await cluster.NewDatabaseAsync();
                    await PostgresReplicaStore.InitializeAsync(address, Samples.Genesis, 1);
                    await using var store = await PostgresReplicaStore.OpenAsync(address, Samples.Genesis, 1);
                    await MeasureAsync(args[1], store);
                }
                else
                {
                    var data = Path.Combine(folder.Path, "data");
                    await SqliteReplicaStore.InitializeAsync(data, Samples.Genesis, 1);
                    var witness = args[1] == "sqlite-witness" ? Path.Combine(folder.Path, "key.witness") : null;
                    await using var store = await SqliteReplicaStore.OpenAsync(data, Samples.Genesis, 1, witness);
                    await MeasureAsync(args[1], store);
                }
            }
        }
        finally
        {
            if (isPostgres)
            {
                await cluster.DisposeAsync();
            }
        }
        return 0;
    }

    private static async Task MeasureAsync(string name, IReplicaStore store)
    {
        var chain = Samples.Chain(Heights, Requests);
        var sets = chain.Select(entry => Samples.Set(
            Samples.First, [entry], [.. Enumerable.Range(0, Requests).Select(i => Samples.Wallet($"w{(entry.Block.Header.Height * 17 + i) % 2000:d4}", entry.Block.Header.Height, "value"))])).ToList();
        await store.TakeLeaseAsync(Samples.First);
        var alone = Stopwatch.StartNew();
        foreach (var entry in chain)
        {
            await store.WriteSafetyAsync(Samples.Final(Samples.First, [entry]) with { Votes = [Samples.FinalizeVote(entry.Block)] });
        }
        alone.Stop();
        var joined = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(async caller =>
        {
            for (var i = 0; i < 100; i++)
            {
                await store.WriteSafetyAsync(Samples.Safety(Samples.First, lease: 1000 + caller));
            }
        }));
        joined.Stop();
        var applied = Stopwatch.StartNew();
        foreach (var set in sets)
        {
            await store.ApplyAsync(set);
        }
        applied.Stop();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{name} safety/s {Heights / alone.Elapsed.TotalSeconds:f0} joined-safety/s {Callers * 100 / joined.Elapsed.TotalSeconds:f0} heights/s {Heights / applied.Elapsed.TotalSeconds:f0}"));
    }
}
