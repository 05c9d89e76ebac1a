using System.Collections.Immutable;
using Scew.Protocol;
using Scew.Protocol.Messages;
using Scew.Protocol.Ordering;

namespace Scew.Consensus;

/// <summary>
/// What the replica wants done, in order. What needs the disk first comes out only after the <see cref="Persisted"/> that confirms it: the shell never has
/// to hold an effect back.
/// </summary>
public abstract record Effect;

/// <summary>To one peer; lost without harm when there is no link.</summary>
public sealed record Send(int To, PeerMessage Message) : Effect;

/// <summary>To every peer that is connected.</summary>
public sealed record Broadcast(PeerMessage Message) : Effect;

/// <summary>Sign this statement; answer with <see cref="Signed"/>.</summary>
public sealed record Sign(Statement Statement) : Effect;

/// <summary>Sign this state; answer with <see cref="AttestationSigned"/>.</summary>
public sealed record SignAttestation(AttestedState State) : Effect;

/// <summary>Are all bodies held, and is the block's content valid at its time? Answer with <see cref="BlockChecked"/>.</summary>
public sealed record CheckBlock(Block Block) : Effect;

/// <summary>
/// One transaction, conditional on the lease row being this activation's: the lease where it changes, own finalize votes, certificates, and blocks (with
/// the bytes of their requests). Answer with <see cref="Persisted"/>. A failure stops the replica.
/// </summary>
public sealed record Persist(
    long Sequence, long? Lease, ImmutableArray<Vote> Votes, ImmutableArray<Certificate> Certificates, ImmutableArray<Block> Blocks) : Effect;

/// <summary>
/// These blocks, consecutive from the last final height + 1, are final: execute them in order, answering each with <see cref="Executed"/>. Execution does not
/// wait for the disk. <paramref name="Finalization"/> is of the last one.
/// </summary>
public sealed record Finalised(ImmutableArray<Block> Blocks, Certificate Finalization) : Effect;

/// <summary>n-f equal attestations of an executed height: its receipts can go out.</summary>
public sealed record Certified(AttestedState State, ImmutableArray<Attestation> Attestations) : Effect;

/// <summary>
/// f+1 equal attestations of an executed height, and not yet n-f: a correct member saw it final with this state, so the state can be handed to who lags. Once a height; <see cref="Certified"/>
/// comes after it or in its place.
/// </summary>
public sealed record Vouched(AttestedState State, ImmutableArray<Attestation> Attestations) : Effect;

/// <summary>Send final blocks from this height on (with bodies and a finalization) to a peer that lags.</summary>
public sealed record ServeChain(int To, long FromHeight) : Effect;

/// <summary>Send this block with all bodies to the peer, if held.</summary>
public sealed record ServeBlock(int To, Digest Hash) : Effect;

/// <summary>Send these requests' bytes to the peer, as far as held.</summary>
public sealed record ServeRequests(int To, ImmutableArray<Digest> Ids) : Effect;

/// <summary>Send own stored attestations above this height to the peer.</summary>
public sealed record ServeAttestations(int To, long AboveHeight) : Effect;

/// <summary>Members lied (at least one): keep and show it.</summary>
public sealed record EvidenceFound(Evidence Evidence, ImmutableArray<int> Accused) : Effect;

/// <summary>These requests left the pool without execution: expired. Their bytes can go once no block needs them.</summary>
public sealed record RequestsDropped(ImmutableArray<Digest> Ids) : Effect;

/// <summary>A request was not taken: no room; try again after the time. Only for requests of own clients.</summary>
public sealed record RequestBusy(Digest Id, long RetryMs) : Effect;

/// <summary>
/// A peer showed a signature of this key that its disk does not know: write down that there is doubt, so that a restart before <see cref="Settle"/> does not forget it.
/// Nothing waits for it; it is entered before every later write.
/// </summary>
public sealed record Doubted(string Reason) : Effect;

/// <summary>
/// The doubt about what was signed before is over: make this the durable lease and forget the doubt, in one transaction. Everything asked to be persisted before is on
/// disk. Answer with <see cref="Settled"/>.
/// </summary>
public sealed record Settle(long Lease) : Effect;

/// <summary>
/// This replica stopped voting and attesting, and why; it still serves what it holds. Where it is <paramref name="IsDiverged"/> f+1 others attest another state than its own:
/// nothing that it holds is to be believed.
/// </summary>
public sealed record Halted(string Reason, bool IsDiverged = false) : Effect;
