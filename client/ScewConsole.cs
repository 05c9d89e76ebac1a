using System.CommandLine;
using System.CommandLine.Parsing;
using Scew.Cli.Commands;
using Scew.Cli.Grammar;
using Scew.Cli.Output;
using Scew.Cli.Reference;

namespace Scew.Cli;

/// <summary>The console as a function of arguments and streams, so that tests call it in their own process.</summary>
internal sealed class ScewConsole(TextWriter stdout, TextWriter stderr, TextReader stdin, bool isInteractive = false)
{
    public async Task<int> RunAsync(string[] arguments, CancellationToken cancellation)
    {
        var parsed = CommandTree.Root.Parse(DashedIds.Marked(arguments));
        var command = NameOf(parsed.CommandResult);
        var printer = new Printer(stdout, stderr, SettingsOf(parsed, arguments));
        if (parsed.Errors.Count == 0 && parsed.CommandResult.Command is Verb verb && parsed.Action is null)
        {
            return await RunVerbAsync(verb, command, new Call(parsed, CommandTree.Options, printer, stdin, isInteractive), cancellation);
        }
        if (parsed.Errors.Count > 0 && parsed.Action is null or System.CommandLine.Invocation.ParseErrorAction)
        {
            return printer.Failure(command, UsageFault(parsed));
        }
        return await parsed.InvokeAsync(new InvocationConfiguration { Output = stdout, Error = stderr, EnableDefaultExceptionHandler = false }, cancellation);
    }

    private static async Task<int> RunVerbAsync(Verb verb, string command, Call call, CancellationToken cancellation)
    {
        try
        {
            RequireFields(command, call.Printer.Settings.Fields);
            var output = await verb.Handler(call, cancellation);
            try
            {
                return call.Printer.Success(command, output);
            }
            catch (IOException failure)
            {
                // A closed pipe must not read as if the operation had failed.
                throw Failures.Unprinted(output, failure);
            }
        }
        catch (DryRunEnd end)
        {
            return call.Printer.Success(command, end.Output);
        }
        catch (CliFault fault)
        {
            return call.Printer.Failure(command, fault);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return call.Printer.Failure(command, new CliFault("interrupted", ExitCodes.Interrupted, "interrupted") { Next = "run the same command again" });
        }
        catch (Exception defect) when (!call.Printer.Settings.Debug)
        {
            return call.Printer.Failure(command, Failures.Explain(defect));
        }
    }

    /// <summary>Before anything is done: a name that the result has not would leave a script with nothing.</summary>
    private static void RequireFields(string command, IReadOnlyList<string> fields)
    {
        var tops = Shapes.Of(command)?.Tops().ToList() ?? [];
        if (tops.Count == 0 || tops.Exists(static top => top.IsOpen))
        {
            return;
        }
        var known = tops.SelectMany(static top => top.Items).Select(static member => member.Name).Distinct().ToList();
        if (fields.FirstOrDefault(field => !known.Contains(field)) is { } unknown)
        {
            throw CliFault.Usage($"'scew {command}' has no member '{unknown}'", Suggestion.Before("one of: " + string.Join(", ", known), unknown, known));
        }
    }

    private OutputSettings SettingsOf(ParseResult parsed, string[] arguments)
    {
        try
        {
            return CommandTree.Options.Settings(parsed);
        }
        catch (InvalidOperationException)
        {
            return new OutputSettings { Format = arguments.Contains("--json") ? OutputFormat.Json : OutputFormat.Table };
        }
    }

    private static CliFault UsageFault(ParseResult parsed)
    {
        var at = parsed.CommandResult.Command;
        var typed = parsed.UnmatchedTokens.Count > 0 ? parsed.UnmatchedTokens[0] : null;
        var names = typed?.StartsWith('-') == true
            ? at.Options.Concat(parsed.RootCommandResult.Command.Options).Select(option => option.Name)
            : at.Subcommands.Where(static command => !command.Hidden).Select(command => command.Name);
        var near = typed is null ? null : Suggestion.For(typed, names);
        var full = "scew " + NameOf(parsed.CommandResult);
        return new CliFault("usage", ExitCodes.Usage, $"'{full.TrimEnd()}' cannot be run like this")
        {
            Why = WithoutNumbers(parsed, Why(at, typed, parsed.Errors[0].Message)).Replace(DashedIds.Mark.ToString(), "", StringComparison.Ordinal),
            Unchanged = "nothing was sent",
            Next = near is null ? (full.TrimEnd() + " --help") : $"did you mean '{near}'?   {full.TrimEnd()} --help",
        };
    }

    /// <summary>The parser repeats what it cannot place, and that may be the value of an encrypted variable: an error is copied into a ticket.</summary>
    private static string WithoutNumbers(ParseResult parsed, string message) => parsed.Tokens.Select(static token => token.Value).Concat(parsed.UnmatchedTokens)
        .Aggregate(message, static (text, typed) => text.Replace($"'{typed}'", Typed.WithoutNumber(typed), StringComparison.Ordinal));

    private static string Why(Command at, string? typed, string message)
    {
        if (at is Verb)
        {
            return Plain(message.TrimEnd('.'));
        }
        return typed is null || typed.StartsWith('-') ? "a command is missing: " + string.Join(", ", at.Subcommands.Where(static command => !command.Hidden).Select(command => command.Name)) : $"there is no command '{typed}'";
    }

    /// <summary>The parser's sentence without line breaks and without names that only programmers know.</summary>
    private static string Plain(string message) => string.Join(' ', message.Split((char[])['\r', '\n', '\t', ' '], StringSplitOptions.RemoveEmptyEntries))
        .Replace("Unrecognized command or argument '-", "there is no option '-", StringComparison.Ordinal)
        .Replace("as expected type 'System.Int32'", "as a whole number", StringComparison.Ordinal)
        .Replace("as expected type 'System.Nullable`1[System.Int32]'", "as a whole number", StringComparison.Ordinal)
        .Replace("as expected type 'System.Int64'", "as a whole number", StringComparison.Ordinal)
        .Replace("as expected type 'System.Nullable`1[System.Int64]'", "as a whole number", StringComparison.Ordinal);

    /// <summary>The full name of a command.</summary>
    public static string NameOf(CommandResult result)
    {
        var names = new List<string>();
        for (SymbolResult? at = result; at is CommandResult { Parent: not null } command; at = command.Parent)
        {
            names.Insert(0, command.Command.Name);
        }
        return string.Join(' ', names);
    }
}
