using System.Collections.Immutable;
using Scew.Protocol;
using Scew.Protocol.Messages;
using Scew.Protocol.Ordering;
using Scew.Protocol.Registers;
using Scew.Protocol.Trees;

namespace Scew.Ledger.Transfers;

/// <summary>
/// Fetches the state of an anchor that f+1 members or more attest: consults every peer for its best anchor, walks the anchor's trie against the own one, asks for the registers
/// that differ, and takes the request ids of the last windows' blocks, linked downwards from the attested block. Nothing leaves it unproven: every node, register and
/// block is checked against a hash that hangs on the attestations, and the end result against the trie root once more. Whoever sends what does not fit is asked nothing
/// more; whoever is silent is asked less and less; what was fetched stays when the anchor changes. Feed it messages and time; perform its effects in order.
/// </summary>
public sealed partial class StateFetcher
{
    /// <summary>Before a question for an anchor, which is answered from memory, counts as lost.</summary>
    public const long AnchorMs = 2000;

    /// <summary>Before any other question counts as lost: hundreds of reads of a busy merchant's disk.</summary>
    public const long AnswerMs = 6000;

    private readonly FetchStart _start;
    private readonly IMemberVerifier _verifier;
    private readonly FetchPeer[] _peers;
    private readonly List<FetchEffect> _effects = [];
    private StateTrie _trie;
    private StateAnchor? _anchor;
    private int _offeredBy;
    private bool _walking;
    private bool _over;
    private long _nowMs;

    /// <summary>Begins with no peer connected.</summary>
    public StateFetcher(FetchStart start, IMemberVerifier verifier)
    {
        _start = start;
        _verifier = verifier;
        _trie = start.Trie;
        AskedUpTo = start.AskedUpTo;
        _peers = [.. Enumerable.Range(0, start.Group.Size).Select(static index => new FetchPeer(index))];
    }

    /// <summary>When <see cref="Tick"/> is due next, in the caller's milliseconds.</summary>
    public long NextDeadlineMs { get; private set; } = long.MaxValue;

    /// <summary>The height that is fetched, or 0 while there is no proven anchor.</summary>
    public long TargetHeight => _walking ? _anchor!.Height : 0;

    /// <summary>Registers fetched so far.</summary>
    public long Fetched { get; private set; }

    /// <summary>The number of the last question.</summary>
    public int AskedUpTo { get; private set; }

    /// <summary>It ended, with a state or without.</summary>
    public bool Over => _over;

    /// <summary>A link is up.</summary>
    public ImmutableArray<FetchEffect> Connected(int peer, long nowMs)
    {
        if (IsOther(peer))
        {
            Return(_peers[peer]);
            _peers[peer].Connected = true;
        }
        return Settle(nowMs);
    }

    /// <summary>The link is down: what was asked goes to another peer.</summary>
    public ImmutableArray<FetchEffect> Disconnected(int peer, long nowMs)
    {
        if (IsOther(peer))
        {
            Return(_peers[peer]);
            _peers[peer].Gone();
        }
        return Settle(nowMs);
    }

    /// <summary>Time passed.</summary>
    public ImmutableArray<FetchEffect> Tick(long nowMs) => Settle(nowMs);

    /// <summary>An answer came. One that no open question of this peer asked for is ignored: it may be late.</summary>
    public ImmutableArray<FetchEffect> Received(int from, TransferAnswer answer, long nowMs)
    {
        if (!_over && IsOther(from) && _peers[from] is { Open: > 0, Work: { } work } peer && peer.Open == answer.Number)
        {
            peer.Answered();
            if (Take(peer, work, answer) is { } fault)
            {
                Ban(peer, fault);
            }
        }
        return Settle(nowMs);
    }

    private bool IsOther(int peer) => peer >= 0 && peer < _peers.Length && peer != _start.Self;

    /// <summary>Takes an answer to what was asked; the fault when it proves that the peer lies. What could not be used has gone back to be asked elsewhere.</summary>
    private FetchFault? Take(FetchPeer peer, FetchWork work, TransferAnswer answer)
    {
        switch (work, answer)
        {
            case (FetchWork.Anchor asked, AnchorAnswer { Anchor: var anchor }):
                return TakeAnchor(peer, asked, anchor);
            case (FetchWork.Places places, TrieAnswer { Fragments: var fragments }):
                return TakeNodes(peer, places, fragments);
            case (FetchWork.Leaves leaves, RegistersAnswer { Registers: var registers }):
                return TakeRegisters(peer, leaves, registers);
            case (FetchWork.Blocks blocks, BlockIdsAnswer { Blocks: var chain }):
                return TakeBlocks(peer, blocks, chain);
            default:
                GiveBack(work);
                return FetchFault.Short;
        }
    }

    private ImmutableArray<FetchEffect> Settle(long nowMs)
    {
        _nowMs = Math.Max(_nowMs, nowMs);
        if (!_over)
        {
            foreach (var peer in _peers)
            {
                if (peer.Open > 0 && _nowMs >= peer.DeadlineMs)
                {
                    GiveBack(peer.Work!);
                    peer.Silent(_nowMs, _anchor?.TrieRoot);
                }
            }
            Advance();
        }
        NextDeadlineMs = _over ? long.MaxValue : Deadline();
        ImmutableArray<FetchEffect> effects = [.. _effects];
        _effects.Clear();
        return effects;
    }

    private void Advance()
    {
        if (!_walking)
        {
            Consult();
        }
        if (_walking && !_over)
        {
            Walk();
        }
    }

    private long Deadline()
    {
        var next = long.MaxValue;
        foreach (var peer in _peers)
        {
            if (peer.Open > 0)
            {
                next = Math.Min(next, peer.DeadlineMs);
            }
            else if (peer is { Connected: true, Banned: false } && peer.PausedUntilMs > _nowMs)
            {
                next = Math.Min(next, peer.PausedUntilMs);
            }
        }
        return next;
    }

    private void Ask(FetchPeer peer, FetchWork work, Func<int, TransferQuery> query)
    {
        peer.Open = AskedUpTo = AskedUpTo == int.MaxValue ? 1 : AskedUpTo + 1;
        peer.Work = work;
        peer.DeadlineMs = _nowMs + (work is FetchWork.Anchor ? AnchorMs : AnswerMs);
        _effects.Add(new AskPeer(peer.Index, query(AskedUpTo)));
    }

    private void Return(FetchPeer peer)
    {
        if (peer.Work is { } work)
        {
            GiveBack(work);
            peer.Open = 0;
            peer.Work = null;
        }
    }

    private void Ban(FetchPeer peer, FetchFault fault)
    {
        peer.Banned = true;
        _effects.Add(new PeerBanned(peer.Index, fault));
    }

    private void End(FetchEnd reason)
    {
        _over = true;
        _effects.Add(new FetchEnded(reason));
    }

    /// <summary>The register that a leaf names, or null when these bytes are another one.</summary>
    private static Register? Proven(TrieLeaf leaf, byte[] bytes) =>
        Digest.Of(bytes) == leaf.RegisterHash && Register.Decode(bytes) is { } register && register.Key.Hash() == leaf.Key ? register : null;
}
