using System.Diagnostics;
using Scew.Protocol.Api;
using Scew.Protocol.Requests;
using Scew.SystemTests.Support;
using Xunit.Abstractions;

namespace Scew.SystemTests.Durability;

/// <summary>
/// A merchant that was away for long takes over a state that the others attest, while the group works on. Everyday it is told to do so from 300 heights on; the long run
/// (<c>SCEW_LONG=E1</c>) has the default and 100,000 heights.
/// </summary>
public sealed class StateTransferTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int Away = 3;
    private static readonly int[] All = [0, 1, 2, 3];
    private static readonly long Heights = LongRun.Of("E1", 1050L, 100_000L);
    private RunningGroup _group = null!;

    public async Task InitializeAsync() => _group = await RunningGroup.StartAsync(new GroupShape
    {
        Configure = static (_, config) => config["transferFrom"] = LongRun.Of("E1", 300, 2000),
    });

    public async Task DisposeAsync() => await _group.DisposeAsync();

    [Fact]
    [Trait("row", "E1")]
    [Trait("row", "E6")]
    public async Task AMerchantThatWasAwayForLongTakesOverAnAttestedState()
    {
        var wallet = IdRules.OwnPrefix(_group.Issuer.Account) + ":first";
        await _group.SettleAsync(new CreateWallet(wallet, 0), _group.Issuer);
        await using var load = await TransferLoad.PrepareAsync(_group);
        load.Start(clients: 8, pauseMs: 0);
        await RunningGroup.UntilAsync("some heights", () => Task.FromResult(load.Height >= 30));
        _group.Net.Kill(Away);
        var from = load.Height;
        var started = Stopwatch.GetTimestamp();
        await RunningGroup.UntilAsync("the group is far ahead", () => Task.FromResult(load.Height >= from + Heights), LongRun.Of("E1", 240, 7200));
        output.WriteLine($"live: {(load.Height - from) / Stopwatch.GetElapsedTime(started).TotalSeconds:F0} heights/s");

        started = Stopwatch.GetTimestamp();
        var behind = load.Height - from;
        await _group.Net.RestartAsync(Away);
        await RunningGroup.UntilAsync("the merchant is at the head", async () => (await _group.StatusAsync(Away)).ExecutedHeight >= load.Height - 5, 120);
        output.WriteLine($"{behind} heights behind, at the head under load after {Stopwatch.GetElapsedTime(started).TotalSeconds:F1} s");
        Assert.Contains("Installed the state of height", _group.Log(Away), StringComparison.Ordinal);
        await load.StopAsync();
        await _group.UntilEqualAsync(load.Height, All);

        // It takes part: with another one away nothing is final without it.
        _group.Net.Kill(1);
        Assert.Equal(Codes.Ok, (await _group.SettleAsync(new Sum(wallet, 5), _group.Issuer)).Code);
        Assert.Equal(5, await _group.BalanceAsync(wallet, Away));
        await _group.Net.RestartAsync(1);

        // What it knows it knows after a crash too.
        _group.Net.Kill(Away);
        await _group.Net.RestartAsync(Away);
        await _group.UntilEqualAsync(load.Height, All);
    }
}
