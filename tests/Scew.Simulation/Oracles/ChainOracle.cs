using Scew.Consensus;
using Scew.Protocol;
using Scew.Protocol.Ordering;

namespace Scew.Simulation.Oracles;

/// <summary>
/// Agreement and what hangs on it: one final block a height at all honest members; each member's final blocks follow each other; time rises and stays near
/// the clocks; no request twice, none outside its validity; equal states after equal heights.
/// </summary>
internal sealed class ChainOracle(World world, CertificateOracle certificates, LedgerOracle ledger)
{
    private readonly List<Block> _blocks = [];
    private readonly List<AttestedState> _states = [];
    private readonly Dictionary<int, long> _finalAt = [];
    private readonly Dictionary<Digest, long> _requests = [];

    public IReadOnlyList<Block> Blocks => _blocks;

    /// <summary>Two correct members hold different final blocks of one height.</summary>
    public bool Forked { get; private set; }

    public void Started(MemberHost host, RecoveredState recovered)
    {
        var final = recovered.Final;
        if (final.Height > _blocks.Count || (final.Height > 0 && _blocks[(int)final.Height - 1].Hash != final.Hash))
        {
            throw new ViolationException("agreement", $"member {host.Name} starts with a final block {final.Hash.Short} at height {final.Height} that nobody finalised");
        }
        _finalAt[host.Index] = final.Height;
    }

    public void Finalised(MemberHost host, Finalised finalised)
    {
        if (!world.Scenario.OutcomeOnly)
        {
            certificates.Finalised(host, finalised);
        }
        foreach (var block in finalised.Blocks)
        {
            var height = block.Header.Height;
            if (height != _finalAt[host.Index] + 1)
            {
                throw new ViolationException("prefix", $"member {host.Name} finalises height {height} after {_finalAt[host.Index]}");
            }
            _finalAt[host.Index] = height;
            if (height <= _blocks.Count)
            {
                if (_blocks[(int)height - 1].Hash != block.Hash)
                {
                    Forked = true;
                    if (world.Scenario.ExpectsFork)
                    {
                        continue;
                    }
                    throw new ViolationException("agreement", $"height {height}: member {host.Name} finalises {block.Hash.Short}, another one {_blocks[(int)height - 1].Hash.Short}");
                }
                continue;
            }
            if (Forked)
            {
                continue;
            }
            if (!world.Scenario.OutcomeOnly)
            {
                Judge(host, block);
            }
            _blocks.Add(block);
            ledger.Apply(block);
        }
    }

    public void Executed(MemberHost host, AttestedState state)
    {
        if (Forked && world.Scenario.ExpectsFork)
        {
            return;
        }
        if (state.Height <= _states.Count)
        {
            if (_states[(int)state.Height - 1] != state)
            {
                throw new ViolationException("equal states", $"height {state.Height}: member {host.Name} reached another state");
            }
            return;
        }
        _states.Add(state);
    }

    /// <summary>A member has put a state in place: the one that execution gave, and no request of it is voted for again.</summary>
    public void Installed(MemberHost host, AttestedState state)
    {
        if (state.Height > _states.Count || _states[(int)state.Height - 1] != state)
        {
            throw new ViolationException("state transfer", $"member {host.Name} installed a state of height {state.Height} that nobody reached by execution");
        }
        ledger.Compare(host, state.Height);
        _finalAt[host.Index] = Math.Max(_finalAt[host.Index], state.Height);
    }

    /// <summary>Who has executed a request, or a state with it, does not vote for it again.</summary>
    public void Voting(MemberHost host, Block block)
    {
        if (Forked)
        {
            return;
        }
        foreach (var id in block.RequestIds)
        {
            if (_requests.TryGetValue(id, out var height) && height < block.Header.Height && height <= host.ExecutedHeightNow)
            {
                throw new ViolationException("exactly once", $"member {host.Name} votes at height {block.Header.Height} for request {id.Short} of height {height}, which it has executed or installed");
            }
        }
    }

    private void Judge(MemberHost host, Block block)
    {
        var header = block.Header;
        var parent = _blocks.Count == 0 ? null : _blocks[^1];
        if (parent is not null && (header.Parent != parent.Hash || header.View <= parent.Header.View))
        {
            throw new ViolationException("prefix", $"height {header.Height} at member {host.Name} does not follow height {parent.Header.Height}");
        }
        if (parent is not null && header.TimeMs <= parent.Header.TimeMs)
        {
            throw new ViolationException("time", $"height {header.Height} is dated {header.TimeMs}, its parent {parent.Header.TimeMs}");
        }
        var latest = World.EpochMs + world.Now + world.Scenario.MaxClockErrorMs + 2000;
        if (header.TimeMs > latest)
        {
            throw new ViolationException("time", $"height {header.Height} is dated {header.TimeMs - latest} ms beyond every clock and the drift");
        }
        foreach (var id in block.RequestIds)
        {
            var request = world.Clients.Find(id) ?? throw new ViolationException("validity", $"height {header.Height} holds a request that no client made");
            if (!_requests.TryAdd(id, header.Height))
            {
                throw new ViolationException("exactly once", $"height {header.Height} holds request {id.Short} again");
            }
            if (!request.ValidAt(header.TimeMs, world.Scenario.WindowMs, world.Scenario.LongWindowMs))
            {
                throw new ViolationException("validity", $"height {header.Height} holds request {id.Short} outside its validity");
            }
        }
    }
}
