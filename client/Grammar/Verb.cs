using System.CommandLine;
using System.CommandLine.Parsing;
using Scew.Cli.Output;

namespace Scew.Cli.Grammar;

/// <summary>A command that does something. Parsing and every check of arguments happen before <see cref="Handler"/> has any effect.</summary>
internal sealed class Verb : Command
{
    public Verb(string name, string description, Func<Call, CancellationToken, Task<CommandOutput>> handler, params Symbol[] symbols)
        : base(name, description)
    {
        Handler = handler;
        foreach (var symbol in symbols)
        {
            if (symbol is Argument argument)
            {
                argument.Validators.Add(RefuseMistypedOption);
                Add(argument);
            }
            else
            {
                Add((Option)symbol);
            }
        }
    }

    public Func<Call, CancellationToken, Task<CommandOutput>> Handler { get; }

    private static IEnumerable<Option> OptionsAt(ArgumentResult result)
    {
        for (SymbolResult? at = result.Parent; at is not null; at = at.Parent)
        {
            foreach (var option in (at as CommandResult)?.Command.Options ?? [])
            {
                yield return option;
            }
        }
    }

    private static void RefuseMistypedOption(ArgumentResult result)
    {
        var mistyped = result.Tokens.FirstOrDefault(token => token.Value.StartsWith("--", StringComparison.Ordinal));
        if (mistyped is not null)
        {
            var near = Suggestion.For(mistyped.Value.Split('=')[0], OptionsAt(result).Select(static option => option.Name));
            result.AddError($"there is no option '{mistyped.Value}' here{(near is null ? "" : $"; did you mean '{near}'?")}");
        }
    }
}
