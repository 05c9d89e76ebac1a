using Scew.Ledger;
using Scew.Protocol.Ordering;
using Scew.Protocol.Registers;
using Scew.Storage;

namespace Scew.Grains;

/// <summary>Rebuilds the ledger's memory from the store.</summary>
public sealed class LedgerHistory(MerchantContext merchant, IReplicaStore store)
{
    /// <summary>The state at the applied height, and what was attested there (null at genesis).</summary>
    public async Task<(LedgerState State, AttestedState? Attested)> LoadAsync()
    {
        if (await store.ReadHeadAsync() is not { } head)
        {
            return (LedgerState.Genesis(merchant.LedgerParameters, merchant.Machines), null);
        }
        var registers = new List<Register>();
        await foreach (var register in store.ReadRegistersAsync())
        {
            registers.Add(register);
        }
        var executed = (await store.ReadExecutedAfterAsync(head.State.TimeMs - merchant.RememberedOneMs, head.State.TimeMs - merchant.RememberedMs))
            .Select(one => new Scew.Ledger.ExecutedId(one.Id, one.TimeMs + merchant.RememberedMs));
        var position = new LedgerHead(head.Height, head.State.Epoch, head.State.Block, head.State.TimeMs);
        var stored = await store.ReadHistoryAsync();
        var history = stored.Above.Aggregate(stored.Base, (tree, hash) => tree.Append(hash));
        var state = LedgerState.Restore(merchant.LedgerParameters, merchant.Machines, position, registers, history, executed);
        if (state.Trees.StateRoot != head.State.StateRoot)
        {
            throw new StoreException(StoreFault.Corrupt, $"The stored registers do not lead to the state root of height {head.Height}; the database was changed or damaged.");
        }
        return (state, head.State);
    }
}
