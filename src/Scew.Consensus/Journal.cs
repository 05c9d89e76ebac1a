using System.Collections.Immutable;
using Scew.Protocol;
using Scew.Protocol.Ordering;

namespace Scew.Consensus;

/// <summary>
/// The lease and what is to be written: one <see cref="Persist"/> at most leaves per step. A raised lease counts once it is on disk, a lowered one at once.
/// </summary>
internal sealed class Journal(long lease)
{
    private readonly List<Vote> _votes = [];
    private readonly List<Certificate> _certificates = [];
    private readonly List<Block> _blocks = [];
    private readonly Queue<(long Sequence, long Lease)> _leases = new();
    private readonly Queue<(long Sequence, Vote Vote)> _waiting = new();
    private long _durable = lease;
    private long _sequence;
    private long _confirmed;
    private bool _urgent;
    private long? _lease;

    /// <summary>The lease that the disk will hold once everything asked is written.</summary>
    public long Target { get; private set; } = lease;

    /// <summary>The highest view in which this replica may act now.</summary>
    public long Lease
    {
        get
        {
            var least = Math.Min(_durable, _lease ?? long.MaxValue);
            foreach (var (_, asked) in _leases)
            {
                least = Math.Min(least, asked);
            }
            return least;
        }
    }

    /// <summary>Everything asked is on disk.</summary>
    public bool Idle => !_urgent && _confirmed >= _sequence;

    /// <summary>A write waits to be flushed.</summary>
    public bool Urgent => _urgent;

    /// <summary>A finalize vote leaves with the next write.</summary>
    public bool HasVotes => _votes.Count > 0;

    /// <summary>Asks for a lease; rides with the next persist, which <paramref name="urgent"/> calls for.</summary>
    public void SetLease(long value, bool urgent)
    {
        if (value != Target)
        {
            _lease = value;
            Target = value;
        }
        _urgent |= urgent;
    }

    /// <summary>The disk was given this lease apart from the persists.</summary>
    public void Settled(long lease)
    {
        Invariant.Require(_leases.Count == 0 && _lease is null, "no lease is on its way while it is settled");
        _durable = lease;
        Target = lease;
    }

    /// <summary>A finalize vote with what it needs beside it; <see cref="Confirmed"/> gives it back.</summary>
    public void Add(Vote vote, Certificate notarization)
    {
        _votes.Add(vote);
        _certificates.Add(notarization);
        _urgent = true;
    }

    /// <summary>A certificate that the next commit takes along.</summary>
    public void Add(Certificate certificate) => _certificates.Add(certificate);

    /// <summary>A block that must be on disk.</summary>
    public void Add(BlockNode node)
    {
        if (!node.Journaled && node.Block is not null)
        {
            node.Journaled = true;
            _blocks.Add(node.Block);
            _urgent = true;
        }
    }

    /// <summary>The persist effect for everything gathered, or null when nothing is urgent.</summary>
    public Persist? Flush()
    {
        if (!_urgent)
        {
            return null;
        }
        var sequence = ++_sequence;
        if (_lease is { } lease)
        {
            _leases.Enqueue((sequence, lease));
        }
        foreach (var vote in _votes)
        {
            _waiting.Enqueue((sequence, vote));
        }
        _blocks.Sort(static (a, b) => a.Header.Height.CompareTo(b.Header.Height));
        var persist = new Persist(sequence, _lease, [.. _votes], [.. _certificates], [.. _blocks]);
        _lease = null;
        _votes.Clear();
        _certificates.Clear();
        _blocks.Clear();
        _urgent = false;
        return persist;
    }

    /// <summary>Everything up to this number is on disk: the votes that may leave now.</summary>
    public ImmutableArray<Vote> Confirmed(long sequence)
    {
        _confirmed = Math.Max(_confirmed, sequence);
        while (_leases.TryPeek(out var asked) && asked.Sequence <= sequence)
        {
            _durable = asked.Lease;
            _leases.Dequeue();
        }
        var votes = ImmutableArray.CreateBuilder<Vote>();
        while (_waiting.TryPeek(out var waiting) && waiting.Sequence <= sequence)
        {
            votes.Add(waiting.Vote);
            _waiting.Dequeue();
        }
        return votes.ToImmutable();
    }
}
