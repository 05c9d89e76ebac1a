using Scew.Client.Load;
using Scew.Protocol.Requests;

namespace Scew.Client.Tests.Group;

[Collection(GroupCollection.Name)]
public sealed class LoadDriverTests(RunningGroup group)
{
    [Fact]
    public async Task EveryPaymentIsVerifiedAndHasAPayloadOf256Bytes()
    {
        using var client = group.Net.CreateClient();
        var driver = new LoadDriver(client, group.Net.Merchants[0].Key, 0);
        await driver.PrepareAsync(3);
        driver.TakeBytes();
        var result = await driver.RunAsync(3, TimeSpan.FromSeconds(1));
        Assert.True(result.Latencies.Count > 0);
        Assert.Equal(0, result.Failed);
        Assert.InRange(driver.TakeBytes() / result.Latencies.Count, 1000, 6000);
        var batched = await driver.RunAsync(1, TimeSpan.FromMilliseconds(300), transfersPerRequest: 20);
        Assert.Equal(0, batched.Failed);
        Assert.True(batched.Latencies.Count > 0);
        Assert.Equal(LoadDriver.PayloadBytes, PayloadCodec.Encode((await LastPaymentAsync(client)).Payload).Length);
    }

    // Only the load pays into a wallet with so short a name.
    private static async Task<SignedRequest> LastPaymentAsync(ScewClient client)
    {
        SignedRequest? payment = null;
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        await foreach (var item in client.EventsAsync(0, "0.0", limit.Token))
        {
            var id = System.Text.Json.JsonDocument.Parse(item.Data).RootElement.GetProperty("requestId").GetString();
            if (Protocol.Digest.TryParse(id, out var digest) && await client.FindReceiptAsync(digest, limit.Token) is { } receipt
                && receipt.Request.Payload.Operation is Transfer { Amount: 1, ToOwner: null, To.Length: < 8 })
            {
                payment = receipt.Request;
                break;
            }
        }
        return payment ?? throw new InvalidOperationException("no payment was found");
    }
}
