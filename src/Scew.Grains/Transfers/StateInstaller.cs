using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Scew.Consensus;
using Scew.Ledger;
using Scew.Ledger.Transfers;
using Scew.Protocol.Messages;
using Scew.Protocol.Registers;
using Scew.Protocol.Trees;
using Scew.Storage;

namespace Scew.Grains;

/// <summary>
/// Puts a fetched state in place: one transaction of the store, within the ledger grain's turn, so that nobody reads in between; whatever this process remembered
/// of the state before is dropped or read again. A crash leaves the old state or the new one.
/// </summary>
public sealed class StateInstaller(
    MerchantContext merchant, IReplicaStore store, RegisterFlusher flusher, RegisterBuffer buffer, LocalRegisters registers, TransferDesk desk, ReceiptBook receipts,
    RequestBook requests, ReplicaInbox inbox, ILogger<StateInstaller> log)
{
    private FetchedState? _offered;

    /// <summary>A fetch begins: what an earlier one put aside and did not install is put away.</summary>
    public Task BeginAsync() => store.ClearStagedAsync();

    /// <summary>Puts registers aside.</summary>
    public Task StageAsync(ImmutableArray<Register> registers) => store.StageRegistersAsync(registers);

    /// <summary>A whole state is staged; the ledger grain takes it with <see cref="InstallAsync"/>.</summary>
    public void Offer(FetchedState state) => _offered = state;

    /// <summary>Installs what is offered over the state of <paramref name="height"/>; null when there is nothing or it was overtaken.</summary>
    public async Task<FetchedState?> InstallAsync(long height)
    {
        if (Interlocked.Exchange(ref _offered, null) is not { } fetched)
        {
            return null;
        }
        var anchor = fetched.Anchor;
        if (anchor.Height <= height)
        {
            TransferLog.Overtaken(log, anchor.Height, height);
            return null;
        }
        await flusher.ReplaceAsync(anchor.Height, unwritten => StoreAsync(fetched, unwritten));
        registers.Replaced();
        return fetched;
    }

    /// <summary>The ledger stands on the installed state, which was checked as at a start: the replica goes on from it.</summary>
    public void Finished(FetchedState fetched, Scew.Ledger.LedgerState state)
    {
        var anchor = fetched.Anchor;
        desk.Installed(state, anchor);
        merchant.Flushed(anchor.Height);
        ImmutableArray<Protocol.Digest> ids = [.. fetched.Recent.Select(one => one.Id)];
        requests.Executed(ids);
        var attestations = anchor.Certified.Attestations;
        receipts.Installed(anchor.Height, attestations);
        TransferLog.Installed(log, anchor.Height);
        inbox.Post(new StateInstalled(anchor.Block, anchor.Header.TimeMs, anchor.Finalization, ids, state.NextDueMs)
        {
            LastHeight = state.LastHeight,
            Vouchers = attestations.Length >= merchant.Group.Quorum ? [] : attestations,
        });
    }

    /// <summary>
    /// The walk began at the executed state, and the disk may be behind that: registers of <paramref name="unwritten"/> heights that still stand so at the anchor were not
    /// fetched, and neither were their blocks and the ids of their requests. All that is written now, beside what was fetched.
    /// </summary>
    private async Task StoreAsync(FetchedState fetched, ImmutableArray<(BlockOutcome Outcome, BlockIds Block)> unwritten)
    {
        var anchor = fetched.Anchor;
        await store.StageRegistersAsync(
            [.. buffer.UpTo(long.MaxValue).Where(register => fetched.Trie.Find(register.Key.Hash()) == StateTrie.RegisterHash(register))]);
        var state = anchor.Certified.State;
        if (anchor.Finalization is not null)
        {
            await store.WriteSafetyAsync(new SafetyWrite(merchant.ActivationId, null, [], [anchor.Finalization], []));
        }
        var written = (await store.ReadExecutedAfterAsync(anchor.Header.TimeMs - merchant.RememberedOneMs, anchor.Header.TimeMs - merchant.RememberedMs))
            .Select(one => (Id: one.Id, one.TimeMs));
        var executed = unwritten.SelectMany(height => height.Outcome.Results.Select(one => (Id: one.Result.RequestId, height.Outcome.TimeMs)));
        var recent = fetched.Recent.Concat(written).Concat(executed).DistinctBy(one => one.Id).Select(one => new RecentId(one.Id, one.TimeMs));
        var history = anchor.History!;
        var head = new StoredHead(state, anchor.Header.View, anchor.TrieRoot, history.Root);
        await store.InstallAsync(new InstalledState(
            merchant.ActivationId, head, history, anchor.Certified.Attestations, [.. recent], WithUnwritten(fetched.Blocks, unwritten), anchor.Header.TimeMs - merchant.RememberedMs));
    }

    /// <summary>Where the fetched blocks end at the executed head, those below it down to what is written.</summary>
    private static ImmutableArray<BlockIds> WithUnwritten(ImmutableArray<BlockIds> fetched, ImmutableArray<(BlockOutcome Outcome, BlockIds Block)> unwritten)
    {
        var blocks = fetched.ToBuilder();
        foreach (var (outcome, block) in unwritten.Reverse())
        {
            if (outcome.BlockHash == blocks[^1].Header.Parent)
            {
                blocks.Add(block);
            }
        }
        return blocks.ToImmutable();
    }
}
