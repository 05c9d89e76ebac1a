using Scew.Protocol;
using Scew.Protocol.Messages;

namespace Scew.Consensus;

/// <summary>What is known of one peer and what is on its way to it.</summary>
internal sealed class PeerState(int index)
{
    private const int KeptActivations = 16;
    private readonly Queue<Digest> _earlier = new();

    public int Index { get; } = index;

    public bool Connected { get; set; }

    public Digest? ActivationId { get; private set; }

    /// <summary>An activation id came back after another one: two processes run with this member's keys.</summary>
    public bool TwoActivations { get; private set; }

    /// <summary>The highest view that it asked to see final, and how many such wishes were granted in the minute that began then.</summary>
    public long WishedView { get; set; }

    public int Wishes { get; set; }

    public long WishesSinceMs { get; set; } = long.MinValue / 2;

    /// <summary>When the last status went to it.</summary>
    public long StatusSentMs { get; set; } = long.MinValue / 2;

    /// <summary>Its newest status.</summary>
    public Status? Status { get; set; }

    /// <summary>Views up to this do not count as failed: the peer restarted and gives them up.</summary>
    public long ExcusedView { get; set; }

    /// <summary>The own final height when <see cref="ExcusedAtMost"/> was set: once a final block, so a liar cannot keep the timers from growing.</summary>
    public long ExcusedAtFinal { get; set; } = -1;

    /// <summary>No view above it is excused until another block is final.</summary>
    public long ExcusedAtMost { get; set; }

    /// <summary>When its status was answered last.</summary>
    public long AnsweredMs { get; set; } = long.MinValue / 2;

    /// <summary>Answers with blocks or requests in the second that began then.</summary>
    public int Served { get; set; }

    public long ServedSinceMs { get; set; } = long.MinValue / 2;

    /// <summary>Where the next answer with certificates goes on, when one is not enough.</summary>
    public long CertificateCursor { get; set; }

    /// <summary>The own view when the last status of this peer was answered, and how often the same status came since.</summary>
    public long AnsweredAtView { get; set; }

    public int SameStatuses { get; set; }

    public Queue<PoolEntry> ToOffer { get; } = new();

    public Queue<(PoolEntry Entry, long SentMs)> Unanswered { get; } = new();

    public Queue<(PoolEntry Entry, long UntilMs)> Busy { get; } = new();

    public int OutstandingCount { get; set; }

    public long OutstandingBytes { get; set; }

    /// <summary>A hello named this activation.</summary>
    public void Activated(Digest id)
    {
        if (ActivationId != id)
        {
            TwoActivations |= _earlier.Contains(id);
            if (ActivationId is { } last)
            {
                _earlier.Enqueue(last);
            }
            if (_earlier.Count > KeptActivations)
            {
                _earlier.Dequeue();
            }
        }
        ActivationId = id;
    }
}
