using System.Collections.Immutable;
using Scew.Protocol;
using Scew.Protocol.Messages;
using Scew.Protocol.Ordering;
using Scew.Protocol.Registers;
using Scew.Storage.Reads;
using Scew.Storage.Writes;

namespace Scew.Storage;

/// <summary>What every database's store does alike: writes go through one commit thread, reads through a few connections.</summary>
public abstract class ReplicaStore : IReplicaStore
{
    private const int RegisterPage = 512;
    private const int PrunedHeights = 128;
    private readonly CommitThread _writer;
    private readonly ReaderPool _readers;
    private readonly StoreHooks _hooks;
    private readonly Lazy<Task> _indexCounted;

    private protected ReplicaStore(StoreIdentity identity, StoreDatabase database, WitnessFile? witness, bool isCounted, StoreHooks hooks)
    {
        Identity = identity;
        CanLoseLock = database.CanLoseLock;
        _hooks = hooks;
        _writer = new CommitThread(database, identity, witness, hooks);
        _readers = new ReaderPool(database.Name, database.OpenReader, _writer);
        _indexCounted = new Lazy<Task>(() => isCounted ? Task.CompletedTask : CountIndexAsync());
    }

    /// <inheritdoc/>
    public StoreIdentity Identity { get; }

    /// <inheritdoc/>
    public bool CanLoseLock { get; }

    /// <summary>Transactions committed since the opening.</summary>
    public long Commits => _writer.Commits;

    /// <inheritdoc/>
    public async Task<LeaseTaken> TakeLeaseAsync(Digest activation)
    {
        var operation = new LeaseOperation(activation);
        await _writer.WriteAsync(operation);
        return operation.Taken;
    }

    /// <inheritdoc/>
    public Task<long> WriteSafetyAsync(SafetyWrite write) => _writer.WriteAsync(new SafetyOperation(write));

    /// <inheritdoc/>
    public Task HeldAsync(Digest activation) => _writer.WriteAsync(new HeldOperation(activation));

    /// <inheritdoc/>
    public Task DoubtAsync(Digest activation) => _writer.WriteAsync(new DoubtOperation(activation));

    /// <inheritdoc/>
    public Task SettleAsync(Digest activation, long lease) => _writer.WriteAsync(new SettleOperation(activation, lease));

    /// <inheritdoc/>
    public Task BeginErasAsync(Digest activation, ImmutableArray<StoredEra> eras) => _writer.WriteAsync(new EraOperation(activation, eras));

    /// <inheritdoc/>
    public Task CompleteEraAsync(StoredEra era) => _writer.WriteAsync(new HandoverOperation(era, isNew: false));

    /// <inheritdoc/>
    public async Task FoundAsync(ImmutableArray<StoredEra> eras)
    {
        foreach (var era in eras)
        {
            await _writer.WriteAsync(new HandoverOperation(era with { IsFounding = true }, isNew: true));
        }
    }

    /// <inheritdoc/>
    public Task<ImmutableArray<StoredEra>> ReadErasAsync() => _readers.ReadAsync(EraReads.Read);

    /// <inheritdoc/>
    public Task ApplyAsync(AppliedSet set) => _writer.WriteAsync(new ApplyOperation(set));

    /// <inheritdoc/>
    public Task StoreAttestationsAsync(ImmutableArray<Attestation> attestations) => _writer.WriteAsync(new AttestationsOperation(attestations));

    /// <inheritdoc/>
    public Task StoreEvidenceAsync(Evidence evidence, int accused) => _writer.WriteAsync(new EvidenceOperation(evidence, accused));

    /// <inheritdoc/>
    public Task StageRegistersAsync(ImmutableArray<Register> registers) => _writer.WriteAsync(new StageOperation(registers));

    /// <inheritdoc/>
    public Task ClearStagedAsync() => _writer.WriteAsync(new ClearStagedOperation());

    /// <inheritdoc/>
    public Task InstallAsync(InstalledState state) => _writer.WriteAsync(new InstallOperation(state, _hooks));

    /// <inheritdoc/>
    public async Task PruneAsync(long belowHeight)
    {
        while (await _writer.WriteAsync(new PruneOperation(belowHeight, PrunedHeights, _hooks)) > 0)
        {
            _hooks.At?.Invoke("prune-between");
        }
    }

    /// <inheritdoc/>
    public Task BackupAsync(string path) => _readers.ReadAsync(session =>
    {
        BackupFile.Write(session, Identity, path, _hooks.At);
        return true;
    });

    /// <inheritdoc/>
    public Task<AuditReport> AuditAsync(Func<Attestation, bool>? isOwnSignature = null) =>
        _readers.ReadAsync(session => StoreAudit.Run(session, Identity, isOwnSignature));

    /// <inheritdoc/>
    public Task<StoredBase?> ReadBaseAsync() => _readers.ReadAsync(BaseReads.Find);

    /// <inheritdoc/>
    public Task<StoredHead?> ReadHeadAsync() => _readers.ReadAsync(HeightReads.Head);

    /// <inheritdoc/>
    public Task<AppliedHeight?> ReadHeightAsync(long height) => _readers.ReadAsync(session => HeightReads.Find(session, Identity.Genesis, height));

    /// <inheritdoc/>
    public Task<ImmutableArray<BlockWithBodies>> ReadBlocksAboveAsync(long height) =>
        _readers.ReadAsync(session => BlockReads.FindAbove(session, Identity.Genesis, height));

    /// <inheritdoc/>
    public Task<BlockWithBodies?> ReadBlockAsync(Digest hash) => _readers.ReadAsync(session => BlockReads.Find(session, Identity.Genesis, hash));

