using System.Collections.Immutable;
using System.Text;
using Scew.Protocol.Codec;
using Scew.Protocol.Requests;

namespace Scew.Machines;

/// <summary>
/// The type of a declared value or input: <c>text(80)</c>, <c>amount</c>, <c>time?</c>, <c>list(account, 8)</c>. <paramref name="Bound"/> is the most UTF-8 bytes of a text,
/// the exact length of bytes, the most items of a list or pairs of a map.
/// </summary>
public sealed record MachineType(MachineTypeKind Kind, int Bound = 0, bool Optional = false)
{
    /// <summary>Most UTF-8 bytes of any text, and most bytes of any value of type bytes.</summary>
    public const int MaxTextBytes = RequestLimits.MaxTextBytes;

    /// <summary>A signed 64-bit integer.</summary>
    public static MachineType Int { get; } = new(MachineTypeKind.Int);

    /// <summary>An integer from 0 to 2^63-1.</summary>
    public static MachineType Amount { get; } = new(MachineTypeKind.Amount);

    /// <summary>True or false.</summary>
    public static MachineType Bool { get; } = new(MachineTypeKind.Bool);

    /// <summary>An account.</summary>
    public static MachineType Account { get; } = new(MachineTypeKind.Account);

    /// <summary>Unix time in milliseconds.</summary>
    public static MachineType Time { get; } = new(MachineTypeKind.Time);

    /// <summary>A length of time in milliseconds.</summary>
    public static MachineType Duration { get; } = new(MachineTypeKind.Duration);

    /// <summary>The id of an asset.</summary>
    public static MachineType Asset { get; } = new(MachineTypeKind.Asset);

    /// <summary>The id of a wallet.</summary>
    public static MachineType Wallet { get; } = new(MachineTypeKind.Wallet);

    /// <summary>The name of an enumeration or record; null for other kinds.</summary>
    public string? Name { get; init; }

    /// <summary>The cases of an enumeration, in order of declaration.</summary>
    public ImmutableArray<string> Cases { get; init; } = [];

    /// <summary>The fields of a record, in order of declaration.</summary>
    public ImmutableArray<Declaration> Fields { get; init; } = [];

    /// <summary>The type of a list's items, or of a map's values.</summary>
    public MachineType? Element { get; init; }

    /// <summary>The type of a map's keys.</summary>
    public MachineType? Key { get; init; }

    /// <summary>The same type, or no value.</summary>
    public MachineType OrNone => this with { Optional = true };

    /// <summary>The same type, and a value.</summary>
    public MachineType Required => Optional ? this with { Optional = false } : this;

    /// <summary>Most bytes that an encoded value takes, its tag included.</summary>
    public long MaxEncodedBytes => Kind switch
    {
        MachineTypeKind.Text => 5 + Bound,
        MachineTypeKind.Bytes => 5 + Bound,
        MachineTypeKind.Account => 33,
        MachineTypeKind.Asset or MachineTypeKind.Wallet => 5 + IdRules.MaxLength,
        MachineTypeKind.Choice => 5 + (Cases.IsEmpty ? 64 : Cases.Max(name => name.Length)),
        MachineTypeKind.List => 5 + Bound * Element!.MaxEncodedBytes,
        MachineTypeKind.Map => 5 + Bound * (Key!.MaxEncodedBytes + Element!.MaxEncodedBytes),
        MachineTypeKind.Record => 5 + Fields.Sum(static one => 4 + one.Name.Length + one.Type.MaxEncodedBytes),
        _ => 9,
    };

    /// <summary>How deep lists, maps and records lie in each other; a plain type has depth 1.</summary>
    public int Depth => 1 + Math.Max(
        Math.Max(Element?.Depth ?? 0, Key?.Depth ?? 0), Fields.IsEmpty ? 0 : Fields.Max(static one => one.Type.Depth));

    /// <summary>Whether values have an order and can be keys of a map.</summary>
    public bool IsPlain => !Optional && Kind is not (MachineTypeKind.List or MachineTypeKind.Map or MachineTypeKind.Record);

    /// <summary>Text of at most <paramref name="maxBytes"/> UTF-8 bytes (1 to 1,024).</summary>
    public static MachineType Text(int maxBytes) => new(MachineTypeKind.Text, maxBytes);

    /// <summary>Exactly <paramref name="length"/> bytes (1 to 1,024).</summary>
    public static MachineType Bytes(int length) => new(MachineTypeKind.Bytes, length);

    /// <summary>One of several cases.</summary>
    public static MachineType Choice(string name, ImmutableArray<string> cases) => new(MachineTypeKind.Choice) { Name = name, Cases = cases };

    /// <summary>At most <paramref name="count"/> items (1 to 256).</summary>
    public static MachineType List(MachineType element, int count) => new(MachineTypeKind.List, count) { Element = element };

    /// <summary>At most <paramref name="count"/> pairs (1 to 256).</summary>
    public static MachineType Map(MachineType key, MachineType value, int count) => new(MachineTypeKind.Map, count) { Key = key, Element = value };

    /// <summary>Named fields (1 to 16).</summary>
    public static MachineType Record(string name, ImmutableArray<Declaration> fields) => new(MachineTypeKind.Record) { Name = name, Fields = fields };

