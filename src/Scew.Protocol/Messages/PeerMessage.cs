using System.Collections.Immutable;
using Scew.Protocol.Ordering;

namespace Scew.Protocol.Messages;

/// <summary>
/// What merchants send each other. A field named Bodies holds requests' wire bytes: the ordering core leaves it empty and never reads it, the shell fills it
/// on the way out and empties it, after checking, on the way in. Type numbers on the wire: append only.
/// </summary>
public abstract record PeerMessage;

/// <summary>First frame on a link, both ways; the activation id names this start of the replica.</summary>
public sealed record Hello(int ProtocolVersion, Digest Genesis, long Epoch, int Member, Digest ActivationId) : PeerMessage;

/// <summary>A block's place: view, height, hash.</summary>
public readonly record struct BlockRef(long View, long Height, Digest Hash);

/// <summary>Where a replica stands (rule 7).</summary>
public sealed record Status(
    long Epoch, long Floor, long View, BlockRef Notarized, long FinalizeVotedView, BlockRef Final, long ExecutedHeight, long CertifiedHeight) : PeerMessage;

/// <summary>A leader's block with its notarize vote, which signs it.</summary>
public sealed record Proposal(Block Block, Vote LeaderVote, ImmutableArray<byte[]> Bodies) : PeerMessage;

/// <summary>One vote.</summary>
public sealed record VoteMessage(Vote Vote) : PeerMessage;

/// <summary>One certificate.</summary>
public sealed record CertificateMessage(Certificate Certificate) : PeerMessage;

/// <summary>Asks for the block with this hash and all its requests.</summary>
public sealed record BlockQuery(Digest Hash) : PeerMessage;

/// <summary>Answers <see cref="BlockQuery"/>.</summary>
public sealed record BlockAnswer(Block Block, ImmutableArray<byte[]> Bodies) : PeerMessage;

/// <summary>Asks for requests by id.</summary>
public sealed record RequestQuery(ImmutableArray<Digest> Ids) : PeerMessage;

/// <summary>Answers <see cref="RequestQuery"/> with what the sender has.</summary>
public sealed record RequestAnswer(ImmutableArray<byte[]> Bodies) : PeerMessage;

/// <summary>Offers pooled requests.</summary>
public sealed record Offer(ImmutableArray<Digest> Ids, ImmutableArray<byte[]> Bodies) : PeerMessage;

/// <summary>A peer's word on an offered request. Append only.</summary>
public enum OfferStatus : byte
{
    /// <summary>In the pool of that activation.</summary>
    Pooled = 1,

    /// <summary>Executed already; the number is the height, or 0.</summary>
    Executed = 2,

    /// <summary>Refused for good.</summary>
    Refused = 3,

    /// <summary>No room; the number is the milliseconds to wait.</summary>
    Busy = 4,
}

/// <summary>One line of an <see cref="OfferAnswer"/>.</summary>
public readonly record struct OfferVerdict(Digest Id, OfferStatus Status, long Number);

/// <summary>Answers an <see cref="Offer"/>.</summary>
public sealed record OfferAnswer(ImmutableArray<OfferVerdict> Verdicts) : PeerMessage;

/// <summary>An attestation.</summary>
public sealed record AttestationMessage(Attestation Attestation) : PeerMessage;

/// <summary>Asks for final blocks from this height on.</summary>
public sealed record ChainQuery(long FromHeight) : PeerMessage;

/// <summary>Consecutive blocks with their requests; the finalization is of the last one.</summary>
public sealed record ChainAnswer(ImmutableArray<Block> Blocks, Certificate Finalization, ImmutableArray<ImmutableArray<byte[]>> Bodies) : PeerMessage;

/// <summary>
/// A replica in doubt asks how far it can have come. The nonce names its doubt; <paramref name="WantedView"/> is the view that must become final before it votes
/// again, 0 until it knows.
/// </summary>
public sealed record RejoinQuery(Digest Nonce, long WantedView) : PeerMessage;

/// <summary>An own finalize vote with the notarization that it stands on.</summary>
public readonly record struct RejoinVote(Vote Vote, Certificate Notarization);

/// <summary>Answers <see cref="RejoinQuery"/>: the sender's lease, final block, and finalize votes above it. The blocks are asked for by hash.</summary>
public sealed record RejoinAnswer(Digest Nonce, long Lease, BlockRef Final, ImmutableArray<RejoinVote> Votes) : PeerMessage
{
    /// <summary>Most votes in one answer.</summary>
    public const int MaxVotes = 64;
}

/// <summary>
/// The answer to a hello of an older epoch, and the last message on that link: how the eras since then passed to the next (the bytes of <see cref="Groups.Handover"/>, oldest first).
/// Nothing in it is taken on the sender's word.
/// </summary>
public sealed record EraNews(ImmutableArray<byte[]> Handovers) : PeerMessage
{
    /// <summary>Most handovers in one message; who lags further behind asks again.</summary>
    public const int MaxHandovers = 4;
}

/// <summary>Evidence of a member's lie.</summary>
public sealed record EvidenceMessage(Evidence Evidence) : PeerMessage;
