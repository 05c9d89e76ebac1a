using System.Text.Json;

namespace Scew.Client.Tests.Cli;

/// <summary>What the doctor says where no group is: keys and home. With a group: <c>Group/DoctorTests</c>; a merchant's machine: Scew.System.Tests.</summary>
public sealed class DoctorCommandTests : IDisposable
{
    private readonly ConsoleRun _console = new();

    public void Dispose() => _console.Dispose();

    [Fact]
    public void AKeyThatOthersCanReadOrThatIsDamagedFails()
    {
        Assert.Equal(0, _console.RunWithInput("correct horse battery\n", "key", "create", "mine", "--password-file", "-").Exit);
        Assert.Equal(("ok", 0), StateOf("keys"));
        Assert.Equal(("unknown", 0), StateOf("group"));
        var file = Path.Combine(_console.Home, "keys", "mine.key.json");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
            Assert.Equal(("failed", 1), StateOf("keys"));
            Assert.Contains("chmod 600", string.Join(' ', _console.Run("doctor").Out.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
        File.WriteAllText(file, "{}");
        Assert.Equal(("failed", 1), StateOf("keys"));
    }

    private (string?, int) StateOf(string name)
    {
        var run = _console.Run("doctor", "--json");
        var found = JsonDocument.Parse(run.Out).RootElement.GetProperty("data").EnumerateArray().Single(one => one.GetProperty("name").GetString() == name);
        return (found.GetProperty("state").GetString(), run.Exit);
    }
}
