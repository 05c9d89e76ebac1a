using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using Scew.Keys;
using Scew.Protocol;
using Scew.Protocol.Messages;
using Scew.Protocol.Ordering;
using Scew.Protocol.Requests;
using Scew.SystemTests.Crashes;
using Scew.SystemTests.Modules;
using Scew.SystemTests.Peers;
using Scew.SystemTests.Support;
using Xunit.Abstractions;

namespace Scew.SystemTests.Watching;

/// <summary>Every rule of silo/deploy/watching/alerts.yml fires when what it is for happens to running silos, and none while nothing does.</summary>
[Trait("row", "I18")]
public sealed class AlertTests(ITestOutputHelper output) : IAsyncLifetime
{
    // The last one is away in the end, as HostilePeer's place.
    private const int Asked = 0;
    private const int Sick = 1;
    private const int Away = ThreeOfFour.Down;
    private const double LongestWindow = 5;
    private readonly TempFolder _folder = new();
    private readonly HashSet<string> _fired = [];
    private readonly Dictionary<int, (Scraped Scraped, long At)> _before = [];
    private RunningGroup _group = null!;

    public async Task InitializeAsync() => _group = await RunningGroup.StartAsync(new GroupShape
    {
        Program = CrashBuild.Program,
        Parameters = GroupShape.Impatient,
        Configure = (merchant, config) =>
        {
            WatchToken.Configure(config, _folder.Path, new JsonObject { ["readyBehind"] = 64 });
            if (merchant == Away)
            {
                config.Remove("moduleKey");
            }
        },
    });

