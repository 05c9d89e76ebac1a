using System.Collections.Immutable;
using Scew.Protocol;
using Scew.Protocol.Messages;

namespace Scew.Grains;

/// <summary>Encodes what the core sends, with the requests' bytes that the receiver may lack.</summary>
internal sealed class PeerSender
{
    /// <summary>Requests in one offer: 60 of the largest size fit a frame.</summary>
    private const int MaxOfferIds = 60;

    private readonly IPeerLinks _links;
    private readonly RequestBook _book;
    private readonly PeerKnowledge[] _knows;
    private readonly int _self;

    public PeerSender(MerchantContext merchant, IPeerLinks links, RequestBook book)
    {
        _links = links;
        _book = book;
        _self = merchant.Self;
        _knows = [.. Enumerable.Range(0, merchant.Group.Size).Select(_ => new PeerKnowledge())];
    }

    public PeerKnowledge Knows(int peer) => _knows[peer];

    public void Broadcast(PeerMessage message)
    {
        if (message is Proposal or Offer)
        {
            foreach (var peer in _links.Connected)
            {
                Send(peer, message);
            }
            return;
        }
        byte[]? encoded = null;
        foreach (var peer in _links.Connected)
        {
            _links.Send(peer, encoded ??= MessageCodec.Encode(message));
        }
    }

    public void Send(int peer, PeerMessage message)
    {
        Invariant.Require(peer != _self, "a replica sends nothing to itself");
        switch (message)
        {
            case Offer { Ids.Length: > MaxOfferIds } offer:
                foreach (var ids in offer.Ids.Chunk(MaxOfferIds))
                {
                    Send(peer, new Offer([.. ids], []));
                }
                break;
            case OfferAnswer answer:
                // What the pool did not take is not kept for it.
                _book.Remove([.. answer.Verdicts.Where(v => v.Status is OfferStatus.Busy or OfferStatus.Refused).Select(v => v.Id)]);
                _links.Send(peer, MessageCodec.Encode(answer));
                break;
            case Proposal proposal:
                // What does not fit the frame is left out, and asked for. Proofs of very many failed views may not fit either: then another leader has to be followed.
                if ((MessageCodec.TryEncode(WithBodies(peer, proposal)) ?? MessageCodec.TryEncode(proposal)) is { } frame)
                {
                    _links.Send(peer, frame);
                }
                break;
            default:
                if (MessageCodec.TryEncode(WithBodies(peer, message)) is { } encoded)
                {
                    _links.Send(peer, encoded);
                }
                break;
        }
    }

    public void Forget(ImmutableArray<Digest> ids)
    {
        foreach (var knows in _knows)
        {
            knows.Forget(ids);
        }
    }

    private PeerMessage WithBodies(int peer, PeerMessage message)
    {
        switch (message)
        {
            case Proposal proposal:
                var lacking = _knows[peer].Lacks(proposal.Block.RequestIds);
                _knows[peer].Add(lacking);
                return lacking.IsEmpty ? proposal : proposal with { Bodies = _book.Bodies(lacking) };
            case Offer offer:
                _knows[peer].Add(offer.Ids);
                return offer with { Bodies = _book.Bodies(offer.Ids) };
            default:
                return message;
        }
    }
}
