using System.Text.Json.Nodes;

namespace Scew.Client.Tests.Cli;

/// <summary>The offline side of launching: a list that only grows in serial, and bad input that leaves it as it was.</summary>
public sealed class ReleaseCommandTests : IDisposable
{
    private readonly ConsoleRun _console = new();

    public ReleaseCommandTests()
    {
        File.WriteAllText(PathOf("pass"), "a good passphrase\n");
        File.WriteAllText(PathOf("program"), "one");
        Assert.Equal(0, _console.Run("key", "create", "offline", "--password-file", PathOf("pass")).Exit);
    }

    [Fact]
    public void AListGrowsAndShrinksAndItsSerialRises()
    {
        Assert.Equal(1, Add("1.0")["serial"]!.GetValue<int>());
        File.WriteAllText(PathOf("program"), "two");
        Assert.Equal(2, Add("1.1")["serial"]!.GetValue<int>());
        Assert.Equal("1.0\n1.1\n", _console.Run("release", "show", PathOf("list"), "-o", "id").Out);
        // Another file under the same name takes its place.
        Assert.Equal(2, Add("1.0")["releases"]!.AsArray().Count);
        var removed = Run(0, "release", "remove", PathOf("list"), "1.0", "--key", "offline", "--password-file", PathOf("pass"));
        Assert.Equal((4, "1.1"), (removed["data"]!["serial"]!.GetValue<int>(), removed["data"]!["releases"]!.AsArray().Single()!["name"]!.ToString()));
        Run(0, "release", "remove", PathOf("list"), "1.1", "--key", "offline", "--password-file", PathOf("pass"));
        Assert.Equal("", _console.Run("release", "show", PathOf("list"), "-o", "id").Out);
    }

    [Fact]
    public void BadInputIsSaidAndTheListStays()
    {
        Add("1.0");
        Assert.Equal(0, _console.Run("key", "create", "another", "--password-file", PathOf("pass")).Exit);
        var before = File.ReadAllBytes(PathOf("list"));
        File.WriteAllText(PathOf("damaged"), "{\"payload\":1}");
        File.WriteAllText(PathOf("empty"), "");
        string[] signed = ["--key", "offline", "--password-file", PathOf("pass")];
        (int Exit, string Why, string[] Words)[] wrong =
        [
            (3, "is not on the list", ["release", "remove", PathOf("list"), "2.0", .. signed]),
            (3, "there is no file", ["release", "remove", PathOf("none"), "1.0", .. signed]),
            (3, "there is no file", ["release", "add", PathOf("list"), PathOf("none"), "--name", "1.1", .. signed]),
            (2, "is no release list", ["release", "add", PathOf("list"), PathOf("program"), "--name", "a b", .. signed]),
            (2, "is no release list", ["release", "add", PathOf("list"), PathOf("program"), "--name", new string('a', 65), .. signed]),
            (2, "is no release list", ["release", "add", PathOf("list"), PathOf("empty"), "--name", "1.1", .. signed]),
            (2, "--days is 1 to 3650", ["release", "add", PathOf("list"), PathOf("program"), "--name", "1.1", "--days", "0", .. signed]),
            (2, "--days is 1 to 3650", ["release", "remove", PathOf("list"), "1.0", "--days", "3651", .. signed]),
            (2, "another key signed the list", ["release", "add", PathOf("list"), PathOf("program"), "--name", "1.1", "--key", "another", "--password-file", PathOf("pass")]),
            (2, "is no release list", ["release", "show", PathOf("damaged")]),
            (2, "is no release list", ["release", "add", PathOf("damaged"), PathOf("program"), "--name", "1.1", .. signed]),
            (4, "passphrase", ["release", "add", PathOf("list"), PathOf("program"), "--name", "1.1", "--key", "offline", "--password-file", PathOf("program")]),
        ];
        foreach (var (exit, why, words) in wrong)
        {
            var error = Run(exit, words)["error"]!;
            Assert.Contains(why, error["message"]!.ToString(), StringComparison.Ordinal);
            Assert.Equal(before, File.ReadAllBytes(PathOf("list")));
        }
        Assert.Empty(Directory.EnumerateFiles(_console.Home, ".list.*"));
    }

    public void Dispose() => _console.Dispose();

    private string PathOf(string name) => Path.Combine(_console.Home, name);

    private JsonNode Add(string name) => Run(0, "release", "add", PathOf("list"), PathOf("program"), "--name", name, "--key", "offline", "--password-file", PathOf("pass"))["data"]!;

    private JsonNode Run(int exit, params string[] words)
    {
        var run = _console.Run([.. words, "--json"]);
        Assert.True(run.Exit == exit, $"{string.Join(' ', words)}\n{run.Out}{run.Error}");
        return JsonNode.Parse(run.Out)!;
    }
}
