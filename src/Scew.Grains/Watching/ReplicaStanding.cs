using Scew.Consensus;

namespace Scew.Grains.Watching;

/// <summary>Where the replica stood at the end of its last turn, for whoever asks without waiting for a turn.</summary>
public sealed class ReplicaStanding(MerchantContext merchant)
{
    private readonly double[] _offsets = [.. Enumerable.Repeat(double.NaN, merchant.Group.Size)];
    private long _view;
    private long _final;
    private long _executed;
    private long _claimed;
    private volatile bool _started;
    private volatile string? _halted;
    private volatile string? _suspect;

    /// <summary>False until the replica's first turn.</summary>
    public bool IsStarted => _started;

    /// <summary>The current view.</summary>
    public long View => Volatile.Read(ref _view);

    /// <summary>The highest final height.</summary>
    public long Final => Volatile.Read(ref _final);

    /// <summary>The highest executed height.</summary>
    public long Executed => Volatile.Read(ref _executed);

    /// <summary>Heights that are final, by the word of f+1 members or by own knowledge, and not executed here.</summary>
    public long Lag => Math.Max(0, Math.Max(Volatile.Read(ref _claimed), Final) - Executed);

    /// <summary>Why it stopped voting for good; null while it did not.</summary>
    public string? HaltedBecause => _halted;

    /// <summary>Why it signs nothing for now.</summary>
    public string? SuspectBecause => _suspect;

    /// <summary>How far a member's clock is ahead, s; NaN before its first proposal.</summary>
    public double OffsetOf(int member) => Volatile.Read(ref _offsets[member]);

    /// <summary>A proposal told what time it is at its leader.</summary>
    internal void Clock(int member, double offsetSeconds) => Volatile.Write(ref _offsets[member], offsetSeconds);

    /// <summary>A turn ended. <paramref name="claimed"/> is the height that f+1 members call final.</summary>
    internal void Stands(Replica core, long claimed)
    {
        Volatile.Write(ref _view, core.View);
        Volatile.Write(ref _final, core.Final.Height);
        Volatile.Write(ref _executed, core.ExecutedHeight);
        Volatile.Write(ref _claimed, claimed);
        _halted = core.HaltReason;
        _suspect = core.SuspectReason;
        _started = true;
    }
}
