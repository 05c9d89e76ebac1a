using Scew.Protocol;

namespace Scew.Storage.Tests;

/// <summary>The suite on SQLite, in a temporary folder.</summary>
public sealed class SqliteReplicaStoreTests : ReplicaStoreSuite
{
    private readonly TempFolder _folder = new();

    protected override Task<StoreIdentity> MakeAsync(Digest genesis, int member) => SqliteReplicaStore.InitializeAsync(_folder.Path, genesis, member);

    protected override async Task<IReplicaStore> OpenAsync(Digest genesis, int member) => await SqliteReplicaStore.OpenAsync(_folder.Path, genesis, member);

    protected override void Remove() => _folder.Dispose();
}
