using System.Text.Json;
using Scew.Client.DevNets;
using Scew.Client.Tests.Cli;
using Scew.Client.Tests.Group;

namespace Scew.Client.Tests.Demo;

/// <summary>The whole demonstration, as the README's first command runs it. In the collection of the running group only so as not to run beside it.</summary>
[Collection(GroupCollection.Name)]
public sealed class DemoTests : IDisposable
{
    private readonly ConsoleRun _console = new();

    [Fact]
    public void ShowsAllPartsAndLeavesNothingRunning()
    {
        var folder = Path.Combine(_console.Home, "demo");
        var (exit, stdout, stderr) = _console.Run("demo", "--state", folder, "--json");
        Assert.True(exit == 0, stdout + stderr);
        foreach (var part in new[] { "(a)", "(b)", "(c)", "(d)", "(e)", "(f)" })
        {
            Assert.Contains("\n" + part, stderr, StringComparison.Ordinal);
        }
        Assert.Contains("refused, insufficient-balance", stderr, StringComparison.Ordinal);
        Assert.Contains("equal again", stderr, StringComparison.Ordinal);
        Assert.Contains("merchant c attested two different states", stderr, StringComparison.Ordinal);
        Assert.Contains("only the owner offers a tool", stderr, StringComparison.Ordinal);
        var data = JsonDocument.Parse(stdout).RootElement.GetProperty("data");
        Assert.Equal(folder, data.GetProperty("folder").GetString());
        Assert.True(data.GetProperty("debts").GetArrayLength() > 0);
        Assert.All(data.GetProperty("verified").EnumerateObject(), count => Assert.True(count.Value.GetInt64() > 0, count.Name));
        Assert.All(DevNetState.Load(folder)!.Merchants, merchant => Assert.Equal(0, merchant.ProcessId));
    }

    [Fact]
    public async Task AnInterruptedRunStopsEverythingAndNamesTheFolder()
    {
        var folder = Path.Combine(_console.Home, "cut");
        using var stdout = new StringWriter();
        using var stderr = new StringWriter();
        using var cut = new CancellationTokenSource();
        var run = new Scew.Cli.ScewConsole(stdout, TextWriter.Synchronized(stderr), TextReader.Null).RunAsync(["demo", "--state", folder], cut.Token);
        while (!run.IsCompleted && DevNetState.Load(folder)?.Merchants.All(merchant => merchant.ProcessId > 0) != true)
        {
            await Task.Delay(50);
        }
        await cut.CancelAsync();
        Assert.Equal(130, await run);
        Assert.Contains(folder, stderr.ToString(), StringComparison.Ordinal);
        Assert.All(DevNetState.Load(folder)!.Merchants, merchant => Assert.Equal(0, merchant.ProcessId));
    }

    public void Dispose() => _console.Dispose();
}
