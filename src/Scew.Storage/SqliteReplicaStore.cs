using System.Collections.Immutable;
using Scew.Protocol;
using Scew.Protocol.Ordering;
using Scew.Protocol.Registers;
using Scew.Storage.Sqlite;
using Scew.Storage.Sqlite.Reads;
using Scew.Storage.Sqlite.Writes;

namespace Scew.Storage;

/// <summary>A replica's store in one SQLite database (WAL, every commit synced) in a data folder that it locks as long as it is open.</summary>
public sealed class SqliteReplicaStore : IReplicaStore
{
    private const int RegisterPage = 512;
    private readonly StoreFolder _folder;
    private readonly CommitThread _writer;
    private readonly ReaderPool _readers;

    private SqliteReplicaStore(StoreIdentity identity, StoreFolder folder, CommitThread writer, ReaderPool readers)
    {
        Identity = identity;
        _folder = folder;
        _writer = writer;
        _readers = readers;
    }

    /// <inheritdoc/>
    public StoreIdentity Identity { get; }

    /// <summary>Transactions committed since the opening.</summary>
    public long Commits => _writer.Commits;

    /// <summary>
    /// Makes the database of member <paramref name="member"/> of the group <paramref name="genesis"/> in <paramref name="folder"/>, which is created where it is missing. Refused with
    /// <see cref="StoreFault.AlreadyInitialised"/> where there is one.
    /// </summary>
    public static Task<StoreIdentity> InitializeAsync(string folder, Digest genesis, int member) =>
        Task.Run(() => SqliteOpening.Initialize(Path.GetFullPath(folder), genesis, member));

    /// <summary>
    /// Opens what <see cref="InitializeAsync"/> made: <see cref="StoreFault.Missing"/>, <see cref="StoreFault.NotInitialised"/>, <see cref="StoreFault.Foreign"/>, <see cref="StoreFault.InUse"/> (within
    /// two seconds) or <see cref="StoreFault.Schema"/> where that cannot be. After a failed write the database is copied first.
    /// </summary>
    public static Task<SqliteReplicaStore> OpenAsync(string folder, Digest genesis, int member) => OpenAsync(folder, genesis, member, new SqliteStoreOptions());

    internal static Task<SqliteReplicaStore> OpenAsync(string folder, Digest genesis, int member, SqliteStoreOptions options) => Task.Run(() =>
    {
        var (held, session, identity) = SqliteOpening.Open(Path.GetFullPath(folder), genesis, member, options);
        var file = held.Database!;
        var writer = new CommitThread(session, held, options);
        return new SqliteReplicaStore(identity, held, writer, new ReaderPool(file, writer));
    });

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
    public Task ApplyAsync(AppliedSet set) => _writer.WriteAsync(new ApplyOperation(set, Identity.Genesis));

    /// <inheritdoc/>
    public Task StoreAttestationsAsync(ImmutableArray<Attestation> attestations) => _writer.WriteAsync(new AttestationsOperation(attestations));

    /// <inheritdoc/>
    public Task StoreEvidenceAsync(Evidence evidence, int accused) => _writer.WriteAsync(new EvidenceOperation(evidence, accused));

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
            session.Run("BEGIN");
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
            session.Run("COMMIT");
            _readers.Return(session);
        }
    }

    /// <inheritdoc/>
    public Task<Register?> ReadRegisterAsync(RegisterKey key) => _readers.ReadAsync(session => RegisterReads.Find(session, key));

    /// <inheritdoc/>
    public Task<ImmutableArray<Digest>> ReadBlockHashesAsync() => _readers.ReadAsync(session => BlockReads.AllHashes(session, Identity.Genesis));

    /// <inheritdoc/>
    public Task<ImmutableArray<ExecutedId>> ReadExecutedAfterAsync(long timeMs) => _readers.ReadAsync(session => HeightReads.ExecutedAfter(session, timeMs));

    /// <inheritdoc/>
    public Task<ExecutedId?> FindExecutedAsync(Digest requestId) => _readers.ReadAsync(session => HeightReads.FindExecuted(session, requestId));

    /// <inheritdoc/>
    public Task<ReceiptMaterial?> ReadReceiptAsync(Digest requestId) =>
        _readers.ReadAsync(session => HeightReads.Receipt(session, Identity.Genesis, requestId));

    /// <inheritdoc/>
    public Task<ImmutableArray<Attestation>> ReadOwnAttestationsAboveAsync(long height, int limit = int.MaxValue) =>
        _readers.ReadAsync(session => HeightReads.OwnAttestations(session, height, Identity.Member, limit));

    /// <inheritdoc/>
    public Task<long> ReadCertifiedHeightAsync(int quorum, long window = 0) =>
        _readers.ReadAsync(session => HeightReads.CertifiedHeight(session, quorum, window));

    /// <inheritdoc/>
    public Task<ImmutableArray<StoredEvidence>> ReadEvidenceAsync() => _readers.ReadAsync(VoteReads.AllEvidence);

    /// <summary>Commits what waits, empties the journal, and gives the folder free.</summary>
    public async ValueTask DisposeAsync()
    {
        _readers.Dispose();
        await _writer.StopAsync();
        _folder.Dispose();
    }
}
