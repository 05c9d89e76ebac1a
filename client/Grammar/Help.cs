using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Scew.Cli.Grammar;

/// <summary>The parser's help at a width that every terminal has, and an example of the command below it.</summary>
internal sealed class Help(HelpAction inner) : SynchronousCommandLineAction
{
    private const int Width = 100;

    public override bool ClearsParseErrors => true;

    /// <summary>Puts itself in the place of the help of <paramref name="root"/>.</summary>
    public static void Into(RootCommand root)
    {
        foreach (var option in root.Options.OfType<HelpOption>())
        {
            var inner = (HelpAction)option.Action!;
            inner.MaxWidth = Width;
            option.Action = new Help(inner);
        }
    }

    public override int Invoke(ParseResult parseResult)
    {
        var exit = inner.Invoke(parseResult);
        var output = parseResult.InvocationConfiguration.Output;
        var examples = Examples.Of(ScewConsole.NameOf(parseResult.CommandResult));
        if (examples.Count > 0)
        {
            output.WriteLine(examples.Count == 1 ? "Example:" : "Examples:");
            foreach (var example in examples)
            {
                output.WriteLine("  " + example);
            }
            output.WriteLine();
        }
        return exit;
    }
}
