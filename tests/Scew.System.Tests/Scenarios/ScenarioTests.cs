using Scew.SystemTests.Support;
using Xunit.Abstractions;

namespace Scew.SystemTests.Scenarios;

/// <summary>Every manifest of this folder. Those of one shape share a group while all goes well: a start costs more than most steps.</summary>
public sealed class ScenarioTests(ScenarioGroups groups, ITestOutputHelper output) : IClassFixture<ScenarioGroups>
{
    public static TheoryData<string> Manifests =>
        [.. Directory.EnumerateFiles(Scenario.Folder, "*.scenario").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Manifests))]
    [Trait("row", "C12")]
    [Trait("row", "C5")]
    [Trait("row", "F3")]
    public async Task GoesAsItSays(string manifest)
    {
        var scenario = Scenario.Read(manifest);
        Assert.NotEmpty(scenario.Rows);
        var group = await groups.TakeAsync(scenario);
        await new ScenarioRun(group, scenario, output).RunAsync();
        groups.GiveBack(scenario, group);
    }

    [Fact]
    public void AWrongManifestNamesItsLine()
    {
        var failure = Assert.Throws<FormatException>(() => Scenario.Parse("x", ["merchants 4", "", "explode 1"]));
        Assert.Contains("line 3", failure.Message, StringComparison.Ordinal);
    }
}

/// <summary>Running groups by their shape. A group whose scenario failed is not given back, and stopped at the end.</summary>
public sealed class ScenarioGroups : IAsyncLifetime
{
    private readonly Dictionary<(int Merchants, string Database), RunningGroup> _sound = [];
    private readonly List<RunningGroup> _all = [];

    public Task InitializeAsync() => Task.CompletedTask;

    internal async Task<RunningGroup> TakeAsync(Scenario scenario)
    {
        if (_sound.Remove((scenario.Merchants, scenario.Database), out var group))
        {
            return group;
        }
        // Two cores: one group at a time.
        await DisposeAsync();
        group = await RunningGroup.StartAsync(new GroupShape { Merchants = scenario.Merchants, Proxied = true });
        _all.Add(group);
        return group;
    }

    internal void GiveBack(Scenario scenario, RunningGroup group) => _sound.Add((scenario.Merchants, scenario.Database), group);

    public async Task DisposeAsync()
    {
        foreach (var group in _all)
        {
            await group.DisposeAsync();
        }
        _all.Clear();
        _sound.Clear();
    }
}
