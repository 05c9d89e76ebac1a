using System.Text;
using Scew.Protocol.Requests;
using Scew.SystemTests.Support;

namespace Scew.SystemTests.Roles;

/// <summary>A silo that is told to stop is not ready any more, serves for a while, and then ends in order.</summary>
public sealed class DrainTests
{
    /// <summary>Has no link but those that others dialled.</summary>
    private const int Draining = 0;
    private const int Ending = 2;
    private const int Other = 3;

    [Fact]
    [Trait("row", "E7")]
    public async Task ASiloThatIsToldToStopServesWhatStillComes()
    {
        await using var group = await RunningGroup.StartAsync(new GroupShape { Configure = (merchant, config) => config["drainSeconds"] = merchant switch { Draining => 600, Ending => 1, _ => 0 } });
        var (payer, from) = await group.NewWalletAsync(100_000);
        var (_, to) = await group.NewWalletAsync(0);
        var paid = 0;
        group.Signal("TERM", Ending);
        // Customers of another merchant pay all the while, so the one that ends is spoken to until its end.
        await RunningGroup.UntilAsync("it ends", async () =>
        {
            await PayAsync(Other);
            return !group.Net.Merchants[Ending].Process.IsRunning;
        });
        var log = group.Log(Ending);
        Assert.Contains("serving for another 1 s", log, StringComparison.Ordinal);
        Assert.Contains("Stopped cleanly", log, StringComparison.Ordinal);
        // Without that one the three that are left all have to be linked.
        await RunningGroup.UntilAsync("the three are linked", async () => (await group.GetAsync("/health/ready", Draining)).Status == 200);
        group.Signal("TERM", Draining);
        Answer ready = default!;
        await RunningGroup.UntilAsync("it is not ready any more", async () => (ready = await group.GetAsync("/health/ready", Draining)).Status == 503);
        Assert.Contains("told to stop and still serves", Encoding.UTF8.GetString(ready.Body), StringComparison.Ordinal);
        Assert.Equal(200, (await group.GetAsync("/health/live", Draining)).Status);
        for (var i = 0; i < 5; i++)
        {
            await PayAsync(Draining);
        }
        Assert.Equal(paid, await group.BalanceAsync(to));
        group.Net.Kill(Draining);

        // At one merchant alone: nobody else's answer hides a refusal.
        async Task PayAsync(int merchant)
        {
            var answer = await group.PostAsync(group.Sign(new Transfer(from, to, 1, null), payer).Wire, merchant);
            Assert.True(answer.Status == 200, Encoding.UTF8.GetString(answer.Body));
            paid++;
        }
    }
}
