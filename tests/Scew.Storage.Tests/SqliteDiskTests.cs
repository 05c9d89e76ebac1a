using System.Diagnostics;
using System.Globalization;
using Scew.Storage.Sqlite;

namespace Scew.Storage.Tests;

/// <summary>Disks that fail: a sync that answers with an error, a witness that cannot be written, a file that may not grow.</summary>
public sealed class SqliteDiskTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("commit")]
    [InlineData("witness")]
    [Trait("row", "D10")]
    public async Task A_sync_that_fails_is_not_tried_again_and_no_vote_is_acknowledged(string place)
    {
        var calls = 0;
        var fail = false;
        var hooks = new StoreHooks
        {
            BeforeCommit = _ => ThrowIf(fail && place == "commit", ref calls),
            BeforeWitness = _ => ThrowIf(fail && place == "witness", ref calls),
        };
        var witness = Path.Combine(_folder.Path, "key.witness");
        var chain = Samples.Chain(2);
        await SqliteReplicaStore.InitializeAsync(_folder.Path, Samples.Genesis, 1, witness);
        await using (var store = await SqliteReplicaStore.OpenAsync(_folder.Path, Samples.Genesis, 1, new SqliteStoreOptions { Hooks = hooks }, witness))
        {
            await store.TakeLeaseAsync(Samples.First);
            fail = true;
            var vote = Samples.Safety(Samples.First) with { Votes = [Samples.FinalizeVote(chain[0].Block)] };
            await FailsAsync(() => store.WriteSafetyAsync(vote));
            fail = false;
            await FailsAsync(() => store.WriteSafetyAsync(vote));
            await FailsAsync(() => store.ReadVotesAboveAsync(0));
        }
        Assert.Equal(1, calls);
        await using var again = await SqliteReplicaStore.OpenAsync(_folder.Path, Samples.Genesis, 1, witness);
        // After the commit the vote may be on disk, unsent; never the other way round.
        Assert.Equal(place == "commit" ? 0 : 1, (await again.ReadVotesAboveAsync(0)).Length);
        Assert.Equal(StoreDoubt.None, (await again.TakeLeaseAsync(Samples.Second)).Doubt);
        Assert.Null((await again.AuditAsync()).Fault);
    }

    [Fact]
    [Trait("row", "D11")]
    public async Task A_process_whose_files_may_not_grow_stops_with_code_74_and_starts_cleanly_with_room()
    {
        await SqliteReplicaStore.InitializeAsync(_folder.Path, Samples.Genesis, 1);
        // 512-byte blocks; the signal is ignored, so that the write fails as on a full disk. The runtime's own large mappings count as files unless told otherwise.
        var line = $"trap '' XFSZ; ulimit -f 1200; exec dotnet '{typeof(SecondProcess).Assembly.Location}' {SecondProcess.Write} '{_folder.Path}'";
        var start = new ProcessStartInfo("sh", ["-c", line]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardInput = true };
        start.Environment["DOTNET_EnableWriteXorExecute"] = "0";
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        using var process = Process.Start(start)!;
        var lines = (await process.StandardOutput.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        await process.WaitForExitAsync();
        Assert.Equal((74, "Failed"), (process.ExitCode, lines[^1]));
        var acknowledged = int.Parse(lines[^2], CultureInfo.InvariantCulture);
        Assert.InRange(acknowledged, 1, 4999);
        await using var store = await SqliteReplicaStore.OpenAsync(_folder.Path, Samples.Genesis, 1);
        Assert.InRange((await store.ReadHeadAsync())!.Height, acknowledged, acknowledged + 1);
        await store.TakeLeaseAsync(Samples.Second);
        await store.WriteSafetyAsync(Samples.Safety(Samples.Second, lease: 1));
    }

    private static async Task FailsAsync(Func<Task> action) =>
        Assert.Equal(StoreFault.Failed, (await Assert.ThrowsAsync<StoreException>(action)).Fault);

    private static void ThrowIf(bool fail, ref int calls)
    {
        if (fail)
        {
            calls++;
            throw new IOException("Input/output error");
        }
    }
}
