using System.Globalization;

namespace Scew.SystemTests.Scenarios;

/// <summary>A manifest: what the group is made of, and what happens to it line by line. Its language is described in this folder's README.</summary>
internal sealed record Scenario(string Name, IReadOnlyList<string> Rows, int Merchants, string Database, int Clients, IReadOnlyList<ScenarioStep> Steps)
{
    private static readonly string[] Verbs =
    [
        "wait", "kill", "stop", "start", "freeze", "thaw", "drop", "hold", "cut", "corrupt", "trickle", "tear", "half-open", "delay", "heal", "expect",
    ];

    public static string Folder => Path.Combine(AppContext.BaseDirectory, "Scenarios");

    public static Scenario Read(string name) => Parse(name, File.ReadAllLines(Path.Combine(Folder, name + ".scenario")));

    public static Scenario Parse(string name, IReadOnlyList<string> lines)
    {
        var scenario = new Scenario(name, [], 4, "sqlite", 4, []);
        var steps = new List<ScenarioStep>();
        for (var i = 0; i < lines.Count; i++)
        {
            var words = lines[i].Split('#')[0].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words.Length == 0)
            {
                continue;
            }
            scenario = words[0] switch
            {
                "row" => scenario with { Rows = words[1..] },
                "merchants" => scenario with { Merchants = Number(words[1]) },
                "database" => scenario with { Database = words[1] },
                "clients" => scenario with { Clients = Number(words[1]) },
                _ when Verbs.Contains(words[0]) => scenario,
                _ => throw new FormatException($"{name}, line {i + 1}: '{words[0]}' is no step"),
            };
            if (Verbs.Contains(words[0]))
            {
                steps.Add(new ScenarioStep(i + 1, words[0], words[1..]));
            }
        }
        return scenario with { Steps = steps };
    }

    private static int Number(string word) => int.Parse(word, CultureInfo.InvariantCulture);
}

/// <summary>One line of a manifest.</summary>
internal sealed record ScenarioStep(int Line, string Verb, IReadOnlyList<string> Words)
{
    /// <summary>The rest after the verb.</summary>
    public string Rest => string.Join(' ', Words);

    /// <summary>Indexes in all words that are numbers.</summary>
    public IEnumerable<int> Members => Words.Select(word => int.Parse(word, CultureInfo.InvariantCulture));

    /// <summary>A time such as <c>2s</c> or <c>150ms</c>.</summary>
    public static TimeSpan Time(string word) => word.EndsWith("ms", StringComparison.Ordinal)
        ? TimeSpan.FromMilliseconds(double.Parse(word[..^2], CultureInfo.InvariantCulture))
        : TimeSpan.FromSeconds(double.Parse(word[..^1], CultureInfo.InvariantCulture));

    /// <summary>
    /// Directed links: <c>0-&gt;1</c> one way, <c>0-1</c> both ways, <c>0,1|2,3</c> both ways between two sides, <c>*</c> every one; both sides may list several.
    /// </summary>
    public static IEnumerable<(int From, int To)> Links(string word, int merchants)
    {
        if (word == "*")
        {
            return from one in Enumerable.Range(0, merchants) from other in Enumerable.Range(0, merchants) where one != other select (one, other);
        }
        var separator = word.Contains("->", StringComparison.Ordinal) ? "->" : word.Contains('|', StringComparison.Ordinal) ? "|" : "-";
        var sides = word.Split(separator);
        var from = sides[0].Split(',').Select(int.Parse).ToList();
        var to = sides[1].Split(',').Select(int.Parse).ToList();
        var forth = from one in @from from other in to select (one, other);
        return separator == "->" ? forth : forth.Concat(forth.Select(link => (link.other, link.one)));
    }
}