    public async Task DisposeAsync()
    {
        await _group.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task EveryRuleFiresForItsFaultAndNoneWithout()
    {
        await using var load = await TransferLoad.PrepareAsync(_group);
        await SicknessPreparedAsync();
        load.Start(clients: 3, pauseMs: 5);
        await QuietAsync(load);
        await ClockAsync();
        await StrangersAsync();
        await ModulesAsync();
        _group.Net.Kill(Away);
        await FiresAsync("ScewDown", Away);
        await FiresAsync("ScewPeerLost", Asked);
        await FiresAsync("ScewViewsGivenUp", Asked);
        await SlowDiskAsync();
        await load.StopAsync();
        _group.Net.Kill(2);
        await FiresAsync("ScewNoQuorum", Asked);
        await LiesAsync();
        _group.Net.Kill(Asked);
        await OlderDatabaseAsync();
        Assert.Equal(AlertRule.All.Select(static rule => rule.Name).Order(StringComparer.Ordinal), _fired.Order(StringComparer.Ordinal));
    }

    /// <summary>A merchant with a clock that can be set, and a copy of its database from now.</summary>
    private async Task SicknessPreparedAsync()
    {
        await _group.Net.StopAsync(Sick);
        await File.WriteAllTextAsync(_folder.File("clock"), "0");
        _group.Net.Merchants[Sick].Process.Environment["SCEW_CLOCK_FILE"] = _folder.File("clock");
        Copy(Path.Combine(_group.Net.Merchants[Sick].Folder, "data"), _folder.File("older"));
        await _group.Net.RestartAsync(Sick);
    }

    private async Task QuietAsync(TransferLoad load)
    {
        await load.ProgressAsync(5, "before anything is watched");
        var before = await AllAsync();
        await load.ProgressAsync(20, "while nothing is the matter");
        var after = await AllAsync();
        for (var merchant = 0; merchant < 4; merchant++)
        {
            var window = new AlertRule.Window(before[merchant].Scraped, after[merchant].Scraped, Seconds(before[merchant].At, after[merchant].At));
            Assert.Empty(AlertRule.All.Where(rule => rule.Fires(window)).Select(static rule => rule.Name));
        }
    }

    private async Task ClockAsync()
    {
        await SetClockAsync("900");
        await FiresAsync("ScewClockWrong", Asked);
        await SetClockAsync("0");
        var right = AlertRule.All.Single(static rule => rule.Name == "ScewClockWrong");
        await RunningGroup.UntilAsync("the clocks agree", async () => !right.Fires(await WindowAsync(Asked)));
    }

    private async Task SetClockAsync(string text)
    {
        await File.WriteAllTextAsync(_folder.File("clock.new"), text);
        File.Move(_folder.File("clock.new"), _folder.File("clock"), overwrite: true);
    }

    private async Task StrangersAsync()
    {
        await RememberAsync();
        using var stranger = LinkKey.Create();
        await Parallel.ForAsync(0, 600, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (_, _) =>
        {
            await using var peer = await HostilePeer.ConnectAsync(_group, Asked, stranger.Certificate);
            await peer.IsCutAsync();
        });
        await FiresAsync("ScewMessagesRejected", Asked);
        // Row I16: a minute has room for so much of one event, whoever makes it.
        var lines = _group.Log(Asked).Split('\n').Where(static line => line.Contains("[2002]", StringComparison.Ordinal)).ToArray();
        Assert.InRange(lines.Sum(static line => line.Length + 1), 32 * 1024, 2 * 64 * 1024);
        Assert.True(lines.Length < 600, $"{lines.Length} lines");
    }

    private async Task ModulesAsync()
    {
        using var customer = new Customer(_group);
        var variable = customer.Id("v");
        await customer.Variables.CreateAsync(variable, VariableType.Additive, 40);
        Assert.True((await customer.Variables.CompareAsync(variable, Comparison.Equal, 40)).Holds);
        await FiresAsync("ScewModulesMissing", Away);
        await FiresAsync("ScewLagging", Away);
        var ready = await _group.GetAsync("/health/ready", Away);
        Assert.Equal(503, ready.Status);
        Assert.Contains("heights behind the others; up to 64 count as ready", Encoding.UTF8.GetString(ready.Body), StringComparison.Ordinal);
        var detail = (await _group.GetAsync("/health/detail", Away, WatchToken.Header)).IsOk().Json;
        Assert.Equal(["waiting-for-modules", "catching-up"], detail.GetProperty("reasons").EnumerateArray().Select(static one => one.GetProperty("condition").GetString()));
    }

    private async Task SlowDiskAsync()
    {
        // One of three that are left: everybody waits for its votes.
        await _group.Net.StopAsync(Sick);
        _group.Net.Merchants[Sick].Process.Environment["SCEW_SLOW_AT"] = "after-commit-before-witness:800";
        await _group.Net.RestartAsync(Sick);
        await RememberAsync();
        await FiresAsync("ScewSlowDisk", Sick);
        await FiresAsync("ScewSlowCommits", Asked);
        _group.Net.Merchants[Sick].Process.Environment.Remove("SCEW_SLOW_AT");
    }

    /// <summary>A certificate against the final chain, signed by three of four: this group lied, and whoever sees it stops.</summary>
    private async Task LiesAsync()
    {
        await RememberAsync();
        await using var peer = await HostilePeer.GreetAsync(_group, Asked);
        Status? status = null;
        while (status is null)
        {
            status = MessageCodec.Decode((await peer.ReceiveAsync())!, _group.Genesis) as Status;
        }
        var statement = Statement.Finalize(status.Final.View, status.Final.Height, Digest.Of([1, 2, 3]));
        var bytes = statement.SigningBytes(_group.Genesis, 0);
        var certificate = new Certificate(statement, [.. Enumerable.Range(1, 3).Select(member => new MemberSignature(member, _group.Net.Merchants[member].Key.Sign(bytes)))]);
        await peer.SendAsync(MessageCodec.Encode(new CertificateMessage(certificate)));
        await FiresAsync("ScewEvidence", Asked);
        await FiresAsync("ScewStopped", Asked);
    }

    private async Task OlderDatabaseAsync()
    {
        _group.Net.Kill(Sick);
        var data = Path.Combine(_group.Net.Merchants[Sick].Folder, "data");
        Directory.Delete(data, recursive: true);
        Copy(_folder.File("older"), data);
        _group.Net.Launch(Sick);
        await FiresAsync("ScewSuspect", Sick);
        var ready = await _group.GetAsync("/health/ready", Sick);
        Assert.Equal(503, ready.Status);
        Assert.Contains("the database is older than the witness file", Encoding.UTF8.GetString(ready.Body), StringComparison.Ordinal);
    }

    /// <summary>Waits until a rule fires for a merchant, within the minute that row I18 allows; a window begins at the last <see cref="RememberAsync"/>.</summary>
    private async Task FiresAsync(string name, int merchant)
    {
        var rule = AlertRule.All.Single(rule => rule.Name == name);
        var started = Stopwatch.GetTimestamp();
        await RunningGroup.UntilAsync($"{name} fires", async () =>
        {
            var window = await WindowAsync(merchant);
            if (window.Seconds > LongestWindow)
            {
                // As in Prometheus, windows move on: a series that a restart began has to be there at both ends.
                await RememberAsync();
            }
            return rule.Fires(window);
        }, 60);
        output.WriteLine($"{name} fires {Stopwatch.GetElapsedTime(started).TotalSeconds:F1} s after its fault");
        _fired.Add(name);
        await RememberAsync();
    }

    private async Task<AlertRule.Window> WindowAsync(int merchant)
    {
        var after = await WatchToken.ScrapeAsync(_group, merchant);
        var (before, at) = _before.GetValueOrDefault(merchant, (after, Stopwatch.GetTimestamp()));
        return new AlertRule.Window(before, after, Math.Max(0.001, Stopwatch.GetElapsedTime(at).TotalSeconds));
    }

    private async Task RememberAsync()
    {
        foreach (var (merchant, scraped) in await AllAsync())
        {
            _before[merchant] = scraped;
        }
    }

    private async Task<Dictionary<int, (Scraped Scraped, long At)>> AllAsync()
    {
        var all = new Dictionary<int, (Scraped, long)>();
        for (var merchant = 0; merchant < 4; merchant++)
        {
            all[merchant] = (await WatchToken.ScrapeAsync(_group, merchant), Stopwatch.GetTimestamp());
        }
        return all;
    }

    private static double Seconds(long from, long to) => Stopwatch.GetElapsedTime(from, to).TotalSeconds;

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.EnumerateFiles(from))
        {
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        }
    }
}
