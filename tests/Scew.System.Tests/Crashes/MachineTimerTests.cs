using System.Collections.Immutable;
using Scew.Keys;
using Scew.Machines.Language;
using Scew.Protocol.Api;
using Scew.Protocol.Registers;
using Scew.Protocol.Requests;
using Scew.SystemTests.Support;

namespace Scew.SystemTests.Crashes;

/// <summary>Schedule (16) with real processes: a due timer wakes an idle group that was killed meanwhile, once, and lets it sleep again.</summary>
public sealed class MachineTimerTests
{
    private const string Reminder = """
        machine Reminder
        value until: time, rung: int = 0
        states Start, Waiting, Rung
        final Rung
        transition create: Start -> Waiting (until: time)
          guard input.until > now else "the time is past"
          effect until := input.until
        transition ring: Waiting -> Rung
          automatic when now >= until
          effect rung := rung + 1

        """;

    private static readonly ImmutableSortedDictionary<string, MachineValue> Nothing = ImmutableSortedDictionary.Create<string, MachineValue>(StringComparer.Ordinal);

    [Fact]
    public async Task ATimerFiresOnceInAnIdleGroupThatWasKilledMeanwhile()
    {
        await using var group = await RunningGroup.StartAsync();
        using var owner = SigningKey.Create();
        var id = IdRules.OwnPrefix(owner.Account) + ":reminder";
        var key = new RegisterKey(RegisterKind.Asset, id);
        Assert.Equal(Codes.Ok, (await group.SettleAsync(new MachineDeploy(Reminder), owner)).Code);
        var until = new MachineValue.Time(RunningGroup.Now + 62_000);
        Assert.Equal(Codes.Ok, (await group.SettleAsync(new AssetCreate(id, MachineText.NameOf(Reminder), Nothing.Add("until", until)), owner)).Code);
        for (var merchant = 0; merchant < 4; merchant++)
        {
            group.Net.Kill(merchant);
        }
        await Task.WhenAll(Enumerable.Range(0, 4).Select(merchant => group.Net.RestartAsync(merchant)));
        Assert.Equal("Waiting", (await group.Client.ReadLinearizableAsync(key)).Value?.Register?.State);

        await RunningGroup.UntilAsync("the timer fired", async () => (await group.Client.ReadCertifiedAsync(key)).Value?.Register is { State: "Rung", Version: 2 }, seconds: 150);

        // Nobody asked for anything: the block that fired it and what makes it final are the last ones.
        var height = 0L;
        await RunningGroup.UntilAsync("the group sleeps", async () =>
        {
            var before = height;
            height = (await group.StatusAsync(0)).FinalHeight;
            await Task.Delay(3000);
            return before == height;
        }, seconds: 60);
        Assert.Equal(2, (await group.Client.ReadLinearizableAsync(key)).Value?.Register?.Version);
    }
}