    /// <inheritdoc/>
    public Task<BlockIds?> ReadWindowBlockAsync(Digest hash) => _readers.ReadAsync(session => WindowBlockReads.Find(session, Identity.Genesis, hash));

    /// <inheritdoc/>
    public Task<BlockWithBodies?> ReadBlockAtAsync(long height) => _readers.ReadAsync(session => BlockReads.FindAt(session, Identity.Genesis, height));

    /// <inheritdoc/>
    public Task<Certificate?> ReadFinalizationAsync(long height) => _readers.ReadAsync(session => VoteReads.Finalization(session, height));

    /// <inheritdoc/>
    public Task<ChainRange?> ReadChainAsync(long fromHeight, long maxBytes) =>
        _readers.ReadAsync(session => BlockReads.Chain(session, Identity.Genesis, fromHeight, maxBytes));

    /// <inheritdoc/>
    public Task<ImmutableArray<Vote>> ReadVotesAboveAsync(long view) => _readers.ReadAsync(session => VoteReads.Votes(session, view));

    /// <inheritdoc/>
    public Task<ImmutableArray<Certificate>> ReadCertificatesAboveAsync(long view) => _readers.ReadAsync(session => VoteReads.Certificates(session, view));

    /// <inheritdoc/>
    public async IAsyncEnumerable<Register> ReadRegistersAsync()
    {
        var session = await _readers.RentAsync();
        try
        {
            await _readers.RunAsync(() =>
            {
                session.BeginSnapshot();
                return true;
            });
            var last = new RegisterKey(default, string.Empty);
            for (var full = true; full;)
            {
                var page = await _readers.RunAsync(() => RegisterReads.Page(session, last, RegisterPage));
                foreach (var register in page)
                {
                    yield return register;
                }
                full = page.Count == RegisterPage;
                last = full ? page[^1].Key : last;
            }
        }
        finally
        {
            await _readers.EndAsync(session);
        }
    }

    /// <inheritdoc/>
    public Task<Register?> ReadRegisterAsync(RegisterKey key) => _readers.ReadAsync(session => RegisterReads.Find(session, key));

    /// <inheritdoc/>
    public Task<StoredHistory> ReadHistoryAsync() => _readers.ReadAsync(session => BlockReads.History(session, Identity.Genesis));

    /// <inheritdoc/>
    public Task<ImmutableArray<ExecutedId>> ReadExecutedAfterAsync(long timeMs, long longerAfterMs) =>
        _readers.ReadAsync(session => HeightReads.ExecutedAfter(session, timeMs, longerAfterMs));

    /// <inheritdoc/>
    public async Task<ExecutedId?> FindExecutedAsync(Digest requestId)
    {
        var found = await _readers.ReadAsync(session => HeightReads.FindExecuted(session, Identity.Genesis, requestId));
        await (found is null ? _indexCounted.Value : Task.CompletedTask);
        return found;
    }

    /// <inheritdoc/>
    public async Task<ReceiptMaterial?> ReadReceiptAsync(Digest requestId)
    {
        var found = await _readers.ReadAsync(session => HeightReads.Receipt(session, Identity.Genesis, requestId));
        await (found is null ? _indexCounted.Value : Task.CompletedTask);
        return found;
    }

    /// <inheritdoc/>
    public Task<ImmutableArray<Attestation>> ReadAttestationsAsync(AttestedState state) => _readers.ReadAsync(session => HeightReads.Attestations(session, state));

    /// <inheritdoc/>
    public Task<ImmutableArray<Attestation>> ReadOwnAttestationsAboveAsync(long height, int limit = int.MaxValue, int? signer = null) =>
        _readers.ReadAsync(session => HeightReads.OwnAttestations(session, height, signer ?? Identity.Member, limit));

    /// <inheritdoc/>
    public Task<ImmutableArray<(AttestedState State, Attestation? Own)>> ReadUncertifiedAsync(long height, int? signer = null) =>
        _readers.ReadAsync(session => HeightReads.Uncertified(session, height, signer ?? Identity.Member));

    /// <inheritdoc/>
    public Task<long> ReadCertifiedHeightAsync(int quorum, long window = 0) =>
        _readers.ReadAsync(session => HeightReads.CertifiedHeight(session, quorum, window));

    /// <inheritdoc/>
    public Task<AssetHistory> ReadAssetHistoryAsync(string assetId, long belowVersion, int limit) =>
        _readers.ReadAsync(session => ChangeReads.Of(session, assetId, belowVersion, limit));

    /// <inheritdoc/>
    public Task<ImmutableArray<AssetChange>> ReadAssetChangesAsync(long height) => _readers.ReadAsync(session => ChangeReads.At(session, height));

    /// <inheritdoc/>
    public Task<ImmutableArray<StoredEvidence>> ReadEvidenceAsync() => _readers.ReadAsync(VoteReads.AllEvidence);

    /// <summary>
    /// A request that is not in the index was not executed, and its end is signed on that. An index that was too large to count at the opening is counted before the first such
    /// answer; one that rows are missing from gives none.
    /// </summary>
    private Task CountIndexAsync() => _readers.ReadAsync(session =>
    {
        StoreOpening.CheckTallies(session, ControlRow.Load(session, Identity), [Table.Executed, Table.Recent]);
        return true;
    });

    /// <summary>Commits what waits, closes the database, and gives it free.</summary>
    public async ValueTask DisposeAsync()
    {
        _readers.Dispose();
        await _writer.StopAsync();
        GC.SuppressFinalize(this);
    }
}
