using System.Collections.Immutable;
using Scew.Protocol.Codec;
using Scew.Protocol.Requests;

namespace Scew.Machines;

/// <summary>
/// The automatic transitions of an asset that time will take, with the Unix milliseconds at which each is due, in ordinal order of their names. One that fired is no longer
/// here, whatever came of it. The machine alone arms them (<see cref="Machine.MinAheadMs"/>); what an effect puts here is dropped.
/// </summary>
public sealed class ArmedTimers : IEquatable<ArmedTimers>
{
    private readonly ImmutableSortedDictionary<string, long> _dueMs;

    private ArmedTimers(ImmutableSortedDictionary<string, long> dueMs, int firings) => (_dueMs, Firings) = (dueMs, firings);

    /// <summary>None.</summary>
    public static ArmedTimers None { get; } = new(ImmutableSortedDictionary.Create<string, long>(StringComparer.Ordinal), 0);

    /// <summary>Transition to due time, sorted.</summary>
    public ImmutableSortedDictionary<string, long> Items => _dueMs;

    /// <summary>How often time acted since somebody last signed a step of this asset; counted up to <see cref="Machine.FreeFirings"/>.</summary>
    public int Firings { get; }

    /// <summary>Nothing waits for time.</summary>
    public bool IsEmpty => _dueMs.IsEmpty;

    /// <summary>When the transition is due; null when it is not armed.</summary>
    public long? DueMs(string transition) => _dueMs.TryGetValue(transition, out var due) ? due : null;

    /// <inheritdoc/>
    public bool Equals(ArmedTimers? other) => other is not null && Firings == other.Firings && _dueMs.SequenceEqual(other._dueMs);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ArmedTimers);

    /// <summary>The count; for look-ups only.</summary>
    public override int GetHashCode() => _dueMs.Count;

    internal ArmedTimers Arm(string transition, long dueMs) => new(_dueMs.SetItem(transition, dueMs), Firings);

    internal ArmedTimers Disarm(string transition) => _dueMs.ContainsKey(transition) ? new ArmedTimers(_dueMs.Remove(transition), Firings) : this;

    /// <summary>The same after so many firings: how every step ends.</summary>
    internal ArmedTimers Counted(int firings) => new(_dueMs, Math.Min(firings, Machine.FreeFirings));

    /// <summary>Count, per timer in order name and due time, and the firings (1 byte). Without any timer and firing there are no bytes at all.</summary>
    internal void Write(CodecWriter writer)
    {
        if (IsEmpty && Firings == 0)
        {
            return;
        }
        writer.U32(_dueMs.Count);
        foreach (var (transition, due) in _dueMs)
        {
            writer.Text(transition);
            writer.Counter(due);
        }
        writer.U8((byte)Firings);
    }

    /// <summary>Reads what <see cref="Write"/> wrote, up to the end of the bytes; null for anything else.</summary>
    internal static ArmedTimers? Read(ref CodecReader reader)
    {
        if (reader.Complete)
        {
            return None;
        }
        var timers = ImmutableSortedDictionary.CreateBuilder<string, long>(StringComparer.Ordinal);
        var count = reader.Count(MachineValues.MaxCount, 13);
        var previous = string.Empty;
        for (var i = 0; i < count; i++)
        {
            var transition = reader.Text(64);
            var due = reader.Counter();
            if (reader.Failed || !IdRules.IsName(transition) || string.CompareOrdinal(previous, transition) >= 0)
            {
                return null;
            }
            timers.Add(transition, due);
            previous = transition;
        }
        var firings = reader.U8();
        return reader.Complete && count + firings > 0 && firings <= Machine.FreeFirings ? new ArmedTimers(timers.ToImmutable(), firings) : null;
    }
}
