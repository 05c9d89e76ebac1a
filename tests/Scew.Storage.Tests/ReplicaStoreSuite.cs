using System.Collections.Immutable;
using Scew.Protocol;
using Scew.Protocol.Registers;

namespace Scew.Storage.Tests;

/// <summary>What every <see cref="IReplicaStore"/> does, whichever database it stands on. One initialised store a test.</summary>
public abstract partial class ReplicaStoreSuite : IAsyncLifetime
{
    private const int Member = 1;
    private IReplicaStore? _store;

    /// <summary>The open store.</summary>
    protected IReplicaStore Store => _store!;

    public async Task InitializeAsync()
    {
        await MakeAsync(Samples.Genesis, Member);
        _store = await OpenAsync(Samples.Genesis, Member);
    }

    public async Task DisposeAsync()
    {
        if (_store is not null)
        {
            await _store.DisposeAsync();
        }
        Remove();
    }

    /// <summary>Makes the database of this test.</summary>
    protected abstract Task<StoreIdentity> MakeAsync(Digest genesis, int member, string? witness = null);

    /// <summary>Opens it.</summary>
    protected abstract Task<IReplicaStore> OpenAsync(Digest genesis, int member, string? witness = null);

    /// <summary>Makes an empty one in its place, for a key that has voted.</summary>
    protected abstract Task RecoverAsync(Digest genesis, int member);

    /// <summary>Puts a backup in its place.</summary>
    protected abstract Task RestoreAsync(string backup, Digest genesis, int? member, Action<StoreIdentity, ImmutableArray<StoredEra>>? whose = null);

    /// <summary>Databases that were moved aside.</summary>
    protected abstract Task<int> CountAsideAsync();

    /// <summary>Copies the closed database into a folder, by means of its own.</summary>
    protected abstract Task SaveAsync(string folder);

    /// <summary>Puts the copy in place of the closed database, as an operator does who knows nothing of Scew.</summary>
    protected abstract Task BringBackAsync(string folder);

    /// <summary>Opens it with hooks.</summary>
    private protected abstract Task<IReplicaStore> OpenHookedAsync(StoreHooks hooks, string? witness = null);

    /// <summary>Runs SQL on the closed database, as its administrator can.</summary>
    protected abstract Task EditAsync(string sql);

    /// <summary>Remembers every row of the closed database.</summary>
    protected abstract Task KeepAsync();

    /// <summary>Puts every remembered row back.</summary>
    protected abstract Task PutBackAsync();

    /// <summary>Removes it.</summary>
    protected abstract void Remove();

    /// <summary>Closes the store and opens it again from disk.</summary>
    protected async Task RestartAsync()
    {
        await Store.DisposeAsync();
        _store = await OpenAsync(Samples.Genesis, Member);
    }

    protected static async Task<StoreException> FailsAsync(StoreFault fault, Func<Task> action)
    {
        var failure = await Assert.ThrowsAsync<StoreException>(action);
        Assert.Equal(fault, failure.Fault);
        return failure;
    }

    protected async Task<List<Register>> RegistersAsync()
    {
        var registers = new List<Register>();
        await foreach (var register in Store.ReadRegistersAsync())
        {
            registers.Add(register);
        }
        return registers;
    }
}
