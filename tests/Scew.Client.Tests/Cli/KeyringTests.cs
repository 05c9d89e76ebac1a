using System.Diagnostics;
using System.Runtime.Versioning;
using Scew.Cli.State;
using Scew.Client.DevNets;

namespace Scew.Client.Tests.Cli;

/// <summary>The keyring's contract, against a program of its name that notes how it was called: a secret goes by stdin and stdout and never by an argument.</summary>
public sealed class KeyringTests : IDisposable
{
    private const string Secret = "right horse \"battery\" ünd";
    private static readonly SiloProgram Silo = SiloProgram.Find();
    private static readonly string Dll = Path.Combine(Path.GetDirectoryName(Silo.DllPath)!.Replace("Scew.Silo", "Scew.Console", StringComparison.Ordinal), "scew.dll");

    private readonly string _folder = Directory.CreateTempSubdirectory("scew-keyring-").FullName;
    private readonly string _list;
    private readonly string _home;
    private string? _path;

    public KeyringTests()
    {
        _home = Path.Combine(_folder, "home");
        _list = Path.Combine(_folder, "releases.json");
        File.WriteAllText(Path.Combine(_folder, "passphrase"), Secret + "\n");
        File.WriteAllText(Path.Combine(_folder, "program"), "#!/bin/sh\n");
    }

