using System.Globalization;
using Scew.Storage.Tests.Postgres;

namespace Scew.Storage.Tests;

/// <summary>The everyday tests of damage and cuts, at full length.</summary>
internal static class LongRun
{
    internal const string Name = "long";
    private const int Tail = 4096;

    /// <summary>How long the log of the pruning test is, whose evidence is of a fork at its beginning: 10,000 with <c>SCEW_LONG=1</c>.</summary>
    internal static int Heights { get; } = Environment.GetEnvironmentVariable("SCEW_LONG") == "1" ? 10_000 : 400;

    /// <summary><c>long [cuts]</c>: every length of a cut journal up to 4 KiB, every byte of its last record, 64 bits on every page, and cut connections (1,000).</summary>
    internal static async Task<int> RunAsync(string[] args)
    {
        var cuts = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 1000;
        await InFolderAsync(async folder => Console.WriteLine($"D5: {await Damage.TruncateAsync(folder, Tail, step: 1)} lengths: repaired, refused or in doubt"));
        await InFolderAsync(async folder => Console.WriteLine($"D5: {await Damage.TurnTailAsync(folder, step: 1)} turned bytes: repaired, refused or in doubt"));
        await InFolderAsync(async folder =>
        {
            var (tried, opened) = await Damage.TruncateMainAsync(folder, step: 1);
            Console.WriteLine($"D5: {tried} lengths of the main file: {opened} in doubt or whole, {tried - opened} refused");
        });
        await InFolderAsync(async folder =>
        {
            var (tried, found) = await Damage.TurnPagesAsync(folder, perPage: 64);
            Console.WriteLine($"D6: {tried} turned bits: {found} found, {tried - found} change no answer");
        });
        var cluster = new PostgresCluster();
        await cluster.InitializeAsync();
        try
        {
            Console.WriteLine($"D12: {cuts} cuts, {await CutCommits.RunAsync(cluster, cuts)} of them after the commit was sent: nothing lost, nothing twice");
        }
        finally
        {
            await cluster.DisposeAsync();
        }
        return 0;
    }

    private static async Task InFolderAsync(Func<string, Task> work)
    {
        using var folder = new TempFolder();
        await work(folder.Path);
    }
}
