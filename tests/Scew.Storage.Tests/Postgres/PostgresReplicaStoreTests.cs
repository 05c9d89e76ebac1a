using Scew.Protocol;

namespace Scew.Storage.Tests.Postgres;

/// <summary>The suite on PostgreSQL, in a database and with a role of its own.</summary>
[Collection(PostgresGroup.Name)]
public sealed class PostgresReplicaStoreTests(PostgresCluster cluster) : ReplicaStoreSuite
{
    private string? _address;

    protected override async Task<StoreIdentity> MakeAsync(Digest genesis, int member, string? witness = null)
    {
        _address ??= await cluster.NewDatabaseAsync();
        return await PostgresReplicaStore.InitializeAsync(_address, genesis, member, witness);
    }

    protected override async Task<IReplicaStore> OpenAsync(Digest genesis, int member, string? witness = null) =>
        await PostgresReplicaStore.OpenAsync(_address!, genesis, member, witness);

    protected override Task RecoverAsync(Digest genesis, int member) => PostgresReplicaStore.RecoverAsync(_address!, genesis, member);

    protected override Task RestoreAsync(string backup, Digest genesis, int member) => PostgresReplicaStore.RestoreAsync(backup, _address!, genesis, member);

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

    protected override void Remove()
    {
        // The cluster goes whole.
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
