using Scew.Protocol;

namespace Scew.Storage.Tests;

/// <summary>The suite on SQLite, in a temporary folder.</summary>
public sealed class SqliteReplicaStoreTests : ReplicaStoreSuite
{
    private readonly TempFolder _folder = new();

    protected override Task<StoreIdentity> MakeAsync(Digest genesis, int member, string? witness = null) =>
        SqliteReplicaStore.InitializeAsync(_folder.Path, genesis, member, witness);

    protected override async Task<IReplicaStore> OpenAsync(Digest genesis, int member, string? witness = null) =>
        await SqliteReplicaStore.OpenAsync(_folder.Path, genesis, member, witness);

    protected override Task RecoverAsync(Digest genesis, int member) => SqliteReplicaStore.RecoverAsync(_folder.Path, genesis, member);

    protected override Task RestoreAsync(string backup, Digest genesis, int member) => SqliteReplicaStore.RestoreAsync(backup, _folder.Path, genesis, member);

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

    protected override void Remove() => _folder.Dispose();

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.GetFiles(from))
        {
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)), overwrite: true);
        }
    }
}
