using System.CommandLine;
using System.CommandLine.Completions;

namespace Scew.Cli.Completions;

/// <summary>What may stand as the last word of a command line, which is begun or still empty.</summary>
internal sealed class Completer(RootCommand root, Func<NameKind, IEnumerable<string>> names)
{
    /// <summary>Candidates with a description, which may be empty, in the order of their names; none where only files fit.</summary>
    public IReadOnlyList<(string Value, string Description)> Complete(IReadOnlyList<string> words)
    {
        Command at = root;
        var path = new List<string>();
        Option? pending = null;
        var (given, isOver) = (new List<string>(), false);
        foreach (var word in words.Take(words.Count - 1))
        {
            if (pending is not null)
            {
                pending = null;
            }
            else if (!isOver && word == "--")
            {
                isOver = true;
            }
            else if (!isOver && word.StartsWith('-') && Options(at).FirstOrDefault(option => option.Name == word || option.Aliases.Contains(word)) is { } option)
            {
                pending = TakesValue(option) ? option : null;
            }
            else if (at.Subcommands.FirstOrDefault(child => child.Name == word) is { } child)
            {
                at = child;
                path.Add(word);
            }
            else if (isOver || !word.StartsWith('-'))
            {
                given.Add(word);
            }
        }
        return At(at, path, pending, given, isOver, words.Count == 0 ? "" : words[^1]);
    }

    private IReadOnlyList<(string, string)> At(Command at, List<string> path, Option? pending, List<string> given, bool isOver, string typed)
    {
        var (noun, verb) = (path.Count > 0 ? path[0] : "", path.Count > 0 ? path[^1] : "");
        if (pending is not null)
        {
            return Starting(typed, Values(pending, noun, verb, given));
        }
        if (!isOver && typed.StartsWith('-'))
        {
            var equals = typed.IndexOf('=', StringComparison.Ordinal);
            return equals > 0 && Options(at).FirstOrDefault(option => option.Name == typed[..equals]) is { } assigned
                ? Starting(typed, Values(assigned, noun, verb, given).Select(value => (typed[..(equals + 1)] + value.Item1, value.Item2)))
                : Starting(typed, Options(at).Where(static option => !option.Hidden).Select(static option => (option.Name, option.Description ?? "")));
        }
        if (at.Subcommands.Count > 0)
        {
            return Starting(typed, at.Subcommands.Where(static child => !child.Hidden).Select(static child => (child.Name, child.Description ?? "")));
        }
        var argument = at.Arguments.ElementAtOrDefault(given.Count) ?? at.Arguments.LastOrDefault(static last => last.Arity.MaximumNumberOfValues > 1);
        return argument is null ? [] : Starting(typed, Values(argument, noun, verb, given));
    }

    private IEnumerable<(string, string)> Values(Symbol symbol, string noun, string verb, List<string> given) => NameKinds.Of(noun, verb, symbol) switch
    {
        NameKind.None => symbol.GetCompletions(CompletionContext.Empty).Select(static item => (item.Label, "")),
        NameKind.Command => given.Aggregate((Command?)root, static (at, word) => at?.Subcommands.FirstOrDefault(child => child.Name == word))?.Subcommands.Select(static child => (child.Name, child.Description ?? "")) ?? [],
        var kind => names(kind).Select(static name => (name, "")),
    };

    private IEnumerable<Option> Options(Command at) => at.Options.Concat(root.Options.Where(static option => option.Recursive)).DistinctBy(static option => option.Name);

    private static bool TakesValue(Option option) => option.Arity.MaximumNumberOfValues > 0 && option is not Option<bool>;

    private static List<(string, string)> Starting(string typed, IEnumerable<(string Name, string)> candidates) =>
        [.. candidates.Where(one => one.Name.StartsWith(typed, StringComparison.Ordinal)).DistinctBy(static one => one.Name).OrderBy(static one => one.Name, StringComparer.Ordinal)];
}
