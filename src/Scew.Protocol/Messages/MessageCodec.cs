using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Scew.Protocol.Codec;
using Scew.Protocol.Ordering;
using Scew.Protocol.Requests;

namespace Scew.Protocol.Messages;

/// <summary>
/// Peer messages as one type byte and a layout per type (README.md). <see cref="Decode"/> refuses anything that <see cref="Encode"/> would not have written.
/// The four-byte length of a frame is the link's.
/// </summary>
public static class MessageCodec
{
    /// <summary>Most bytes of a message.</summary>
    public const int MaxBytes = 4 << 20;

    /// <summary>Most ids, bodies or verdicts in one message.</summary>
    public const int MaxItems = Block.MaxRequests;

    /// <summary>Most blocks in one <see cref="ChainAnswer"/>.</summary>
    public const int MaxBlocks = 256;

    /// <summary>Fewest bytes of a request beside a message. No request is that short; shorter ones would take many times their bytes in memory.</summary>
    public const int MinBodyBytes = 16;

    private const byte TypeHello = 1;
    private const byte TypeStatus = 2;
    private const byte TypeProposal = 3;
    private const byte TypeVote = 4;
    private const byte TypeCertificate = 5;
    private const byte TypeBlockQuery = 6;
    private const byte TypeBlockAnswer = 7;
    private const byte TypeRequestQuery = 8;
    private const byte TypeRequestAnswer = 9;
    private const byte TypeOffer = 10;
    private const byte TypeOfferAnswer = 11;
    private const byte TypeAttestation = 12;
    private const byte TypeChainQuery = 13;
    private const byte TypeChainAnswer = 14;
    private const byte TypeEvidence = 15;
    private const byte TypeRejoinQuery = 16;
    private const byte TypeRejoinAnswer = 17;
    private const byte TypeEraNews = 24;

    /// <summary>The bytes of a message; a message above <see cref="MaxBytes"/> is our bug (see <see cref="TryEncode"/>).</summary>
    public static byte[] Encode(PeerMessage message)
    {
        var bytes = TryEncode(message);
        Invariant.Require(bytes is not null, "a message fits a frame");
        return bytes;
    }

    /// <summary>The bytes of a message, or null when they are more than a frame holds, or a chain has more than <see cref="MaxItems"/> bodies in all.</summary>
    public static byte[]? TryEncode(PeerMessage message)
    {
        if (message is ChainAnswer chain && chain.Bodies.Sum(bodies => bodies.Length) > MaxItems)
        {
            return null;
        }
        var writer = new CodecWriter(Capacity(message));
        Write(writer, message);
        return writer.Length <= MaxBytes ? writer.Detach() : null;
    }

    /// <summary>The message, or null for anything that no replica writes. <paramref name="genesis"/> gives blocks their hashes.</summary>
    public static PeerMessage? Decode(ReadOnlySpan<byte> bytes, Digest genesis)
    {
        if (bytes.Length is 0 or > MaxBytes)
        {
            return null;
        }
        var reader = new CodecReader(bytes);
        var message = Read(ref reader, genesis);
        return reader.Complete ? message : null;
    }

    /// <summary>Bytes that the message will about take; exact for an offer, the commonest of the large ones.</summary>
    private static int Capacity(PeerMessage message) => message switch
    {
        Offer offer => 9 + offer.Ids.Length * Digest.SizeBytes + Capacity(offer.Bodies),
        Proposal proposal => 1024 + proposal.Block.RequestIds.Length * Digest.SizeBytes + Capacity(proposal.Bodies),
        BlockAnswer answer => 1024 + answer.Block.RequestIds.Length * Digest.SizeBytes + Capacity(answer.Bodies),
        RequestAnswer answer => 5 + Capacity(answer.Bodies),
        OfferAnswer answer => 5 + answer.Verdicts.Length * (Digest.SizeBytes + 1 + sizeof(long)),
        _ => 256,
    };

