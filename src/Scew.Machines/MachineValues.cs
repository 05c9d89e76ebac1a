using System.Collections.Immutable;
using Scew.Protocol;
using Scew.Protocol.Codec;
using Scew.Protocol.Requests;

namespace Scew.Machines;

/// <summary>
/// Named values in ordinal order of their names: what an asset holds, or the input of a transition. The typed getters are for guards and effects, which
/// run only after every value was checked against its declaration; asking for another type is our bug.
/// </summary>
public sealed class MachineValues : IEquatable<MachineValues>
{
    /// <summary>Most values of one asset and inputs of one transition.</summary>
    public const int MaxCount = 64;

    // Two arrays in the same order: the names of one machine's states are shared by all its assets.
    private readonly string[] _names;
    private readonly MachineValue[] _values;

    private MachineValues(string[] names, MachineValue[] values)
    {
        _names = names;
        _values = values;
    }

    /// <summary>No values.</summary>
    public static MachineValues Empty { get; } = new([], []);

    /// <summary>The values, sorted by the ordinal order of their names.</summary>
    public IEnumerable<KeyValuePair<string, MachineValue>> Items
    {
        get
        {
            for (var i = 0; i < _names.Length; i++)
            {
                yield return new(_names[i], _values[i]);
            }
        }
    }

    /// <summary>How many.</summary>
    public int Count => _names.Length;

    /// <summary>The names in their order.</summary>
    public ReadOnlySpan<string> Names => _names;

    /// <summary>Takes values in whatever order they are held.</summary>
    public static MachineValues From(ImmutableSortedDictionary<string, MachineValue> values)
    {
        var sorted = ReferenceEquals(values.KeyComparer, StringComparer.Ordinal) ? values : values.WithComparers(StringComparer.Ordinal);
        return new([.. sorted.Keys], [.. sorted.Values]);
    }

    /// <summary>The value of <paramref name="name"/>, or null.</summary>
    public MachineValue? Find(string name)
    {
        var at = IndexOf(name);
        return at >= 0 ? _values[at] : null;
    }

    /// <summary>The same values with one set.</summary>
    public MachineValues Set(string name, MachineValue value)
    {
        var at = IndexOf(name);
        if (at >= 0)
        {
            MachineValue[] changed = [.. _values];
            changed[at] = value;
            return new(_names, changed);
        }
        return new([.. _names.AsSpan(0, ~at), name, .. _names.AsSpan(~at)], [.. _values.AsSpan(0, ~at), value, .. _values.AsSpan(~at)]);
    }

    /// <summary>The same values with an account.</summary>
    public MachineValues Set(string name, Account value) => Set(name, new MachineValue.AccountRef(value));

    /// <summary>An integer or amount.</summary>
    public long Int(string name) => Typed<MachineValue.Int>(name).Value;

    /// <summary>A text.</summary>
    public string Text(string name) => Typed<MachineValue.Text>(name).Value;

    /// <summary>A truth value.</summary>
    public bool Bool(string name) => Typed<MachineValue.Bool>(name).Value;

    /// <summary>An account.</summary>
    public Account Account(string name) => Typed<MachineValue.AccountRef>(name).Value;

    /// <summary>A time in Unix milliseconds.</summary>
    public long Time(string name) => Typed<MachineValue.Time>(name).UnixMs;

    /// <summary>The value is absent or none.</summary>
    public bool IsNone(string name) => Find(name) is null or MachineValue.None;

    /// <summary>The register's bytes: count, then per value in order name, tag, content.</summary>
    public byte[] Encode()
    {
        var writer = new CodecWriter(256);
        Write(writer);
        return writer.ToArray();
    }

    /// <summary>Reads what <see cref="Encode"/> wrote; null for anything else.</summary>
    public static MachineValues? Decode(ReadOnlySpan<byte> bytes)
    {
        var reader = new CodecReader(bytes);
        var values = Read(ref reader);
        return reader.Complete ? values : null;
    }

    /// <inheritdoc/>
    public bool Equals(MachineValues? other) =>
        other is not null && _names.AsSpan().SequenceEqual(other._names) && _values.AsSpan().SequenceEqual(other._values);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as MachineValues);

    /// <summary>The count; for look-ups only.</summary>
    public override int GetHashCode() => _names.Length;

    /// <summary>Values for names that are in ordinal order; neither array is changed afterwards.</summary>
    internal static MachineValues Of(string[] names, MachineValue[] values) => new(names, values);

    internal void Write(CodecWriter writer)
    {
        writer.U32(_names.Length);
        for (var i = 0; i < _names.Length; i++)
        {
            writer.Text(_names[i]);
            MachineValueCodec.Write(writer, _values[i]);
        }
    }

    /// <summary>The value at a place in the order of names.</summary>
    internal MachineValue At(int place) => _values[place];

    internal static MachineValues? Read(ref CodecReader reader)
    {
        var count = reader.Count(MaxCount, 6);
        var names = new string[count];
        var values = new MachineValue[count];
        for (var i = 0; i < count; i++)
        {
            names[i] = reader.Text(64);
            values[i] = MachineValueCodec.Read(ref reader);
            if (reader.Failed || !IdRules.IsName(names[i]) || (i > 0 && string.CompareOrdinal(names[i - 1], names[i]) >= 0))
            {
                return null;
            }
        }
        return reader.Failed ? null : new(names, values);
    }

    private int IndexOf(string name) => Array.BinarySearch(_names, name, StringComparer.Ordinal);

    private T Typed<T>(string name)
        where T : MachineValue
    {
        var value = Find(name) as T;
        Invariant.Require(value is not null, "guards and effects ask for values as they are declared");
        return value;
    }
}
