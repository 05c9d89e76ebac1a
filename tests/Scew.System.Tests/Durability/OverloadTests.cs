using System.Collections.Concurrent;
using System.Diagnostics;
using Scew.Client;
using Scew.Client.Submission;
using Scew.Protocol.Api;
using Scew.Protocol.Groups;
using Scew.Protocol.Requests;
using Scew.SystemTests.Support;
using Xunit.Abstractions;

namespace Scew.SystemTests.Durability;

/// <summary>Far more customers than the group can serve, then few again: those who have to wait are told so, and afterwards all is as it was.</summary>
[Collection(Alone.Name)]
public sealed class OverloadTests(ITestOutputHelper output)
{
    private static readonly int[] All = [0, 1, 2, 3];

    [Fact]
    [Trait("row", "C16")]
    public async Task AnOverloadPassesWithoutTrace()
    {
        var time = LongRun.Of("C16", TimeSpan.FromSeconds(6), TimeSpan.FromSeconds(60));
        // A small pool, so that a machine of any speed has more customers than it has room for.
        await using var group = await RunningGroup.StartAsync(new GroupShape { Parameters = GroupParameters.Default with { PoolRequests = 64 } });
        await using var load = await TransferLoad.PrepareAsync(group);
        load.Start();
        await load.ProgressAsync(50, "to warm up");
        var before = await P99Async(load);

        var raw = new ConcurrentBag<string>();
        var (settled, unknown) = await OverloadAsync(group, time, raw);
        Assert.Equal(0, unknown);
        Assert.True(settled > 0);
        // At the endpoint itself, whose customers do not try again by themselves: room, or "busy", and nobody waits in vain.
        var codes = raw.CountBy(code => code).OrderBy(code => code.Key, StringComparer.Ordinal).ToList();
        output.WriteLine("answers without a client's patience: " + string.Join(", ", codes.Select(code => $"{code.Value} {code.Key}")));
        Assert.Equal([Codes.Busy, Codes.Ok], codes.Select(code => code.Key));

        await RunningGroup.UntilAsync("all members at the head", async () =>
        {
            var all = await Task.WhenAll(All.Select(group.StatusAsync));
            return all.Max(one => one.FinalHeight) - all.Min(one => one.ExecutedHeight) < 100 && all.All(one => one.State == "normal");
        });
        var after = await P99Async(load);
        output.WriteLine($"p99 {before:F0} ms before and {after:F0} ms after {settled} requests in {time.TotalSeconds:F0} s of overload");
        await load.StopAsync();
        await group.UntilEqualAsync(load.Height, All);
        await load.NothingLostAsync(All);
    }

    private static async Task<(int Settled, int Unknown)> OverloadAsync(RunningGroup group, TimeSpan time, ConcurrentBag<string> raw)
    {
        const int Customers = 192;
        var (payer, from) = await group.NewWalletAsync(1_000_000);
        var (_, to) = await group.NewWalletAsync(0);
        var outcomes = new ConcurrentBag<SubmitOutcome>();
        using var client = group.Net.CreateClient(new ClientOptions { SubmitDeadline = TimeSpan.FromSeconds(50) });
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Customers).Select(customer => Task.Run(async () =>
        {
            while (Stopwatch.GetElapsedTime(started) < time)
            {
                if (customer % 8 == 0)
                {
                    raw.Add(await AskAsync(group, group.Sign(new Transfer(from, to, 1, null), payer), customer / 8 % All.Length));
                    continue;
                }
                outcomes.Add(await client.SubmitAsync(group.Sign(new Transfer(from, to, 1, null), payer), customer % All.Length));
            }
        })));
        payer.Dispose();
        return (outcomes.Count(one => one is SubmitOutcome.Settled), outcomes.Count(one => one is SubmitOutcome.Unknown));
    }

    private static async Task<string> AskAsync(RunningGroup group, SignedRequest request, int merchant)
    {
        try
        {
            var answer = await group.PostAsync(request.Wire, merchant);
            return answer.Status == 200 ? Codes.Ok : answer.Json.GetProperty("code").GetString()!;
        }
        catch (Exception failed) when (failed is HttpRequestException or OperationCanceledException)
        {
            return failed.GetType().Name;
        }
    }

    private static async Task<double> P99Async(TransferLoad load)
    {
        var times = new List<double>();
        for (var i = 0; i < 50; i++)
        {
            var started = Stopwatch.GetTimestamp();
            await load.OneAsync(i % All.Length);
            times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }
        return times.Max();
    }
}
