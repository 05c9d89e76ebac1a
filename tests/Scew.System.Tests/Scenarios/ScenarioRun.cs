using System.Diagnostics;
using System.Globalization;
using Scew.SystemTests.Links;
using Scew.SystemTests.Support;
using Xunit.Abstractions;

namespace Scew.SystemTests.Scenarios;

/// <summary>Does to a running group what a manifest says, under load, and checks what it expects. Afterwards everything is healed, and everybody must stand equal.</summary>
internal sealed class ScenarioRun(RunningGroup group, Scenario scenario, ITestOutputHelper output)
{
    private readonly HashSet<int> _down = [];
    private readonly HashSet<int> _frozen = [];
    private TransferLoad _load = null!;
    private Task _firstCommit = Task.CompletedTask;
    private long? _healed;

    private int[] All => [.. Enumerable.Range(0, scenario.Merchants)];

    public async Task RunAsync()
    {
        await using var load = _load = await TransferLoad.PrepareAsync(group);
        load.Start(scenario.Clients);
        await load.ProgressAsync(scenario.Clients, "before anything happens");
        try
        {
            foreach (var step in scenario.Steps)
            {
                try
                {
                    await PerformAsync(step);
                }
                catch (Exception failure)
                {
                    throw new InvalidOperationException($"{scenario.Name}, line {step.Line} ({step.Verb} {step.Rest}): {failure.Message}", failure);
                }
            }
        }
        finally
        {
            ThawAll();
            Heal();
        }
        await Task.WhenAll(_down.Select(merchant => group.Net.RestartAsync(merchant)));
        await load.ProgressAsync(scenario.Clients, "after everything was healed");
        await _firstCommit;
        await EqualAsync();
        await load.StopAsync();
        await load.NothingLostAsync(All);
        await NobodyAccusedAsync();
    }

    private async Task PerformAsync(ScenarioStep step)
    {
        switch (step.Verb)
        {
            case "wait":
                await Task.Delay(ScenarioStep.Time(step.Words[0]));
                break;
            case "kill":
                step.Members.ToList().ForEach(group.Net.Kill);
                _down.UnionWith(step.Members);
                break;
            case "stop":
                await Task.WhenAll(step.Members.Select(merchant => group.Net.StopAsync(merchant)));
                _down.UnionWith(step.Members);
                break;
            case "start":
                await Task.WhenAll(step.Members.Select(merchant => group.Net.RestartAsync(merchant)));
                _down.ExceptWith(step.Members);
                break;
            case "freeze":
                step.Members.ToList().ForEach(merchant => group.Signal("STOP", merchant));
                _frozen.UnionWith(step.Members);
                break;
            case "thaw":
                ThawAll();
                break;
            case "heal":
                Heal();
                break;
            case "expect":
                await ExpectAsync(step);
                break;
            default:
                Spoil(step);
                break;
        }
    }

    private void Spoil(ScenarioStep step)
    {
        var delay = step.Verb == "delay" ? ScenarioStep.Time(step.Words[0]) : default;
        foreach (var (from, to) in step.Words.Skip(step.Verb == "delay" ? 1 : 0).SelectMany(word => ScenarioStep.Links(word, scenario.Merchants)))
        {
            switch (step.Verb)
            {
                case "cut":
                    group.Links.Between(from, to).Cut();
                    break;
                case "half-open":
                    group.Links.Between(from, to).HalfOpen();
                    break;
                default:
                    group.Links.From(from, to).Set(Enum.Parse<LinkFault>(step.Verb, ignoreCase: true), delay);
                    break;
            }
        }
    }

