using System.Collections.Immutable;

namespace Scew.Protocol.Requests;

/// <summary>
/// A typed value of a machine, closed and append only; the canonical JSON is a one-member object naming the type: <c>{"int":"5"}</c>, <c>{"text":"drill"}</c>,
/// <c>{"bool":true}</c>, <c>{"account":"..."}</c>, <c>{"time":1790000000000}</c>, <c>{"none":true}</c>, <c>{"duration":"60000"}</c>, <c>{"bytes":"AQID"}</c>,
/// <c>{"choice":"Good"}</c>, <c>{"list":[...]}</c>, <c>{"map":[[key,value],...]}</c> in order of keys, <c>{"record":{"name":value,...}}</c> in order of names.
/// </summary>
public abstract record MachineValue
{
    /// <summary>Most items of a list and pairs of a map.</summary>
    public const int MaxItems = 256;

    /// <summary>Most fields of a record.</summary>
    public const int MaxFields = 16;

    /// <summary>How deep lists, maps and records lie in each other at most; a plain value has depth 1.</summary>
    public const int MaxDepth = 4;

    /// <summary>A signed 64-bit integer or an amount.</summary>
    public sealed record Int(long Value) : MachineValue;

    /// <summary>Text of at most 1,024 UTF-8 bytes; an asset's or wallet's id too.</summary>
    public sealed record Text(string Value) : MachineValue;

    /// <summary>True or false.</summary>
    public sealed record Bool(bool Value) : MachineValue;

    /// <summary>An account.</summary>
    public sealed record AccountRef(Account Value) : MachineValue;

    /// <summary>Unix time in milliseconds, 0 to 2^53-1.</summary>
    public sealed record Time(long UnixMs) : MachineValue;

    /// <summary>No value.</summary>
    public sealed record None : MachineValue
    {
        /// <summary>The value.</summary>
        public static None Value { get; } = new();
    }

    /// <summary>A length of time in milliseconds, -(2^53-1) to 2^53-1.</summary>
    public sealed record Duration(long Ms) : MachineValue;

    /// <summary>Bytes, at most 1,024, as lower-case hex so that equality is that of texts.</summary>
    public sealed record Bytes(string Hex) : MachineValue;

    /// <summary>A case of an enumeration.</summary>
    public sealed record Choice(string Case) : MachineValue;

    /// <summary>Items in order, at most <see cref="MaxItems"/>.</summary>
    public sealed record List(ImmutableArray<MachineValue> Items) : MachineValue
    {
        /// <summary>No items.</summary>
        public static List Empty { get; } = new(ImmutableArray<MachineValue>.Empty);

        /// <summary>Equality of the items in order.</summary>
        public bool Equals(List? other) => other is not null && Items.AsSpan().SequenceEqual(other.Items.AsSpan());

        /// <summary>The count; for look-ups only.</summary>
        public override int GetHashCode() => Items.Length;
    }

    /// <summary>Pairs in the order of their keys, which are distinct; at most <see cref="MaxItems"/>.</summary>
    public sealed record Map(ImmutableArray<KeyValuePair<MachineValue, MachineValue>> Pairs) : MachineValue
    {
        /// <summary>No pairs.</summary>
        public static Map Empty { get; } = new(ImmutableArray<KeyValuePair<MachineValue, MachineValue>>.Empty);

        /// <summary>Equality of the pairs.</summary>
        public bool Equals(Map? other) => other is not null && AreEqual(Pairs, other.Pairs);

        /// <summary>The count; for look-ups only.</summary>
        public override int GetHashCode() => Pairs.Length;
    }

    /// <summary>Named fields in ordinal order of their names, at most <see cref="MaxFields"/>.</summary>
    public sealed record Record(ImmutableArray<KeyValuePair<string, MachineValue>> Fields) : MachineValue
    {
        /// <summary>Equality of the fields.</summary>
        public bool Equals(Record? other) => other is not null && AreEqual(Fields, other.Fields);

        /// <summary>The count; for look-ups only.</summary>
        public override int GetHashCode() => Fields.Length;

        /// <summary>The field, or null.</summary>
        public MachineValue? Find(string name)
        {
            foreach (var (field, value) in Fields)
            {
                if (string.Equals(field, name, StringComparison.Ordinal))
                {
                    return value;
                }
            }
            return null;
        }
    }

    /// <summary>Pairs know no equality but that of the runtime for all structs, which is some ten times as slow.</summary>
    private static bool AreEqual<TKey>(ImmutableArray<KeyValuePair<TKey, MachineValue>> left, ImmutableArray<KeyValuePair<TKey, MachineValue>> right)
        where TKey : IEquatable<TKey>
    {
        if (left.Length != right.Length)
        {
            return false;
        }
        for (var i = 0; i < left.Length; i++)
        {
            if (!left[i].Key.Equals(right[i].Key) || !left[i].Value.Equals(right[i].Value))
            {
                return false;
            }
        }
        return true;
    }

    /// <summary>
    /// The one order of values of one kind that can be keys of a map or be compared: numbers and times by size, false before true, texts, bytes and cases by ordinal
    /// order, accounts by their bytes. Values of other kinds have no order; asking for one is our bug.
    /// </summary>
    public static int Compare(MachineValue left, MachineValue right) => (left, right) switch
    {
        (Int a, Int b) => a.Value.CompareTo(b.Value),
        (Time a, Time b) => a.UnixMs.CompareTo(b.UnixMs),
        (Duration a, Duration b) => a.Ms.CompareTo(b.Ms),
        (Bool a, Bool b) => a.Value.CompareTo(b.Value),
        (Text a, Text b) => string.CompareOrdinal(a.Value, b.Value),
        (Bytes a, Bytes b) => string.CompareOrdinal(a.Hex, b.Hex),
        (Choice a, Choice b) => string.CompareOrdinal(a.Case, b.Case),
        (AccountRef a, AccountRef b) => a.Value.Thumbprint.CompareTo(b.Value.Thumbprint),
        _ => throw new InvariantException("only plain values of one kind have an order"),
    };

    /// <summary>Whether <paramref name="key"/> may come after <paramref name="previous"/> (null: first) in a map: plain, of one kind, and higher.</summary>
    public static bool Follows(MachineValue? previous, MachineValue key) =>
        key.IsPlain && (previous is null || (previous.GetType() == key.GetType() && Compare(previous, key) < 0));

    /// <summary>Whether values of this kind have an order, so can be keys.</summary>
    public bool IsPlain => this is Int or Time or Duration or Bool or Text or Bytes or Choice or AccountRef;
}