    [Fact]
    public void WhatIsRememberedOpensTheKeyUntilItIsForgotten()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }
        MakeTool();
        var account = Run(0, "key", "create", "mine", "--password-file", Path.Combine(_folder, "passphrase"), "-o", "id").Trim();

        Assert.Contains("[key-locked]", Sign(4), StringComparison.Ordinal);
        Assert.Contains("[key-locked]", Run(4, "key", "remember", "mine", "--password-file", Path.Combine(_folder, "program")), StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(_folder, "kept")));
        Run(0, "key", "remember", "mine", "--password-file", Path.Combine(_folder, "passphrase"));
        Assert.Equal(Secret, File.ReadAllText(Path.Combine(_folder, "kept")));
        Sign(0);
        Assert.Contains("two sources", Run(2, "release", "add", _list, Path.Combine(_folder, "program"), "--name", "1", "--password-keyring", "--password-file", "-"), StringComparison.Ordinal);
        Run(0, "key", "forget", "mine");
        Assert.Contains("scew key remember mine", Sign(4), StringComparison.Ordinal);

        var attributes = $"service scew account {account}";
        Assert.Equal(
            [$"lookup {attributes}", $"store --label passphrase of scew key mine {attributes}", $"lookup {attributes}", $"clear {attributes}", $"lookup {attributes}"],
            File.ReadAllLines(Path.Combine(_folder, "calls")));
    }

    [Fact]
    public void WithoutAKeyringItIsSaidWhatToInstall()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }
        Run(0, "key", "create", "mine", "--password-file", Path.Combine(_folder, "passphrase"));
        Assert.Contains("secret-tool does not run", Sign(4), StringComparison.Ordinal);
    }

    /// <summary>A merchant's key in a folder of its own is the same account: what was remembered of its copy opens it.</summary>
    [Fact]
    public void AConsentTakesThePassphraseFromTheKeyringToo()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }
        MakeTool();
        string[] names = ["a", "b", "c", "d"];
        var cards = names.SelectMany(name => new[] { "--member", Card(name) }).ToArray();
        var (draft, password) = (Path.Combine(_folder, "draft.json"), Path.Combine(_folder, "passphrase"));
        Assert.Equal(0, ConsoleRun.RunAt(_home, "", ["group", "init", draft, "--name", "town", .. cards]).Exit);
        var hash = ConsoleRun.RunAt(_home, "", "group", "check", draft, "-o", "id").Out.Trim();
        string[] consent = ["group", "consent", draft, "--folder", Path.Combine(_folder, "a"), "--expect", hash, "--out", Path.Combine(_folder, "consent.json"), "--password-keyring"];
        Assert.Contains("scew key import ", Run(4, consent), StringComparison.Ordinal);
        Run(0, "key", "import", Path.Combine(_folder, "a", "signing.key.json"), "--name", "own", "--password-file", password);
        Run(0, "key", "remember", "own", "--password-file", password);
        Run(0, consent);
    }

    /// <summary>Who owns the folder that somebody stands in could put a program of that name there, and would be given the passphrase.</summary>
    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData(":/nowhere:")]
    public void AProgramInTheWorkingDirectoryIsNeverGivenAPassphrase(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }
        _path = path;
        var planted = Path.Combine(_folder, "secret-tool");
        File.WriteAllText(planted, $"#!/bin/sh\n/bin/cat > {_folder}/kept\n");
        File.SetUnixFileMode(planted, (UnixFileMode)0b111_000_000);
        Run(0, "key", "create", "mine", "--password-file", Path.Combine(_folder, "passphrase"));
        Assert.Contains("secret-tool does not run", Run(4, "key", "remember", "mine", "--password-file", Path.Combine(_folder, "passphrase")), StringComparison.Ordinal);
        Assert.Contains("secret-tool does not run", Sign(4), StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(_folder, "kept")));
    }

    /// <summary>A passphrase that stays must not be told as forgotten: on macOS 44 is "no such item", and every other failure is one.</summary>
    [Theory]
    [InlineData(true, 0, "", true)]
    [InlineData(true, 44, "The specified item could not be found in the keychain.", true)]
    [InlineData(true, 36, "User interaction is not allowed.", false)]
    [InlineData(true, 1, "", false)]
    [InlineData(false, 1, "", true)]
    [InlineData(false, 1, "Cannot create an item in a locked collection", false)]
    public void OnlyNothingToForgetIsForgiven(bool isMac, int exit, string error, bool forgotten) => Assert.Equal(forgotten, SystemKeyring.IsForgotten(isMac, exit, error));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [UnsupportedOSPlatform("windows")]
    private void MakeTool()
    {
        var tool = Path.Combine(_folder, "secret-tool");
        File.WriteAllText(tool, $"""
            #!/bin/sh
            echo "$@" >> {_folder}/calls
            case $1 in
                store) cat > {_folder}/kept ;;
                lookup) [ -f {_folder}/kept ] && cat {_folder}/kept ;;
                clear) rm -f {_folder}/kept ;;
            esac
            """.ReplaceLineEndings("\n"));
        File.SetUnixFileMode(tool, (UnixFileMode)0b111_000_000);
    }

    private string Card(string name)
    {
        var card = Path.Combine(_folder, name + ".card.json");
        var (exit, _, error) = ConsoleRun.RunAt(
            _home, "", "group", "card", name, "--url", $"https://{name}.example", "--peer", $"{name}.example:7000", "--folder", Path.Combine(_folder, name), "--password-file", Path.Combine(_folder, "passphrase"), "--out", card);
        Assert.True(exit == 0, error);
        return card;
    }

    private string Sign(int exit) => Run(exit, "release", "add", _list, Path.Combine(_folder, "program"), "--name", "1", "--key", "mine", "--password-keyring");

    // A process of its own: the path where programs are looked for is this test's alone.
    private string Run(int exit, params string[] arguments)
    {
        var info = new ProcessStartInfo(Silo.DotnetPath, [Dll, "--home", _home, .. arguments]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true, WorkingDirectory = _folder };
        info.Environment["PATH"] = _path ?? _folder + (File.Exists(Path.Combine(_folder, "secret-tool")) ? ":/usr/bin:/bin" : "");
        using var console = Process.Start(info)!;
        console.StandardInput.Close();
        var error = console.StandardError.ReadToEndAsync();
        var output = console.StandardOutput.ReadToEnd();
        console.WaitForExit();
        Assert.True(exit == console.ExitCode, $"{string.Join(' ', arguments)}: {console.ExitCode}\n{output}{error.Result}");
        Assert.DoesNotContain(Secret, output + error.Result, StringComparison.Ordinal);
        return output + error.Result;
    }
}
