using Scew.Protocol;
using Scew.Protocol.Messages;
using Scew.Protocol.Ordering;

namespace Scew.Consensus;

/// <summary>Asking for what is missing: the proposer first, then every peer in turn; long gaps by the final chain.</summary>
public sealed partial class Replica
{
    private const int MaxWanted = 64;
    private const int MaxAskedIds = 1024;
    private const int MaxChainBlocks = MessageCodec.MaxBlocks;
    private const int ChainFrom = 3;
    private const int MaxServedPerSecond = 256;
    private readonly List<Wanted> _wanted = [];
    private long _chainDeadline = long.MaxValue;
    private int _chainAttempt;
    private int _chainFirst;
    private int _checking;
    private Certificate? _chainTop;

    private sealed class Wanted(BlockRef place)
    {
        public BlockRef Ref { get; } = place;

        public int Attempt { get; set; }

        public long AtMs { get; set; }
    }

    /// <summary>Answers a question, at most so many a second: a peer must not choose how much this replica reads and sends.</summary>
    private void Serve(int to, Effect answer)
    {
        var peer = _peers[to];
        if (_now.MonotonicMs >= peer.ServedSinceMs + 1000)
        {
            peer.ServedSinceMs = _now.MonotonicMs;
            peer.Served = 0;
        }
        if (peer.Served < MaxServedPerSecond)
        {
            peer.Served++;
            Emit(answer);
        }
    }

    private void NeedBlock(BlockRef place) => Need(place, _timeouts.FetchGraceMs);

    private void NeedBodies(BlockNode node) => Need(node.Ref, 0);

    private void NeedNode(BlockNode node)
    {
        CheckBody(node);
        if (node.Body == BodyState.Missing)
        {
            NeedBodies(node);
        }
    }

    private void NeedParent(BlockNode node)
    {
        if (node.Block?.Justification.Parent is { } certificate)
        {
            NeedBlock(Place(certificate));
        }
    }

    private void Need(BlockRef place, long graceMs)
    {
        if (place.Height <= _executed || place.Height > _final.Height + 4 * MaxHeightsAhead)
        {
            return;
        }
        var known = _wanted.Find(wanted => wanted.Ref.Hash == place.Hash);
        var at = _now.MonotonicMs + graceMs;
        if (known is not null)
        {
            known.AtMs = known.Attempt == 0 ? Math.Min(known.AtMs, at) : known.AtMs;
        }
        else if (_wanted.Count < MaxWanted)
        {
            _wanted.Add(new Wanted(place) { AtMs = at });
        }
    }

    private void ForgetFetches() => _wanted.RemoveAll(wanted =>
        wanted.Ref.Height <= _executed || (wanted.Ref.View <= _final.View && wanted.Ref.Height <= _final.Height) || Satisfied(wanted));

    private bool Satisfied(Wanted wanted) => _tree.Find(wanted.Ref.Hash) is { Body: BodyState.Held };

    /// <summary>The highest final height that is certain, or that a peer claims.</summary>
    private long KnownFinalHeight()
    {
        var height = _finalization?.Statement.Height ?? 0;
        foreach (var peer in _peers)
        {
            if (peer is { Connected: true, Status: { } status })
            {
                height = Math.Max(height, status.Final.Height);
            }
        }
        return height;
    }

    private bool ChainMissing => KnownFinalHeight() > _final.Height;

    /// <summary>A long gap is closed by final blocks in order rather than from the top, one parent after the other.</summary>
    private bool ByChain => (_finalization?.Statement.Height ?? 0) >= _final.Height + ChainFrom;

    private void PumpFetches()
    {
        PumpChain();
        if (_wanted.Count == 0)
        {
            return;
        }
        _wanted.RemoveAll(Satisfied);
        foreach (var wanted in _wanted)
        {
            if (_now.MonotonicMs < wanted.AtMs || _tree.Find(wanted.Ref.Hash)?.Body == BodyState.Checking)
            {
                continue;
            }
            var node = _tree.Find(wanted.Ref.Hash);
            if (node is null && ByChain && wanted.Ref.Height <= _finalization!.Statement.Height)
            {
                wanted.AtMs = _now.MonotonicMs + _timeouts.FetchRetryMs(wanted.Attempt);
                continue;
            }
            if (ConnectedFrom(_group.Leader(wanted.Ref.View) + wanted.Attempt) is { } peer)
            {
                Ask(peer, wanted, node);
            }
            if (wanted.Attempt > 0 && node is { Body: BodyState.Missing })
            {
                // The bodies can have come by a way that the shell did not report.
                Recheck(node);
            }
            wanted.AtMs = _now.MonotonicMs + _timeouts.FetchRetryMs(wanted.Attempt);
            wanted.Attempt = Math.Min(wanted.Attempt + 1, 1 << 20);
        }
    }

    /// <summary>Every second time the whole block is asked for: who restarted or executed it long ago has its requests on disk only.</summary>
    private void Ask(int peer, Wanted wanted, BlockNode? node)
    {
        if (wanted.Attempt % 2 == 0 && node is { MissingIds: { Count: > 0 } missing, Block: { } block })
        {
            Emit(new Send(peer, new RequestQuery([.. block.RequestIds.Where(missing.Contains).Distinct().Take(MaxAskedIds)])));
        }
        else
        {
            Emit(new Send(peer, new BlockQuery(wanted.Ref.Hash)));
        }
    }

