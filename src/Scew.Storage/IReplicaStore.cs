using System.Collections.Immutable;
using Scew.Protocol;
using Scew.Protocol.Messages;
using Scew.Protocol.Ordering;
using Scew.Protocol.Registers;

namespace Scew.Storage;

/// <summary>
/// One replica's journal and registers. A completed write is on disk (synced). Writes of any number of callers are joined into few transactions, safety writes
/// first, otherwise in the order of the calls. Reads see every completed write. Every member throws <see cref="StoreException"/>; after
/// <see cref="StoreFault.Failed"/> every further call does.
/// </summary>
public interface IReplicaStore : IAsyncDisposable
{
    /// <summary>Whose database this is.</summary>
    StoreIdentity Identity { get; }

    /// <summary>
    /// Makes <paramref name="activation"/> the only one that may write, by compare-and-set; the activation before gets <see cref="StoreFault.LeaseLost"/> from then on.
    /// A start does this before it reads anything.
    /// </summary>
    Task<LeaseTaken> TakeLeaseAsync(Digest activation);

    /// <summary>Stores a safety write; gives the lease row's counter after it.</summary>
    Task<long> WriteSafetyAsync(SafetyWrite write);

    /// <summary>
    /// Whether another process can open this store while this one still runs: a server gives the lock away when it loses the connection, which a process that writes nothing does not
    /// notice.
    /// </summary>
    bool CanLoseLock { get; }

    /// <summary>Asks, on the connection that writes, whether <paramref name="activation"/> may still write; throws as a write would, and changes nothing.</summary>
    Task HeldAsync(Digest activation);

    /// <summary>Begins a doubt (<see cref="StoreDoubt.Shown"/>), as a safety write; one that is there already stays as it is.</summary>
    Task DoubtAsync(Digest activation);

    /// <summary>
    /// Ends the doubt, as a safety write: lease and floor become <paramref name="lease"/>. What the members' answers showed was stored by safety writes before.
    /// </summary>
    Task SettleAsync(Digest activation, long lease);

    /// <summary>
    /// Begins an era, or several after each other, as a safety write: the applied height is the last one before the first of them, or below where a state has to be fetched. What the old
    /// era left above is removed, and <paramref name="activation"/> writes nothing more.
    /// </summary>
    Task BeginErasAsync(Digest activation, ImmutableArray<StoredEra> eras);

    /// <summary>Writes the complete handover of an era in place of the incomplete one.</summary>
    Task CompleteEraAsync(StoredEra era);

    /// <summary>Tells a database that was just made, and never used, in which eras it is not the first.</summary>
    Task FoundAsync(ImmutableArray<StoredEra> eras);

    /// <summary>The eras after genesis, in order.</summary>
    Task<ImmutableArray<StoredEra>> ReadErasAsync();

    /// <summary>Moves the applied height, with registers, results, roots and attestations, at once or not at all.</summary>
    Task ApplyAsync(AppliedSet set);

    /// <summary>Adds attestations (at most one per member and height, the first one stays); their height need not be applied yet.</summary>
    Task StoreAttestationsAsync(ImmutableArray<Attestation> attestations);

    /// <summary>Keeps evidence; the same evidence again changes nothing.</summary>
    Task StoreEvidenceAsync(Evidence evidence, int accused);

    /// <summary>Puts registers of a state transfer aside, in a place that every opening empties; <see cref="InstallAsync"/> takes them.</summary>
    Task StageRegistersAsync(ImmutableArray<Register> registers);

    /// <summary>Puts away what was staged.</summary>
    Task ClearStagedAsync();

    /// <summary>
    /// Makes an attested height the base and the applied height, with the staged registers in place of what they name and the blocks of its windows, at once or not at all. Never backwards.
    /// </summary>
    Task InstallAsync(InstalledState state);

    /// <summary>
    /// Removes what lies below <paramref name="belowHeight"/>, blocks that a state transfer brought too: the base moves up to <c>belowHeight - 1</c>, which must be applied. Evidence, registers, and votes and certificates from
    /// the base block's view on stay. In transactions of bounded size; interrupted, it is valid and can be called again. Ids of the removed requests are forgotten: stay
    /// above the last windows.
    /// </summary>
    Task PruneAsync(long belowHeight);

    /// <summary>
    /// Writes a consistent, synced copy into the new file <paramref name="path"/> while writes go on. The copy is a SQLite database whichever database this is, names no
    /// activation, and is in doubt (<see cref="StoreDoubt.Restored"/>).
    /// </summary>
    Task BackupAsync(string path);

    /// <summary>
    /// Reads and checks everything in one snapshot: chain, requests, results, registers against the newest state root, the tallies of every table, and attestations by
    /// <paramref name="isOwnSignature"/>, which is true of those of others. A damaged row is in the report; only a failure to read is thrown.
    /// </summary>
    Task<AuditReport> AuditAsync(Func<Attestation, bool>? isOwnSignature = null);

    /// <summary>Where this store begins; null when it holds every height from 1.</summary>
    Task<StoredBase?> ReadBaseAsync();