    private static int Capacity(ImmutableArray<byte[]> bodies)
    {
        long size = 0;
        foreach (var body in bodies)
        {
            size += sizeof(int) + body.Length;
        }
        return (int)Math.Min(size, MaxBytes);
    }

    private static void Write(CodecWriter writer, PeerMessage message)
    {
        switch (message)
        {
            case Hello hello:
                writer.U8(TypeHello);
                writer.U32(hello.ProtocolVersion);
                writer.Digest(hello.Genesis);
                writer.Counter(hello.Epoch);
                writer.U16(checked((ushort)hello.Member));
                writer.Digest(hello.ActivationId);
                break;
            case Status status:
                writer.U8(TypeStatus);
                WriteStatus(writer, status);
                break;
            case Proposal proposal:
                writer.U8(TypeProposal);
                proposal.Block.Encode(writer);
                proposal.LeaderVote.Encode(writer);
                WriteBodies(writer, proposal.Bodies);
                break;
            case VoteMessage vote:
                writer.U8(TypeVote);
                vote.Vote.Encode(writer);
                break;
            case CertificateMessage certificate:
                writer.U8(TypeCertificate);
                certificate.Certificate.Encode(writer);
                break;
            case AttestationMessage attestation:
                writer.U8(TypeAttestation);
                attestation.Attestation.Encode(writer);
                break;
            case EvidenceMessage evidence:
                writer.U8(TypeEvidence);
                EvidenceCodec.Encode(writer, evidence.Evidence);
                break;
            default:
                WriteExchange(writer, message);
                break;
        }
    }

    private static void WriteExchange(CodecWriter writer, PeerMessage message)
    {
        switch (message)
        {
            case BlockQuery query:
                writer.U8(TypeBlockQuery);
                writer.Digest(query.Hash);
                break;
            case BlockAnswer answer:
                writer.U8(TypeBlockAnswer);
                answer.Block.Encode(writer);
                WriteBodies(writer, answer.Bodies);
                break;
            case RequestQuery query:
                writer.U8(TypeRequestQuery);
                WriteIds(writer, query.Ids);
                break;
            case RequestAnswer answer:
                writer.U8(TypeRequestAnswer);
                WriteBodies(writer, answer.Bodies);
                break;
            case Offer offer:
                writer.U8(TypeOffer);
                WriteIds(writer, offer.Ids);
                WriteBodies(writer, offer.Bodies);
                break;
            case OfferAnswer answer:
                writer.U8(TypeOfferAnswer);
                writer.U32(answer.Verdicts.Length);
                foreach (var verdict in answer.Verdicts)
                {
                    writer.Digest(verdict.Id);
                    writer.U8((byte)verdict.Status);
                    writer.Counter(verdict.Number);
                }
                break;
            case ChainQuery query:
                writer.U8(TypeChainQuery);
                writer.Counter(query.FromHeight);
                break;
            case ChainAnswer answer:
                writer.U8(TypeChainAnswer);
                WriteChain(writer, answer);
                break;
            case TransferQuery query:
                TransferCodec.Write(writer, query);
                break;
            case TransferAnswer answer:
                TransferCodec.Write(writer, answer);
                break;
            case RejoinQuery query:
                writer.U8(TypeRejoinQuery);
                writer.Digest(query.Nonce);
                writer.Counter(query.WantedView);
                break;
            case RejoinAnswer answer:
                writer.U8(TypeRejoinAnswer);
                WriteRejoin(writer, answer);
                break;
            case EraNews news:
                writer.U8(TypeEraNews);
                writer.U32(news.Handovers.Length);
                foreach (var handover in news.Handovers)
                {
                    writer.Bytes(handover);
                }
                break;
            default:
                throw new InvariantException("a message without a layout: " + message.GetType().Name);
        }
    }

