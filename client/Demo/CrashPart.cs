using System.Diagnostics;
using Scew.Cli.Output;
using Scew.Client.Transport;
using Scew.Protocol.Api;

namespace Scew.Cli.Demo;

/// <summary>(c) A merchant dies, the others go on, it comes back and is equal again.</summary>
internal static class CrashPart
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public static async Task RunAsync(DemoContext demo, Dictionary<string, long> balances, CancellationToken cancellation)
    {
        var victim = demo.Net.Merchants[^1];
        demo.Part($"(c) Merchant {victim.Name} is killed; the other three go on");
        demo.Net.Kill(victim.Index);
        var payers = Payers(balances, 5);
        for (var i = 0; i < payers.Length; i++)
        {
            await RedeemPart.SpendAsync(demo, balances, payers[i], i % (demo.Net.Merchants.Length - 1), 50, cancellation);
        }
        demo.Say($"{payers.Length} payments without {victim.Name}, every receipt verified");
        var started = Stopwatch.GetTimestamp();
        await demo.Net.RestartAsync(victim.Index, cancellation: cancellation);
        var root = await WaitEqualAsync(demo, cancellation);
        demo.Say($"{victim.Name} is back after {Numbers.Seconds(Stopwatch.GetElapsedTime(started))} and equal again: height {root.ExecutedHeight}, state root {root.StateRoot[..12]} at all {demo.Net.Merchants.Length}");
    }

    /// <summary>Customers who still have something to spend.</summary>
    public static string[] Payers(Dictionary<string, long> balances, int count) =>
        [.. balances.Where(pair => pair.Value >= 1000).OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => pair.Key).Take(count)];

    /// <summary>Waits until all merchants show one height and one state root.</summary>
    public static async Task<StatusResponse> WaitEqualAsync(DemoContext demo, CancellationToken cancellation)
    {
        var started = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(started) < Patience)
        {
            var answers = await Task.WhenAll(demo.Net.Merchants.Select(merchant => demo.Client.StatusAsync(merchant.Index, cancellation)));
            var states = answers.OfType<MerchantAnswer.Body>().Select(body => ApiReader.Status(body.Bytes)).OfType<StatusResponse>().ToArray();
            if (states.Length == answers.Length && states[0].StateRoot.Length > 0
                && states.All(state => state.ExecutedHeight == states[0].ExecutedHeight && state.StateRoot == states[0].StateRoot))
            {
                return states[0];
            }
            await Task.Delay(50, cancellation);
        }
        throw DemoContext.Failed("the merchants did not become equal in time");
    }
}
