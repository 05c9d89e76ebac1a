using System.CommandLine;

namespace Scew.Cli.Grammar;

/// <summary>A command that only groups verbs.</summary>
internal sealed class Noun : Command
{
    public Noun(string name, string description, params Command[] commands)
        : base(name, description)
    {
        foreach (var command in commands)
        {
            Add(command);
        }
    }
}
