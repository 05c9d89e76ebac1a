using Scew.Cli;
using Scew.Cli.Grammar;
using Scew.Cli.Shell;

namespace Scew.Client.Tests.Cli;

public sealed class ShellTests : IDisposable
{
    private const string Genesis = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
    private readonly ConsoleRun _console = new();

    [Fact]
    public void AScriptOnStdinRunsAndStdoutHoldsTheResultsAlone()
    {
        var (exit, stdout, stderr) = _console.RunWithInput(
            $"""
            # somebody's notes
            $ scew profile add one --genesis {Genesis} \
                --merchant http://127.0.0.1:5001 -o id
            dotnet run --project client -- profile list -o id   # the new one
            profile add two --genesis {Genesis} --merchant http://127.0.0.1:5001 -o id; profile list -o id
            """,
            "shell", "--quiet");
        Assert.Equal((0, "one\none\ntwo\none\ntwo\n", ""), (exit, stdout, stderr));
    }

    [Fact]
    public void ACommandIsRunWithoutATerminalAndGlobalOptionsHold()
    {
        Assert.Equal((0, "0\n1\n", ""), Head(_console.Run("shell", "-o", "id", "--command", "doc exit-codes; exit; no such command"), 2));
        Assert.Equal("{\"meaning\":\"anything: as --plain\"}", _console.Run("shell", "-o", "ndjson", "--command", "doc environment --fields meaning").Out.TrimEnd().Split('\n')[^1]);
    }

    [Fact]
    public void TheFirstFailureEndsAScriptWithItsExitCode()
    {
        var (exit, stdout, stderr) = _console.Run("shell", "--command", "profile use nobody; doc exit-codes");
        Assert.Equal((3, ""), (exit, stdout));
        Assert.EndsWith("ended by: profile use nobody\n", stderr, StringComparison.Ordinal);
    }

    [Fact]
    public void EchoGivesACommandItsStdin()
    {
        var (exit, stdout, stderr) = _console.RunWithInput("echo 'right horse battery' | scew key create shop --password-file -\nkey list -o id\n", "shell", "-o", "id");
        Assert.Equal((0, ""), (exit, stderr));
        Assert.EndsWith("\nshop\n", stdout, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("wallet list > file", "'>'")]
    [InlineData("wallet list && status", "'&&'")]
    [InlineData("cat x | status", "'|'")]
    [InlineData("shell", "a shell in a shell")]
    public void WhatIsForAnotherShellIsSaid(string line, string why)
    {
        var (exit, stdout, stderr) = _console.Run("shell", "--command", line);
        Assert.Equal((2, ""), (exit, stdout));
        Assert.Contains(why, stderr, StringComparison.Ordinal);
    }

    [Fact]
    public void AnOpenQuoteGoesOnInTheNextLine()
    {
        Assert.True(ScriptText.IsOpen("pay 'a"));
        Assert.True(ScriptText.IsOpen("pay a \\"));
        Assert.False(ScriptText.IsOpen("pay 'a\nb'"));
        Assert.Equal(["variable", "update", "--if", "~/a >= 5; # 3"], Assert.Single(ScriptText.Read("variable update --if '~/a >= 5; # 3' # note")).Words);
    }

    [Fact]
    public async Task AtATerminalWordsAboutVariablesAreNotKept()
    {
        using var stdout = new StringWriter();
        using var stderr = new StringWriter();
        const string typed = "doc files -o id\nvariable set ~/stock 40 --fields nothing\n hidden\nprofile list\nexit\n";
        var exit = await new ScewConsole(stdout, stderr, new StringReader(typed), isInteractive: true).RunAsync(["--home", _console.Home, "shell", "--plain"], CancellationToken.None);
        Assert.Equal(0, exit);
        Assert.Equal(["doc files -o id", "profile list", "exit"], File.ReadAllLines(Path.Combine(_console.Home, "history")));
    }

    [Theory]
    [InlineData("abc<<X>", "aXbc")]
    [InlineData("abc(X)Y", "XabcY")]
    [InlineData("abd_c", "abc")]
    [InlineData("^", "second")]
    [InlineData("^^", "first")]
    [InlineData("x^v", "x")]
    [InlineData("pro\t", "profile ")]
    [InlineData("st\t", "stat")]
    [InlineData("abc(k", "")]
    [InlineData("abcu", "")]
    public void TheEditorMovesDeletesRecallsAndCompletes(string typed, string line)
    {
        var keys = new Queue<ConsoleKeyInfo>(typed.Select(Key).Append(new ConsoleKeyInfo('\r', ConsoleKey.Enter, false, false, false)));
        using var screen = new StringWriter();
        var editor = new LineEditor(screen, keys.Dequeue, static begun => [.. new[] { "profile", "status", "stats" }.Where(word => word.StartsWith(begun, StringComparison.Ordinal))], ["first", "second"], static () => 40);
        Assert.Equal(line.Length > 0 ? line : "", editor.Read("> ", 2));
    }

    /// <summary>Each example of each help text, pasted together; asked for its help, a command is found and its words are read, and nothing is done.</summary>
    [Fact]
    public void EveryExampleCanBePasted()
    {
        // These are for another shell, or for the Tab key.
        string[] elsewhere = ["shell", "complete", "completion"];
        var examples = Examples.Commands.Except(elsewhere).SelectMany(Examples.Of).Select(static example => example.Split(" > ")[0]).ToList();
        Assert.True(examples.Count > 100);
        var (exit, stdout, stderr) = _console.RunWithInput(string.Concat(examples.Select(static example => example + " --help\n")), "shell", "--quiet");
        Assert.True(exit == 0, stderr);
        Assert.Empty(stderr);
        Assert.Equal(examples.Count, stdout.Split('\n').Count(static line => line == "Usage:"));
    }

    [Fact]
    public void EndOfInputLeaves()
    {
        using var screen = new StringWriter();
        var editor = new LineEditor(screen, static () => new ConsoleKeyInfo('\u0004', ConsoleKey.D, false, false, true), static _ => [], [], static () => 40);
        Assert.Null(editor.Read("> ", 2));
    }

    public void Dispose() => _console.Dispose();

    private static (int, string, string) Head((int Exit, string Out, string Error) run, int lines) => (run.Exit, string.Concat(run.Out.Split('\n').Take(lines).Select(static line => line + "\n")), run.Error);

    // Capital letters and others stand for themselves; some signs stand for keys that have none.
    private static ConsoleKeyInfo Key(char sign) => sign switch
    {
        '<' => new('\0', ConsoleKey.LeftArrow, false, false, false),
        '>' => new('\0', ConsoleKey.RightArrow, false, false, false),
        '(' => new('\0', ConsoleKey.Home, false, false, false),
        ')' => new('\0', ConsoleKey.End, false, false, false),
        '_' => new('\b', ConsoleKey.Backspace, false, false, false),
        '^' => new('\0', ConsoleKey.UpArrow, false, false, false),
        'v' => new('\0', ConsoleKey.DownArrow, false, false, false),
        '\t' => new('\t', ConsoleKey.Tab, false, false, false),
        'k' => new('\u000b', ConsoleKey.K, false, false, true),
        'u' => new('\u0015', ConsoleKey.U, false, false, true),
        _ => new(sign, ConsoleKey.None, char.IsAsciiLetterUpper(sign), false, false),
    };
}