    /// <summary>The applied height; null before the first one.</summary>
    Task<StoredHead?> ReadHeadAsync();

    /// <summary>One applied height with results and stored attestations that equal its state; null when it is not applied, or is missing at or below the base.</summary>
    Task<AppliedHeight?> ReadHeightAsync(long height);

    /// <summary>Every stored block above <paramref name="height"/> with bodies, by height, then view: also blocks that never became final.</summary>
    Task<ImmutableArray<BlockWithBodies>> ReadBlocksAboveAsync(long height);

    /// <summary>The block with this hash; null when it is not stored.</summary>
    Task<BlockWithBodies?> ReadBlockAsync(Digest hash);

    /// <summary>The block with this hash, without bodies, where a state transfer brought it; null when it did not.</summary>
    Task<BlockIds?> ReadWindowBlockAsync(Digest hash);

    /// <summary>The applied block of this height; null when it is not applied, or is missing at or below the base.</summary>
    Task<BlockWithBodies?> ReadBlockAtAsync(long height);

    /// <summary>The finalization of this height; null when none is stored.</summary>
    Task<Certificate?> ReadFinalizationAsync(long height);

    /// <summary>
    /// Applied blocks from <paramref name="fromHeight"/> on, as many as fit into <paramref name="maxBytes"/> of blocks and bodies while the last one has a stored finalization (more
    /// only where none of those has one); null when there is none, or the first one is not above the base.
    /// </summary>
    Task<ChainRange?> ReadChainAsync(long fromHeight, long maxBytes);

    /// <summary>Own votes of views above <paramref name="view"/>, by view.</summary>
    Task<ImmutableArray<Vote>> ReadVotesAboveAsync(long view);

    /// <summary>Certificates of views above <paramref name="view"/>, by view, then kind.</summary>
    Task<ImmutableArray<Certificate>> ReadCertificatesAboveAsync(long view);

    /// <summary>Every register, by kind, then id (as bytes), from one snapshot.</summary>
    IAsyncEnumerable<Register> ReadRegistersAsync();

    /// <summary>One register; null when it was never written.</summary>
    Task<Register?> ReadRegisterAsync(RegisterKey key);

    /// <summary>The history up to the applied height.</summary>
    Task<StoredHistory> ReadHistoryAsync();

    /// <summary>
    /// Requests with a result in blocks with a time above <paramref name="timeMs"/>, by height, then index; before them, without a place, by time, then id, those that are to be
    /// remembered for longer (<see cref="AppliedHeight.Longer"/>) or came with a state, from blocks with a time above <paramref name="longerAfterMs"/>.
    /// </summary>
    Task<ImmutableArray<ExecutedId>> ReadExecutedAfterAsync(long timeMs, long longerAfterMs);

    /// <summary>
    /// Where a request was executed, without reading its block; null when it has no result. In a database too large to be counted at its opening the first such answer waits until the
    /// index is counted, and an index that rows are missing from is <see cref="StoreFault.Corrupt"/>.
    /// </summary>
    Task<ExecutedId?> FindExecutedAsync(Digest requestId);

    /// <summary>What a receipt is made of; null when the request has no result.</summary>
    Task<ReceiptMaterial?> ReadReceiptAsync(Digest requestId);

    /// <summary>The stored attestations that equal this state, by signer.</summary>
    Task<ImmutableArray<Attestation>> ReadAttestationsAsync(AttestedState state);

    /// <summary>
    /// The first <paramref name="limit"/> attestations of <paramref name="signer"/> (the member that the database was made for, where it is null) of heights above
    /// <paramref name="height"/>, by height.
    /// </summary>
    Task<ImmutableArray<Attestation>> ReadOwnAttestationsAboveAsync(long height, int limit = int.MaxValue, int? signer = null);

    /// <summary>The states of applied heights above <paramref name="height"/>, by height, each with the attestation of <paramref name="signer"/> where one is stored.</summary>
    Task<ImmutableArray<(AttestedState State, Attestation? Own)>> ReadUncertifiedAsync(long height, int? signer = null);

    /// <summary>
    /// The highest applied height that at least <paramref name="quorum"/> stored attestations equal and below which none of the last <paramref name="window"/> applied
    /// heights lacks them; the height below the base when there is none (0 without a base): a state can be installed that fewer attest.
    /// </summary>
    Task<long> ReadCertifiedHeightAsync(int quorum, long window = 0);

    /// <summary>The first <paramref name="limit"/> versions of an asset below <paramref name="belowVersion"/>, the newest first, with what made each.</summary>
    Task<AssetHistory> ReadAssetHistoryAsync(string assetId, long belowVersion, int limit);

    /// <summary>What an applied height changed of assets, in order of execution: timers, then requests. Nothing where the height is not there, or an older program applied it.</summary>
    Task<ImmutableArray<AssetChange>> ReadAssetChangesAsync(long height);

    /// <summary>All evidence, in the order it was stored.</summary>
    Task<ImmutableArray<StoredEvidence>> ReadEvidenceAsync();
}
