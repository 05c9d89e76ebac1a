using Scew.Consensus;
using Scew.Protocol.Ordering;

namespace Scew.Liars;

/// <summary>
/// The corrupted member: its configuration and its key as two callbacks. <paramref name="Seed"/> decides every choice; <paramref name="DevGenesis"/> says that
/// the genesis document is marked for development.
/// </summary>
public sealed record LiarContext(
    ReplicaConfig Config, Func<Statement, Vote> SignVote, Func<AttestedState, Attestation> SignAttestation, ulong Seed, bool DevGenesis);
