using System.Collections.Immutable;
using Scew.Protocol;
using Scew.Protocol.Messages;
using Scew.Protocol.Ordering;
using Scew.Protocol.Receipts;
using Scew.Protocol.Trees;

namespace Scew.Ledger.Transfers;

/// <summary>
/// Answers questions of state transfers from retained anchors: every 1,000th height, the last two of them, and until there are two the height at which the process
/// started. Tries are persistent, so an anchor costs the nodes that changed since, and the registers overwritten since are kept, up to a bound beyond which the oldest
/// anchor is given up, or the next where the oldest is the last one that can be offered.
/// </summary>
public sealed class StateServer
{
    /// <summary>Heights between two anchors that everybody retains.</summary>
    public const long Interval = 1000;

    /// <summary>Anchors at multiples of <see cref="Interval"/> that are retained.</summary>
    public const int RetainedMultiples = 2;

    /// <summary>Bytes of overwritten registers that all anchors together keep alive.</summary>
    public const long MaxKeptBytes = 64L << 20;

    private readonly long _maxKeptBytes;
    private readonly long _interval;
    private readonly List<RetainedAnchor> _anchors = [];
    private Certificate? _awaited;

    /// <summary>A server without anchors; tests choose a smaller bound and anchors that lie closer together.</summary>
    public StateServer(long maxKeptBytes = MaxKeptBytes, long interval = Interval)
    {
        _maxKeptBytes = maxKeptBytes;
        _interval = interval;
    }

    /// <summary>Heights of the retained anchors, rising.</summary>
    public ImmutableArray<long> Heights => [.. _anchors.Select(anchor => anchor.Height)];

    /// <summary>Bytes of overwritten registers that are kept alive.</summary>
    public long KeptBytes => _anchors.Sum(anchor => anchor.KeptBytes);

    /// <summary>
    /// The height below which nothing is served any more: the lowest of two anchors at multiples. 0 while there are not two, or while it lacks attestations: nobody could come back
    /// by a state that is not attested, and needs the blocks.
    /// </summary>
    public long OldestMultiple => _anchors.Count(IsMultiple) >= RetainedMultiples && _anchors.First(IsMultiple) is { Certified: not null } oldest ? oldest.Height : 0;

    /// <summary>The state that the process starts with, or that was installed: everything retained before is of no use.</summary>
    public void Restart(BlockHeader header, AttestedState state, LedgerTrees trees)
    {
        _anchors.Clear();
        _anchors.Add(new RetainedAnchor(header, state, trees));
    }

    /// <summary>Nothing is known of the start height's block, so nothing is served before the next multiple.</summary>
    public void Clear() => _anchors.Clear();

    /// <summary>These changes are about to be applied. Called before any of them is visible to whoever reads registers.</summary>
    public void Changing(ImmutableArray<RegisterChange> changes)
    {
        if (_anchors.Count == 0)
        {
            return;
        }
        var newest = _anchors[^1];
        foreach (var change in changes)
        {
            if (change.Before is not null)
            {
                newest.Keep(change.Before);
            }
        }
        while (KeptBytes > _maxKeptBytes)
        {
            // The last anchor that can be offered stays, unless it alone is too much: what it would have to keep of the others is counted.
            if (IsLastOffered() && _anchors.Count > 1 && _anchors[0].BytesWith(_anchors.Skip(1)) <= _maxKeptBytes)
            {
                Dispense();
            }
            else
            {
                _anchors.RemoveAt(0);
            }
        }
    }

    /// <summary>A height was executed.</summary>
    public void Executed(BlockHeader header, BlockOutcome outcome)
    {
        if (outcome.Height % _interval != 0)
        {
            return;
        }
        _anchors.Add(new RetainedAnchor(header, outcome.Attested, outcome.Trees));
        if (_awaited is not null)
        {
            Complete(_anchors[^1], _awaited);
        }
        while (_anchors.Count(IsMultiple) > RetainedMultiples || (_anchors.Count > RetainedMultiples && !IsMultiple(_anchors[0])))
        {
            Dispense();
        }
    }

