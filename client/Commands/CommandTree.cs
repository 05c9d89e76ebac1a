using System.CommandLine;
using Scew.Cli.Grammar;

namespace Scew.Cli.Commands;

/// <summary>The whole grammar: <c>scew NOUN VERB</c>, and short forms of daily acts.</summary>
internal static class CommandTree
{
    public static RootCommand Build(GlobalOptions options)
    {
        var root = new RootCommand("Scew: assets that merchants share without trusting each other.")
        {
            ProfileCommands.Build(),
            DocCommands.Build(),
        };
        foreach (var option in options.All)
        {
            root.Add(option);
        }
        return root;
    }
}
