using System.Text.RegularExpressions;

namespace Scew.SystemTests.HowTo;

/// <summary>A block of commands: the words behind <c>```sh</c>, such as who runs it, and the commands as they stand on the page.</summary>
internal sealed record HowToBlock(IReadOnlyList<string> Words, string Commands);

/// <summary>The blocks of a page under <c>silo/docs</c>, in their order. What a reader pastes is what a test runs.</summary>
internal static partial class HowToPage
{
    public static string Root { get; } = FindRoot();

    public static List<HowToBlock> Read(string page)
    {
        var text = File.ReadAllText(Path.Combine(Root, "silo", "docs", page));
        return [.. Block().Matches(text).Select(match => new HowToBlock(match.Groups["words"].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries), match.Groups["commands"].Value))];
    }

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Scew.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("the tests run outside the repository");
        }
        return folder;
    }

    [GeneratedRegex(@"^```sh(?<words>[^\n]*)\n(?<commands>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Block();
}
