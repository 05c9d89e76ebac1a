using System.Collections.Immutable;

namespace Orleans.Embedded;

/// <summary>Copies of collections, found by the collection's name; comparers are kept.</summary>
internal static class CollectionCopies
{
    public static List<T> List<T>(List<T> source)
    {
        var copy = new List<T>(source.Count);
        copy.AddRange(source.Select(Copying<T>.Copy));
        return copy;
    }

    public static Queue<T> Queue<T>(Queue<T> source) => new(source.Select(Copying<T>.Copy));

    public static HashSet<T> HashSet<T>(HashSet<T> source) => new(source.Select(Copying<T>.Copy), source.Comparer);

    public static SortedSet<T> SortedSet<T>(SortedSet<T> source) => new(source.Select(Copying<T>.Copy), source.Comparer);

    public static Dictionary<TKey, TValue> Dictionary<TKey, TValue>(Dictionary<TKey, TValue> source)
        where TKey : notnull
    {
        return new(source.Select(CopyPair), source.Comparer);
    }

    public static SortedDictionary<TKey, TValue> SortedDictionary<TKey, TValue>(SortedDictionary<TKey, TValue> source)
        where TKey : notnull
    {
        var copy = new SortedDictionary<TKey, TValue>(source.Comparer);
        foreach (var (key, value) in source)
        {
            copy.Add(Copying<TKey>.Copy(key), Copying<TValue>.Copy(value));
        }

        return copy;
    }

    public static ImmutableArray<T> ImmutableArray<T>(ImmutableArray<T> source)
    {
        return source.IsDefault ? source : [.. source.Select(Copying<T>.Copy)];
    }

    public static ImmutableList<T> ImmutableList<T>(ImmutableList<T> source) => [.. source.Select(Copying<T>.Copy)];

    public static ImmutableHashSet<T> ImmutableHashSet<T>(ImmutableHashSet<T> source) => source.Select(Copying<T>.Copy).ToImmutableHashSet(source.KeyComparer);

    public static ImmutableSortedSet<T> ImmutableSortedSet<T>(ImmutableSortedSet<T> source) => source.Select(Copying<T>.Copy).ToImmutableSortedSet(source.KeyComparer);

    public static ImmutableDictionary<TKey, TValue> ImmutableDictionary<TKey, TValue>(ImmutableDictionary<TKey, TValue> source)
        where TKey : notnull
    {
        return source.Select(CopyPair).ToImmutableDictionary(source.KeyComparer, source.ValueComparer);
    }

    public static ImmutableSortedDictionary<TKey, TValue> ImmutableSortedDictionary<TKey, TValue>(ImmutableSortedDictionary<TKey, TValue> source)
        where TKey : notnull
    {
        return source.Select(CopyPair).ToImmutableSortedDictionary(source.KeyComparer, source.ValueComparer);
    }

    public static ReadOnlyMemory<T> ReadOnlyMemory<T>(ReadOnlyMemory<T> source) => Copying<T[]>.Copy(source.ToArray());

    private static KeyValuePair<TKey, TValue> CopyPair<TKey, TValue>(KeyValuePair<TKey, TValue> pair)
    {
        return new(Copying<TKey>.Copy(pair.Key), Copying<TValue>.Copy(pair.Value));
    }
}