    /// <summary>Why <paramref name="value"/> is not of this type, or null when it is.</summary>
    public string? Refuse(MachineValue value) => (Kind, value) switch
    {
        (_, MachineValue.None) => Optional ? null : $"a value of type {this} is needed",
        (MachineTypeKind.Int, MachineValue.Int) => null,
        (MachineTypeKind.Amount, MachineValue.Int amount) => amount.Value >= 0 ? null : "an amount is not negative",
        (MachineTypeKind.Bool, MachineValue.Bool) => null,
        (MachineTypeKind.Account, MachineValue.AccountRef) => null,
        (MachineTypeKind.Time, MachineValue.Time time) => time.UnixMs is >= 0 and <= CodecReader.MaxCounter ? null : "a time is within 0 to 2^53-1",
        (MachineTypeKind.Text, MachineValue.Text text) => RefuseText(text.Value),
        (MachineTypeKind.Duration, MachineValue.Duration duration) =>
            duration.Ms is >= -CodecReader.MaxCounter and <= CodecReader.MaxCounter ? null : "a duration is within 2^53-1 milliseconds",
        (MachineTypeKind.Bytes, MachineValue.Bytes bytes) => bytes.Hex.Length == 2 * Bound ? null : $"exactly {Bound} bytes are needed",
        (MachineTypeKind.Asset or MachineTypeKind.Wallet, MachineValue.Text id) => IdRules.IsValid(id.Value) ? null : "an id has 1 to 128 of a-z 0-9 . _ : -",
        (MachineTypeKind.Choice, MachineValue.Choice choice) => Cases.Contains(choice.Case) ? null : $"one of {string.Join(", ", Cases)} is needed",
        (MachineTypeKind.List, MachineValue.List list) => RefuseList(list),
        (MachineTypeKind.Map, MachineValue.Map map) => RefuseMap(map),
        (MachineTypeKind.Record, MachineValue.Record record) => RefuseRecord(record),
        _ => $"a value of type {this} is needed",
    };

    /// <summary>Equality of all that the type says.</summary>
    public bool Equals(MachineType? other) =>
        ReferenceEquals(this, other) || other is not null && Kind == other.Kind && Bound == other.Bound && Optional == other.Optional && string.Equals(Name, other.Name, StringComparison.Ordinal)
        && Cases.AsSpan().SequenceEqual(other.Cases.AsSpan()) && Fields.AsSpan().SequenceEqual(other.Fields.AsSpan())
        && Equals(Element, other.Element) && Equals(Key, other.Key);

    /// <summary>The kind; for look-ups only.</summary>
    public override int GetHashCode() => (int)Kind;

    /// <summary>As machine texts write it.</summary>
    public override string ToString()
    {
        var name = Kind switch
        {
            MachineTypeKind.Nothing => "none",
            MachineTypeKind.Int => "int",
            MachineTypeKind.Text => $"text({Bound})",
            MachineTypeKind.Bool => "bool",
            MachineTypeKind.Account => "account",
            MachineTypeKind.Time => "time",
            MachineTypeKind.Duration => "duration",
            MachineTypeKind.Bytes => $"bytes({Bound})",
            MachineTypeKind.Asset => "asset",
            MachineTypeKind.Wallet => "wallet",
            MachineTypeKind.List => $"list({Element}, {Bound})",
            MachineTypeKind.Map => $"map({Key}, {Element}, {Bound})",
            MachineTypeKind.Choice or MachineTypeKind.Record => Name!,
            _ => "amount",
        };
        return Optional && Kind != MachineTypeKind.Nothing ? name + "?" : name;
    }

    private string? RefuseList(MachineValue.List list)
    {
        if (list.Items.Length > Bound)
        {
            return $"at most {Bound} items fit";
        }
        foreach (var item in list.Items)
        {
            if (Element!.Refuse(item) is { } reason)
            {
                return reason;
            }
        }
        return null;
    }

    private string? RefuseMap(MachineValue.Map map)
    {
        if (map.Pairs.Length > Bound)
        {
            return $"at most {Bound} keys fit";
        }
        MachineValue? previous = null;
        foreach (var (key, value) in map.Pairs)
        {
            if ((Key!.Refuse(key) ?? Element!.Refuse(value)) is { } reason)
            {
                return reason;
            }
            if (!MachineValue.Follows(previous, key))
            {
                return "the keys of a map are distinct and in order";
            }
            previous = key;
        }
        return null;
    }

    private string? RefuseRecord(MachineValue.Record record)
    {
        if (record.Fields.Length != Fields.Length)
        {
            return $"a {Name} has the fields {string.Join(", ", Fields.Select(field => field.Name))}";
        }
        foreach (var field in Fields)
        {
            if (record.Find(field.Name) is not { } value)
            {
                return $"the field '{field.Name}' is missing";
            }
            if (field.Type.Refuse(value) is { } reason)
            {
                return $"field '{field.Name}': {reason}";
            }
        }
        for (var i = 1; i < record.Fields.Length; i++)
        {
            if (string.CompareOrdinal(record.Fields[i - 1].Key, record.Fields[i].Key) >= 0)
            {
                return "the fields of a record are in order";
            }
        }
        return null;
    }

    private string? RefuseText(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                i++;
            }
            else if (char.IsSurrogate(text[i]))
            {
                return "the text holds half a surrogate pair";
            }
        }
        return Encoding.UTF8.GetByteCount(text) <= Bound ? null : $"the text has more than {Bound} bytes";
    }
}
