using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using Scew.Protocol.Requests;
using Scew.SystemTests.Support;

namespace Scew.SystemTests.Watching;

/// <summary>Metrics and traces of real silos by OTLP, as a collector gets them.</summary>
public sealed class OtlpTests
{
    private static readonly string[] Spans = ["order", "execute", "certify"];

    [Fact]
    [Trait("row", "F18")]
    public async Task OneRequestIsOneTraceOfAllMerchantsAndNothingSecretGoesOut()
    {
        using var sink = new OtlpSink();
        using var other = new OtlpSink();
        await using var group = await RunningGroup.StartAsync(new GroupShape { Configure = static (_, config) => config["watching"] = new JsonObject { ["traceShare"] = 1 } });
        await SendsToAsync(group, 0, sink);
        await SendsToAsync(group, 3, other);
        var verified = new ConcurrentQueue<ActivityTraceId>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == "Scew",
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity =>
            {
                if (activity.OperationName == "client.verify")
                {
                    verified.Enqueue(activity.TraceId);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);

        var (owner, wallet) = await group.NewWalletAsync(7_531_902);
        var receipt = await group.SettleAsync(new Sum(wallet, 1), group.Issuer);
        var trace = receipt.RequestId.ToArray()[..16];
        Assert.Contains(ActivityTraceId.CreateFromBytes(trace), verified);
        foreach (var (from, merchant) in new[] { (sink, 0), (other, 3) })
        {
            await RunningGroup.UntilAsync($"spans of merchant {merchant}", () => Task.FromResult(Spans.All(name => from.Of("/v1/traces").Any(body => Holds(body, trace) && Holds(body, name)))), 30);
            await RunningGroup.UntilAsync($"metrics of merchant {merchant}", () => Task.FromResult(from.Of("/v1/metrics").Any(static body => Holds(body, "bft.proposal.commit.duration"))), 30);
            Assert.All(from.All, body => Assert.True(Holds(body, "service.namespace") && Holds(body, group.Net.Merchants[merchant].Name)));
        }
        Assert.Contains(sink.Of("/v1/traces"), body => Holds(body, trace) && Holds(body, "proposal.submit"));
        var sent = sink.All.Concat(other.All).ToArray();
        Assert.All(new[] { wallet, owner.Account.ToString(), "7531902", "7531903" }, name => Assert.DoesNotContain(sent, body => Holds(body, name)));
        // Searched for keys with everything else of the group when it ends.
        for (var i = 0; i < sent.Length; i++)
        {
            await File.WriteAllBytesAsync(Path.Combine(group.Net.Folder, $"otlp-{i}.bin"), sent[i]);
        }
    }

    private static async Task SendsToAsync(RunningGroup group, int merchant, OtlpSink sink)
    {
        foreach (var (name, value) in sink.Variables)
        {
            group.Net.Merchants[merchant].Process.Environment[name] = value;
        }
        await group.Net.RestartAsync(merchant);
    }

    private static bool Holds(byte[] body, string text) => Holds(body, Encoding.UTF8.GetBytes(text));

    private static bool Holds(byte[] body, byte[] bytes) => body.AsSpan().IndexOf(bytes) >= 0;
}
