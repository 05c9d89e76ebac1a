using System.Collections.Immutable;

namespace Scew.Ledger.Operations;

/// <summary>Pages over sorted ids.</summary>
internal static class WalletPages
{
    /// <summary>At most <paramref name="limit"/> ids behind <paramref name="after"/> (null: from the first).</summary>
    public static List<string> After(ImmutableSortedSet<string> ids, string? after, int limit)
    {
        var at = 0;
        if (after is not null)
        {
            var found = ids.IndexOf(after);
            at = found >= 0 ? found + 1 : ~found;
        }
        var page = new List<string>(Math.Min(limit, ids.Count - at));
        for (; at < ids.Count && page.Count < limit; at++)
        {
            page.Add(ids[at]);
        }
        return page;
    }

    /// <summary>At most <paramref name="limit"/> ids that begin with <paramref name="prefix"/>, behind <paramref name="after"/> (null: from the first).</summary>
    public static IEnumerable<string> Under(ImmutableSortedSet<string> ids, string prefix, string? after, int limit)
    {
        var isBehind = after is not null && string.CompareOrdinal(after, prefix) >= 0;
        var found = ids.IndexOf(isBehind ? after! : prefix);
        var first = found < 0 ? ~found : isBehind ? found + 1 : found;
        // What begins with the prefix stands together.
        for (var at = first; at < ids.Count && at - first < limit && ids[at].StartsWith(prefix, StringComparison.Ordinal); at++)
        {
            yield return ids[at];
        }
    }

    /// <summary>The first <paramref name="limit"/> of a page and of ids opened since, in order.</summary>
    public static List<string> Merge(List<string> page, SortedSet<string> opened, string? after, int limit)
    {
        if (opened.Count == 0)
        {
            return page;
        }
        var merged = new List<string>(limit);
        var next = 0;
        foreach (var id in opened)
        {
            if (after is not null && string.CompareOrdinal(id, after) <= 0)
            {
                continue;
            }
            while (next < page.Count && merged.Count < limit && string.CompareOrdinal(page[next], id) < 0)
            {
                merged.Add(page[next++]);
            }
            if (merged.Count >= limit)
            {
                return merged;
            }
            merged.Add(id);
        }
        while (next < page.Count && merged.Count < limit)
        {
            merged.Add(page[next++]);
        }
        return merged;
    }
}
