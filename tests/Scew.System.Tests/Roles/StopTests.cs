using Scew.Protocol.Api;
using Scew.Protocol.Requests;
using Scew.SystemTests.Support;

namespace Scew.SystemTests.Roles;

/// <summary>A silo that stops, or whose era ends, keeps nobody waiting for what cannot come any more.</summary>
public sealed class StopTests
{
    [Fact]
    [Trait("row", "E7")]
    public async Task WhoeverWaitsForTheReplicaIsAnsweredWhenItStops()
    {
        await using var group = await RunningGroup.StartAsync();
        var (payer, from) = await group.NewWalletAsync(100_000);
        var (_, to) = await group.NewWalletAsync(0);
        using var feed = await group.Http.GetAsync(new Uri(group.Net.Merchants[0].Url, "/v1/events"), HttpCompletionOption.ResponseHeadersRead);
        // Two of four order nothing, so there is no receipt to come.
        group.Net.Kill(2);
        group.Net.Kill(3);
        var request = group.Sign(new Transfer(from, to, 1, null), payer);
        var paid = group.PostAsync(request.Wire);
        await RunningGroup.UntilAsync("the request is taken", async () =>
            (await group.GetAsync($"/v1/receipts/{request.Id}")).Json.GetProperty("code").GetString() == Codes.StillPossible);
        group.Signal("TERM", 0);
        // In order: a server that gives up on a caller resets the connection.
        (await paid).IsProblem(Codes.OutcomeUnknown);
        Assert.Contains("heartbeat", await feed.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        Assert.Equal(0, await group.Net.Merchants[0].Process.WaitForExitAsync(limit.Token));
        var log = group.Log(0);
        Assert.Contains("Stopped cleanly", log, StringComparison.Ordinal);
        Assert.DoesNotContain("activations ended", log, StringComparison.Ordinal);
    }
}
