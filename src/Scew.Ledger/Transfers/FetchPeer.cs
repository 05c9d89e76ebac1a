using Scew.Protocol;

namespace Scew.Ledger.Transfers;

/// <summary>What a fetcher knows about one peer: at most one question is open at a time.</summary>
internal sealed class FetchPeer(int index)
{
    private const long FirstPauseMs = 1000;
    private const int MaxSilences = 3;
    private const long MaxPauseMs = 30_000;
    private int _silences;

    public int Index => index;

    public bool Connected { get; set; }

    public bool Banned { get; set; }

    /// <summary>The number of the open question, 0 when there is none.</summary>
    public int Open { get; set; }

    public FetchWork? Work { get; set; }

    public long DeadlineMs { get; set; }

    /// <summary>After a time-out: not asked before.</summary>
    public long PausedUntilMs { get; private set; }

    /// <summary>Asked for an anchor in this round already.</summary>
    public bool Consulted { get; set; }

    /// <summary>The trie that it said it does not have.</summary>
    public Digest? LacksTrie { get; set; }

    /// <summary>The block that it said it does not have.</summary>
    public Digest? LacksBlock { get; set; }

    /// <summary>When it was asked what is open, or last.</summary>
    public long AskedMs { get; set; }

    /// <summary>What one block of its last answer took, in 1/256 ms; 0 before it was asked. Blocks come one after the other, so the slowest who is asked sets the pace.</summary>
    public long BlockPace { get; private set; }

    /// <summary>Its answer brought so many blocks; none where it stayed silent.</summary>
    public void Brought(int blocks, long nowMs) => BlockPace = (nowMs - AskedMs + 1) * 256 / Math.Max(1, blocks);

    /// <summary>How often it lacked an anchor that it had offered.</summary>
    public int Empty { get; set; }

    public bool MayAsk(long nowMs) => Connected && !Banned && Open == 0 && nowMs >= PausedUntilMs;

    public void Answered()
    {
        Open = 0;
        Work = null;
        _silences = 0;
    }

    /// <summary>An answer did not come. Who is silent again and again counts as one that lacks the trie, so that nobody's silence holds up a fetch for ever.</summary>
    public void Silent(long nowMs, Digest? trieRoot)
    {
        if (Work is FetchWork.Blocks)
        {
            Brought(0, nowMs);
        }
        Open = 0;
        Work = null;
        PausedUntilMs = nowMs + Math.Min(MaxPauseMs, FirstPauseMs << Math.Min(_silences, 8));
        _silences++;
        LacksTrie = _silences % MaxSilences == 0 ? trieRoot : LacksTrie;
    }

    public void Gone()
    {
        Connected = false;
        Open = 0;
        Work = null;
        PausedUntilMs = 0;
    }
}
