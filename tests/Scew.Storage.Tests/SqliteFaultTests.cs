using Microsoft.Data.Sqlite;
using Scew.Storage.Sqlite;

namespace Scew.Storage.Tests;

/// <summary>Failed commits, a full disk, changed rows.</summary>
public sealed class SqliteFaultTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task After_a_failed_write_nothing_is_tried_again_and_the_next_start_copies_the_database()
    {
        var chain = Samples.Chain(3);
        var fail = false;
        await using (var store = await NewAsync(new SqliteStoreOptions { Hooks = new StoreHooks { BeforeCommit = _ => ThrowIf(fail) } }))
        {
            await store.TakeLeaseAsync(Samples.First);
            await store.WriteSafetyAsync(Samples.Final(Samples.First, [.. chain.Take(2)]));
            fail = true;
            await FailsAsync(StoreFault.Failed, () => store.WriteSafetyAsync(Samples.Final(Samples.First, chain)));
            fail = false;
            await FailsAsync(StoreFault.Failed, () => store.WriteSafetyAsync(Samples.Safety(Samples.First)));
            await FailsAsync(StoreFault.Failed, () => store.TakeLeaseAsync(Samples.Second));
            await FailsAsync(StoreFault.Failed, () => store.ReadHeadAsync());
        }
        Assert.Equal("replica.1.db", Path.GetFileName(Database()));
        await using (var again = await OpenAsync())
        {
            Assert.Equal("replica.2.db", Path.GetFileName(Database()));
            Assert.False(File.Exists(Path.Combine(_folder.Path, "replica.1.db")));
            Same.Blocks(chain.Take(2), await again.ReadBlocksAboveAsync(0));
            Assert.Equal(new LeaseTaken(0, 3), await again.TakeLeaseAsync(Samples.Second));
        }
        await using var third = await OpenAsync();
        Assert.Equal("replica.2.db", Path.GetFileName(Database()));
    }

    [Fact]
    public async Task A_copy_that_a_crash_interrupted_is_made_again()
    {
        var fail = false;
        await using (var store = await NewAsync(new SqliteStoreOptions { Hooks = new StoreHooks { BeforeCommit = _ => ThrowIf(fail) } }))
        {
            await store.TakeLeaseAsync(Samples.First);
            fail = true;
            await FailsAsync(StoreFault.Failed, () => store.WriteSafetyAsync(Samples.Safety(Samples.First)));
        }
        await File.WriteAllTextAsync(Path.Combine(_folder.Path, "replica.2.db.new"), "half a copy");
        await using var again = await OpenAsync();
        Assert.Equal(1, (await again.TakeLeaseAsync(Samples.Second)).Counter - 1);
        Assert.Equal("replica.2.db", Path.GetFileName(Database()));
    }

    [Fact]
    public async Task A_full_disk_stops_the_store_with_a_clear_sentence_and_corrupts_nothing()
    {
        var chain = Samples.Chain(40, requests: 400);
        var stored = 0;
        await using (var store = await NewAsync(new SqliteStoreOptions { MaxPages = 60 }))
        {
            await store.TakeLeaseAsync(Samples.First);
            var failure = await Assert.ThrowsAsync<StoreException>(async () =>
            {
                for (; stored < chain.Length; stored++)
                {
                    await store.WriteSafetyAsync(Samples.Final(Samples.First, [chain[stored]]) with { Votes = [Samples.FinalizeVote(chain[stored].Block)] });
                }
            });
            Assert.Equal(StoreFault.Failed, failure.Fault);
            Assert.Contains("full", failure.Message, StringComparison.Ordinal);
            Assert.InRange(stored, 1, chain.Length - 1);
        }
        await using var again = await OpenAsync();
        Same.Blocks(chain.Take(stored), await again.ReadBlocksAboveAsync(0));
        Assert.Equal(stored, (await again.ReadVotesAboveAsync(0)).Length);
        await again.TakeLeaseAsync(Samples.Second);
        await again.WriteSafetyAsync(Samples.Final(Samples.Second, [chain[stored]]));
    }

    public static TheoryData<string> Changes => new(
        "UPDATE blocks SET block = substr(block, 1, 40) || x'00' || substr(block, 42) WHERE height = 2",
        "UPDATE blocks SET bodies = CAST(replace(CAST(bodies AS TEXT), '2-1', '2-9') AS BLOB) WHERE height = 2",
        "UPDATE blocks SET bodies = x'00000000' WHERE height = 2",
        "UPDATE blocks SET hash = randomblob(32) WHERE height = 2",
        "UPDATE heights SET block = (SELECT block FROM heights WHERE height = 1) WHERE height = 2",
        "DELETE FROM heights WHERE height = 2",
        "UPDATE heights SET results = substr(results, 1, length(results) - 1) WHERE height = 2",
        "UPDATE heights SET results = substr(results, 1, length(results) - 1) || x'20' WHERE height = 2",
        "UPDATE heights SET result_count = 2 WHERE height = 2",
        "UPDATE heights SET trie_root = history_root WHERE height = 3",
        "UPDATE heights SET state_root = zeroblob(32) WHERE height = 3",
        "UPDATE certificates SET certificate = certificate || x'00'",
        "UPDATE votes SET vote = substr(vote, 2)",
        "UPDATE registers SET version = version + 1",
        "UPDATE registers SET bytes = substr(bytes, 1, length(bytes) - 1)",
        "UPDATE registers SET id = 'b'",
        "UPDATE attestations SET attestation = x'01'",
        "UPDATE evidence SET evidence = x'09'",
        "UPDATE lease SET applied = 2");

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task A_changed_row_is_noticed_when_it_is_read(string change)
    {
        var chain = Samples.Chain(3);
        await using (var store = await NewAsync(new SqliteStoreOptions()))
        {
            await store.TakeLeaseAsync(Samples.First);
            await store.WriteSafetyAsync(Samples.Final(Samples.First, chain) with { Votes = [Samples.FinalizeVote(chain[0].Block)] });
            await store.ApplyAsync(Samples.Set(Samples.First, chain, Samples.Wallet("a", 1, "value")));
            await store.StoreEvidenceAsync(new Protocol.Ordering.ConflictingVotes(Samples.FinalizeVote(chain[0].Block), Samples.FinalizeVote(chain[1].Block)), 1);
            await ReadAllAsync(store);
        }
        Change(change);
        await FailsAsync(StoreFault.Corrupt, async () =>
        {
            await using var again = await OpenAsync();
            await ReadAllAsync(again);
        });
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_said_to_be_damaged()
    {
        await (await NewAsync(new SqliteStoreOptions())).DisposeAsync();
        await File.WriteAllTextAsync(Database(), string.Concat(Enumerable.Repeat("no database ", 2000)));
        await FailsAsync(StoreFault.Corrupt, OpenAsync);
    }

    private static async Task ReadAllAsync(SqliteReplicaStore store)
    {
        await store.ReadHeadAsync();
        await store.ReadBlocksAboveAsync(0);
        await store.ReadHistoryAsync();
        await store.ReadChainAsync(1, long.MaxValue);
        await store.ReadVotesAboveAsync(0);
        await store.ReadCertificatesAboveAsync(0);
        await store.ReadReceiptAsync(Samples.RequestId("2-1"));
        await store.ReadEvidenceAsync();
        await foreach (var register in store.ReadRegistersAsync())
        {
            Assert.NotNull(register);
        }
    }

    private void Change(string sql)
    {
        using var session = SqliteSession.Open(Database(), SqliteOpenMode.ReadWrite);
        session.Run("PRAGMA foreign_keys = OFF");
        session.Run(sql);
        session.Checkpoint(truncate: true);
    }

    private async Task<SqliteReplicaStore> NewAsync(SqliteStoreOptions options)
    {
        await SqliteReplicaStore.InitializeAsync(_folder.Path, Samples.Genesis, 1);
        return await SqliteReplicaStore.OpenAsync(_folder.Path, Samples.Genesis, 1, options);
    }

    private Task<SqliteReplicaStore> OpenAsync() => SqliteReplicaStore.OpenAsync(_folder.Path, Samples.Genesis, 1);

    private string Database() => StoreFolder.Find(_folder.Path)!;

    private static async Task FailsAsync(StoreFault fault, Func<Task> action) =>
        Assert.Equal(fault, (await Assert.ThrowsAsync<StoreException>(action)).Fault);

    private static void ThrowIf(bool fail)
    {
        if (fail)
        {
            throw new IOException("the disk answers with an error");
        }
    }
}
