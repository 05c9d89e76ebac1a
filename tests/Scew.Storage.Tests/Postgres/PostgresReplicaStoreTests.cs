using System.Collections.Immutable;
using Scew.Protocol;
using Scew.Storage.Writes;

namespace Scew.Storage.Tests.Postgres;

/// <summary>The suite on PostgreSQL, in a database and with a role of its own.</summary>
[Collection(PostgresGroup.Name)]
public sealed class PostgresReplicaStoreTests(PostgresCluster cluster) : ReplicaStoreSuite
{
    private static readonly string[] Tables = ["identity", "host", "lease", "schema_version", "staged", .. Table.All.Select(table => table.Name)];
    private string? _address;

    protected override async Task<StoreIdentity> MakeAsync(Digest genesis, int member, string? witness = null)
    {
        _address ??= await cluster.RentDatabaseAsync();
        return await PostgresReplicaStore.InitializeAsync(_address, genesis, member, witness);
    }

    protected override async Task<IReplicaStore> OpenAsync(Digest genesis, int member, string? witness = null) =>
        await PostgresReplicaStore.OpenAsync(_address!, genesis, member, witness);

    protected override Task RecoverAsync(Digest genesis, int member) => PostgresReplicaStore.RecoverAsync(_address!, genesis, member);

    protected override Task RestoreAsync(string backup, Digest genesis, int? member, Action<StoreIdentity, ImmutableArray<StoredEra>>? whose = null) =>
        PostgresReplicaStore.RestoreAsync(backup, _address!, genesis, member, whose);

    protected override async Task<int> CountAsideAsync()
    {
        var count = 0;
        while (await HasSchemaAsync($"scew_aside_{count + 1}"))
        {
            count++;
        }
        return count;
    }

    protected override Task SaveAsync(string folder) =>
        PostgresCluster.RunAsync(Path.Combine(PostgresCluster.Binaries, "pg_dump"), "-n", "scew", "-f", Path.Combine(folder, "dump.sql"), _address!);

    protected override async Task BringBackAsync(string folder)
    {
        await cluster.ExecuteInAsync(_address!, "DROP SCHEMA scew CASCADE");
        await PostgresCluster.RunAsync(
            Path.Combine(PostgresCluster.Binaries, "psql"), "-q", "-v", "ON_ERROR_STOP=1", "-f", Path.Combine(folder, "dump.sql"), _address!);
    }

    private protected override async Task<IReplicaStore> OpenHookedAsync(StoreHooks hooks, string? witness = null) =>
        await PostgresReplicaStore.OpenAsync(_address!, Samples.Genesis, 1, hooks, witness);

    protected override Task EditAsync(string sql) => cluster.ExecuteInAsync(_address!, sql);

    private protected override IEnumerable<string> TurnBit(Table table, Column column)
    {
        var key = table.Columns[table == Table.Registers ? 1 : 0].Name;
        var where = $"WHERE {key} = (SELECT {key} FROM {table.Name} ORDER BY {key} DESC LIMIT 1)";
        string[] bits = ["0", $"(8 * length({column.Name}) - 1)"];
        return char.ToUpperInvariant(column.Type) switch
        {
            'I' => [$"UPDATE {table.Name} SET {column.Name} = {column.Name} # 1 {where}"],
            'T' => [$"UPDATE {table.Name} SET {column.Name} = substr({column.Name}, 1, length({column.Name}) - 1) || 'z' {where}"],
            _ => bits.Select(bit => $"UPDATE {table.Name} SET {column.Name} = set_bit({column.Name}, {bit}, 1 - get_bit({column.Name}, {bit})) {where}"),
        };
    }

    protected override Task KeepAsync() => cluster.ExecuteInAsync(
        _address!, "CREATE SCHEMA kept; " + string.Join("; ", Tables.Select(table => $"CREATE TABLE kept.{table} AS TABLE scew.{table}")));

    protected override Task PutBackAsync() => cluster.ExecuteInAsync(
        _address!, string.Join("; ", Tables.Select(table => $"DELETE FROM scew.{table}; INSERT INTO scew.{table} OVERRIDING SYSTEM VALUE SELECT * FROM kept.{table}")));

    protected override void Remove()
    {
        if (_address is not null)
        {
            cluster.GiveBack(_address);
        }
    }

    private async Task<bool> HasSchemaAsync(string name)
    {
        try
        {
            await cluster.ExecuteInAsync(_address!, $"DO $$ BEGIN ASSERT EXISTS (SELECT FROM pg_namespace WHERE nspname = '{name}'); END $$");
            return true;
        }
        catch (Npgsql.PostgresException)
        {
            return false;
        }
    }
}
