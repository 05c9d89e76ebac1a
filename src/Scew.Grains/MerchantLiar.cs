using System.Collections.Immutable;
using Scew.Consensus;
using Scew.Liars;
using Scew.Protocol;
using Scew.Protocol.Ordering;
using Scew.Protocol.Results;

namespace Scew.Grains;

/// <summary>The lies of this silo, one after the other over the core's effects; a lie about receipts over what clients are told.</summary>
public sealed class MerchantLiar(ImmutableArray<ILiar> liars)
{
    /// <summary>What the first start pretends to have found.</summary>
    public RecoveredState Recover(RecoveredState found) => liars.Aggregate(found, (state, liar) => liar.Recover(state));

    /// <summary>What to perform instead.</summary>
    public ImmutableArray<Effect> Distort(ReplicaEvent? cause, ImmutableArray<Effect> effects, Clock now) =>
        liars.Aggregate(effects, (changed, liar) => liar.Distort(cause, changed, now));

    /// <summary>When a liar wants a tick.</summary>
    public long NextDeadlineMs => liars.Min(liar => liar.NextDeadlineMs);

    /// <summary>A falsified answer, or null when no lie is about receipts.</summary>
    public FalseAnswer? Falsify(RequestResult honest, Attestation own, Func<RequestResult, Digest> rootOf) =>
        liars.OfType<IReceiptLiar>().FirstOrDefault()?.Falsify(honest, own, rootOf);
}