    /// <summary>The first connected peer from this place on; whoever is asked again is asked further on.</summary>
    private int? ConnectedFrom(int start)
    {
        for (var i = 0; i < _group.Size; i++)
        {
            var member = (start + i) % _group.Size;
            if (member != _self && _peers[member].Connected)
            {
                return member;
            }
        }
        return null;
    }

    private void PumpChain()
    {
        if (!ChainMissing)
        {
            _chainDeadline = long.MaxValue;
            _chainAttempt = 0;
            return;
        }
        if (_chainDeadline == long.MaxValue)
        {
            _chainDeadline = _now.MonotonicMs + (ByChain ? 0 : 2 * _timeouts.FetchGraceMs);
        }
        if (_now.MonotonicMs < _chainDeadline)
        {
            return;
        }
        _chainDeadline = _now.MonotonicMs + _timeouts.FetchRetryMs(_chainAttempt);
        if (_final.Height > _executed + MaxHeightsAhead / 2)
        {
            return;
        }
        for (var i = 0; i < _group.Size; i++)
        {
            var member = (_chainFirst + i) % _group.Size;
            if (member != _self && _peers[member] is { Connected: true } peer
                && (ByChain || peer.Status is { } status && status.Final.Height > _final.Height))
            {
                _chainFirst = (member + 1) % _group.Size;
                _chainAttempt = Math.Min(_chainAttempt + 1, 1 << 20);
                Emit(new Send(member, new ChainQuery(_final.Height + 1)));
                return;
            }
        }
    }

    private void OnBlockAnswer(Block block)
    {
        if (block.Hash == _branch)
        {
            OnBranch(block);
            return;
        }
        var wanted = _wanted.Find(wanted => wanted.Ref.Hash == block.Hash);
        if (wanted is not null && block.Header.Epoch == _group.Epoch)
        {
            AddCertified(block);
        }
    }

    private void OnChainAnswer(int from, ChainAnswer answer)
    {
        var statement = answer.Finalization.Statement;
        if (answer.Blocks.IsDefaultOrEmpty || answer.Blocks.Length > MaxChainBlocks || statement.Kind != StatementKind.Finalize
            || statement.View <= _final.View || answer.Blocks[^1].Hash != statement.Block || answer.Blocks[^1].Header.View != statement.View)
        {
            return;
        }
        var height = _final.Height;
        var fresh = answer.Blocks.SkipWhile(block => block.Header.Height <= _final.Height).ToList();
        // Linked up to a finalised block and not standing on the own final one: another branch is final.
        var branches = fresh.Count > 0 && fresh[0].Header.Parent != _final.Hash;
        var parent = branches ? fresh[0].Header.Parent : _final.Hash;
        foreach (var block in fresh)
        {
            if (block.Header.Epoch != _group.Epoch || block.Header.Height != ++height || block.Header.Parent != parent)
            {
                return;
            }
            parent = block.Hash;
        }
        if (fresh.Count == 0 || !TakeCertificate(answer.Finalization, passOn: false))
        {
            return;
        }
        if (branches)
        {
            OnBranch(fresh[0]);
            return;
        }
        foreach (var block in fresh)
        {
            AddCertified(block);
        }
        // It answered well: the next part comes from the same peer.
        _chainFirst = from;
        _chainAttempt = 0;
        _chainDeadline = _now.MonotonicMs + _timeouts.FetchRetryMs(0);
        _chainTop = answer.Finalization;
    }

    /// <summary>A block whose hash a quorum vouches for.</summary>
    private void AddCertified(Block block)
    {
        if (block.Header.View <= _final.View || block.Header.Height <= _final.Height)
        {
            return;
        }
        var node = _tree.Add(block);
        var state = ViewOf(node.View);
        if (!state.Blocks.Contains(node))
        {
            state.Blocks.Add(node);
        }
        OnBlockAdded(node);
        CheckBody(node);
        _changed = true;
    }

    private void OnBlockAdded(BlockNode node)
    {
        if (KnownView(node.View)?.Notarization is { } notarization && notarization.Statement.Block == node.Hash)
        {
            if (node.IsEmpty)
            {
                _open.Remove(node.View);
            }
            CheckBody(node);
        }
    }

    private void OnBodiesHeld(BlockNode node)
    {
        _changed = true;
    }

    private void OnBodiesStored(ReadOnlySpan<Digest> ids)
    {
        if (_checking > 0)
        {
            foreach (var id in ids)
            {
                _tree.StoredWhileChecking(id);
            }
        }
        foreach (var wanted in _wanted)
        {
            if (_tree.Find(wanted.Ref.Hash) is { Body: BodyState.Missing, MissingIds: { } missing } node)
            {
                foreach (var id in ids)
                {
                    missing.Remove(id);
                }
                if (missing.Count == 0)
                {
                    Recheck(node);
                }
            }
        }
    }

    private void Recheck(BlockNode node)
    {
        node.Body = BodyState.Unknown;
        CheckBody(node);
    }

    private long FetchDeadline()
    {
        var next = _chainDeadline;
        foreach (var wanted in _wanted)
        {
            // While the shell checks a block there is nothing to ask for; its answer comes as an event.
            if (_tree.Find(wanted.Ref.Hash)?.Body != BodyState.Checking)
            {
                next = Math.Min(next, wanted.AtMs);
            }
        }
        return next;
    }
}
