using Scew.Consensus;
using Scew.Ledger.Transfers;
using Scew.Protocol.Messages;
using Scew.Protocol.Ordering;

namespace Scew.Simulation.Oracles;

/// <summary>
/// All oracles of one run. They see what leaves the replicas and what lies on the disks, know who signed what, and share no code with what they judge.
/// Only honest members are judged.
/// </summary>
public sealed class OracleSet
{
    private readonly World _world;
    private readonly VoteOracle _votes;
    private readonly ChainOracle _chain;
    private readonly CertificateOracle _certificates;
    private readonly EvidenceOracle _evidence;
    private readonly LedgerOracle _ledger;

    internal OracleSet(World world)
    {
        _world = world;
        _certificates = new CertificateOracle(world);
        _votes = new VoteOracle(world);
        Timers = new TimerOracle(world);
        _ledger = new LedgerOracle(world, Timers);
        _chain = new ChainOracle(world, _certificates, _ledger);
        _evidence = new EvidenceOracle(world);
    }

    /// <summary>Blocks final at any honest member so far.</summary>
    public IReadOnlyList<Block> Chain => _chain.Blocks;

    internal TimerOracle Timers { get; }

    /// <summary>When the first armed timer of the agreed chain is due; null when none is.</summary>
    public long? NextDueMs => _ledger.NextDueMs;

    public int SealedWrites => _ledger.SealedWrites;

    public bool Forked => _chain.Forked;

    public int EvidenceCount => _evidence.Count;

    public IReadOnlySet<int> Accused => _evidence.AccusedMembers;

    internal void Started(MemberHost host, RecoveredState recovered)
    {
        if (host.Honest)
        {
            _chain.Started(host, recovered);
            _evidence.Started(host);
        }
    }

    internal void Sending(MemberHost host, PeerMessage message)
    {
        if (host.Honest && !_world.Scenario.OutcomeOnly)
        {
            _votes.Sending(host, message);
            _certificates.Sending(host, message);
            if (message is VoteMessage { Vote: { Statement.Kind: StatementKind.Notarize } vote } && vote.Signer == host.Member && host.BlockOf(vote.Statement.Block) is { } block)
            {
                _chain.Voting(host, block);
            }
            else if (message is Proposal { Block: var own } && _world.Group.Leader(own.Header.View) == host.Member)
            {
                _chain.Voting(host, own);
            }
        }
    }

    internal void Receiving(MemberHost host, PeerMessage message)
    {
        if (host.Honest && host.Up && !_world.Scenario.OutcomeOnly)
        {
            _evidence.Receiving(host, message);
        }
    }

    /// <summary>The message that was shown last is dealt with.</summary>
    internal void Taken(MemberHost host)
    {
        if (host.Honest && !_world.Scenario.OutcomeOnly && !_world.Scenario.ExpectsFork)
        {
            _evidence.Taken(host);
        }
    }

    internal void Finalised(MemberHost host, Finalised finalised)
    {
        if (host.Honest)
        {
            _chain.Finalised(host, finalised);
        }
    }

    internal void Executed(MemberHost host, AttestedState state, IEnumerable<string> fired)
    {
        if (host.Honest)
        {
            if (!Forked)
            {
                Timers.Executed(host, state.Height, fired);
            }
            _chain.Executed(host, state);
        }
    }

    internal void Installed(MemberHost host, InstalledBase installed)
    {
        if (host.Honest)
        {
            _chain.Installed(host, installed.State);
            _certificates.Vouched(host, installed.State, installed.Attestations);
        }
    }

    /// <summary>Who lacks what it offered is not asked again either, and may be honest; replays of any age, and what another activation asked, can look like answers.</summary>
    internal void Banned(MemberHost host, PeerBanned banned)
    {
        if (host.Honest && _world.IsHonest(banned.Peer) && banned.Fault != FetchFault.Empty && (_world.Scenario.Faults & (Faults.Replay | Faults.SecondActivation)) == Faults.None)
        {
            throw new ViolationException("state transfer", $"member {host.Name} at {_world.Now} ms takes the honest member {banned.Peer} for a liar: {banned.Fault}");
        }
    }

    internal void Skipped(MemberHost host, Block block)
    {
        if (host.Honest && !_world.Scenario.OutcomeOnly)
        {
            throw new ViolationException("exactly once", $"member {host.Name} skips a request of height {block.Header.Height}: it was executed before or is not valid then");
        }
    }

    /// <summary>A member that executed the whole chain holds what the chain gives.</summary>
    internal void CompareLedger(MemberHost host) => _ledger.Compare(host, host.ExecutedHeightNow);

    internal void Certified(MemberHost host, Certified certified)
    {
        if (host.Honest && !_world.Scenario.OutcomeOnly)
        {
            _certificates.Certified(host, certified);
        }
    }

    internal void Vouched(MemberHost host, Vouched vouched)
    {
        if (host.Honest && !_world.Scenario.OutcomeOnly)
        {
            _certificates.Vouched(host, vouched.State, vouched.Attestations);
        }
    }

    internal void EvidenceFound(MemberHost host, EvidenceFound found)
    {
        if (host.Honest && !_world.Scenario.OutcomeOnly)
        {
            _evidence.Found(host, found);
        }
    }

    internal void Halted(MemberHost host, Halted halted)
    {
        // Who lost its disk to another activation is told by what that one signs, and stops.
        if (host.Honest && !_world.Scenario.OutcomeOnly && host.Disk.Activation == host.Activation && !(Forked && _world.Scenario.ExpectsFork))
        {
            throw new ViolationException("no halt", $"member {host.Name} at {_world.Now} ms: {halted.Reason}");
        }
    }
}
