using Scew.Storage.Sqlite;

namespace Scew.Storage.Tests;

/// <summary>Joined commits and the settings that make a commit durable.</summary>
public sealed class SqliteCommitTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Writes_of_many_callers_share_transactions()
    {
        await using var store = await NewAsync(new SqliteStoreOptions());
        await store.TakeLeaseAsync(Samples.First);
        var before = store.Commits;
        var counters = await Task.WhenAll(Enumerable.Range(0, 3000).Select(_ => store.WriteSafetyAsync(Samples.Safety(Samples.First))));
        Assert.Equal(Enumerable.Range(2, 3000).Select(counter => (long)counter), counters.Order());
        Assert.InRange(store.Commits - before, 1, 1500);
    }

    [Fact]
    public async Task A_safety_write_overtakes_what_does_not_hold_up_the_replica()
    {
        var chain = Samples.Chain(1);
        var sizes = new List<int>();
        using var entered = new SemaphoreSlim(0);
        using var gate = new ManualResetEventSlim();
        await using var store = await NewAsync(new SqliteStoreOptions
        {
            Hooks = new StoreHooks
            {
                BeforeCommit = joined =>
                {
                    entered.Release();
                    gate.Wait();
                    sizes.Add(joined);
                },
            },
        });
        var lease = store.TakeLeaseAsync(Samples.First);
        await entered.WaitAsync();
        var later = Enumerable.Range(0, 5).Select(signer => store.StoreAttestationsAsync([Samples.Attest(chain[0].Block, signer)])).ToList();
        var safety = Enumerable.Range(0, 3).Select(_ => store.WriteSafetyAsync(Samples.Safety(Samples.First))).ToList();
        gate.Set();
        await lease;
        await Task.WhenAll([.. later, .. safety]);
        Assert.Equal([1, 3, 5], sizes);
    }

    [Fact]
    public async Task The_database_is_in_wal_mode_with_every_commit_synced()
    {
        await (await NewAsync(new SqliteStoreOptions())).DisposeAsync();
        using var session = SqliteSession.OpenWriter(StoreFolder.Find(_folder.Path)!, Microsoft.Data.Sqlite.SqliteOpenMode.ReadWrite, new SqliteStoreOptions());
        Assert.Equal("wal", session["PRAGMA journal_mode"].First(row => row.Text(0)));
        Assert.Equal(2, session["PRAGMA synchronous"].First(row => row.Int64(0)));
        Assert.Equal(1, session["PRAGMA foreign_keys"].First(row => row.Int64(0)));
        Assert.Equal(SqliteStoreOptions.PageBytes, session["PRAGMA page_size"].First(row => row.Int64(0)));
    }

    [Fact]
    public void A_database_that_cannot_keep_a_journal_is_refused()
    {
        var failure = Assert.Throws<StoreException>(
            () => SqliteSession.OpenWriter(":memory:", Microsoft.Data.Sqlite.SqliteOpenMode.Memory, new SqliteStoreOptions()));
        Assert.Equal(StoreFault.Failed, failure.Fault);
        Assert.Contains("journal_mode", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_journal_is_copied_back_while_the_store_runs_and_emptied_when_it_closes()
    {
        var chain = Samples.Chain(60, requests: 4000);
        await using (var store = await NewAsync(new SqliteStoreOptions()))
        {
            await store.TakeLeaseAsync(Samples.First);
            foreach (var entry in chain)
            {
                await store.WriteSafetyAsync(Samples.Final(Samples.First, [entry]));
            }
            var journal = new FileInfo(StoreFolder.Find(_folder.Path) + "-wal").Length;
            Assert.InRange(journal, 1, 2L * SqliteStoreOptions.CheckpointPages * SqliteStoreOptions.PageBytes);
        }
        Assert.False(File.Exists(StoreFolder.Find(_folder.Path) + "-wal"));
    }

    private async Task<SqliteReplicaStore> NewAsync(SqliteStoreOptions options)
    {
        await SqliteReplicaStore.InitializeAsync(_folder.Path, Samples.Genesis, 1);
        return await SqliteReplicaStore.OpenAsync(_folder.Path, Samples.Genesis, 1, options);
    }
}
