using System.Collections.Immutable;
using Scew.Protocol;
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

    /// <summary>Moves the applied height, with registers, results, roots and attestations, at once or not at all.</summary>
    Task ApplyAsync(AppliedSet set);

    /// <summary>Adds attestations (at most one per member and height, the first one stays); their height need not be applied yet.</summary>
    Task StoreAttestationsAsync(ImmutableArray<Attestation> attestations);

    /// <summary>Keeps evidence; the same evidence again changes nothing.</summary>
    Task StoreEvidenceAsync(Evidence evidence, int accused);

    /// <summary>The applied height; null before the first one.</summary>
    Task<StoredHead?> ReadHeadAsync();

    /// <summary>One applied height with results and stored attestations that equal its state; null when it is not applied.</summary>
    Task<AppliedHeight?> ReadHeightAsync(long height);

    /// <summary>Every stored block above <paramref name="height"/> with bodies, by height, then view: also blocks that never became final.</summary>
    Task<ImmutableArray<BlockWithBodies>> ReadBlocksAboveAsync(long height);

    /// <summary>The block with this hash; null when it is not stored.</summary>
    Task<BlockWithBodies?> ReadBlockAsync(Digest hash);

    /// <summary>The applied block of this height; null when it is not applied.</summary>
    Task<BlockWithBodies?> ReadBlockAtAsync(long height);

    /// <summary>The finalization of this height; null when none is stored.</summary>
    Task<Certificate?> ReadFinalizationAsync(long height);

    /// <summary>
    /// Applied blocks from <paramref name="fromHeight"/> on, as many as fit into <paramref name="maxBytes"/> of blocks and bodies while the last one has a stored finalization (more
    /// only where none of those has one); null when there is none.
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

    /// <summary>Hashes of the blocks 0 (genesis) to the applied height, in order.</summary>
    Task<ImmutableArray<Digest>> ReadBlockHashesAsync();

    /// <summary>Requests with a result in blocks with a time above <paramref name="timeMs"/>, by height, then index.</summary>
    Task<ImmutableArray<ExecutedId>> ReadExecutedAfterAsync(long timeMs);

    /// <summary>Where a request was executed, without reading its block; null when it has no result.</summary>
    Task<ExecutedId?> FindExecutedAsync(Digest requestId);

    /// <summary>What a receipt is made of; null when the request has no result.</summary>
    Task<ReceiptMaterial?> ReadReceiptAsync(Digest requestId);

    /// <summary>The first <paramref name="limit"/> own attestations of heights above <paramref name="height"/>, by height.</summary>
    Task<ImmutableArray<Attestation>> ReadOwnAttestationsAboveAsync(long height, int limit = int.MaxValue);

    /// <summary>
    /// The highest applied height that at least <paramref name="quorum"/> stored attestations equal and below which none of the last <paramref name="window"/> applied
    /// heights lacks them; 0 when there is none.
    /// </summary>
    Task<long> ReadCertifiedHeightAsync(int quorum, long window = 0);

    /// <summary>All evidence, in the order it was stored.</summary>
    Task<ImmutableArray<StoredEvidence>> ReadEvidenceAsync();
}
