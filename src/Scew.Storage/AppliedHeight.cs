using System.Collections.Immutable;
using Scew.Protocol;
using Scew.Protocol.Ordering;
using Scew.Protocol.Results;

namespace Scew.Storage;

/// <summary>
/// One executed height: the state that a merchant attests, the two roots under its state root, the results in index order (requests that execution
/// skipped leave none), and the attestations known so far, the own one among them once it is signed.
/// </summary>
public sealed record AppliedHeight(
    AttestedState State,
    Digest TrieRoot,
    Digest HistoryRoot,
    ImmutableArray<RequestResult> Results,
    ImmutableArray<Attestation> Attestations)
{
    /// <summary>Those of the requests that are to be remembered for longer than the others, to be found by <see cref="IReplicaStore.ReadExecutedAfterAsync"/>; not read back.</summary>
    public ImmutableArray<Digest> Longer { get; init; } = [];

    /// <summary>The versions that assets reached in it; read back by <see cref="IReplicaStore.ReadAssetHistoryAsync"/> and <see cref="IReplicaStore.ReadAssetChangesAsync"/> only.</summary>
    public ImmutableArray<AssetChange> Changes { get; init; } = [];
}
