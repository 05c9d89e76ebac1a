using System.Diagnostics;
using System.Globalization;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Threading.Channels;
using Scew.Grains;
using Scew.Protocol;
using Scew.Protocol.Api;
using Scew.Protocol.Requests;
using Scew.Silo.Hosting;
using Scew.Silo.Limits;
using Scew.Storage;

namespace Scew.Silo.Http;

/// <summary>The feed of executed requests and fired timers: <c>id: height.index</c>, resumable by <c>Last-Event-ID</c> or <c>since</c>, a heartbeat every 15 s.</summary>
internal sealed class EventEndpoints(LedgerEvents events, IReplicaStore store, MerchantContext merchant, Readiness readiness, RequestGate gate)
{
    /// <summary>Feeds at once; the next is refused with a code.</summary>
    public const int MaxFeeds = 512;

    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan FlushPoll = TimeSpan.FromMilliseconds(50);

    public async Task<IResult> FeedAsync(HttpContext http, string? since, string[]? ids)
    {
        if (EventFilter.Of(ids) is not { } filter)
        {
            return Problems.Of(Codes.BadId, $"id is the id of a wallet, an asset, a variable, a machine or an account, at most {EventFilter.MaxIds} times");
        }
        if (events.Count >= MaxFeeds)
        {
            return Problems.Of(Codes.Busy, "this merchant serves as many event feeds as it can", 5000);
        }
        var from = http.Request.Headers["Last-Event-ID"].ToString() is { Length: > 0 } last ? last : since;
        (long Height, int Index)? position = null;
        if (from is not null)
        {
            if (Parse(from) is not { } parsed)
            {
                return Problems.Of(Codes.BadId, "an event id is height.index");
            }
            position = parsed;
        }
        if (position is { } start && await FindAsync(Math.Max(1, start.Height)) is (null, true))
        {
            return Problems.Of(Codes.Pruned, "events from that id on are not kept here any more; ask another merchant, or begin with a later one");
        }
        if (gate.TryFeed(http) is not { } feed)
        {
            return Problems.Of(Codes.Busy, gate.FeedRefusal, 5000);
        }
        http.Response.RegisterForDispose(feed);
        return TypedResults.ServerSentEvents(ReadAsync(position, filter, http.RequestAborted));
    }

    private async IAsyncEnumerable<SseItem<string>> ReadAsync((long Height, int Index)? since, EventFilter filter, [EnumeratorCancellation] CancellationToken cancel)
    {
        var channel = events.Subscribe();
        try
        {
            var last = since ?? (await NowAsync(), int.MaxValue);
            // Where the feed begins: whoever is cut before the first event resumes without a gap too. It also sends the headers.
            yield return Beat(since is null ? last : null);
            var quietSince = Stopwatch.GetTimestamp();
            await foreach (var next in AllAsync(since, last, channel, cancel))
            {
                var isShown = next is not null && filter.Shows(next);
                last = next is null ? last : (next.Height, next.Index);
                if (isShown || next is null || Stopwatch.GetElapsedTime(quietSince) > Heartbeat)
                {
                    quietSince = Stopwatch.GetTimestamp();
                    // What a filter passed over is over: whoever is cut need not have it searched again.
                    yield return isShown ? Item(next!) : Beat(filter.IsOff ? null : last);
                }
            }
        }
        finally
        {
            events.Unsubscribe(channel);
        }
    }

    /// <summary>Every event behind <paramref name="last"/>, those of the past (where one is asked for) from the store; null where there was none for a while, and at the end, which comes with that of the replica at the latest.</summary>
    private async IAsyncEnumerable<LedgerEvent?> AllAsync(
        (long Height, int Index)? since, (long Height, int Index) last, Channel<LedgerEvent> channel, [EnumeratorCancellation] CancellationToken cancel)
    {
        if (since is not null)
        {
            await foreach (var old in StoredAsync(last, cancel))
            {
                last = (old.Height, old.Index);
                yield return old;
            }
        }
        while (!cancel.IsCancellationRequested && !readiness.Ended.IsCancellationRequested)
        {
            var next = await NextAsync(channel, cancel);
            if (next is null || next.Height > last.Height || (next.Height == last.Height && next.Index > last.Index))
            {
                last = next is null ? last : (next.Height, next.Index);
                yield return next;
            }
            if (next is null && channel.Reader.Completion.IsCompleted)
            {
                yield break;
            }
        }
    }

