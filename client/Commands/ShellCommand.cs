using System.CommandLine;
using System.Text;
using Scew.Cli.Completions;
using Scew.Cli.Grammar;
using Scew.Cli.Output;
using Scew.Cli.Shell;
using Scew.Cli.State;

namespace Scew.Cli.Commands;

/// <summary>
/// <c>shell</c>: commands one after the other in one process. At a terminal with history and Tab; else a script on stdin or in <c>--command</c>, which ends at the first failure with
/// its exit code.
/// </summary>
internal static class ShellCommand
{
    private static readonly string[] Leave = ["exit", "quit"];

    public static Verb Build()
    {
        var script = new Option<string?>("--command") { Description = "run these commands, ';' between them, and end" };
        return new Verb("shell", "type or paste commands one after the other", (call, cancel) => RunAsync(call, call.Value(script), cancel), script);
    }

    private static async Task<CommandOutput> RunAsync(Call call, string? script, CancellationToken cancellation)
    {
        var exit = script is not null ? await ScriptAsync(call, new StringReader(script), cancellation)
            : call.IsInteractive ? await TalkAsync(call, cancellation)
            : await ScriptAsync(call, call.Stdin, cancellation);
        return new CommandOutput(new System.Text.Json.Nodes.JsonObject(), "") { Streamed = true, ExitCode = exit };
    }

    private static async Task<int> ScriptAsync(Call call, TextReader lines, CancellationToken cancellation)
    {
        while (Next(() => lines.ReadLine()) is { } text)
        {
            foreach (var statement in ScriptText.Read(text))
            {
                if (Leave.Contains(statement.Words[0]))
                {
                    return ExitCodes.Ok;
                }
                if (await RunAsync(call, statement, cancellation) is var exit and not ExitCodes.Ok)
                {
                    call.Printer.Note($"ended by: {statement.Text}");
                    return exit;
                }
            }
        }
        return ExitCodes.Ok;
    }

    private static async Task<int> TalkAsync(Call call, CancellationToken cancellation)
    {
        var history = new ShellHistory(call.Home);
        var editor = call.Printer.Settings.Plain ? null : new LineEditor(call.Printer.Error, static () => Console.ReadKey(intercept: true),
            begun => [.. new Completer(CommandTree.Root, call.Names.Of).Complete(Words(begun)).Select(static one => one.Value)], history.Lines, static () => Console.WindowWidth);
        call.Printer.Note("commands as on the command line, without 'scew' or with it; Tab completes; 'help' lists them, 'exit' ends");
        while (!cancellation.IsCancellationRequested && Next(() => Ask(call, editor)) is { } text)
        {
            history.Add(text.Replace('\n', ' '));
            try
            {
                foreach (var statement in ScriptText.Read(text))
                {
                    if (Leave.Contains(statement.Words[0]))
                    {
                        return ExitCodes.Ok;
                    }
                    await RunAsync(call, statement, cancellation);
                }
            }
            catch (CliFault fault)
            {
                call.Printer.Failure("shell", fault);
            }
        }
        return ExitCodes.Ok;
    }

    // Lines until neither a quote nor a backslash keeps the last one open; null at the end.
    private static string? Next(Func<string?> read)
    {
        var text = new StringBuilder();
        while (read() is { } line)
        {
            text.Append(line);
            if (!ScriptText.IsOpen(text.ToString()))
            {
                return text.ToString();
            }
            text.Append('\n');
        }
        return text.Length > 0 ? text.ToString() : null;
    }

    private static string? Ask(Call call, LineEditor? editor)
    {
        var profile = call.Profiles.TryResolve(call.Value(call.Options.Profile));
        var isProd = profile is not null && !GroupMark.IsDev(call.Home, profile);
        var (before, mark, after) = ("scew ", profile is null ? "" : isProd ? Marks.Prod : Marks.Dev, profile is null ? "> " : $" {profile.Name}> ");
        var prompt = before + (isProd ? call.Printer.Painter.Bad(mark) : mark) + after;
        if (editor is null)
        {
            call.Printer.Error.Write(prompt);
            return call.Stdin.ReadLine();
        }
        // Else Ctrl-C while typing would end the whole session.
        Console.TreatControlCAsInput = true;
        try
        {
            return editor.Read(prompt, before.Length + mark.Length + after.Length);
        }
        finally
        {
            Console.TreatControlCAsInput = false;
        }
    }

    private static List<string> Words(string begun)
    {
        var words = CommandLine.Split(begun[(begun.LastIndexOf(';') + 1)..].TrimStart(), out _);
        return words.Count > 1 && words[0] == "scew" ? words[1..] : words;
    }

    private static Task<int> RunAsync(Call call, Statement statement, CancellationToken cancellation)
    {
        if (statement.Words[0] == "shell")
        {
            throw CliFault.Usage("a shell in a shell is not run", "type the command itself");
        }
        string[] words = statement.Words[0] == "help" ? [.. statement.Words.Skip(1), "--help"] : [.. statement.Words];
        var console = new ScewConsole(call.Printer.Out, call.Printer.Error, statement.Input is null ? call.Stdin : new StringReader(statement.Input), call.IsInteractive && statement.Input is null);
        return console.RunAsync([.. call.Inherited(words), .. words], cancellation);
    }
}
