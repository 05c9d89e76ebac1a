using Scew.Protocol.Requests;

namespace Scew.Machines.Language.Compiling;

/// <summary>Look-up and change of maps, whose pairs are in order of their keys.</summary>
internal static class MapValues
{
    /// <summary>Where the key is, or the complement of where it would be.</summary>
    public static int IndexOf(MachineValue.Map map, MachineValue key)
    {
        var (low, high) = (0, map.Pairs.Length - 1);
        while (low <= high)
        {
            var middle = low + (high - low) / 2;
            var order = MachineValue.Compare(map.Pairs[middle].Key, key);
            if (order == 0)
            {
                return middle;
            }
            (low, high) = order < 0 ? (middle + 1, high) : (low, middle - 1);
        }
        return ~low;
    }

    public static MachineValue.Map Put(MachineValue.Map map, MachineValue key, MachineValue value)
    {
        var at = IndexOf(map, key);
        var pair = KeyValuePair.Create(key, value);
        return new MachineValue.Map(at >= 0 ? map.Pairs.SetItem(at, pair) : map.Pairs.Insert(~at, pair));
    }

    public static MachineValue.Map Remove(MachineValue.Map map, MachineValue key)
    {
        var at = IndexOf(map, key);
        return at >= 0 ? new MachineValue.Map(map.Pairs.RemoveAt(at)) : map;
    }

    public static MachineValue.List Keys(MachineValue.Map map) => new([.. map.Pairs.Select(static pair => pair.Key)]);

    public static MachineValue.List Values(MachineValue.Map map) => new([.. map.Pairs.Select(static pair => pair.Value)]);

    /// <summary>A record from its fields in any order.</summary>
    public static MachineValue.Record Record(IEnumerable<KeyValuePair<string, MachineValue>> fields) =>
        new([.. fields.OrderBy(static one => one.Key, StringComparer.Ordinal)]);

    public static MachineValue.Record With(MachineValue.Record record, IEnumerable<KeyValuePair<string, MachineValue>> changed)
    {
        var fields = record.Fields.ToBuilder();
        foreach (var (name, value) in changed)
        {
            for (var i = 0; i < fields.Count; i++)
            {
                if (string.Equals(fields[i].Key, name, StringComparison.Ordinal))
                {
                    fields[i] = KeyValuePair.Create(name, value);
                }
            }
        }
        return new(fields.ToImmutable());
    }
}
