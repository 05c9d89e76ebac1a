using System.Collections.Immutable;
using Scew.Protocol;
using Scew.Storage.Sqlite;
using Scew.Storage.Writes;

namespace Scew.Storage.Tests;

/// <summary>The suite on SQLite, in a temporary folder.</summary>
public sealed class SqliteReplicaStoreTests : ReplicaStoreSuite
{
    private readonly TempFolder _folder = new();
    private readonly TempFolder _kept = new();

    protected override Task<StoreIdentity> MakeAsync(Digest genesis, int member, string? witness = null) =>
        SqliteReplicaStore.InitializeAsync(_folder.Path, genesis, member, witness);

    protected override async Task<IReplicaStore> OpenAsync(Digest genesis, int member, string? witness = null) =>
        await SqliteReplicaStore.OpenAsync(_folder.Path, genesis, member, witness);

    protected override Task RecoverAsync(Digest genesis, int member) => SqliteReplicaStore.RecoverAsync(_folder.Path, genesis, member);

    protected override Task RestoreAsync(string backup, Digest genesis, int? member, Action<StoreIdentity, ImmutableArray<StoredEra>>? whose = null) =>
        SqliteReplicaStore.RestoreAsync(backup, _folder.Path, genesis, member, whose);

    protected override Task<int> CountAsideAsync() => Task.FromResult(Directory.GetFiles(_folder.Path, "aside.*.db").Length);

    protected override Task SaveAsync(string folder)
    {
        Copy(_folder.Path, folder);
        return Task.CompletedTask;
    }

    protected override Task BringBackAsync(string folder)
    {
        foreach (var file in Directory.GetFiles(_folder.Path))
        {
            File.Delete(file);
        }
        Copy(folder, _folder.Path);
        return Task.CompletedTask;
    }

    private protected override async Task<IReplicaStore> OpenHookedAsync(StoreHooks hooks, string? witness = null) =>
        await SqliteReplicaStore.OpenAsync(_folder.Path, Samples.Genesis, 1, new SqliteStoreOptions { Hooks = hooks }, witness);

    protected override Task EditAsync(string sql)
    {
        using var session = SqliteSession.Open(StoreFolder.Find(_folder.Path)!, Microsoft.Data.Sqlite.SqliteOpenMode.ReadWrite);
        session.Run(sql);
        session.Checkpoint(truncate: true);
        return Task.CompletedTask;
    }

    private protected override IEnumerable<string> TurnBit(Table table, Column column)
    {
        string[] ends = ["1", $"length({column.Name})"];
        return char.ToUpperInvariant(column.Type) switch
        {
            'I' => [$"UPDATE {table.Name} SET {column.Name} = {column.Name} + 1 - 2 * ({column.Name} & 1) {Last(table)}"],
            'T' => [$"UPDATE {table.Name} SET {column.Name} = substr({column.Name}, 1, length({column.Name}) - 1) || 'z' {Last(table)}"],
            _ => ends.Select(at => $"UPDATE {table.Name} SET {column.Name} = CAST(substr({column.Name}, 1, {at} - 1) "
                + $"|| CASE WHEN substr({column.Name}, {at}, 1) = x'01' THEN x'02' ELSE x'01' END || substr({column.Name}, {at} + 1) AS BLOB) {Last(table)}"),
        };
    }

    protected override Task KeepAsync() => SaveAsync(_kept.Path);

    protected override Task PutBackAsync() => BringBackAsync(_kept.Path);

    protected override void Remove()
    {
        _folder.Dispose();
        _kept.Dispose();
    }

    private static string Last(Table table)
    {
        var key = table.Columns[table == Table.Registers ? 1 : 0].Name;
        return $"WHERE {key} = (SELECT max({key}) FROM {table.Name})";
    }

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.GetFiles(from))
        {
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)), overwrite: true);
        }
    }
}
