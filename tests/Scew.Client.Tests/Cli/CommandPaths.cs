using System.CommandLine;
using Scew.Cli.Commands;
using Scew.Cli.Grammar;

namespace Scew.Client.Tests.Cli;

/// <summary>The whole command tree. Hidden commands are for scripts that this program prints itself.</summary>
internal static class CommandPaths
{
    /// <summary>What to do about a verb that a test of the tree names.</summary>
    public const string Needs =
        "A new verb needs: a line in client/Reference/shapes.txt (the shape of its data), an example in client/Grammar/Examples.cs, a place in Cli/GoodCallTests.cs or Group/LiveCallTests.cs "
        + "(a call that succeeds, or the list of what is not cheap), and its texts: SCEW_REGENERATE_CONSOLE=1 dotnet test tests/Scew.Client.Tests --filter FullyQualifiedName~Golden";

    public static IEnumerable<string> All => Walk(CommandTree.Root, "").Select(static one => one.Path);

    public static IEnumerable<(string Path, Verb Verb)> Verbs => Walk(CommandTree.Root, "");

    public static TheoryData<string> Data => [.. All];

    private static IEnumerable<(string Path, Verb Verb)> Walk(Command at, string path) => at.Subcommands.SelectMany(child =>
    {
        var name = path.Length == 0 ? child.Name : path + " " + child.Name;
        return child is Verb verb ? verb.Hidden ? [] : [(name, verb)] : Walk(child, name);
    });
}
