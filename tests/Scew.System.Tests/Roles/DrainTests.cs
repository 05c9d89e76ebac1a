using System.Text;
using Scew.Protocol.Requests;
using Scew.SystemTests.Support;

namespace Scew.SystemTests.Roles;

/// <summary>A silo that is told to stop is not ready any more, serves for a while, and then ends in order.</summary>
public sealed class DrainTests
{
    private const int Draining = 2;
    private const int DrainSeconds = 12;

    [Fact]
    [Trait("row", "E7")]
    public async Task ASiloThatIsToldToStopServesWhatStillComes()
    {
        await using var group = await RunningGroup.StartAsync(new GroupShape { Configure = (merchant, config) => config["drainSeconds"] = merchant == Draining ? DrainSeconds : 0 });
        var (payer, from) = await group.NewWalletAsync(100);
        var (_, to) = await group.NewWalletAsync(0);
        Assert.Equal(200, (await group.GetAsync("/health/ready", Draining)).Status);
        group.Signal("TERM", Draining);
        Answer ready = default!;
        await RunningGroup.UntilAsync("it is not ready any more", async () => (ready = await group.GetAsync("/health/ready", Draining)).Status == 503);
        Assert.Contains("told to stop and still serves", Encoding.UTF8.GetString(ready.Body), StringComparison.Ordinal);
        Assert.Equal(200, (await group.GetAsync("/health/live", Draining)).Status);
        for (var i = 0; i < 5; i++)
        {
            // At this merchant alone: nobody else's answer hides a refusal.
            var answer = await group.PostAsync(group.Sign(new Transfer(from, to, 1, null), payer).Wire, Draining);
            Assert.True(answer.Status == 200, Encoding.UTF8.GetString(answer.Body));
        }
        await RunningGroup.UntilAsync("it ends", () => Task.FromResult(!group.Net.Merchants[Draining].Process.IsRunning));
        Assert.Contains("Stopped cleanly", group.Net.Merchants[Draining].Process.LogTail(20), StringComparison.Ordinal);
        Assert.Equal(5, await group.BalanceAsync(to));
    }
}
