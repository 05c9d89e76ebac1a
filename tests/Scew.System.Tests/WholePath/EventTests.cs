using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Scew.Client.Transport;
using Scew.Keys;
using Scew.Machines.Language;
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
    public async Task AFeedOfSomeIdsShowsTheseAndResumesLikeAnyOther()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        var (alice, from) = await _group.NewWalletAsync(10);
        var (bob, to) = await _group.NewWalletAsync(10);
        var start = await _group.SettleAsync(new Transfer(to, from, 1, null), bob);
        var about = new List<string>();
        for (var round = 0; round < 3; round++)
        {
            about.Add((await _group.SettleAsync(new Transfer(from, to, 1, null), alice)).RequestId.ToString());
            await _group.NewWalletAsync(0);
        }
        var first = $"{start.Height}.{start.Index}";
        // The past, from the store; then what is executed while the feed runs.
        await using var feed = FeedAsync(1, $"since={first}&id={from}", limit.Token).GetAsyncEnumerator(limit.Token);
        var seen = new List<ServerSentEvent>();
        while (seen.Count < 4)
        {
            if (seen.Count == 3)
            {
                about.Add((await _group.SettleAsync(new Transfer(from, to, 1, null), alice)).RequestId.ToString());
                await _group.NewWalletAsync(0);
            }
            Assert.True(await feed.MoveNextAsync());
            seen.Add(feed.Current);
        }
        Assert.Equal(about, seen.Select(RequestIdOf));

        // Resumed after the second; of several ids and of an account each shows.
        Assert.Equal(about[2..], (await TakeAsync(2, $"since={seen[1].Id}&id=nothing&id={from}", 2, limit.Token)).Select(RequestIdOf));
        Assert.Equal(about[..2], (await TakeAsync(3, $"since={first}&id={alice.Account}", 2, limit.Token)).Select(RequestIdOf));
    }

    [Fact]
    public async Task AFeedShowsAnAssetThatWasOnlyCalled()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        using var owner = SigningKey.Create();
        const string called = "machine Bell\nstates Start, Open\ntransition create: Start -> Open\ntransition mark: Open -> Open\n";
        const string caller = "machine Rope\nvalue bell: asset\nstates Start, Open\ntransition create: Start -> Open (bell: asset)\n  effect bell := input.bell\ntransition pull: Open -> Open\n  call bell.mark()\n";
        var nothing = ImmutableSortedDictionary.Create<string, MachineValue>(StringComparer.Ordinal);
        var (bell, rope) = (IdRules.OwnPrefix(owner.Account) + ":bell", IdRules.OwnPrefix(owner.Account) + ":rope");
        await _group.SettleAsync(new MachineDeploy(called), owner);
        await _group.SettleAsync(new MachineDeploy(caller), owner);
        await _group.SettleAsync(new AssetCreate(bell, MachineText.NameOf(called), nothing), owner);
        var made = await _group.SettleAsync(new AssetCreate(rope, MachineText.NameOf(caller), nothing.Add("bell", new MachineValue.Text(bell))), owner);
        Assert.Equal(Codes.Ok, made.Code);
        var pulled = await _group.SettleAsync(new AssetTransition(rope, "pull", nothing) { Calls = 1 }, owner);
        Assert.Equal(Codes.Ok, pulled.Code);

        var shown = await TakeAsync(0, $"since={made.Height}.{made.Index}&id={bell}", 1, limit.Token);

        Assert.Equal(pulled.RequestId.ToString(), RequestIdOf(shown[0]));
    }

    [Fact]
    public async Task IdsOfAFeedAreCheckedAndBounded()
    {
        (await _group.GetAsync("/v1/events?id=NOT%20AN%20ID")).IsProblem(Codes.BadId);
        (await _group.GetAsync("/v1/events?id=")).IsProblem(Codes.BadId);
        (await _group.GetAsync("/v1/events?" + string.Join('&', Enumerable.Range(0, 17).Select(i => "id=x" + i)))).IsProblem(Codes.BadId);
    }

    [Fact]
    public async Task BadResumePointIsRefused()
    {
        (await _group.GetAsync("/v1/events?since=yesterday")).IsProblem(Codes.BadId);
        (await _group.GetAsync("/v1/events", 0, ("Last-Event-ID", "-1.0"))).IsProblem(Codes.BadId);
    }

    /// <summary>What a feed shows; heartbeats are left out.</summary>
    private async IAsyncEnumerable<ServerSentEvent> FeedAsync(int merchant, string query, [EnumeratorCancellation] CancellationToken cancel)
    {
        await using var stream = await _group.Client.Merchants[merchant].OpenEventsAsync("/v1/events?" + query, cancel);
        await foreach (var item in ServerSentEvents.ReadAsync(stream, cancel))
        {
            if (item.Data.Length > 0)
            {
                yield return item;
            }
        }
    }

    private async Task<List<ServerSentEvent>> TakeAsync(int merchant, string query, int count, CancellationToken cancel)
    {
        var taken = new List<ServerSentEvent>();
        await foreach (var item in FeedAsync(merchant, query, cancel))
        {
            taken.Add(item);
            if (taken.Count == count)
            {
                break;
            }
        }
        return taken;
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