    private Task ExpectAsync(ScenarioStep step) => step.Rest.Split(' ') switch
    {
        ["progress"] => _load.ProgressAsync(scenario.Clients, "now"),
        ["progress", var count] => _load.ProgressAsync(int.Parse(count, CultureInfo.InvariantCulture), "now"),
        ["no", "commits", var time] => NoCommitsAsync(ScenarioStep.Time(time)),
        ["equal"] => EqualAsync(),
        ["caught", "up", var member] => CaughtUpAsync(int.Parse(member, CultureInfo.InvariantCulture)),
        ["connected", var one, var other] => ConnectedAsync(int.Parse(one, CultureInfo.InvariantCulture), int.Parse(other, CultureInfo.InvariantCulture), true),
        ["disconnected", var one, var other] => ConnectedAsync(int.Parse(one, CultureInfo.InvariantCulture), int.Parse(other, CultureInfo.InvariantCulture), false),
        ["nobody", "accused"] => NobodyAccusedAsync(),
        _ => throw new FormatException($"'{step.Rest}' cannot be expected"),
    };

    /// <summary>What was under way may still arrive, however long a busy machine takes for it; once the final height stood for five seconds it may not move.</summary>
    private async Task NoCommitsAsync(TimeSpan time)
    {
        var before = -1L;
        for (var tries = 0; tries < 15 && await HighestFinalAsync() is var height && height != before; tries++)
        {
            before = height;
            await Task.Delay(TimeSpan.FromSeconds(5));
        }
        await Task.Delay(time);
        Assert.Equal(before, await HighestFinalAsync());
        // A receipt of what is final may come late, where its customer had asked somebody who lacks its certificate.
        Assert.InRange(_load.Height, 0, before);
    }

    private async Task<long> HighestFinalAsync()
    {
        long highest = 0;
        foreach (var merchant in All.Except(_down).Except(_frozen))
        {
            highest = Math.Max(highest, (await group.StatusAsync(merchant)).FinalHeight);
        }
        return highest;
    }

    private async Task EqualAsync()
    {
        await _load.StopAsync();
        await group.UntilEqualAsync(_load.Height, All.Except(_down).Except(_frozen).ToList());
        if (_healed is { } healed)
        {
            output.WriteLine($"all equal {Seconds(healed)} s after links were healed");
            _healed = null;
        }
        _load.Start(scenario.Clients);
    }

    private async Task CaughtUpAsync(int member)
    {
        var height = await HighestFinalAsync();
        await RunningGroup.UntilAsync($"merchant {member} stands at {height}", async () => (await group.StatusAsync(member)).ExecutedHeight >= height);
    }

    private Task ConnectedAsync(int one, int other, bool connected) => RunningGroup.UntilAsync(
        $"merchants {one} and {other} are {(connected ? "connected" : "disconnected")}",
        async () => (await group.StatusAsync(one)).Peers.Single(peer => peer.Index == other).Connected == connected);

    private async Task NobodyAccusedAsync()
    {
        foreach (var merchant in All.Except(_down).Except(_frozen))
        {
            var status = await group.StatusAsync(merchant);
            Assert.True(status is { EvidenceCount: 0, State: "normal" }, $"{status.Merchant}: {status.State} {status.Reason}, evidence {status.EvidenceCount}");
        }
    }

    /// <summary>Heals all links, and takes the time until something new is acknowledged and until everybody is equal: figures to print.</summary>
    private void Heal()
    {
        _healed = Stopwatch.GetTimestamp();
        _firstCommit = FirstCommitAsync(_firstCommit, _healed.Value, _load.Count);
        group.Links.Heal();
    }

    private async Task FirstCommitAsync(Task earlier, long healed, int acknowledged)
    {
        await earlier;
        while (_load.Count == acknowledged && Stopwatch.GetElapsedTime(healed).TotalSeconds < 120)
        {
            await Task.Delay(10);
        }
        output.WriteLine($"first new transfer acknowledged {Seconds(healed)} s after links were healed");
    }

    private static string Seconds(long since) => Stopwatch.GetElapsedTime(since).TotalSeconds.ToString("F2", CultureInfo.InvariantCulture);

    private void ThawAll()
    {
        foreach (var merchant in _frozen)
        {
            group.Signal("CONT", merchant);
        }
        _frozen.Clear();
    }
}
