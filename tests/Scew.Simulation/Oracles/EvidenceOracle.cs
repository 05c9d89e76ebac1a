using Scew.Consensus;
using Scew.Protocol.Messages;
using Scew.Protocol.Ordering;

namespace Scew.Simulation.Oracles;

/// <summary>
/// Evidence is sound: it never accuses an honest member, and what it shows was really signed. It is complete: a member that is given two statements of one
/// view that exclude each other, both while the view is open there and in the kept range, accuses the signer at once.
/// </summary>
internal sealed class EvidenceOracle(World world)
{
    private const long KeptViews = 64;
    private const int MostAccusations = 64;

    private readonly HashSet<int> _accused = [];
    private readonly Dictionary<int, Memory> _memories = [];

    public int Count { get; private set; }

    public IReadOnlySet<int> AccusedMembers => _accused;

    public void Found(MemberHost host, EvidenceFound found)
    {
        Count++;
        var memory = Of(host);
        foreach (var accused in found.Accused)
        {
            memory.Accusations[accused] = memory.Accusations.GetValueOrDefault(accused) + 1;
            if (found.Evidence is ConflictingVotes { First: var shown })
            {
                memory.Named.Add((accused, shown.Statement.View));
            }
        }
        foreach (var accused in found.Accused)
        {
            _accused.Add(accused);
            if (world.IsHonest(accused))
            {
                throw new ViolationException("evidence", $"member {host.Name} accuses the honest member {accused}: {found.Evidence}");
            }
        }
        var sound = found.Accused.Length > 0 && found.Accused.All(accused => IsSound(found.Evidence, accused));
        if (!sound)
        {
            throw new ViolationException("evidence", $"member {host.Name} shows evidence that proves nothing: {found.Evidence}");
        }
    }

    public void Started(MemberHost host) => _memories[host.Index] = new Memory();

    public void Receiving(MemberHost host, PeerMessage message)
    {
        switch (message)
        {
            case VoteMessage { Vote: var vote }:
                Heard(host, vote);
                break;
            case Proposal { LeaderVote: var vote, Block: var block } when vote.Signer == world.Group.Leader(block.Header.View)
                && vote.Statement == Statement.Notarize(block.Header.View, block.Header.Height, block.Hash) && block.Header.Height <= host.Core?.Final.Height + 256:
                Heard(host, vote);
                break;
            case CertificateMessage { Certificate.Statement.View: var view }:
                Of(host).Closed.Add(view);
                break;
        }
    }

    public void Taken(MemberHost host)
    {
        var memory = Of(host);
        if (host.Up && memory.Due is var (member, view) && !memory.Named.Contains((member, view)) && memory.Accusations.GetValueOrDefault(member) < MostAccusations)
        {
            throw new ViolationException("evidence", $"member {host.Name} was given two statements of member {member} in view {view} that exclude each other, and accuses nobody");
        }
        memory.Due = null;
    }

    private void Heard(MemberHost host, Vote vote)
    {
        var (memory, core, view) = (Of(host), host.Core, vote.Statement.View);
        // With a certificate at hand a vote for the same thing is not kept, so it cannot be held against a later one.
        var open = core is not null && view > core.Final.View && view <= core.View + KeptViews && !memory.Closed.Contains(view) && view >= core.View;
        if (!open || vote.Signer == host.Member || !world.Keyring.HasSigned(vote.Signer, vote.Statement)
            || !world.Keyring.Verify(vote.Signer, vote.Statement.SigningBytes(world.Group.Genesis, world.Group.Epoch), vote.Signature))
        {
            return;
        }
        if (!memory.Heard.TryGetValue((vote.Signer, view), out var statements))
        {
            memory.Heard[(vote.Signer, view)] = statements = [];
        }
        if (statements.Any(other => Exclude(other, vote.Statement)))
        {
            memory.Due = (vote.Signer, view);
        }
        statements.Add(vote.Statement);
    }

    private static bool Exclude(Statement one, Statement other) =>
        one != other && (one.Kind == other.Kind || (one.Kind != StatementKind.Notarize && other.Kind != StatementKind.Notarize));

    private Memory Of(MemberHost host) => _memories[host.Index];

    /// <summary>What one start of one member was given.</summary>
    private sealed class Memory
    {
        public Dictionary<(int Member, long View), HashSet<Statement>> Heard { get; } = [];

        public HashSet<long> Closed { get; } = [];

        public HashSet<(int Member, long View)> Named { get; } = [];

        public Dictionary<int, int> Accusations { get; } = [];

        public (int Member, long View)? Due { get; set; }
    }

    private bool IsSound(Evidence evidence, int accused) => evidence switch
    {
        ConflictingVotes votes => votes.First.Signer == accused && votes.Second.Signer == accused && SaidBoth(accused, votes.First.Statement, votes.Second.Statement),
        ConflictingAttestations states => states.First.Signer == accused && states.Second.Signer == accused && states.First.State != states.Second.State
            && states.First.State.Height == states.Second.State.Height
            && world.Keyring.HasAttested(accused, states.First.State) && world.Keyring.HasAttested(accused, states.Second.State),
        ConflictingCertificates certificates => certificates.First.Signatures.Any(one => one.Signer == accused) && certificates.Second.Signatures.Any(one => one.Signer == accused)
            && SaidBoth(accused, certificates.First.Statement, certificates.Second.Statement),
        _ => false,
    };

    private bool SaidBoth(int accused, Statement first, Statement second) =>
        first != second && first.View == second.View && world.Keyring.HasSigned(accused, first) && world.Keyring.HasSigned(accused, second);
}