    /// <summary>f+1 members or more attest a state. More take the place of fewer.</summary>
    public void Attested(ImmutableArray<Attestation> attestations)
    {
        if (!attestations.IsEmpty && _anchors.Find(anchor => anchor.State == attestations[0].State) is { } anchor && attestations.Length > (anchor.Certified?.Signatures.Length ?? 0))
        {
            anchor.Certified = CertifiedState.From(attestations);
        }
    }

    /// <summary>A height that may be an anchor has a finalization of its own. It can come before the height is executed.</summary>
    public void Final(Certificate finalization)
    {
        var statement = finalization.Statement;
        if (_anchors.Find(anchor => anchor.Height == statement.Height) is { } anchor)
        {
            Complete(anchor, finalization);
        }
        else if (statement.Height % _interval == 0)
        {
            _awaited = finalization;
        }
    }

    /// <summary>Heights of anchors that still wait for their attestations.</summary>
    public ImmutableArray<long> Unattested => [.. _anchors.Where(anchor => anchor.Certified is null).Select(anchor => anchor.Height)];

    /// <summary>The newest anchor that everybody retains, or else the newest, above the height asked.</summary>
    public AnchorAnswer Answer(AnchorQuery query)
    {
        var offered = _anchors.Where(anchor => anchor.Height > query.AboveHeight && anchor.Certified is not null).OrderBy(IsMultiple).ThenBy(anchor => anchor.Height);
        var best = offered.LastOrDefault();
        return new AnchorAnswer(query.Number, best is null || best.Height == query.KnownHeight ? null : best.Offer());
    }

    /// <summary>The nodes below the paths; empty when the trie is not retained or a path leads nowhere in it.</summary>
    public TrieAnswer Answer(TrieQuery query)
    {
        var trie = Find(query.TrieRoot)?.Trees.Trie;
        var fragments = ImmutableArray.CreateBuilder<TrieFragment>(query.Paths.Length);
        foreach (var path in trie is null ? [] : query.Paths)
        {
            if (trie!.Describe(path, query.Levels) is not { } fragment)
            {
                return new TrieAnswer(query.Number, []);
            }
            fragments.Add(fragment);
        }
        return new TrieAnswer(query.Number, fragments.ToImmutable());
    }

    /// <summary>
    /// Where the registers asked for are; empty when the trie is not retained or lacks one of them. Who reads a present register and finds other bytes asks again: it was
    /// overwritten in between.
    /// </summary>
    public ImmutableArray<RegisterSource> Find(RegistersQuery query)
    {
        var at = _anchors.FindIndex(anchor => anchor.Trees.TrieRoot == query.TrieRoot);
        if (at < 0)
        {
            return [];
        }
        var trie = _anchors[at].Trees.Trie;
        var sources = ImmutableArray.CreateBuilder<RegisterSource>(query.Keys.Length);
        foreach (var key in query.Keys)
        {
            if (trie.Find(key) is not { } hash || trie.NameOf(key) is not { } name)
            {
                return [];
            }
            // Overwritten first between anchor j and the next: it stood so at every anchor up to j.
            var kept = _anchors.Skip(at).Select(anchor => anchor.Overwritten(name)).FirstOrDefault(register => register is not null);
            sources.Add(new RegisterSource(name, hash, kept));
        }
        return sources.ToImmutable();
    }

    /// <summary>Gives up the oldest anchor, or the next where the oldest is the last one that can be offered.</summary>
    private void Dispense()
    {
        var isLast = IsLastOffered();
        if (isLast)
        {
            _anchors[0].Absorb(_anchors[1]);
        }
        _anchors.RemoveAt(isLast ? 1 : 0);
    }

    /// <summary>The oldest anchor can be offered, and no other one.</summary>
    private bool IsLastOffered() => _anchors[0].Certified is not null && _anchors.Count(anchor => anchor.Certified is not null) == 1;

    private static void Complete(RetainedAnchor anchor, Certificate finalization) =>
        anchor.Finalization = finalization.Statement.Height == anchor.Height && finalization.Statement.Block == anchor.State.Block ? finalization : anchor.Finalization;

    private bool IsMultiple(RetainedAnchor anchor) => anchor.Height % _interval == 0;

    private RetainedAnchor? Find(Digest trieRoot) => _anchors.Find(anchor => anchor.Trees.TrieRoot == trieRoot);
}
