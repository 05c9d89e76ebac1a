using Scew.Protocol;
using Scew.Protocol.Messages;
using Scew.Protocol.Ordering;

namespace Scew.Simulation;

/// <summary>
/// Checks that a replica makes on messages and that <see cref="PlantedRules"/> cannot reach, broken from outside: the message is bent into what the broken check
/// would have taken it for.
/// </summary>
internal static class PlantedIntake
{
    public static PeerMessage Bend(Defect defect, PeerMessage message, Func<Digest, Block?> blockOf, Func<long, AttestedState?> stateAt) => (defect, message) switch
    {
        (Defect.HeightIgnored, VoteMessage { Vote: var vote }) when vote.Statement.Kind != StatementKind.Nullify && blockOf(vote.Statement.Block) is { } block =>
            new VoteMessage(vote with { Statement = vote.Statement with { Height = block.Header.Height } }),
        (Defect.SendersCounted, AttestationMessage { Attestation: var attestation }) when stateAt(attestation.State.Height) is { } state =>
            new AttestationMessage(attestation with { State = state }),
        _ => message,
    };
}
