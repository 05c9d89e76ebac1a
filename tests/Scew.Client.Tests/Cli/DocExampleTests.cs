using System.Text.RegularExpressions;
using Scew.Cli.Commands;
using Scew.Cli.Grammar;
using Scew.Cli.Shell;

namespace Scew.Client.Tests.Cli;

/// <summary>Every command that stands in a document is one that there is: it is read as <c>scew shell</c> reads what somebody pastes.</summary>
public sealed partial class DocExampleTests
{
    public static TheoryData<string> Documents()
    {
        var root = Root();
        return [.. new[] { "README.md", "client/README.md", "src/Scew.Machines/LANGUAGE.md", "src/Scew.Agent/README.md" }
            .Concat(Directory.EnumerateFiles(Path.Combine(root, "silo/docs"), "*.md").Select(path => Path.GetRelativePath(root, path)).Order(StringComparer.Ordinal))];
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void EveryCommandInADocumentParses(string document)
    {
        var lines = File.ReadLines(Path.Combine(Root(), document)).Select(static line => Command().Match(line)).Where(static match => match.Success).Select(static match => match.Value.Trim());
        Assert.All(lines, AssertParses);
    }

    /// <summary>Fails where the grammar does not know it. Placeholders stand for themselves; a bracketed part is left out; a system shell's redirection too.</summary>
    internal static void AssertParses(string text)
    {
        var example = Redirection().Replace(Optional().Replace(Process().Replace(text, "$1"), ""), "");
        foreach (var statement in ScriptText.Read(example))
        {
            foreach (var words in Alternatives([.. statement.Words.Select(static word => Placeholder().IsMatch(word) ? "1" : word)]))
            {
                var parsed = CommandTree.Root.Parse(DashedIds.Marked([.. words]));
                Assert.True(parsed.Errors.All(static error => error.Message.StartsWith("Required", StringComparison.Ordinal)), $"{text}\n{string.Join('\n', parsed.Errors.Select(static error => error.Message))}");
                Assert.IsType<Verb>(parsed.CommandResult.Command);
            }
        }
    }

    // "replica status|logs" names two commands.
    private static IEnumerable<string[]> Alternatives(string[] words)
    {
        var at = Array.FindIndex(words, static word => Either().IsMatch(word));
        return at < 0 ? [words] : words[at].Split('|').SelectMany(one => Alternatives([.. words[..at], one, .. words[(at + 1)..]]));
    }

    internal static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Scew.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("Scew.sln");
        }
        return folder;
    }

    // Lines of code: four blanks, or a prompt.
    [GeneratedRegex(@"^( {4,}|\$ )(echo .* \| )?(scew|dotnet run --project client --) [a-z].*$")]
    private static partial Regex Command();

    [GeneratedRegex(@"\[[^\]]*\]")]
    private static partial Regex Optional();

    [GeneratedRegex(@"(?<!['""][^'""]*) >+ *\S+")]
    private static partial Regex Redirection();

    [GeneratedRegex(@"^source <\((.*)\)$")]
    private static partial Regex Process();

    [GeneratedRegex(@"^[a-z-]+(\|[a-z-]+)+$")]
    private static partial Regex Either();

    [GeneratedRegex(@"^(N|AMOUNT|HEIGHT)$")]
    private static partial Regex Placeholder();
}
