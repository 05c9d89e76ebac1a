using Scew.Protocol.Messages;

namespace Scew.Ledger.Transfers;

/// <summary>Which state is fetched: the best one that any peer proves, whatever peers claim.</summary>
public sealed partial class StateFetcher
{
    /// <summary>How often a peer may lack an anchor that it offered; it can have been dropped in between.</summary>
    private const int MaxEmpty = 3;

    /// <summary>
    /// One peer after the other until there is an anchor, then all others at once for a better one: they answer in a few bytes when they have none. A peer that offers a low one
    /// costs nothing, and a peer that offers a height which nobody else retains does not displace one that everybody does.
    /// </summary>
    private void Consult()
    {
        var open = false;
        var left = false;
        foreach (var peer in _peers)
        {
            if (peer.Work is FetchWork.Anchor)
            {
                open = true;
            }
            else if (peer is { Connected: true, Banned: false, Consulted: false })
            {
                left = true;
                if (peer.MayAsk(_nowMs) && (_anchor is not null || !open))
                {
                    peer.Consulted = true;
                    var above = Better();
                    var known = _anchor?.Height ?? 0;
                    Ask(peer, new FetchWork.Anchor(above), number => new AnchorQuery(number, above, known));
                    open = true;
                }
            }
        }
        if (open || left && _anchor is null && Paused())
        {
            return;
        }
        if (_anchor is not null)
        {
            BeginWalk();
        }
        else if (!left)
        {
            End(Array.Exists(_peers, static peer => peer is { Connected: true, Banned: false }) ? FetchEnd.NoAnchor : FetchEnd.NoPeer);
        }
    }

    private bool Paused() => Array.Exists(_peers, peer => peer is { Connected: true, Banned: false, Consulted: false } && peer.PausedUntilMs > _nowMs);

    /// <summary>The height above which an anchor would be preferred to the one at hand.</summary>
    private long Better()
    {
        if (_anchor is null)
        {
            return _start.AboveHeight;
        }
        var multiple = _anchor.Height / _start.Interval * _start.Interval;
        return Math.Max(_start.AboveHeight, _anchor.Height == multiple ? multiple + _start.Interval - 1 : multiple - 1);
    }

    private (long, bool, long, int) Rank(StateAnchor anchor) =>
        (anchor.Height / _start.Interval, anchor.Height % _start.Interval == 0, anchor.Height, anchor.Certified.Signatures.Length);

    private FetchFault? TakeAnchor(FetchPeer peer, FetchWork.Anchor asked, StateAnchor? anchor)
    {
        if (anchor is null)
        {
            return null;
        }
        if (anchor.Height <= asked.AboveHeight || anchor.Check(_start.Group, _verifier) != AnchorFault.None)
        {
            return FetchFault.Anchor;
        }
        if (_anchor is null || Rank(anchor).CompareTo(Rank(_anchor)) > 0)
        {
            _anchor = anchor;
            _offeredBy = peer.Index;
        }
        return null;
    }

    /// <summary>Nobody has the anchor any more: another one is looked for, and what was fetched stays in the trie.</summary>
    private void Reconsider()
    {
        var offering = _peers[_offeredBy];
        if (offering is { Banned: false } && ++offering.Empty >= MaxEmpty)
        {
            Ban(offering, FetchFault.Empty);
        }
        _walking = false;
        _anchor = null;
        _places.Clear();
        _leaves.Clear();
        foreach (var peer in _peers)
        {
            peer.Consulted = false;
            peer.LacksTrie = null;
            peer.LacksBlock = null;
            if (peer.Open > 0)
            {
                // Its answer is for the old walk.
                peer.Answered();
            }
        }
    }
}
