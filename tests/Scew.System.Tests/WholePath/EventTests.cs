using System.Text.Json;
using Scew.Client.Transport;
using Scew.Protocol.Api;
using Scew.Protocol.Requests;
using Scew.SystemTests.Support;

namespace Scew.SystemTests.WholePath;

/// <summary>The feed of executed requests.</summary>
[Collection(SharedGroup.Name)]
public sealed class EventTests(SharedGroup shared)
{
    private readonly RunningGroup _group = shared.Group;

    [Fact]
    public async Task FeedShowsWhatWasExecutedAndResumesAfterTheLastIdWithoutGapOrRepeat()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        var (alice, from) = await _group.NewWalletAsync(10);
        var (_, to) = await _group.NewWalletAsync(0);
        var first = await _group.SettleAsync(new Transfer(from, to, 1, null), alice);
        var id = $"{first.Height}.{first.Index}";
        Assert.Equal(first.RequestId.ToString(), (await FirstAsync($"{first.Height - 1}.0", id, limit.Token)));

        // What came before the subscription comes from the store, what comes after it from the feed: the resumed stream joins both.
        var second = await _group.SettleAsync(new Transfer(from, to, 2, null), alice);
        await using var feed = _group.Client.EventsAsync(1, id, limit.Token).GetAsyncEnumerator(limit.Token);
        Assert.True(await feed.MoveNextAsync());
        Assert.Equal(second.RequestId.ToString(), RequestIdOf(feed.Current));
        AssertNames(feed.Current);
        var third = await _group.SettleAsync(new Transfer(from, to, 3, null), alice);
        do
        {
            Assert.True(await feed.MoveNextAsync());
        }
        while (feed.Current.Data == "heartbeat" || feed.Current.Data.Length == 0);
        Assert.Equal(third.RequestId.ToString(), RequestIdOf(feed.Current));
        Assert.Equal($"{third.Height}.{third.Index}", feed.Current.Id);
        AssertNames(feed.Current);

        void AssertNames(ServerSentEvent item)
        {
            var one = JsonSerializer.Deserialize(item.Data, ApiJson.Default.LedgerEvent)!;
            Assert.Equal((alice.Account.ToString(), "transfer"), (one.Account, one.Operation));
            Assert.Equal([from, to], one.Ids.AsEnumerable());
        }
    }

    [Fact]
    public async Task BadResumePointIsRefused()
    {
        (await _group.GetAsync("/v1/events?since=yesterday")).IsProblem(Codes.BadId);
        (await _group.GetAsync("/v1/events", 0, ("Last-Event-ID", "-1.0"))).IsProblem(Codes.BadId);
    }

    private async Task<string?> FirstAsync(string since, string id, CancellationToken cancel)
    {
        await foreach (var item in _group.Client.EventsAsync(0, since, cancel))
        {
            if (item.Id == id)
            {
                return RequestIdOf(item);
            }
        }
        throw new InvalidOperationException("the feed ended");
    }

    private static string? RequestIdOf(ServerSentEvent item) => JsonSerializer.Deserialize<JsonElement>(item.Data).GetProperty("requestId").GetString();
}
