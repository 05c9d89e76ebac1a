using Scew.Consensus;
using Scew.Protocol;
using Scew.Protocol.Ordering;

namespace Scew.Liars;

/// <summary>
/// The corrupted member: its configuration and its key as two callbacks. <paramref name="Seed"/> decides every choice; <paramref name="DevGenesis"/> says that
/// the genesis document is marked for development; <paramref name="Victim"/> is the account that a lie against one account is about (null: the liar's choice), so that several can
/// work against the same one.
/// </summary>
public sealed record LiarContext(
    ReplicaConfig Config, Func<Statement, Vote> SignVote, Func<AttestedState, Attestation> SignAttestation, ulong Seed, bool DevGenesis,
    Account? Victim = null);
