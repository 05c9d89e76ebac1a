using System.Diagnostics;
using Scew.Cli.Completions;

namespace Scew.Client.Tests.Cli;

/// <summary>What the Tab key offers, through the real scripts where their shell is installed.</summary>
public sealed class CompletionTests : IDisposable
{
    private const string Genesis = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
    private readonly ConsoleRun _console = new();

    [Theory]
    [InlineData("scew prof", "profile")]
    [InlineData("scew profile ", "add list show use")]
    [InlineData("scew dev fault k", "kill")]
    [InlineData("scew completion ", "bash fish pwsh zsh")]
    [InlineData("scew wallet list -o n", "ndjson")]
    [InlineData("scew wallet list --color=n", "--color=never")]
    [InlineData("scew request wait ID --fo", "--for")]
    [InlineData("scew watch a", "all assets")]
    [InlineData("scew machine draw lend", "lending")]
    [InlineData("scew schema profile l", "list")]
    [InlineData("scew key export ", "")]
    public void OffersCommandsOptionsAndValues(string line, string expected) =>
        Assert.Equal(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries), Offered(line));

    [Fact]
    public void OffersNamesOfProfilesAndKeysOfThisMachine()
    {
        AddProfile("town");
        AddProfile("tower");
        Assert.Equal(0, _console.RunWithInput("right horse battery\n", "key", "create", "shop", "--password-file", "-").Exit);
        Assert.Equal(["tower", "town"], Offered("scew profile use to"));
        Assert.Equal(["tower"], Offered("scew wallet list --profile tower"));
        Assert.Equal(["shop"], Offered("scew pay a b 1 --key "));
        Assert.Equal(["shop"], Offered("scew key export s"));
        Assert.Empty(Offered("scew profile add to"));
    }

    [Fact]
    public void AHiddenCommandIsNotOffered() => Assert.DoesNotContain("complete", Offered("scew comp"));

    [Theory]
    [InlineData("a 'b c' d\\ e \"f\"", new[] { "a", "b c", "d e", "f" }, false)]
    [InlineData("a ", new[] { "a", "" }, false)]
    [InlineData("a 'b", new[] { "a", "b" }, true)]
    [InlineData("a \\", new[] { "a", "" }, true)]
    [InlineData("a ''", new[] { "a", "" }, false)]
    public void ALineIsCutAsAShellDoes(string line, string[] words, bool isOpen)
    {
        Assert.Equal(words, CommandLine.Split(line, out var open));
        Assert.Equal(isOpen, open);
    }

    [Fact]
    public void BashCompletesByTheScriptThatIsPrinted()
    {
        AddProfile("town");
        AddProfile("tower");
        Assert.Equal(["tower", "town"], Bash("scew profile use to"));
        Assert.Equal(["profile"], Bash("scew prof"));
        Assert.Equal(["never"], Bash("scew wallet list --color=n"));
    }

    /// <summary>Bash cuts an id at its colon, so only what follows the colon may be put in.</summary>
    [Fact]
    public void BashDoesNotRepeatWhatItCutOff()
    {
        var folder = Directory.CreateDirectory(Path.Combine(_console.Home, "profiles")).FullName;
        AddProfile("town");
        File.Copy(Path.Combine(folder, "town.json"), Path.Combine(folder, "a:bc.json"));
        Assert.Equal(["bc"], Bash("scew profile use a:b"));
    }

    [Fact]
    public void OtherShellsThatAreInstalledReadTheirScript()
    {
        foreach (var (shell, check) in new[] { ("zsh", "-n"), ("fish", "--no-execute") })
        {
            var script = Path.Combine(_console.Home, "script." + shell);
            File.WriteAllText(script, _console.Run("completion", shell).Out);
            if (Installed(shell) is { } program)
            {
                Assert.Equal("", Start(program, check, script));
            }
            Assert.Contains("complete -- ", File.ReadAllText(script), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void AnotherShellIsAUsageError() => Assert.Equal(2, _console.Run("completion", "tcsh").Exit);

    public void Dispose() => _console.Dispose();

    private string[] Offered(string line)
    {
        var (exit, stdout, stderr) = _console.Run("complete", "-o", "id", "--", line);
        Assert.Equal((0, ""), (exit, stderr));
        return stdout.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private void AddProfile(string name) => Assert.Equal(0, _console.Run("profile", "add", name, "--genesis", Genesis, "--merchant", "http://127.0.0.1:5001").Exit);

    // As bash does it on a Tab: the words cut at its word breaks, the line, the point, and the function that the script registered.
    private string[] Bash(string line)
    {
        var script = Path.Combine(_console.Home, "completion.bash");
        File.WriteAllText(script, _console.Run("completion", "bash").Out);
        var words = string.Join(' ', System.Text.RegularExpressions.Regex.Split(line, "([ :=])").Where(static word => word.Trim().Length > 0).Append(line.EndsWith(' ') ? "" : null)
            .OfType<string>().Select(static word => $"'{word}'"));
        var program = Path.Combine(_console.Home, "scew");
        File.WriteAllText(program, $"#!/bin/bash\nSCEW_HOME='{_console.Home}' exec dotnet '{typeof(Completer).Assembly.Location}' \"$@\"\n");
        Start("chmod", "+x", program);
        var run = Path.Combine(_console.Home, "run.bash");
        File.WriteAllText(run, $"""
            . '{script}'
            COMP_WORDS=({words}); COMP_CWORD=$(( ${"{#COMP_WORDS[@]}"} - 1 )); COMP_LINE='{line}'; COMP_POINT=${"{#COMP_LINE}"}
            complete -p scew | grep -q -- '-F _scew scew' || echo 'not registered'
            _scew '{program}' "${"{COMP_WORDS[COMP_CWORD]}"}" ''
            printf '%s\n' "${"{COMPREPLY[@]}"}"
            """);
        return Start("bash", "--norc", run).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private static string? Installed(string shell) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Select(folder => Path.Combine(folder, shell)).FirstOrDefault(File.Exists);

    private static string Start(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
        var (stdout, stderr) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        process.WaitForExit();
        Assert.Equal("", stderr.Result);
        return stdout.Result;
    }
}