    private static PeerMessage? Read(ref CodecReader reader, Digest genesis) => reader.U8() switch
    {
        TypeHello => new Hello(reader.U32(int.MaxValue), reader.Digest(), reader.Counter(), reader.U16(), reader.Digest()),
        TypeStatus => ReadStatus(ref reader),
        TypeProposal => Block.Decode(ref reader, genesis) is { } block ? new Proposal(block, Vote.Decode(ref reader), ReadBodies(ref reader)) : null,
        TypeVote => new VoteMessage(Vote.Decode(ref reader)),
        TypeCertificate => new CertificateMessage(Certificate.Decode(ref reader)),
        TypeBlockQuery => new BlockQuery(reader.Digest()),
        TypeBlockAnswer => Block.Decode(ref reader, genesis) is { } block ? new BlockAnswer(block, ReadBodies(ref reader)) : null,
        TypeRequestQuery => new RequestQuery(ReadIds(ref reader)),
        TypeRequestAnswer => new RequestAnswer(ReadBodies(ref reader)),
        TypeOffer => new Offer(ReadIds(ref reader), ReadBodies(ref reader)),
        TypeOfferAnswer => new OfferAnswer(ReadVerdicts(ref reader)),
        TypeAttestation => new AttestationMessage(Attestation.Decode(ref reader)),
        TypeChainQuery => new ChainQuery(reader.Counter()),
        TypeChainAnswer => ReadChain(ref reader, genesis),
        TypeRejoinQuery => new RejoinQuery(reader.Digest(), reader.Counter()),
        TypeRejoinAnswer => ReadRejoin(ref reader),
        TypeEvidence => EvidenceCodec.Decode(ref reader) is { } evidence ? new EvidenceMessage(evidence) : null,
        TypeEraNews => ReadNews(ref reader),
        >= TransferCodec.TypeAnchorQuery and <= TransferCodec.TypeStateAnswer and var type => TransferCodec.Read(ref reader, type),
        _ => Unknown(ref reader),
    };

    private static EraNews ReadNews(ref CodecReader reader)
    {
        var handovers = new byte[reader.Count(EraNews.MaxHandovers, sizeof(int))][];
        for (var i = 0; i < handovers.Length; i++)
        {
            handovers[i] = reader.Bytes(Groups.Handover.MaxBytes);
        }
        return new EraNews(ImmutableCollectionsMarshal.AsImmutableArray(handovers));
    }

    private static PeerMessage? Unknown(ref CodecReader reader)
    {
        reader.Fail();
        return null;
    }

    private static void WriteStatus(CodecWriter writer, Status status)
    {
        writer.Counter(status.Epoch);
        writer.Counter(status.Floor);
        writer.Counter(status.View);
        WriteRef(writer, status.Notarized);
        writer.Counter(status.FinalizeVotedView);
        WriteRef(writer, status.Final);
        writer.Counter(status.ExecutedHeight);
        writer.Counter(status.CertifiedHeight);
    }

    private static Status ReadStatus(ref CodecReader reader) => new(
        reader.Counter(), reader.Counter(), reader.Counter(), ReadRef(ref reader), reader.Counter(), ReadRef(ref reader), reader.Counter(), reader.Counter());

    private static void WriteRef(CodecWriter writer, BlockRef block)
    {
        writer.Counter(block.View);
        writer.Counter(block.Height);
        writer.Digest(block.Hash);
    }

    private static BlockRef ReadRef(ref CodecReader reader) => new(reader.Counter(), reader.Counter(), reader.Digest());

    private static void WriteIds(CodecWriter writer, ImmutableArray<Digest> ids)
    {
        writer.U32(ids.Length);
        foreach (var id in ids)
        {
            writer.Digest(id);
        }
    }

    private static ImmutableArray<Digest> ReadIds(ref CodecReader reader)
    {
        var count = reader.Count(MaxItems, Digest.SizeBytes);
        var ids = ImmutableArray.CreateBuilder<Digest>(count);
        for (var i = 0; i < count; i++)
        {
            ids.Add(reader.Digest());
        }
        return ids.MoveToImmutable();
    }

    private static void WriteBodies(CodecWriter writer, ImmutableArray<byte[]> bodies)
    {
        writer.U32(bodies.Length);
        foreach (var body in bodies)
        {
            Invariant.Require(body.Length >= MinBodyBytes, "no request is that short");
            writer.Bytes(body);
        }
    }

