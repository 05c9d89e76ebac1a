using Microsoft.Data.Sqlite;
using Scew.Storage.Sqlite;

namespace Scew.Storage.Tests;

/// <summary>Folders that cannot be opened, and migrations.</summary>
public sealed class SqliteOpeningTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_missing_database_is_said_to_be_missing_and_nothing_is_left_behind()
    {
        await FailsAsync(StoreFault.Missing, () => OpenAsync(_folder.Path));
        await FailsAsync(StoreFault.Missing, () => OpenAsync(Path.Combine(_folder.Path, "nowhere")));
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_is_a_typed_failure()
    {
        var file = Path.Combine(_folder.Path, "file");
        await File.WriteAllTextAsync(file, "x");
        await FailsAsync(StoreFault.Failed, () => SqliteReplicaStore.InitializeAsync(file, Samples.Genesis, 1));
    }

    [Fact]
    public async Task An_initialising_that_a_crash_interrupted_is_refused_and_can_be_finished()
    {
        await File.WriteAllBytesAsync(Path.Combine(_folder.Path, "replica.1.db"), []);
        await FailsAsync(StoreFault.NotInitialised, () => OpenAsync(_folder.Path));
        Execute("CREATE TABLE schema_version (version INTEGER PRIMARY KEY, name TEXT NOT NULL, hash BLOB NOT NULL)");
        await FailsAsync(StoreFault.NotInitialised, () => OpenAsync(_folder.Path));
        await SqliteReplicaStore.InitializeAsync(_folder.Path, Samples.Genesis, 1);
        await using var store = await OpenAsync(_folder.Path);
    }

    [Fact]
    [Trait("row", "D9")]
    public async Task A_recovery_that_is_interrupted_never_leaves_the_old_database_to_be_opened_without_its_journal()
    {
        await SqliteReplicaStore.InitializeAsync(_folder.Path, Samples.Genesis, 1);
        // In the way of the old database's new name.
        var aside = Directory.CreateDirectory(Path.Combine(_folder.Path, "aside.1.db"));
        var failure = await Assert.ThrowsAsync<StoreException>(() => SqliteReplicaStore.RecoverAsync(_folder.Path, Samples.Genesis, 1));
        Assert.Equal(StoreFault.Failed, failure.Fault);
        Assert.StartsWith($"The new database {Path.Combine(_folder.Path, "replica.2.db")} is in place", failure.Message, StringComparison.Ordinal);
        Assert.Contains("aside.1.db", failure.Message, StringComparison.Ordinal);
        await using (var store = await OpenAsync(_folder.Path))
        {
            Assert.Equal(StoreDoubt.Recovering, (await store.TakeLeaseAsync(Samples.First)).Doubt);
        }
        aside.Delete();
        await SqliteReplicaStore.RecoverAsync(_folder.Path, Samples.Genesis, 1);
        Assert.Equal(["aside.1.db", "aside.2.db"], Directory.GetFiles(_folder.Path, "aside.*.db").Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal(["replica.3.db"], Directory.GetFiles(_folder.Path, "replica.*.db").Select(Path.GetFileName));
    }

    [Fact]
    [Trait("row", "D9")]
    public async Task A_journal_that_lost_its_database_never_meets_the_next_one()
    {
        await SqliteReplicaStore.InitializeAsync(_folder.Path, Samples.Genesis, 1);
        File.Move(Path.Combine(_folder.Path, "replica.1.db"), Path.Combine(_folder.Path, "gone"));
        await File.WriteAllBytesAsync(Path.Combine(_folder.Path, "replica.1.db-wal"), [1]);
        await SqliteReplicaStore.RecoverAsync(_folder.Path, Samples.Genesis, 1);
        Assert.Equal(
            ["aside.1.db-wal", "replica.2.db"], Directory.GetFiles(_folder.Path, "*.*.db*").Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("INSERT INTO schema_version VALUES (99, '099_later.sql', zeroblob(32))")]
    [InlineData("UPDATE schema_version SET hash = zeroblob(32) WHERE version = 1")]
    [InlineData("UPDATE schema_version SET version = 8 WHERE version = 2")]
    public async Task A_schema_that_this_program_does_not_know_is_refused(string change)
    {
        await SqliteReplicaStore.InitializeAsync(_folder.Path, Samples.Genesis, 1);
        Execute(change);
        await FailsAsync(StoreFault.Schema, () => OpenAsync(_folder.Path));
    }

    [Fact]
    public void Migrations_are_recorded_and_run_once()
    {
        using var session = SqliteSession.OpenWriter(Path.Combine(_folder.Path, "x.db"), SqliteOpenMode.ReadWriteCreate, new SqliteStoreOptions());
        Assert.Equal(0, StoreMigrations.Sqlite.Check(session));
        StoreMigrations.Sqlite.Apply(session);
        StoreMigrations.Sqlite.Apply(session);
        Assert.Equal(StoreMigrations.Sqlite.Shipped.Count, StoreMigrations.Sqlite.Check(session));
        Assert.Equal(StoreMigrations.Sqlite.Shipped.Select(migration => migration.Name), session["SELECT name FROM schema_version ORDER BY version"].All(row => row.Text(0)));
    }

    private static Task<SqliteReplicaStore> OpenAsync(string folder) => SqliteReplicaStore.OpenAsync(folder, Samples.Genesis, 1);

    private static async Task FailsAsync(StoreFault fault, Func<Task> action) =>
        Assert.Equal(fault, (await Assert.ThrowsAsync<StoreException>(action)).Fault);

    private void Execute(string sql)
    {
        using var session = SqliteSession.Open(StoreFolder.Find(_folder.Path)!, SqliteOpenMode.ReadWrite);
        session.Run(sql);
    }
}
