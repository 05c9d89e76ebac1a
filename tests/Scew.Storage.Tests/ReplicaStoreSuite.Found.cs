namespace Scew.Storage.Tests;

public abstract partial class ReplicaStoreSuite
{
    /// <summary>A database of more rows than an opening counts.</summary>
    private static readonly StoreHooks Uncounted = new() { MaxCountedRows = 0 };

    private TrueLog? _log;

    /// <summary>Rows in every table; the store is closed then.</summary>
    private async Task FillAsync()
    {
        _log = new TrueLog(11, 32, requests: 4);
        var log = _log;
        await Store.FoundAsync([Era(1, 10, founding: true)]);
        await Store.TakeLeaseAsync(Samples.First);
        await StageAsync(log, 20);
        await Store.InstallAsync(log.Installed(Samples.First, 20, 18));
        await Store.WriteSafetyAsync(log.Safety(Samples.First, 21, 24) with { Votes = [Samples.FinalizeVote(Samples.Block(9, 9, Samples.Hash("x"), ["x"]).Block)] });
        await Store.DisposeAsync();
        await EditAsync("CREATE TABLE old_lease AS SELECT * FROM lease; CREATE TABLE old_registers AS SELECT * FROM registers; CREATE TABLE old_votes AS SELECT * FROM votes");
        await ReopenAsync();
        await log.WriteAsync(Store, Samples.First, 21, 21);
        // A second one, whose own block stays when what is below it is pruned.
        await StageAsync(log, 22);
        await Store.InstallAsync(log.Installed(Samples.First, 22, 20));
        await log.WriteAsync(Store, Samples.First, 23, 32);
        await Store.StoreEvidenceAsync(
            new Protocol.Ordering.ConflictingVotes(Samples.FinalizeVote(log.Block(3).Block), Samples.FinalizeVote(Samples.Chain(1, fork: "b")[0].Block)), 1);
        await Store.PruneAsync(22);
        await Store.DisposeAsync();
        Assert.Null(await FindAsync(new StoreHooks()));
    }

    /// <summary>Where the database is first found to be another one than was written, and what is said then; the store is closed after that.</summary>
    private async Task<(Found Place, string Says)?> FindAsync(StoreHooks hooks, bool withReads = true)
    {
        var place = Found.AtOpening;
        try
        {
            await ReopenAsync(hooks);
            place = Found.OnRead;
            await (withReads ? ReadAllAsync(_log!) : Task.CompletedTask);
            var fault = (await Store.AuditAsync()).Fault;
            return fault is null ? null : (Found.ByAudit, fault);
        }
        catch (StoreException failure)
        {
            return (place, failure.Message);
        }
        finally
        {
            await Store.DisposeAsync();
        }
    }

    /// <summary>Every read of the store, for what the edits touch and for what is beside it.</summary>
    private async Task ReadAllAsync(TrueLog log)
    {
        await Store.ReadHistoryAsync();
        await Store.ReadBlocksAboveAsync(0);
        await Store.ReadVotesAboveAsync(0);
        await Store.ReadCertificatesAboveAsync(0);
        await Store.ReadEvidenceAsync();
        await Store.ReadOwnAttestationsAboveAsync(0);
        await Store.ReadUncertifiedAsync(0);
        await Store.ReadExecutedAfterAsync(0, 0);
        await Store.ReadCertifiedHeightAsync(3);
        await RegistersAsync();
        foreach (var height in new[] { 19, 22, 25, 26, 32 })
        {
            var entry = log.Block(height);
            await Store.ReadBlockAsync(entry.Block.Hash);
            await Store.ReadWindowBlockAsync(entry.Block.Hash);
            await Store.ReadBlockAtAsync(height);
            await Store.ReadHeightAsync(height);
            await Store.ReadAttestationsAsync(log.Head(height).State);
            await Store.ReadFinalizationAsync(height);
            await Store.ReadChainAsync(height, Everything);
            await Store.FindExecutedAsync(entry.Block.RequestIds[0]);
            await Store.ReadReceiptAsync(entry.Block.RequestIds[0]);
            await Store.ReadAssetChangesAsync(height);
            foreach (var change in log.Heights[height - 1].Changes)
            {
                await Store.ReadAssetHistoryAsync(change.AssetId, long.MaxValue, 100);
            }
        }
    }

    private Task ReopenAsync() => ReopenAsync(new StoreHooks());

    private async Task ReopenAsync(StoreHooks hooks)
    {
        await Store.DisposeAsync();
        _store = await OpenHookedAsync(hooks);
    }
}
