using System.Collections.Immutable;
using Orleans.Embedded;

namespace Orleans.Runtime;

/// <summary>Values that travel with calls: set by the caller, seen by the callee and by what it calls, never sent back.</summary>
public static class RequestContext
{
    private static readonly AsyncLocal<ImmutableDictionary<string, object>?> s_values = new();

    /// <summary>The names that are set.</summary>
    public static IEnumerable<string> Keys => s_values.Value?.Keys ?? [];

    /// <summary>The names and values that are set.</summary>
    public static IEnumerable<KeyValuePair<string, object>> Entries => s_values.Value ?? [];

    internal static ImmutableDictionary<string, object>? Current
    {
        get => s_values.Value;
        set
        {
            if (!ReferenceEquals(s_values.Value, value))
            {
                s_values.Value = value;
            }
        }
    }

    /// <summary>The value of a name; null when it is not set.</summary>
    /// <param name="key">The name.</param>
    public static object? Get(string key) => s_values.Value is { } values && values.TryGetValue(key, out var value) ? value : null;

    /// <summary>Sets a value for the calls that follow.</summary>
    /// <param name="key">The name.</param>
    /// <param name="value">The value; it may cross grain boundaries, so the rules for arguments hold.</param>
    public static void Set(string key, object value)
    {
        ArgumentNullException.ThrowIfNull(key);
        s_values.Value = (s_values.Value ?? ImmutableDictionary.Create<string, object>(StringComparer.Ordinal)).SetItem(key, value);
    }

    /// <summary>Removes a name.</summary>
    /// <param name="key">The name.</param>
    /// <returns>Whether it was set.</returns>
    public static bool Remove(string key)
    {
        if (s_values.Value is not { } values || !values.ContainsKey(key))
        {
            return false;
        }

        s_values.Value = values.Count == 1 ? null : values.Remove(key);
        return true;
    }

    /// <summary>Removes every name.</summary>
    public static void Clear() => Current = null;

    /// <summary>The values for a call that leaves now, copied like its arguments.</summary>
    internal static ImmutableDictionary<string, object>? Export()
    {
        var values = s_values.Value;
        if (values is null)
        {
            return null;
        }

        var copy = values;
        foreach (var (key, value) in values)
        {
            var copied = Copying.CopyObject(value);
            if (!ReferenceEquals(copied, value))
            {
                copy = copy.SetItem(key, copied!);
            }
        }

        return copy;
    }
}
