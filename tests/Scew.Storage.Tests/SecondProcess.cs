using System.Diagnostics;

namespace Scew.Storage.Tests;

/// <summary>This assembly started as a program of its own: opens a store in another process, and holds it or writes until it is killed.</summary>
internal static class SecondProcess
{
    internal const string Hold = "hold";
    internal const string Write = "write";

    /// <summary>Prints <c>open</c>, or the fault; with <see cref="Write"/> then the number of every acknowledged height.</summary>
    internal static async Task<int> RunAsync(string[] args)
    {
        try
        {
            await using ReplicaStore store = args[1].StartsWith("postgres:", StringComparison.Ordinal)
                ? await PostgresReplicaStore.OpenAsync(args[1], Samples.Genesis, 1)
                : await SqliteReplicaStore.OpenAsync(args[1], Samples.Genesis, 1);
            Console.WriteLine("open");
            if (string.Equals(args[0], Write, StringComparison.Ordinal))
            {
                await WriteAsync(store);
            }
            Console.ReadLine();
            return 0;
        }
        catch (StoreException failure)
        {
            Console.WriteLine(failure.Fault);
            return 74;
        }
    }

    internal static Process Start(string mode, string folder)
    {
        var start = new ProcessStartInfo("dotnet") { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true };
        start.ArgumentList.Add(typeof(SecondProcess).Assembly.Location);
        start.ArgumentList.Add(mode);
        start.ArgumentList.Add(folder);
        return Process.Start(start)!;
    }

    private static async Task WriteAsync(ReplicaStore store)
    {
        await store.TakeLeaseAsync(Samples.First);
        var chain = Samples.Chain(5000, requests: 5);
        for (var i = 0; i < chain.Length; i++)
        {
            await store.WriteSafetyAsync(Samples.Final(Samples.First, [chain[i]]));
            await store.ApplyAsync(Samples.Set(Samples.First, [chain[i]], Samples.Wallet("a", i + 1), Samples.Wallet("b", i + 1)));
            Console.WriteLine(i + 1);
        }
    }
}
