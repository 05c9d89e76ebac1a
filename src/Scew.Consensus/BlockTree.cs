using Scew.Protocol;
using Scew.Protocol.Messages;
using Scew.Protocol.Ordering;

namespace Scew.Consensus;

/// <summary>Blocks from a little below the executed height upwards, and which blocks hold a request id.</summary>
internal sealed class BlockTree
{
    /// <summary>Executed blocks that stay for the search of repeated ids.</summary>
    public const int KeptExecuted = 32;

    private readonly Dictionary<Digest, BlockNode> _nodes = [];
    private readonly Dictionary<Digest, Inclusion> _inclusions = [];
    private int _mark;

    private record struct Inclusion(BlockNode First, List<BlockNode>? More);

    public int Count => _nodes.Count;

    public BlockNode? Find(Digest hash) => _nodes.GetValueOrDefault(hash);

    /// <summary>The parent, when it is in the tree.</summary>
    public BlockNode? ParentOf(BlockNode node) => node.Parent ??= Find(node.ParentHash);

    /// <summary>The block that the tree stands on.</summary>
    public BlockNode AddRoot(BlockRef place, long timeMs)
    {
        var node = new BlockNode(place, timeMs, default, null) { Body = BodyState.Held, Valid = true, Journaled = true };
        _nodes[place.Hash] = node;
        return node;
    }

    /// <summary>Adds a block, or gives the one that is there.</summary>
    public BlockNode Add(Block block)
    {
        if (_nodes.TryGetValue(block.Hash, out var known))
        {
            return known;
        }
        var header = block.Header;
        var node = new BlockNode(new BlockRef(header.View, header.Height, block.Hash), header.TimeMs, header.Parent, block);
        Add(node);
        return node;
    }

    /// <summary>Adds a block that is not here, as it stands.</summary>
    public void Add(BlockNode node)
    {
        _nodes[node.Hash] = node;
        foreach (var id in node.Block!.RequestIds)
        {
            if (!_inclusions.TryGetValue(id, out var inclusion))
            {
                _inclusions[id] = new Inclusion(node, null);
            }
            else if (inclusion.More is null)
            {
                _inclusions[id] = inclusion with { More = [node] };
            }
            else
            {
                inclusion.More.Add(node);
            }
        }
    }

    public void Clear()
    {
        _nodes.Clear();
        _inclusions.Clear();
    }

    public void Remove(BlockNode node)
    {
        if (!_nodes.Remove(node.Hash) || node.Block is null)
        {
            return;
        }
        foreach (var id in node.Block.RequestIds)
        {
            if (!_inclusions.TryGetValue(id, out var inclusion))
            {
                continue;
            }
            if (inclusion.More is { Count: > 0 } more)
            {
                var first = inclusion.First;
                if (!more.Remove(node))
                {
                    first = more[^1];
                    more.RemoveAt(more.Count - 1);
                }
                _inclusions[id] = new Inclusion(first, more);
            }
            else if (inclusion.First == node)
            {
                _inclusions.Remove(id);
            }
        }
    }

    /// <summary>True when any block here holds the id.</summary>
    public bool Includes(Digest id) => _inclusions.ContainsKey(id);

    /// <summary>The executed height that holds the id, or null.</summary>
    public long? ExecutedHeightOf(Digest id, long executed)
    {
        if (!_inclusions.TryGetValue(id, out var inclusion))
        {
            return null;
        }
        if (inclusion.First.Height <= executed)
        {
            return inclusion.First.Height;
        }
        foreach (var node in inclusion.More ?? [])
        {
            if (node.Height <= executed)
            {
                return node.Height;
            }
        }
        return null;
    }

    /// <summary>Marks <paramref name="node"/> and its ancestors above <paramref name="height"/> for <see cref="InMarked"/>; false when one is not here.</summary>
    public bool MarkChain(BlockNode node, long height)
    {
        _mark++;
        for (var at = node; at.Height > height;)
        {
            at.Mark = _mark;
            if (at.Height == height + 1)
            {
                return true;
            }
            if (ParentOf(at) is not { } parent)
            {
                return false;
            }
            at = parent;
        }
        return true;
    }

    /// <summary>A body arrived while the shell looks at blocks that hold it: its answer may be old.</summary>
    public void StoredWhileChecking(Digest id)
    {
        if (_inclusions.TryGetValue(id, out var inclusion))
        {
            inclusion.First.StoredMeanwhile |= inclusion.First.Body == BodyState.Checking;
            foreach (var node in inclusion.More ?? [])
            {
                node.StoredMeanwhile |= node.Body == BodyState.Checking;
            }
        }
    }

    /// <summary>True when a block marked last holds the id.</summary>
    public bool InMarked(Digest id)
    {
        if (!_inclusions.TryGetValue(id, out var inclusion))
        {
            return false;
        }
        if (inclusion.First.Mark == _mark)
        {
            return true;
        }
        foreach (var node in inclusion.More ?? [])
        {
            if (node.Mark == _mark)
            {
                return true;
            }
        }
        return false;
    }
}
