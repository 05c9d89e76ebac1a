using System.Collections.Immutable;
using Scew.Protocol;
using Scew.Protocol.Messages;
using Scew.Protocol.Ordering;

namespace Scew.Consensus;

/// <summary>
/// The two clocks, given with every event: <paramref name="MonotonicMs"/> drives time-outs, <paramref name="WallMs"/> (Unix) dates blocks.
/// </summary>
public readonly record struct Clock(long MonotonicMs, long WallMs);

/// <summary>What can happen to a replica. The shell hands events in one at a time.</summary>
public abstract record ReplicaEvent;

/// <summary>Time passed; due whenever <see cref="Replica.NextDeadlineMs"/> is reached.</summary>
public sealed record Tick : ReplicaEvent;

/// <summary>A link to a peer is up, with the activation id of its hello.</summary>
public sealed record PeerConnected(int Peer, Digest ActivationId) : ReplicaEvent;

/// <summary>The link to a peer is down.</summary>
public sealed record PeerDisconnected(int Peer) : ReplicaEvent;

/// <summary>A decoded message of an authenticated peer. Requests beside it were checked and stored by the shell before.</summary>
public sealed record Received(int From, PeerMessage Message) : ReplicaEvent;

/// <summary>
/// Checked requests that are not executed yet; <see cref="RequestMeta.BroughtBy"/> is this member for a client of its own, else the peer that
/// offered them. <paramref name="OfferedBy"/> (a peer, or null for own clients) gets an answer for every one.
/// </summary>
public sealed record RequestsArrived(int? OfferedBy, ImmutableArray<RequestMeta> Requests) : ReplicaEvent;

/// <summary>The shell stored these requests' bytes (from an answer or a proposal), so a block that lacked them can be checked again. Whose link brought them counts for that link's share of what waits, not for the core.</summary>
public sealed record BodiesStored(ImmutableArray<Digest> Ids, int? BroughtBy = null) : ReplicaEvent;

/// <summary>Outcome of <see cref="CheckBlock"/>. Append only.</summary>
public enum BlockVerdict
{
    /// <summary>All bodies are held, and every request is valid at the block's time and not executed.</summary>
    Valid,

    /// <summary>All bodies are held, but a correct replica does not vote for it.</summary>
    HeldButInvalid,

    /// <summary>Bodies are missing.</summary>
    Missing,
}

/// <summary>Answers <see cref="CheckBlock"/>.</summary>
public sealed record BlockChecked(Digest Block, BlockVerdict Verdict, ImmutableArray<Digest> MissingIds) : ReplicaEvent;

/// <summary>Answers <see cref="Sign"/>.</summary>
public sealed record Signed(Vote Vote) : ReplicaEvent;

/// <summary>Answers <see cref="SignAttestation"/>.</summary>
public sealed record AttestationSigned(Attestation Attestation) : ReplicaEvent;

/// <summary>Everything in the <see cref="Persist"/> with this number is on disk, and so is everything before it.</summary>
public sealed record Persisted(long Sequence) : ReplicaEvent;

/// <summary>The <see cref="Settle"/> with this lease is on disk.</summary>
public sealed record Settled(long Lease) : ReplicaEvent;

/// <summary>
/// The ledger executed a final height (heights come in order). <paramref name="NextDueMs"/> (Unix) is when the first contract timer is due after it, also where that is past; null
/// when none is armed.
/// </summary>
public sealed record Executed(AttestedState State, long? NextDueMs) : ReplicaEvent
{
    /// <summary>The epoch's last height once it is decided: blocks above it only make it final.</summary>
    public long? LastHeight { get; init; }
}

/// <summary>The ledger of this start is loaded and stands at this height, before it executed anything: when the first contract timer is due, as in <see cref="Executed"/>.</summary>
public sealed record TimersLoaded(long Height, long? NextDueMs) : ReplicaEvent
{
    /// <summary>As in <see cref="Scew.Consensus.Executed"/>.</summary>
    public long? LastHeight { get; init; }
}

/// <summary>
/// A state transfer put the attested state of <paramref name="Final"/> into the store and the ledger stands on it: nothing at or below its height is executed any more.
/// <paramref name="Finalization"/> is the block's, where one was at hand; <paramref name="Executed"/> are the requests of the last windows up to it;
/// <paramref name="NextDueMs"/> as in <see cref="Scew.Consensus.Executed"/>.
/// </summary>
public sealed record StateInstalled(
    BlockRef Final, long TimeMs, Certificate? Finalization, ImmutableArray<Digest> Executed, long? NextDueMs) : ReplicaEvent
{
    /// <summary>As in <see cref="Scew.Consensus.Executed"/>.</summary>
    public long? LastHeight { get; init; }

    /// <summary>The state's attestations where they are f+1 or more and not n-f; empty where n-f members attest it.</summary>
    public ImmutableArray<Attestation> Vouchers { get; init; } = [];
}

/// <summary>A client asks for the end of an unknown outcome: one empty block may be made once the chain's time must pass <paramref name="UntilMs"/>.</summary>
public sealed record EndUnknownAsked(long UntilMs) : ReplicaEvent;

/// <summary>Somebody outside the group brings evidence: checked like a peer's.</summary>
public sealed record EvidenceBrought(Evidence Evidence) : ReplicaEvent;

/// <summary>A clean shutdown begins: lower the lease.</summary>
public sealed record ShutdownAsked : ReplicaEvent;
