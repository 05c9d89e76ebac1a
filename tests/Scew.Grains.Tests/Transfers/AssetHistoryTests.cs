using System.Collections.Immutable;
using System.Text.Json;
using Scew.Machines;
using Scew.Protocol.Api;
using Scew.Protocol.Requests;
using Scew.Storage;

namespace Scew.Grains.Tests.Transfers;

/// <summary>What executing leaves in the store of every asset's history, and what the feed tells of it: live and again from the store the same.</summary>
public sealed class AssetHistoryTests : IAsyncLifetime
{
    private const int Height = 1000;

    private readonly string _folder = Directory.CreateTempSubdirectory("scew-histories-").FullName;
    private readonly TestGroup _group = new(stepMs: 10) { Machines = new MachineCatalog([.. MachineCatalog.Shipped.Machines, TimerTests.Alarm]) };
    private TestMerchant _first = null!;
    private long _due;
    private int _last;

    public async Task InitializeAsync()
    {
        _group.MakeUpTo(10);
        _due = _group.Blocks[0].Block.Header.TimeMs + 100_000;
        _group.Make(new AssetCreate("a", TimerTests.Alarm.Name, TimerTests.At(_due)));
        _group.Make(new AssetCreate("b", TimerTests.Alarm.Name, TimerTests.At(_due)));
        _group.Make(new AssetTransition("b", "ring", ImmutableSortedDictionary<string, MachineValue>.Empty));
        // Several steps of one asset in one request, and another one in between.
        _group.Make(new Transaction([Set("b", 10), Set("a", 20), Set("b", 0)]));
        _group.MakeUpTo(Height + 5);
        _group.Add(_due + 1);
        _group.Add(_due + 10);
        _last = _group.Blocks.Count;
        _first = await StartAsync(0);
        await _first.ExecuteUpToAsync(Height + 5);
    }

    public async Task DisposeAsync()
    {
        await _first.DisposeAsync();
        _group.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Every_version_is_kept_with_the_request_or_the_timer_that_made_it_and_survives_a_restart()
    {
        await _first.ExecuteUpToAsync(_last);
        await HoldsAsync();
        await _first.DisposeAsync();
        _first = await StartAsync(0);
        await HoldsAsync();

        async Task HoldsAsync()
        {
            var timer = new ChangeTimer("b", "ring", _due, true);
            Assert.Equal(
                [new("b", 4, Height + 6, -1, timer), new("b", 3, 14, 0, null), new("b", 2, 14, 0, null), new("b", 1, 12, 0, null)],
                (await _first.Store.ReadAssetHistoryAsync("b", long.MaxValue, 100)).Changes.AsEnumerable());
            // Its timer was moved.
            Assert.Equal(
                [new("a", 2, 14, 0, null), new AssetChange("a", 1, 11, 0, null)], (await _first.Store.ReadAssetHistoryAsync("a", long.MaxValue, 100)).Changes.AsEnumerable());
        }
    }

    [Fact]
    public async Task The_feed_tells_of_a_timer_and_of_every_changed_asset_live_as_from_the_store()
    {
        var events = _first.Get<LedgerEvents>();
        var channel = events.Subscribe();
        await _first.ExecuteUpToAsync(_last);
        events.Unsubscribe(channel);
        var live = new List<LedgerEvent>();
        while (channel.Reader.TryRead(out var one))
        {
            live.Add(one);
        }
        var fired = Assert.Single(live, one => one.Kind == "timer");
        Assert.Equal(($"{Height + 6}.0", Height + 6, "b"), (fired.Id, fired.Height, Assert.Single(fired.Ids)));
        Assert.Equal(new FiredTransition("ring", _due, true), fired.Timer);
        Assert.Equal(new ChangedAsset("b", 4), Assert.Single(fired.Changed!.Value));
        Assert.Equal(live.Select(Json), [.. await StoredAsync(Height + 6), .. await StoredAsync(_last)]);

        var several = JsonSerializer.Deserialize(Assert.Single(await StoredAsync(14)), ApiJson.Default.LedgerEvent)!;
        Assert.Equal([new("a", 2), new("b", 2), new ChangedAsset("b", 3)], several.Changed!.Value.AsEnumerable());
        Assert.Null(JsonSerializer.Deserialize(Assert.Single(await StoredAsync(5)), ApiJson.Default.LedgerEvent)!.Changed);
    }

    [Fact]
    public async Task Whoever_was_given_the_state_says_from_where_its_histories_are_whole()
    {
        await using var behind = await StartAsync(3);
        await behind.ExecuteUpToAsync(13);
        _first.Connect(behind);
        behind.Events();
        await behind.FetchAsync(Height);
        await behind.ExecuteUpToAsync(_last);
        var history = await behind.Store.ReadAssetHistoryAsync("b", long.MaxValue, 100);
        Assert.Equal([4, 1], history.Changes.Select(change => change.Version));
        Assert.Equal((Height, _last), (history.CompleteAbove, history.AppliedHeight));
        Assert.Empty(behind.Failures);
    }

    private static string Json(LedgerEvent one) => JsonSerializer.Serialize(one, ApiJson.Default.LedgerEvent);

    private AssetTransition Set(string id, long laterMs) => new(id, "set", TimerTests.At(_due + laterMs));

    /// <summary>As the endpoint reads them again.</summary>
    private async Task<string[]> StoredAsync(int height)
    {
        var applied = (await _first.Store.ReadHeightAsync(height))!;
        var changes = await _first.Store.ReadAssetChangesAsync(height);
        var payloads = _group.Blocks[height - 1].Requests.ToDictionary(request => request.Id, request => request.Payload);
        return [.. LedgerEvents.Of(applied.State, applied.Results, changes, id => payloads[id]).Select(Json)];
    }

    private Task<TestMerchant> StartAsync(int self) => TestMerchant.StartAsync(_group, self, Path.Combine(_folder, $"{self}"), new LedgerOptions(TransferFrom: 100));
}
