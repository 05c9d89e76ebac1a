using System.Collections.Immutable;
using Scew.Protocol.Messages;
using Scew.Protocol.Registers;
using Scew.Protocol.Trees;

namespace Scew.Ledger.Transfers;

/// <summary>The walk down the anchor's trie, and the registers that differ.</summary>
public sealed partial class StateFetcher
{
    /// <summary>Levels in one fragment: fewer cost more turns, more cost bytes beside the way of a single change.</summary>
    private const int Levels = 3;

    private const int PlacesAtOnce = 128;
    private const int LeavesAtOnce = 256;
    private readonly Stack<TriePlace> _places = [];
    private readonly Queue<TrieLeaf> _leaves = [];
    private long _highestWalked;

    /// <summary>Registers and places of the trie that are known to be missing and not asked for yet; places hide more registers.</summary>
    public int Outstanding => _leaves.Count + _places.Count;

    private void BeginWalk()
    {
        _walking = true;
        if (_anchor!.Height < _highestWalked)
        {
            // What a higher anchor brought is not part of a lower one's state.
            _trie = _start.Trie;
            _effects.Add(new ForgetStaged());
        }
        _highestWalked = _anchor.Height;
        if (_trie.Against(_anchor.TrieRoot) is { } root)
        {
            _places.Push(root);
        }
        BeginBlocks();
    }

    private void Walk()
    {
        if (!BlocksHeld())
        {
            return;
        }
        var busy = false;
        var useful = false;
        var forBlocks = ForBlocks();
        foreach (var peer in _peers)
        {
            if (!peer.Connected || peer.Banned)
            {
                continue;
            }
            if (peer.MayAsk(_nowMs))
            {
                AskNext(peer, ReferenceEquals(peer, forBlocks));
            }
            busy |= peer.Open > 0;
            useful |= peer.LacksTrie is null && (_blocksDone || peer.LacksBlock != _nextBlock);
        }
        if (busy)
        {
            return;
        }
        if (_places.Count == 0 && _leaves.Count == 0 && _blocksDone)
        {
            Finish();
        }
        else if (!useful)
        {
            if (Array.Exists(_peers, static peer => peer is { Connected: true, Banned: false }))
            {
                Reconsider();
                Consult();
            }
            else if (Array.Exists(_peers, static peer => peer.Banned))
            {
                End(FetchEnd.NoPeer);
            }
        }
    }

    /// <summary>Registers first once many are known, so that what is remembered stays small; then nodes, the deepest first.</summary>
    private void AskNext(FetchPeer peer, bool isForBlocks)
    {
        var hasTrie = peer.LacksTrie is null;
        if (isForBlocks)
        {
            AskBlocks(peer);
        }
        else if (hasTrie && (_leaves.Count >= LeavesAtOnce || (_places.Count == 0 && _leaves.Count > 0)))
        {
            var leaves = TakeFrom(_leaves, LeavesAtOnce);
            Ask(peer, new FetchWork.Leaves(leaves), number => new RegistersQuery(number, _anchor!.TrieRoot, [.. leaves.Select(leaf => leaf.Key)]));
        }
        else if (hasTrie && _places.Count > 0)
        {
            var places = ImmutableArray.CreateBuilder<TriePlace>();
            while (places.Count < PlacesAtOnce && _places.TryPop(out var place))
            {
                places.Add(place);
            }
            var asked = places.ToImmutable();
            Ask(peer, new FetchWork.Places(asked), number => new TrieQuery(number, _anchor!.TrieRoot, Levels, [.. asked.Select(place => place.Path)]));
        }
    }

    private static ImmutableArray<TrieLeaf> TakeFrom(Queue<TrieLeaf> queue, int most)
    {
        var taken = ImmutableArray.CreateBuilder<TrieLeaf>();
        while (taken.Count < most && queue.TryDequeue(out var leaf))
        {
            taken.Add(leaf);
        }
        return taken.ToImmutable();
    }

    private void GiveBack(FetchWork work)
    {
        switch (work)
        {
            case FetchWork.Places places:
                foreach (var place in places.Nodes)
                {
                    _places.Push(place);
                }
                break;
            case FetchWork.Leaves leaves:
                foreach (var leaf in leaves.Keys)
                {
                    _leaves.Enqueue(leaf);
                }
                break;
            case FetchWork.Blocks:
                _blocksAsked = false;
                break;
            default:
                break;
        }
    }

    private FetchFault? TakeNodes(FetchPeer peer, FetchWork.Places asked, ImmutableArray<TrieFragment> fragments)
    {
        if (fragments.Length != asked.Nodes.Length)
        {
            GiveBack(asked);
            return Lacks(peer, fragments.IsEmpty);
        }
        // All or nothing: a peer that errs once is not believed in the rest.
        var differences = new TrieDifference[fragments.Length];
        for (var i = 0; i < fragments.Length; i++)
        {
            if (asked.Nodes[i].Open(fragments[i], Levels) is not { } difference)
            {
                GiveBack(asked);
                return FetchFault.Nodes;
            }
            differences[i] = difference;
        }
        foreach (var difference in differences)
        {
            foreach (var place in difference.Places)
            {
                _places.Push(place);
            }
            foreach (var leaf in difference.Leaves)
            {
                _leaves.Enqueue(leaf);
            }
        }
        return null;
    }

    private FetchFault? TakeRegisters(FetchPeer peer, FetchWork.Leaves asked, ImmutableArray<byte[]> answered)
    {
        if (answered.IsEmpty)
        {
            GiveBack(asked);
            return Lacks(peer, empty: true);
        }
        long size = 0;
        var registers = ImmutableArray.CreateBuilder<Register>(answered.Length);
        for (var i = 0; i < answered.Length && i < asked.Keys.Length; i++)
        {
            if (Proven(asked.Keys[i], answered[i]) is not { } register)
            {
                GiveBack(asked);
                return FetchFault.Registers;
            }
            registers.Add(register);
            size += answered[i].Length;
        }
        if (answered.Length > asked.Keys.Length || (answered.Length < asked.Keys.Length && size < RegistersAnswer.FullBytes))
        {
            GiveBack(asked);
            return FetchFault.Short;
        }
        foreach (var register in registers)
        {
            _trie = _trie.Set(register);
        }
        Fetched += registers.Count;
        _effects.Add(new StageRegisters(registers.ToImmutable()));
        GiveBack(new FetchWork.Leaves(asked.Keys[answered.Length..]));
        return null;
    }

    private FetchFault? Lacks(FetchPeer peer, bool empty)
    {
        peer.LacksTrie = _anchor!.TrieRoot;
        return empty ? null : FetchFault.Short;
    }

    private void Finish()
    {
        if (_trie.Root != _anchor!.TrieRoot)
        {
            // Registers are never removed: the own state holds some that the group's does not.
            End(FetchEnd.Contradiction);
            return;
        }
        _over = true;
        _effects.Add(new FetchDone(new FetchedState(_anchor, [.. _chain], _trie)));
    }
}
