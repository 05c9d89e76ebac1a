using System.Collections.Immutable;
using System.Globalization;
using System.Threading.Channels;
using Scew.Ledger;
using Scew.Protocol.Api;
using Scew.Protocol.Ordering;
using Scew.Protocol.Requests;
using Scew.Protocol.Results;

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
            foreach (var executed in outcome.Results)
            {
                var one = Of(outcome.Attested, executed.Index, executed.Result, payloads[executed.Result.RequestId]);
                foreach (var subscriber in _subscribers.Where(s => !s.Writer.TryWrite(one)))
                {
                    subscriber.Writer.TryComplete();
                }
            }
        }
    }

    /// <summary>One result as an event; its id is <c>height.index</c>. Submitter, type and ids are those that the request names, whatever became of it.</summary>
    public static LedgerEvent Of(AttestedState state, int index, RequestResult result, RequestPayload payload)
    {
        var request = result.RequestId.ToString();
        var id = string.Create(CultureInfo.InvariantCulture, $"{state.Height}.{index}");
        return new LedgerEvent(
            id, "result", state.Height, index, state.TimeMs, request, payload.Submitter.ToString(), payload.Operation.Type, result.Code,
            OperationIds.Of(payload.Operation), $"/v1/receipts/{request}");
    }
}
