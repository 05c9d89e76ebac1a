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

    private const byte NoneTag = 6;
    private readonly ImmutableSortedDictionary<string, MachineValue> _values;

    private MachineValues(ImmutableSortedDictionary<string, MachineValue> values) => _values = values;

    /// <summary>No values.</summary>
    public static MachineValues Empty { get; } = new(ImmutableSortedDictionary.Create<string, MachineValue>(StringComparer.Ordinal));

    /// <summary>The values, sorted by the ordinal order of their names.</summary>
    public ImmutableSortedDictionary<string, MachineValue> Items => _values;

    /// <summary>How many.</summary>
    public int Count => _values.Count;

    /// <summary>Takes values in whatever order they are held.</summary>
    public static MachineValues From(ImmutableSortedDictionary<string, MachineValue> values) =>
        new(ReferenceEquals(values.KeyComparer, StringComparer.Ordinal) ? values : values.WithComparers(StringComparer.Ordinal));

    /// <summary>The value of <paramref name="name"/>, or null.</summary>
    public MachineValue? Find(string name) => _values.TryGetValue(name, out var value) ? value : null;

    /// <summary>The same values with one set.</summary>
    public MachineValues Set(string name, MachineValue value) => new(_values.SetItem(name, value));

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

    /// <summary>Reads up to the end of the values; null, or a failed reader, for what <see cref="Encode"/> did not write.</summary>
    internal static MachineValues? Read(ref CodecReader reader)
    {
        var values = ImmutableSortedDictionary.CreateBuilder<string, MachineValue>(StringComparer.Ordinal);
        var count = reader.Count(MaxCount, 6);
        var previous = string.Empty;
        for (var i = 0; i < count; i++)
        {
            var name = reader.Text(64);
            var value = DecodeValue(ref reader);
            if (reader.Failed || !IdRules.IsName(name) || string.CompareOrdinal(previous, name) >= 0)
            {
                return null;
            }
            values.Add(name, value);
            previous = name;
        }
        return reader.Failed ? null : new MachineValues(values.ToImmutable());
    }

    internal void Write(CodecWriter writer)
    {
        writer.U32(_values.Count);
        foreach (var (name, value) in _values)
        {
            writer.Text(name);
            EncodeValue(writer, value);
        }
    }

    /// <inheritdoc/>
    public bool Equals(MachineValues? other) => other is not null && _values.SequenceEqual(other._values);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as MachineValues);

    /// <summary>The count; for look-ups only.</summary>
    public override int GetHashCode() => _values.Count;

    private static void EncodeValue(CodecWriter writer, MachineValue value)
    {
        switch (value)
        {
            case MachineValue.Int number:
                writer.U8((byte)MachineTypeKind.Int);
                writer.I64(number.Value);
                break;
            case MachineValue.Text text:
                writer.U8((byte)MachineTypeKind.Text);
                writer.Text(text.Value);
                break;
            case MachineValue.Bool flag:
                writer.U8((byte)MachineTypeKind.Bool);
                writer.Flag(flag.Value);
                break;
            case MachineValue.AccountRef account:
                writer.U8((byte)MachineTypeKind.Account);
                writer.Digest(account.Value.Thumbprint);
                break;
            case MachineValue.Time time:
                writer.U8((byte)MachineTypeKind.Time);
                writer.Counter(time.UnixMs);
                break;
            default:
                writer.U8(NoneTag);
                break;
        }
    }

    private static MachineValue DecodeValue(ref CodecReader reader)
    {
        switch (reader.U8())
        {
            case (byte)MachineTypeKind.Int:
                return new MachineValue.Int(reader.I64());
            case (byte)MachineTypeKind.Text:
                return new MachineValue.Text(reader.Text(MachineType.MaxTextBytes));
            case (byte)MachineTypeKind.Bool:
                return new MachineValue.Bool(reader.Flag());
            case (byte)MachineTypeKind.Account:
                return new MachineValue.AccountRef(new Account(reader.Digest()));
            case (byte)MachineTypeKind.Time:
                return new MachineValue.Time(reader.Counter());
            case NoneTag:
                return new MachineValue.None();
            default:
                reader.Fail();
                return new MachineValue.None();
        }
    }

    private T Typed<T>(string name)
        where T : MachineValue
    {
        var value = Find(name) as T;
        Invariant.Require(value is not null, "guards and effects ask for values as they are declared");
        return value;
    }
}
