using System.Collections.Immutable;
using Scew.Protocol;
using Scew.Protocol.Trees;

namespace Scew.Ledger.Transfers;

/// <summary>What an open question asks for; goes back when the answer does not come.</summary>
internal abstract record FetchWork
{
    internal sealed record Anchor(long AboveHeight) : FetchWork;

    internal sealed record Places(ImmutableArray<TriePlace> Nodes) : FetchWork;

    internal sealed record Leaves(ImmutableArray<TrieLeaf> Keys) : FetchWork;

    internal sealed record Blocks(Digest From, long Height) : FetchWork;
}
