using System.Collections.Immutable;
using Scew.Protocol.Ordering;
using Scew.Protocol.Trees;

namespace Scew.Protocol.Messages;

/// <summary>
/// A question of a state transfer. <paramref name="Number"/> is the asker's and comes back in the answer, so that a late answer is not taken for one to a later
/// question.
/// </summary>
public abstract record TransferQuery(int Number) : PeerMessage;

/// <summary>An answer of a state transfer; an empty one says that the sender does not have what was asked for.</summary>
public abstract record TransferAnswer(int Number) : PeerMessage;

/// <summary>Asks for the best anchor above a height; the one at <paramref name="KnownHeight"/> (0: none) is known already.</summary>
public sealed record AnchorQuery(int Number, long AboveHeight, long KnownHeight) : TransferQuery(Number);

/// <summary>Answers <see cref="AnchorQuery"/>; null when there is none, or none but the known one.</summary>
public sealed record AnchorAnswer(int Number, StateAnchor? Anchor) : TransferAnswer(Number);

/// <summary>Asks for the nodes below these paths of an anchor's trie, so many levels deep (1 to <see cref="TrieFragment.MaxLevels"/>).</summary>
public sealed record TrieQuery(int Number, Digest TrieRoot, int Levels, ImmutableArray<TriePath> Paths) : TransferQuery(Number)
{
    /// <summary>Most paths in one question.</summary>
    public const int MaxPaths = 256;
}

/// <summary>Answers <see cref="TrieQuery"/>: one fragment for each path, in order, or none at all.</summary>
public sealed record TrieAnswer(int Number, ImmutableArray<TrieFragment> Fragments) : TransferAnswer(Number);

/// <summary>Asks for registers by the hashes of their keys, as they stand in an anchor's trie.</summary>
public sealed record RegistersQuery(int Number, Digest TrieRoot, ImmutableArray<Digest> Keys) : TransferQuery(Number)
{
    /// <summary>Most keys in one question.</summary>
    public const int MaxKeys = 512;
}

/// <summary>
/// Answers <see cref="RegistersQuery"/>: the encoded registers of the first keys, in order; fewer than were asked for only where at least
/// <see cref="FullBytes"/> are sent.
/// </summary>
public sealed record RegistersAnswer(int Number, ImmutableArray<byte[]> Registers) : TransferAnswer(Number)
{
    /// <summary>From here on an answer may end.</summary>
    public const int FullBytes = 256 * 1024;
}

/// <summary>Asks for headers and request ids, without bodies, from the block with this hash downwards.</summary>
public sealed record BlockIdsQuery(int Number, Digest From, int Limit) : TransferQuery(Number)
{
    /// <summary>Most blocks in one question.</summary>
    public const int MaxBlocks = 1024;
}

/// <summary>A block without its justification, which its header commits to, and without bodies.</summary>
public sealed record BlockIds(BlockHeader Header, ImmutableArray<Digest> RequestIds)
{
    /// <summary>The header's hash, when these are its requests; null when they are not.</summary>
    public Digest? Hash(Digest genesis) => Block.HashBody(RequestIds) == Header.BodyHash ? Header.Hash(genesis) : null;
}

/// <summary>Answers <see cref="BlockIdsQuery"/>: consecutive blocks downwards, as many as the sender likes to send.</summary>
public sealed record BlockIdsAnswer(int Number, ImmutableArray<BlockIds> Blocks) : TransferAnswer(Number)
{
    /// <summary>From here on an answer may end.</summary>
    public const int FullBytes = 256 * 1024;
}
