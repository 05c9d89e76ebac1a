using System.Collections.Immutable;
using Scew.Protocol;
using Scew.Protocol.Ordering;
using Scew.Protocol.Receipts;
using Scew.Protocol.Results;
using Scew.Protocol.Trees;

namespace Scew.Grains;

/// <summary>The results of one height with their tree, from which receipts are cut.</summary>
public sealed class HeightResults(
    Digest genesis, AttestedState state, ImmutableArray<RequestResult> results, ResultsTree tree, IReadOnlyDictionary<Digest, ReadOnlyMemory<byte>> wires)
{
    /// <summary>In index order.</summary>
    public ImmutableArray<RequestResult> Results => results;

    /// <summary>The receipt of one result under equal attestations.</summary>
    public Receipt Receipt(int index, ImmutableArray<Attestation> attestations)
    {
        var result = results[index];
        return new Receipt(wires[result.RequestId], index, result.Code, result.Json, tree.Paths[index], CertifiedState.From(attestations));
    }

    /// <summary>The results root if another result stood at <paramref name="index"/>; only a liar asks.</summary>
    public ResultsTree TreeWith(int index, RequestResult other) => ResultsTree.Of(genesis, state.Height, results.SetItem(index, other));
}
