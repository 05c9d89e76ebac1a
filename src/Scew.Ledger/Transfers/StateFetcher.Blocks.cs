using System.Collections.Immutable;
using Scew.Protocol;
using Scew.Protocol.Messages;

namespace Scew.Ledger.Transfers;

/// <summary>
/// The ids of requests in the last windows' blocks, so that none of them runs twice: linked downwards from the attested block to a block that is outside the windows,
/// or to the own head, whose ids are known.
/// </summary>
public sealed partial class StateFetcher
{
    private readonly Dictionary<Digest, BlockIds> _blocks = [];
    private readonly List<BlockIds> _chain = [];
    private Digest _nextBlock;
    private long _nextHeight;
    private bool _blocksAsked;
    private bool _blocksDone;

    private void BeginBlocks()
    {
        _chain.Clear();
        _nextBlock = _anchor!.Certified.State.Block;
        _nextHeight = _anchor.Height;
        _blocksAsked = false;
        _blocksDone = false;
    }

    /// <summary>Goes on through what is held already; false when the own chain turns out to be another one.</summary>
    private bool BlocksHeld()
    {
        while (!_blocksDone)
        {
            if (_nextHeight == _start.Head.Height)
            {
                if (_nextBlock != _start.Head.BlockHash)
                {
                    End(FetchEnd.Contradiction);
                    return false;
                }
                _blocksDone = true;
            }
            else if (_blocks.TryGetValue(_nextBlock, out var block))
            {
                Follow(block);
            }
            else
            {
                break;
            }
        }
        return true;
    }

    private void Follow(BlockIds block)
    {
        _chain.Add(block);
        _nextBlock = block.Header.Parent;
        _nextHeight--;
        _blocksDone = block.Header.TimeMs <= _anchor!.Header.TimeMs - _start.RememberedMs;
    }

    /// <summary>The quickest of those who may have the next block; true but slow answers of one peer do not hold up the others.</summary>
    private FetchPeer? ForBlocks() => _blocksDone || _blocksAsked
        ? null
        : _peers.Where(peer => peer is { Connected: true, Banned: false } && peer.PausedUntilMs <= _nowMs && peer.LacksBlock != _nextBlock).MinBy(static peer => peer.BlockPace);

    private void AskBlocks(FetchPeer peer)
    {
        peer.AskedMs = _nowMs;
        _blocksAsked = true;
        var from = _nextBlock;
        var limit = (int)Math.Min(BlockIdsQuery.MaxBlocks, _nextHeight - _start.Head.Height);
        Ask(peer, new FetchWork.Blocks(from, _nextHeight), number => new BlockIdsQuery(number, from, limit));
    }

    private FetchFault? TakeBlocks(FetchPeer peer, FetchWork.Blocks asked, ImmutableArray<BlockIds> chain)
    {
        GiveBack(asked);
        peer.Brought(chain.Length, _nowMs);
        if (chain.IsEmpty)
        {
            peer.LacksBlock = asked.From;
            return null;
        }
        var hash = asked.From;
        var height = asked.Height;
        var proven = new List<(Digest Hash, BlockIds Block)>(chain.Length);
        foreach (var block in chain)
        {
            if (height <= _start.Head.Height || block.Header.Height != height || block.Hash(_start.Group.Genesis) != hash)
            {
                return FetchFault.Blocks;
            }
            proven.Add((hash, block));
            hash = block.Header.Parent;
            height--;
        }
        foreach (var (place, block) in proven)
        {
            _blocks.TryAdd(place, block);
        }
        return null;
    }
}