    /// <summary>Everything up to this height is the past of a feed that subscribed before.</summary>
    private async Task<long> NowAsync() => Math.Max(events.PublishedHeight, (await store.ReadHeadAsync())?.Height ?? 0);

    private async IAsyncEnumerable<LedgerEvent> StoredAsync((long Height, int Index) since, [EnumeratorCancellation] CancellationToken cancel)
    {
        // Heights reach the store a moment after their events went out: without waiting for them a resumed feed would have a gap between store and channel.
        var published = events.PublishedHeight;
        for (var height = Math.Max(1, since.Height); !readiness.Ended.IsCancellationRequested; height++)
        {
            var (applied, isPruned) = await FindAsync(height);
            while (applied is null && !isPruned && height <= published && !readiness.Ended.IsCancellationRequested)
            {
                await Task.Delay(FlushPoll, cancel);
                (applied, isPruned) = await FindAsync(height);
            }
            if (applied is null)
            {
                yield break;
            }
            cancel.ThrowIfCancellationRequested();
            var payloads = applied.Results.IsEmpty ? [] : await PayloadsAsync(height);
            foreach (var one in LedgerEvents.Of(applied.State, applied.Results, await store.ReadAssetChangesAsync(height), id => payloads[id]))
            {
                if (height > since.Height || one.Index > since.Index)
                {
                    yield return one;
                }
            }
        }
    }

    /// <summary>A height; none when it is not written yet, or (true) not kept any more.</summary>
    private async Task<(AppliedHeight? Applied, bool IsPruned)> FindAsync(long height)
    {
        if (await store.ReadHeightAsync(height) is { } found)
        {
            return (found, false);
        }
        if ((await store.ReadHeadAsync())?.Height is not { } head || head < height)
        {
            return (null, false);
        }
        // Written meanwhile, left behind, or taken away by somebody.
        if (await store.ReadHeightAsync(height) is { } written)
        {
            return (written, false);
        }
        return (await store.ReadBaseAsync())?.Height >= height
            ? (null, true)
            : throw new StoreException(StoreFault.Corrupt, $"Height {height} is missing below the applied height {head}.");
    }

    /// <summary>What the requests of an applied height ask for; their signatures were checked before they were stored.</summary>
    private async Task<Dictionary<Digest, RequestPayload>> PayloadsAsync(long height)
    {
        var block = await store.ReadBlockAtAsync(height);
        Invariant.Require(block is not null, "an applied height has its block");
        var requests = block.Bodies.Select(body => RequestParser.Shape(body, merchant.Group.Genesis).Request);
        return requests.OfType<UnverifiedRequest>().DistinctBy(request => request.Id).ToDictionary(request => request.Id, request => request.Payload);
    }

    private async Task<LedgerEvent?> NextAsync(Channel<LedgerEvent> channel, CancellationToken cancel)
    {
        if (channel.Reader.TryRead(out var ready))
        {
            return ready;
        }
        using var wait = readiness.Wait(Heartbeat, cancel);
        try
        {
            return await channel.Reader.ReadAsync(wait.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or ChannelClosedException)
        {
            return null;
        }
    }

    private static SseItem<string> Beat((long Height, int Index)? position) => new(string.Empty, "heartbeat")
    {
        EventId = position is { } at ? string.Create(CultureInfo.InvariantCulture, $"{at.Height}.{at.Index}") : null,
    };

    private static SseItem<string> Item(LedgerEvent one) =>
        new(JsonSerializer.Serialize(one, ApiJson.Default.LedgerEvent)) { EventId = one.Id };

    private static (long Height, int Index)? Parse(string text)
    {
        var dot = text.IndexOf('.', StringComparison.Ordinal);
        return dot > 0
            && long.TryParse(text.AsSpan(0, dot), NumberStyles.None, CultureInfo.InvariantCulture, out var height)
            && int.TryParse(text.AsSpan(dot + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            ? (height, index)
            : null;
    }
}
