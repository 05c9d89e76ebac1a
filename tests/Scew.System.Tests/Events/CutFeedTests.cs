using System.Globalization;
using System.Text.Json;
using Scew.Client.Transport;
using Scew.Keys;
using Scew.Protocol.Api;
using Scew.Protocol.Requests;
using Scew.SystemTests.Support;

namespace Scew.SystemTests.Events;

/// <summary>
/// A feed that is cut at random points and goes on at another merchant, while requests are executed: no gap, no repeat. SCEW_FEED_CUTS sets how often (40 otherwise).
/// </summary>
[Collection(SharedGroup.Name)]
public sealed class CutFeedTests(SharedGroup shared)
{
    private readonly RunningGroup _group = shared.Group;
    private int _executed;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ResumedFeedsShowEveryEventOnceAndInOrder(bool fromHistory)
    {
        var cuts = int.TryParse(Environment.GetEnvironmentVariable("SCEW_FEED_CUTS"), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 40;
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2 + (cuts / 20)));
        var (alice, from) = await _group.NewWalletAsync(1_000_000);
        var (_, to) = await _group.NewWalletAsync(0);
        var position = fromHistory ? "0.0" : await BeginAsync(limit.Token);
        using var stop = new CancellationTokenSource();
        var load = Task.WhenAll(Enumerable.Range(0, 4).Select(merchant => LoadAsync(merchant, alice, from, to, stop.Token)));
        var seen = new List<(string Id, string Request)>();
        // The seed makes a failure repeatable as far as processes are; the point of the cut is what counts.
        var random = new Random(7);
        // What was executed before can be read faster than anything new is executed.
        for (var cut = 0; cut < cuts || Volatile.Read(ref _executed) <= cuts; cut++)
        {
            position = await ReadAsync(random.Next(4), position, random.Next(1, 12), seen, limit.Token);
        }
        await stop.CancelAsync();
        var (mine, last) = (await load).Aggregate((Ids: new List<string>(), Last: 0L), (all, one) => ([.. all.Ids, .. one.Ids], Math.Max(all.Last, one.Last)));
        while (!seen.Exists(one => EventPosition.TryParse(one.Id, out var at) && at.Height >= last))
        {
            position = await ReadAsync(0, position, 1, seen, limit.Token);
        }

        // The height of the last one may hold more than what was read: the rest comes with one more event.
        await _group.SettleAsync(new Transfer(from, to, 1, null), alice);
        await ReadAsync(1, position, 1000, seen, limit.Token, last + 1);
        var order = seen.Select(one => EventPosition.TryParse(one.Id, out var at) ? at : default).ToList();
        Assert.Equal(order.Distinct().Order(), order);
        Assert.True(mine.Count > cuts, $"only {mine.Count} requests were executed");
        var known = seen.Select(one => one.Request).ToHashSet(StringComparer.Ordinal);
        Assert.Subset(known, mine.ToHashSet(StringComparer.Ordinal));
        // Within a height, indexes have no gap: whatever else the group executed is there too.
        foreach (var height in order.GroupBy(at => at.Height).Where(group => group.Key > order[0].Height && group.Key < order[^1].Height))
        {
            Assert.Equal(Enumerable.Range(0, height.Count()), height.Select(at => at.Index));
        }
    }

    // A feed of new events only says at once where it begins.
    private async Task<string> BeginAsync(CancellationToken cancel)
    {
        await foreach (var item in _group.Client.EventsAsync(2, "", cancel))
        {
            Assert.Empty(item.Data);
            Assert.True(EventPosition.TryParse(item.Id, out _));
            return item.Id;
        }
        throw new InvalidOperationException("the feed ended before it began");
    }

    private async Task<string> ReadAsync(int merchant, string since, int count, List<(string Id, string Request)> seen, CancellationToken cancel, long until = long.MaxValue)
    {
        await foreach (var item in _group.Client.EventsAsync(merchant, since, cancel))
        {
            if (item.Data.Length == 0)
            {
                continue;
            }
            seen.Add((item.Id, JsonSerializer.Deserialize(item.Data, ApiJson.Default.LedgerEvent)!.RequestId!));
            since = item.Id;
            if (--count == 0 || (EventPosition.TryParse(item.Id, out var at) && at.Height >= until))
            {
                return since;
            }
        }
        return since;
    }

    private async Task<(List<string> Ids, long Last)> LoadAsync(int merchant, SigningKey key, string from, string to, CancellationToken stop)
    {
        var (ids, last) = (new List<string>(), 0L);
        while (!stop.IsCancellationRequested)
        {
            var receipt = await _group.SettleAsync(_group.Sign(new Transfer(from, to, 1, null), key), merchant);
            ids.Add(receipt.RequestId.ToString());
            Interlocked.Increment(ref _executed);
            last = Math.Max(last, receipt.Height);
        }
        return (ids, last);
    }
}
