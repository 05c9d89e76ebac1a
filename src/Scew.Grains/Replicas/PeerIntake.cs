using System.Collections.Immutable;
using Orleans;
using Scew.Consensus;
using Scew.Protocol;
using Scew.Protocol.Messages;

namespace Scew.Grains;

/// <summary>
/// Takes messages off the links: checks signatures on the link's own thread, so that the replica's turn finds them checked, stores requests' bytes, and
/// posts the rest to the inbox in the order of the link.
/// </summary>
public sealed class PeerIntake(
    MerchantContext merchant, RequestBook book, RequestCheck check, ReplicaInbox inbox, IGrainFactory grains, Lazy<IPeerLinks> links, TransferServer transfers,
    StateTransfer fetching) : IPeerReceiver
{
    /// <summary>Events of one link that may wait for the replica before that link is slowed down: a peer that floods waits for itself, and the others for no more than this.</summary>
    private const int MaxWaiting = 128;

    /// <inheritdoc/>
    public Digest ActivationId => merchant.ActivationId;

    /// <inheritdoc/>
    public void Connected(int peer, Digest activationId)
    {
        inbox.Post(new PeerConnected(peer, activationId));
        fetching.Connected(peer);
    }

    /// <inheritdoc/>
    public void Disconnected(int peer)
    {
        inbox.Post(new PeerDisconnected(peer));
        fetching.Disconnected(peer);
    }

    /// <inheritdoc/>
    public async ValueTask<bool> ReceiveAsync(int peer, PeerMessage message, CancellationToken cancel = default)
    {
        while (inbox.CountOf(peer) >= MaxWaiting)
        {
            // Nothing more is read from this link until the replica has caught up; one that stopped never does.
            await Task.Delay(1, cancel);
        }
        switch (message)
        {
            case TransferQuery query:
                transfers.Ask(peer, query);
                return true;
            case TransferAnswer answer:
                fetching.Received(peer, answer);
                return true;
            case Offer offer:
                return await OfferedAsync(peer, offer);
            case Proposal proposal:
                if (!proposal.LeaderVote.IsSigned(merchant.Verifier, merchant.Group))
                {
                    return false;
                }
                await StoreAsync(peer, proposal.Bodies);
                inbox.Post(new Received(peer, proposal with { Bodies = [] }));
                return true;
            case BlockAnswer answer:
                await StoreAsync(peer, answer.Bodies);
                inbox.Post(new Received(peer, answer with { Bodies = [] }));
                return true;
            case RequestAnswer answer:
                await StoreAsync(peer, answer.Bodies);
                return true;
            case ChainAnswer answer:
                foreach (var bodies in answer.Bodies)
                {
                    await StoreAsync(peer, bodies);
                }
                inbox.Post(new Received(peer, answer with { Bodies = [] }));
                return true;
            case VoteMessage vote when !vote.Vote.IsSigned(merchant.Verifier, merchant.Group):
            case AttestationMessage attestation when !attestation.Attestation.IsSigned(merchant.Verifier, merchant.Group.Genesis):
                // Correct members send their own votes and attestations only; checked here, off the replica's turn, and found in the cache there.
                return false;
        }
        inbox.Post(new Received(peer, message));
        return true;
    }

    private async Task<bool> OfferedAsync(int peer, Offer offer)
    {
        var requests = await check.ManyAsync(offer.Bodies);
        var ledger = grains.GetGrain<ILedgerGrain>(GrainKeys.Ledger);
        var executed = await ledger.ExecutedAsync(PackedIds.Of([.. requests.Select(request => request.Id)]));
        var metas = ImmutableArray.CreateBuilder<RequestMeta>(requests.Length);
        var verdicts = ImmutableArray.CreateBuilder<OfferVerdict>();
        var arrived = new HashSet<Digest>();
        for (var i = 0; i < requests.Length; i++)
        {
            arrived.Add(requests[i].Id);
            if (executed[i])
            {
                verdicts.Add(new OfferVerdict(requests[i].Id, OfferStatus.Executed, 0));
            }
            else if (!book.AddPinned(requests[i]))
            {
                verdicts.Add(new OfferVerdict(requests[i].Id, OfferStatus.Busy, 1000));
            }
            else
            {
                metas.Add(RequestCheck.Meta(requests[i], peer));
            }
        }
        foreach (var id in offer.Ids)
        {
            // A body whose signature fails counts as missing, never as evidence.
            if (!arrived.Contains(id))
            {
                verdicts.Add(new OfferVerdict(id, OfferStatus.Refused, 0));
            }
        }
        if (verdicts.Count > 0)
        {
            links.Value.Send(peer, MessageCodec.Encode(new OfferAnswer(verdicts.ToImmutable())));
        }
        if (metas.Count > 0)
        {
            inbox.Post(new RequestsArrived(peer, metas.ToImmutable()));
        }
        return true;
    }

    private async Task StoreAsync(int peer, ImmutableArray<byte[]> bodies)
    {
        if (bodies.IsDefaultOrEmpty)
        {
            return;
        }
        var requests = await check.ManyAsync(bodies);
        var stored = requests.Where(request => book.AddFrom(peer, request)).Select(request => request.Id).ToImmutableArray();
        if (!stored.IsEmpty)
        {
            inbox.Post(new BodiesStored(stored, peer));
        }
    }
}
