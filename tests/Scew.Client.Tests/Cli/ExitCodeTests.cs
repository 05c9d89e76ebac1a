using System.Text.Json;

namespace Scew.Client.Tests.Cli;

/// <summary>One test for each exit code that a command can end with and no merchant is needed for; the others stand in Group/.</summary>
public sealed class ExitCodeTests : IDisposable
{
    private readonly OfflineGroup _group = new();

    [Fact]
    public void Zero_TheResultIsOnStdout()
    {
        var (exit, stdout, stderr) = _group.Console.Run("group", "show", "-o", "id");
        Assert.Equal((0, _group.Hash + "\n", ""), (exit, stdout, stderr));
    }

    [Fact]
    public void One_AFileOfAnotherForm()
    {
        var path = Path.Combine(_group.Folder, "bad.csv");
        File.WriteAllText(path, "time,merchant,invoice,customer,pence\n2026-03-02T08:01:00Z,A,1,c1,x\n");
        AssertFault(1, "bad-file", "till", "import", path);
    }

    [Fact]
    public void Two_AWrongCommandLine() => AssertFault(2, "usage", "pay", "~/points", "UPPER", "1");

    [Fact]
    public void Three_NoSuchThing() => AssertFault(3, "not-found", "receipt", "verify", Path.Combine(_group.Folder, "none.json"));

    [Fact]
    public void Four_AWrongPassphrase()
    {
        Assert.Equal(0, _group.Console.RunWithInput("right horse battery\n", "key", "create", "mine", "--password-file", "-").Exit);
        var (exit, stdout, stderr) = _group.Console.RunWithInput("wrong horse battery\n", "pay", "~/points", "b", "1", "--key", "mine", "--password-file", "-");
        Assert.Equal((4, ""), (exit, stdout));
        Assert.Contains("[key-locked]", stderr, StringComparison.Ordinal);
    }

    [Fact]
    public void Six_OutcomeUnknown_KeepsTheRequestAndSaysHowToGoOn()
    {
        var (exit, stdout, _) = _group.Console.Run("pay", "~/points", "somebody", "1", "--timeout", "1", "--json");
        Assert.Equal(6, exit);
        using var envelope = JsonDocument.Parse(stdout);
        var error = envelope.RootElement.GetProperty("error");
        Assert.Equal("outcome-unknown", error.GetProperty("code").GetString());
        Assert.True(error.GetProperty("retryable").GetBoolean());
        var id = error.GetProperty("details").GetProperty("requestId").GetString()!;
        Assert.Equal($"scew request submit {id}", error.GetProperty("hint").GetString());
        Assert.Equal(id + "\n", _group.Console.Run("request", "list", "-o", "id").Out);
        Assert.Equal(6, _group.Console.Run("request", "submit", id, "--timeout", "1").Exit);
        Assert.Equal(6, _group.Console.Run("request", "show", id).Exit);
    }

    [Fact]
    public void Seven_NoQuorum()
    {
        AssertFault(7, "unavailable", "status");
        AssertFault(7, "unavailable", "balance", "~/points");
        AssertFault(7, "unavailable", "evidence", "list");
    }

    [Fact]
    public void Eight_AFileThatDoesNotVerify()
    {
        var path = Path.Combine(_group.Folder, "receipt.json");
        File.WriteAllText(path, "{}");
        AssertFault(8, "verification-failed", "receipt", "verify", path);
        AssertFault(8, "verification-failed", "evidence", "verify", path);
    }

    [Fact]
    public void Nine_EvidenceThatNamesTheLiar()
    {
        var (exit, stdout, stderr) = _group.Console.Run("evidence", "verify", _group.EvidenceFile(), "--fields", "merchant,kind");
        Assert.Equal((9, "merchant  kind\nb         conflicting-votes\n", ""), (exit, stdout, stderr));
    }

    [Fact]
    public void Nine_AProvenForkNamesEverybodyWhoSignedBothSides()
    {
        var (exit, stdout, stderr) = _group.Console.Run("evidence", "verify", _group.ForkFile());
        Assert.Equal((9, ""), (exit, stderr));
        Assert.Matches("(?m)^merchants +b, c$", stdout);
        Assert.Matches("(?m)^kind +conflicting-certificates$", stdout);
        Assert.Matches("(?m)^what +fork proven: view 7 has certificates of finalize [^ ]+ and of nullify$", stdout);
    }

    [Fact]
    public void SeventyFour_ADiskThatRefuses()
    {
        var file = Path.Combine(_group.Folder, "a-file");
        File.WriteAllText(file, "");
        var (exit, _, stderr) = ConsoleRun.RunAt(Path.Combine(file, "home"), "", "profile", "add", "x", "--genesis", _group.Hash, "--merchant", "https://a.example");
        Assert.Equal(74, exit);
        Assert.Contains("[storage]", stderr, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", stderr, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OneHundredThirty_Interrupted()
    {
        using var stdout = new StringWriter();
        using var stderr = new StringWriter();
        var exit = await new Scew.Cli.ScewConsole(stdout, stderr, TextReader.Null)
            .RunAsync(["status", "--home", _group.Console.Home], new CancellationToken(canceled: true));
        Assert.Equal(130, exit);
    }

    public void Dispose() => _group.Dispose();

    private void AssertFault(int exit, string code, params string[] arguments)
    {
        var plain = _group.Console.Run(arguments);
        Assert.Equal((exit, ""), (plain.Exit, plain.Out));
        Assert.Contains($"[{code}]", plain.Error, StringComparison.Ordinal);
        Assert.InRange(plain.Error.Split('\n').Length - 1, 1, 4);
        Assert.DoesNotContain("Exception", plain.Error, StringComparison.Ordinal);
        var scripted = _group.Console.Run([.. arguments, "--json"]);
        Assert.Equal((exit, ""), (scripted.Exit, scripted.Error));
        using var envelope = JsonDocument.Parse(scripted.Out);
        Assert.Equal(code, envelope.RootElement.GetProperty("error").GetProperty("code").GetString());
    }
}
