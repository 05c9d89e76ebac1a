using Scew.Consensus;
using Scew.Protocol.Ordering;

namespace Scew.Simulation.Oracles;

/// <summary>Evidence never accuses an honest member, and what it shows was really signed.</summary>
internal sealed class EvidenceOracle(World world)
{
    private readonly HashSet<int> _accused = [];

    public int Count { get; private set; }

    public IReadOnlySet<int> AccusedMembers => _accused;

    public void Found(MemberHost host, EvidenceFound found)
    {
        Count++;
        _accused.Add(found.Accused);
        if (world.IsHonest(found.Accused))
        {
            throw new ViolationException("evidence", $"member {host.Name} accuses the honest member {found.Accused}: {found.Evidence}");
        }
        var sound = found.Evidence switch
        {
            ConflictingVotes votes => votes.First.Signer == found.Accused && votes.Second.Signer == found.Accused && votes.First.Statement != votes.Second.Statement
                && votes.First.Statement.View == votes.Second.Statement.View
                && world.Keyring.HasSigned(found.Accused, votes.First.Statement) && world.Keyring.HasSigned(found.Accused, votes.Second.Statement),
            ConflictingAttestations states => states.First.Signer == found.Accused && states.Second.Signer == found.Accused && states.First.State != states.Second.State
                && states.First.State.Height == states.Second.State.Height
                && world.Keyring.HasAttested(found.Accused, states.First.State) && world.Keyring.HasAttested(found.Accused, states.Second.State),
            _ => false,
        };
        if (!sound)
        {
            throw new ViolationException("evidence", $"member {host.Name} shows evidence that proves nothing: {found.Evidence}");
        }
    }
}
