namespace Scew.Cli.Grammar;

/// <summary>The name nearest to what was typed, if near enough to be a slip.</summary>
internal static class Suggestion
{
    public static string? For(string typed, IEnumerable<string> names)
    {
        var best = names.Select(name => (Name: name, Distance: Distance(typed, name))).OrderBy(pair => pair.Distance).ThenBy(pair => pair.Name, StringComparer.Ordinal).FirstOrDefault();
        return best.Name is not null && best.Distance <= Math.Min(Math.Max(1, typed.Length / 3), typed.Length - 1) ? best.Name : null;
    }

    /// <summary>What to do next, after the name that was perhaps meant.</summary>
    public static string Before(string next, string typed, IEnumerable<string> names) => For(typed, names) is { } near ? $"did you mean '{near}'?   {next}" : next;

    private static int Distance(string left, string right)
    {
        var previous = Enumerable.Range(0, right.Length + 1).ToArray();
        for (var i = 1; i <= left.Length; i++)
        {
            var current = new int[right.Length + 1];
            current[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var replace = previous[j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1);
                current[j] = Math.Min(replace, Math.Min(previous[j], current[j - 1]) + 1);
            }
            previous = current;
        }
        return previous[right.Length];
    }
}
