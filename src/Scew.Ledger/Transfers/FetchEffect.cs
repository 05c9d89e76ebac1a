using System.Collections.Immutable;
using Scew.Protocol;
using Scew.Protocol.Messages;
using Scew.Protocol.Registers;
using Scew.Protocol.Trees;

namespace Scew.Ledger.Transfers;

/// <summary>What a fetcher wants done, in order.</summary>
public abstract record FetchEffect;

/// <summary>Send this question to this peer.</summary>
public sealed record AskPeer(int Peer, TransferQuery Query) : FetchEffect;

/// <summary>Keep these proven registers aside, the newest of each key; nothing reads them before the whole is installed.</summary>
public sealed record StageRegisters(ImmutableArray<Register> Registers) : FetchEffect;

/// <summary>What was kept aside so far is of no use: put it away.</summary>
public sealed record ForgetStaged : FetchEffect;

/// <summary>A peer lied; this fetch asks it nothing more.</summary>
public sealed record PeerBanned(int Peer, FetchFault Fault) : FetchEffect;

/// <summary>Everything that was staged makes up the anchor's state together with what was there: install it.</summary>
public sealed record FetchDone(FetchedState State) : FetchEffect;

/// <summary>The fetch is over without a state.</summary>
public sealed record FetchEnded(FetchEnd Reason) : FetchEffect;

/// <summary>How a peer lied. Append only.</summary>
public enum FetchFault
{
    /// <summary>An anchor that f+1 members do not attest, or not above the height asked.</summary>
    Anchor,

    /// <summary>Nodes that do not hash to what they were asked for.</summary>
    Nodes,

    /// <summary>Registers that are not those asked for.</summary>
    Registers,

    /// <summary>Blocks that are not those asked for.</summary>
    Blocks,

    /// <summary>Fewer than was asked for without need, or an answer of another type.</summary>
    Short,

    /// <summary>It offered an anchor again and again and never had it.</summary>
    Empty,
}

/// <summary>Why a fetch ended. Append only.</summary>
public enum FetchEnd
{
    /// <summary>Nobody has an anchor above the own height.</summary>
    NoAnchor,

    /// <summary>Every peer lied or is gone.</summary>
    NoPeer,

    /// <summary>The own state is not an earlier state of the group's.</summary>
    Contradiction,
}

/// <summary>
/// A fetched state: the anchor, the blocks of the last windows without their bodies, and its whole trie. <paramref name="Blocks"/> begin at the anchor's block, and each
/// is the parent of the one before it; they end with the first block outside the windows, or with the one above the head that the fetch began with. Whoever installs the state keeps
/// them: another member that fetches it later asks for them.
/// </summary>
public sealed record FetchedState(StateAnchor Anchor, ImmutableArray<BlockIds> Blocks, StateTrie Trie)
{
    /// <summary>The ids of the requests in those blocks, with their block's time, newest block first.</summary>
    public ImmutableArray<(Digest Id, long TimeMs)> Recent { get; } = [.. Blocks.SelectMany(block => block.RequestIds.Select(id => (id, block.Header.TimeMs)))];
}
