using Microsoft.Data.Sqlite;

namespace Scew.Storage.Tests;

/// <summary>What is told of a database that nobody opens to write.</summary>
public sealed class SqliteSettingsTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_database_is_told_as_it_is_also_while_it_is_in_use()
    {
        Assert.Equal(StoreFault.Missing, (await Assert.ThrowsAsync<StoreException>(() => StoreSettings.ReadSqliteAsync(_folder.Path))).Fault);
        await SqliteReplicaStore.InitializeAsync(_folder.Path, Samples.Genesis, 1);
        Assert.All(await StoreSettings.ReadSqliteAsync(_folder.Path), setting => Assert.True(setting.IsRight, setting.ToString()));
        await using (await SqliteReplicaStore.OpenAsync(_folder.Path, Samples.Genesis, 1))
        {
            Assert.All(await StoreSettings.ReadSqliteAsync(_folder.Path), setting => Assert.True(setting.IsRight, setting.ToString()));
        }
    }

    [Fact]
    public async Task What_somebody_changed_and_what_is_older_is_told()
    {
        await SqliteReplicaStore.InitializeAsync(_folder.Path, Samples.Genesis, 1);
        Execute("PRAGMA journal_mode = DELETE");
        Execute("DELETE FROM schema_version WHERE version = (SELECT max(version) FROM schema_version)");
        var settings = await StoreSettings.ReadSqliteAsync(_folder.Path);
        Assert.Equal("journal_mode delete", string.Join(' ', settings.Where(setting => setting.IsRight == false).Select(setting => $"{setting.Name} {setting.Found}")));
        Assert.Equal("schema_version", Assert.Single(settings, setting => setting.IsRight is null).Name);
    }

    private void Execute(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(_folder.Path, "replica.1.db")};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
