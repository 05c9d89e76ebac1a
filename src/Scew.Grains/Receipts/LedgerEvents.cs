using System.Collections.Immutable;
using System.Globalization;
using System.Threading.Channels;
using Scew.Ledger;
using Scew.Protocol;
using Scew.Protocol.Api;
using Scew.Protocol.Ordering;
using Scew.Protocol.Requests;
using Scew.Protocol.Results;
using Scew.Storage;

namespace Scew.Grains;

/// <summary>Feeds subscribers with executed requests. A subscriber that does not read loses the feed and resumes by position.</summary>
public sealed class LedgerEvents
{
    /// <summary>Events that wait for one subscriber.</summary>
    private const int MaxQueued = 10_000;

    private readonly Lock _gate = new();
    private readonly List<Channel<LedgerEvent>> _subscribers = [];
    private long _publishedHeight;

    /// <summary>Subscribers at this moment.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _subscribers.Count;
            }
        }
    }

    /// <summary>
    /// The last height whose results were published. Read after <see cref="Subscribe"/>: whatever is not above it may have gone out before the subscription, and the
    /// store has it soon.
    /// </summary>
    public long PublishedHeight => Volatile.Read(ref _publishedHeight);

    /// <summary>Starts a subscription; dispose it by <see cref="Unsubscribe"/>.</summary>
    public Channel<LedgerEvent> Subscribe()
    {
        var channel = Channel.CreateBounded<LedgerEvent>(new BoundedChannelOptions(MaxQueued) { FullMode = BoundedChannelFullMode.Wait });
        lock (_gate)
        {
            _subscribers.Add(channel);
        }
        return channel;
    }

    /// <summary>Ends a subscription.</summary>
    public void Unsubscribe(Channel<LedgerEvent> channel)
    {
        lock (_gate)
        {
            _subscribers.Remove(channel);
        }
        channel.Writer.TryComplete();
    }

    /// <summary>
    /// Publishes a height's results. Heights that went by unpublished (state transfer, a subscription before the start's replay) end every feed: it resumes by its position, from
    /// the store.
    /// </summary>
    public void Executed(ImmutableArray<SignedRequest> block, BlockOutcome outcome)
    {
        lock (_gate)
        {
            if (outcome.Height != _publishedHeight + 1)
            {
                _subscribers.ForEach(subscriber => subscriber.Writer.TryComplete());
            }
            Volatile.Write(ref _publishedHeight, outcome.Height);
            if (_subscribers.Count == 0)
            {
                return;
            }
            var payloads = block.DistinctBy(request => request.Id).ToDictionary(request => request.Id, request => request.Payload);
            foreach (var one in Of(outcome.Attested, [.. outcome.Results.Select(executed => executed.Result)], AssetChanges.Of(outcome), id => payloads[id]))
            {
                foreach (var subscriber in _subscribers.Where(s => !s.Writer.TryWrite(one)))
                {
                    subscriber.Writer.TryComplete();
                }
            }
        }
    }

    /// <summary>
    /// The events of a height, the same whether they are told live or again from the store: a result each, submitter, type and ids being those that the request names, whatever became of it; then a
    /// timer each.
    /// </summary>
    public static IEnumerable<LedgerEvent> Of(
        AttestedState state, ImmutableArray<RequestResult> results, ImmutableArray<AssetChange> changes, Func<Digest, RequestPayload> payloadOf)
    {
        var byPlace = changes.ToLookup(change => change.Place);
        for (var index = 0; index < results.Length; index++)
        {
            var payload = payloadOf(results[index].RequestId);
            var request = results[index].RequestId.ToString();
            yield return new LedgerEvent(
                Position(state, index), "result", state.Height, index, state.TimeMs, OperationIds.Of(payload.Operation), request, payload.Submitter.ToString(), payload.Operation.Type,
                results[index].Code, $"/v1/receipts/{request}")
            {
                Changed = Changed(byPlace[index]),
            };
        }
        var next = results.Length;
        foreach (var fired in byPlace.Where(place => place.Key < 0).OrderBy(place => place.Key))
        {
            var timer = fired.First().Timer;
            Invariant.Require(timer is not null, "what no request did, a timer did");
            yield return new LedgerEvent(Position(state, next), "timer", state.Height, next++, state.TimeMs, [timer.AssetId])
            {
                Changed = Changed(fired),
                Timer = new FiredTransition(timer.Transition, timer.DueMs, timer.Taken),
            };
        }
    }

    private static string Position(AttestedState state, int index) => string.Create(CultureInfo.InvariantCulture, $"{state.Height}.{index}");

    /// <summary>In order of ids, then versions: the store does not keep the order in which one request changed several.</summary>
    private static ImmutableArray<ChangedAsset>? Changed(IEnumerable<AssetChange> changes) =>
        changes.OrderBy(change => change.AssetId, StringComparer.Ordinal).ThenBy(change => change.Version).Select(change => new ChangedAsset(change.AssetId, change.Version)).ToImmutableArray()
            is { IsEmpty: false } changed ? changed : null;
}
