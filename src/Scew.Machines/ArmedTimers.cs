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

    private ArmedTimers(ImmutableSortedDictionary<string, long> dueMs) => _dueMs = dueMs;

    /// <summary>None.</summary>
    public static ArmedTimers None { get; } = new(ImmutableSortedDictionary.Create<string, long>(StringComparer.Ordinal));

    /// <summary>Transition to due time, sorted.</summary>
    public ImmutableSortedDictionary<string, long> Items => _dueMs;

    /// <summary>Nothing waits for time.</summary>
    public bool IsEmpty => _dueMs.IsEmpty;

    /// <summary>When the transition is due; null when it is not armed.</summary>
    public long? DueMs(string transition) => _dueMs.TryGetValue(transition, out var due) ? due : null;

    /// <inheritdoc/>
    public bool Equals(ArmedTimers? other) => other is not null && _dueMs.SequenceEqual(other._dueMs);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ArmedTimers);

    /// <summary>The count; for look-ups only.</summary>
    public override int GetHashCode() => _dueMs.Count;

    internal ArmedTimers Arm(string transition, long dueMs) => new(_dueMs.SetItem(transition, dueMs));

    internal ArmedTimers Disarm(string transition) => _dueMs.ContainsKey(transition) ? new ArmedTimers(_dueMs.Remove(transition)) : this;

    /// <summary>Count (at least 1), then per timer in order name and due time. Without timers there are no bytes at all.</summary>
    internal void Write(CodecWriter writer)
    {
        if (IsEmpty)
        {
            return;
        }
        writer.U32(_dueMs.Count);
        foreach (var (transition, due) in _dueMs)
        {
            writer.Text(transition);
            writer.Counter(due);
        }
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
        return reader.Complete && count > 0 ? new ArmedTimers(timers.ToImmutable()) : null;
    }
}