    private static ImmutableArray<byte[]> ReadBodies(ref CodecReader reader, int max = MaxItems)
    {
        var count = reader.Count(max, sizeof(int) + MinBodyBytes);
        if (count == 0)
        {
            return [];
        }
        var bodies = new byte[count][];
        for (var i = 0; i < count; i++)
        {
            bodies[i] = reader.Bytes(RequestLimits.MaxWireBytes);
            if (bodies[i].Length < MinBodyBytes)
            {
                reader.Fail();
                return [];
            }
        }
        return ImmutableCollectionsMarshal.AsImmutableArray(bodies);
    }

    private static ImmutableArray<OfferVerdict> ReadVerdicts(ref CodecReader reader)
    {
        var count = reader.Count(MaxItems, Digest.SizeBytes + 1 + sizeof(long));
        var verdicts = ImmutableArray.CreateBuilder<OfferVerdict>(count);
        for (var i = 0; i < count; i++)
        {
            var verdict = new OfferVerdict(reader.Digest(), (OfferStatus)reader.U8(), reader.Counter());
            if (verdict.Status is < OfferStatus.Pooled or > OfferStatus.Busy)
            {
                reader.Fail();
            }
            verdicts.Add(verdict);
        }
        return verdicts.MoveToImmutable();
    }

    private static void WriteChain(CodecWriter writer, ChainAnswer answer)
    {
        Invariant.Require(answer.Bodies.Length == 0 || answer.Bodies.Length == answer.Blocks.Length, "a chain has the bodies of all blocks or none");
        writer.U32(answer.Blocks.Length);
        foreach (var block in answer.Blocks)
        {
            block.Encode(writer);
        }
        answer.Finalization.Encode(writer);
        writer.U32(answer.Bodies.Length);
        foreach (var bodies in answer.Bodies)
        {
            WriteBodies(writer, bodies);
        }
    }

    private static ChainAnswer? ReadChain(ref CodecReader reader, Digest genesis)
    {
        var count = reader.Count(MaxBlocks, Block.MinBytes);
        var blocks = ImmutableArray.CreateBuilder<Block>(count);
        for (var i = 0; i < count && Block.Decode(ref reader, genesis) is { } block; i++)
        {
            blocks.Add(block);
        }
        var finalization = Certificate.Decode(ref reader);
        var lists = reader.Count(MaxBlocks, sizeof(int));
        if (reader.Failed || (lists != 0 && lists != count))
        {
            reader.Fail();
            return null;
        }
        var bodies = ImmutableArray.CreateBuilder<ImmutableArray<byte[]>>(lists);
        var left = MaxItems;
        for (var i = 0; i < lists; i++)
        {
            bodies.Add(ReadBodies(ref reader, left));
            left -= bodies[i].Length;
        }
        return new ChainAnswer(blocks.ToImmutable(), finalization, bodies.ToImmutable());
    }

    private static void WriteRejoin(CodecWriter writer, RejoinAnswer answer)
    {
        writer.Digest(answer.Nonce);
        writer.Counter(answer.Lease);
        WriteRef(writer, answer.Final);
        writer.U32(answer.Votes.Length);
        foreach (var (vote, notarization) in answer.Votes)
        {
            vote.Encode(writer);
            notarization.Encode(writer);
        }
    }

    private static RejoinAnswer ReadRejoin(ref CodecReader reader)
    {
        var nonce = reader.Digest();
        var lease = reader.Counter();
        var final = ReadRef(ref reader);
        var count = reader.Count(RejoinAnswer.MaxVotes, Vote.SignatureBytes);
        var votes = ImmutableArray.CreateBuilder<RejoinVote>(count);
        for (var i = 0; i < count && !reader.Failed; i++)
        {
            votes.Add(new RejoinVote(Vote.Decode(ref reader), Certificate.Decode(ref reader)));
        }
        return new RejoinAnswer(nonce, lease, final, votes.ToImmutable());
    }
}
