using System.Collections.Immutable;
using Scew.Protocol;

namespace Scew.Grains;

/// <summary>Which requests a peer is known to hold on its present link, so that a proposal carries only what it may lack.</summary>
internal sealed class PeerKnowledge
{
    /// <summary>Ids remembered; beyond, everything is forgotten, which only costs bytes.</summary>
    private const int Capacity = 100_000;

    private readonly HashSet<Digest> _held = [];

    /// <summary>A new link: nothing is known.</summary>
    public void Reset() => _held.Clear();

    /// <summary>The peer holds these.</summary>
    public void Add(IEnumerable<Digest> ids)
    {
        if (_held.Count > Capacity)
        {
            _held.Clear();
        }
        _held.UnionWith(ids);
    }

    /// <summary>The ids that the peer may lack, in order.</summary>
    public ImmutableArray<Digest> Lacks(ImmutableArray<Digest> ids)
    {
        ImmutableArray<Digest>.Builder? lacking = null;
        foreach (var id in ids)
        {
            if (!_held.Contains(id))
            {
                (lacking ??= ImmutableArray.CreateBuilder<Digest>()).Add(id);
            }
        }
        return lacking?.ToImmutable() ?? [];
    }

    /// <summary>Executed: no proposal names them again.</summary>
    public void Forget(ImmutableArray<Digest> ids)
    {
        foreach (var id in ids)
        {
            _held.Remove(id);
        }
    }
}
