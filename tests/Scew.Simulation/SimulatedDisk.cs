using System.Collections.Immutable;
using Scew.Consensus;
using Scew.Ledger;
using Scew.Protocol;
using Scew.Protocol.Messages;
using Scew.Protocol.Ordering;
using Scew.Protocol.Registers;

namespace Scew.Simulation;

/// <summary>One executed height as it lies on disk: state, ids of executed requests, registers that changed, own attestation.</summary>
public sealed record ExecutedHeight(AttestedState State, ImmutableArray<ExecutedId> Requests, ImmutableArray<Register> Registers, Attestation? Own);

/// <summary>
/// What one member's disk holds. Only finished writes change it, so a crash loses whatever was under way. Writes belong to an activation; those of an
/// older one are refused.
/// </summary>
public sealed class SimulatedDisk
{
    private readonly HashSet<Digest> _finalizeVoted = [];

    public Digest Activation { get; set; }

    public long Lease { get; private set; }

    /// <summary>Why its owner cannot know what it signed before; durable until settled.</summary>
    public string? Doubt { get; private set; }

    public List<Vote> FinalizeVotes { get; } = [];

    public SortedDictionary<(long View, StatementKind Kind), Certificate> Certificates { get; } = [];

    public Dictionary<Digest, Block> Blocks { get; } = [];

    public Dictionary<Digest, byte[]> Bodies { get; } = [];

    /// <summary>Heights 1, 2, ... in order.</summary>
    public List<ExecutedHeight> Executed { get; } = [];

    /// <summary>As of the last executed height: they are written with it or not at all.</summary>
    public SortedDictionary<RegisterKey, Register> Registers { get; } = [];

    public long Certified { get; private set; }

    public bool HoldsFinalizeVote(Digest block) => _finalizeVoted.Contains(block);

    public void Apply(Persist write, IReadOnlyList<byte[]> bodies)
    {
        Lease = write.Lease ?? Lease;
        foreach (var body in bodies)
        {
            Bodies[Digest.Of(body)] = body;
        }
        foreach (var block in write.Blocks)
        {
            Blocks[block.Hash] = block;
        }
        foreach (var certificate in write.Certificates)
        {
            Certificates[(certificate.Statement.View, certificate.Statement.Kind)] = certificate;
        }
        foreach (var vote in write.Votes)
        {
            FinalizeVotes.Add(vote);
            _finalizeVoted.Add(vote.Statement.Block);
        }
    }

    /// <summary>A peer showed what this disk does not know.</summary>
    public void Suspect(string reason) => Doubt ??= reason;

    /// <summary>The rejoin of a member in doubt is over.</summary>
    public void Settle(long lease)
    {
        Lease = lease;
        Doubt = null;
    }

    /// <summary>A copy as a backup makes it: consistent, without a lease to go on with.</summary>
    public SimulatedDisk Backup()
    {
        var copy = new SimulatedDisk { Lease = Lease, Certified = Certified };
        copy.Take(this);
        return copy;
    }

    /// <summary>Everything is gone, or in its place stands an old copy; the owner is told so.</summary>
    public void Replace(SimulatedDisk? backup, bool noticed)
    {
        _finalizeVoted.Clear();
        FinalizeVotes.Clear();
        Certificates.Clear();
        Blocks.Clear();
        Bodies.Clear();
        Executed.Clear();
        Registers.Clear();
        (Lease, Certified) = (backup?.Lease ?? 0, backup?.Certified ?? 0);
        Doubt = !noticed ? null : backup is null ? "lost" : "restored";
        if (backup is not null)
        {
            Take(backup);
        }
    }

    private void Take(SimulatedDisk other)
    {
        _finalizeVoted.UnionWith(other._finalizeVoted);
        FinalizeVotes.AddRange(other.FinalizeVotes);
        Executed.AddRange(other.Executed);
        foreach (var (place, certificate) in other.Certificates)
        {
            Certificates[place] = certificate;
        }
        foreach (var (hash, block) in other.Blocks)
        {
            Blocks[hash] = block;
        }
        foreach (var (id, body) in other.Bodies)
        {
            Bodies[id] = body;
        }
        foreach (var (key, register) in other.Registers)
        {
            Registers[key] = register;
        }
    }

    /// <summary>Takes over heights that follow those it has.</summary>
    public void Flush(IEnumerable<ExecutedHeight> heights, long certified)
    {
        foreach (var height in heights.Where(height => height.State.Height == Executed.Count + 1))
        {
            Executed.Add(height);
            foreach (var register in height.Registers)
            {
                Registers[register.Key] = register;
            }
        }
        Certified = Math.Max(Certified, certified);
    }

    /// <summary>What no transactional store does: the registers of the first height stay, the height itself is lost.</summary>
    public void TearFlush(IReadOnlyList<ExecutedHeight> heights)
    {
        foreach (var register in heights.Take(1).SelectMany(height => height.Registers))
        {
            Registers[register.Key] = register;
        }
    }

    /// <summary>The highest block with a stored finalization whose ancestors down to the executed height are all held; null for genesis.</summary>
    public (Block Block, Certificate Finalization)? Final()
    {
        foreach (var ((_, kind), certificate) in Certificates.Reverse())
        {
            if (kind == StatementKind.Finalize && Blocks.TryGetValue(certificate.Statement.Block, out var block) && Reaches(block))
            {
                return (block, certificate);
            }
        }
        return null;
    }

    /// <summary>True when every block from this one down to the executed height is held with its bodies.</summary>
    public bool Reaches(Block block)
    {
        var current = block;
        while (true)
        {
            if (current.Header.Height <= Executed.Count)
            {
                return Executed[(int)current.Header.Height - 1].State.Block == current.Hash;
            }
            if (!current.RequestIds.All(Bodies.ContainsKey))
            {
                return false;
            }
            if (current.Header.Height == 1)
            {
                return true;
            }
            if (!Blocks.TryGetValue(current.Header.Parent, out current!))
            {
                return false;
            }
        }
    }

    public RecoveredState Recover(Group group)
    {
        var final = Final();
        var place = final is { Block: var block } ? new BlockRef(block.Header.View, block.Header.Height, block.Hash) : RecoveredState.Empty(group).Final;
        var above = Blocks.Values.Where(held => held.Header.Height > Executed.Count).OrderBy(held => held.Header.Height).ThenBy(held => held.Hash);
        var certificates = Certificates.Values.Where(certificate =>
            certificate.Statement.View > place.View || (certificate.Statement.View == place.View && certificate.Statement.Kind == StatementKind.Finalize));
        return new RecoveredState(
            Lease, place, final?.Block.Header.TimeMs ?? 0, Executed.Count, Math.Min(Certified, Executed.Count), [.. above], [.. certificates],
            [.. FinalizeVotes.Where(vote => vote.Statement.View > place.View)])
        {
            Doubt = Doubt,
            Uncertified = [.. Executed.Where(height => height.State.Height > Certified).Select(height => new UncertifiedHeight(height.State, height.Own))],
        };
    }
}
