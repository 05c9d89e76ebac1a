using Scew.Protocol;
using Scew.Protocol.Ordering;

namespace Scew.Storage;

/// <summary>The applied height H: its state, its block's view, and the roots under the state root.</summary>
public sealed record StoredHead(AttestedState State, long View, Digest TrieRoot, Digest HistoryRoot)
{
    /// <summary>H.</summary>
    public long Height => State.Height;
}
