using System.Collections.Immutable;
using Scew.Consensus;
using Scew.Ledger;
using Scew.Protocol;
using Scew.Protocol.Messages;
using Scew.Protocol.Ordering;
using Scew.Protocol.Registers;

namespace Scew.Simulation;

/// <summary>One executed height as it lies on disk: state, ids of executed requests, registers that changed, own attestation.</summary>
public sealed record ExecutedHeight(AttestedState State, ImmutableArray<ExecutedId> Requests, ImmutableArray<Register> Registers, Attestation? Own)
{
    /// <summary>Executed while the member was in doubt.</summary>
    public bool InDoubt { get; init; }
}

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

    /// <summary>The state that a transfer installed, or null: heights begin at 1.</summary>
    public InstalledBase? Base { get; private set; }

    /// <summary>The height of <see cref="Base"/>.</summary>
    public long BaseHeight => Base?.Height ?? 0;

    /// <summary>Heights above the base, in order.</summary>
    public List<ExecutedHeight> Executed { get; } = [];

    /// <summary>The highest executed height.</summary>
    public long ExecutedTo => BaseHeight + Executed.Count;

    /// <summary>Registers of a transfer under way; whoever opens the disk finds none.</summary>
    public SortedDictionary<RegisterKey, Register> Staged { get; } = [];

    /// <summary>n-f equal attestations of heights that are certified, and those of the base.</summary>
    public SortedDictionary<long, ImmutableArray<Attestation>> Attestations { get; } = [];

    /// <summary>Blocks of the last windows that came with an installed state, without bodies.</summary>
    public Dictionary<Digest, BlockIds> WindowBlocks { get; } = [];

    /// <summary>Blocks up to this height are not served as a chain any more.</summary>
    public long PrunedTo { get; private set; }

    /// <summary>Of blocks below this height not even the ids are left.</summary>
    public long GoneBelow { get; private set; }

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
        var copy = new SimulatedDisk { Lease = Lease, Certified = Certified, Base = Base, PrunedTo = PrunedTo, GoneBelow = GoneBelow };
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
        WindowBlocks.Clear();
        Executed.Clear();
        Registers.Clear();
        Staged.Clear();
        Attestations.Clear();
        (Lease, Certified) = (backup?.Lease ?? 0, backup?.Certified ?? 0);
        (Base, PrunedTo, GoneBelow) = (backup?.Base, backup?.PrunedTo ?? 0, backup?.GoneBelow ?? 0);
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
        foreach (var (hash, block) in other.WindowBlocks)
        {
            WindowBlocks[hash] = block;
        }
        foreach (var (key, register) in other.Registers)
        {
            Registers[key] = register;
        }
        foreach (var (height, attestations) in other.Attestations)
        {
            Attestations[height] = attestations;
        }
    }

    /// <summary>Registers of a transfer are put aside.</summary>
    public void Stage(ImmutableArray<Register> registers)
    {
        foreach (var register in registers)
        {
            Staged[register.Key] = register;
        }
    }

    /// <summary>
    /// One transaction: the state becomes base and executed height, what was staged goes over the registers, and these over them where they are newer. Of the blocks that an older one
    /// brought those before <paramref name="windowsFromMs"/> go, but for the newest.
    /// </summary>
    public void Install(InstalledBase installed, IEnumerable<Register> executed, Group group, long windowsFromMs)
    {
        Invariant.Require(installed.Height > ExecutedTo, "a state transfer never goes back");
        foreach (var register in executed)
        {
            Registers[register.Key] = register;
        }
        foreach (var (key, register) in Staged)
        {
            Invariant.Require(!Registers.TryGetValue(key, out var held) || held.Version <= register.Version, "a register's version never falls");
            Registers[key] = register;
        }
        Staged.Clear();
        Executed.Clear();
        foreach (var block in installed.Blocks)
        {
            WindowBlocks[block.Header.Hash(group.Genesis)] = block;
        }
        var outside = WindowBlocks.Values.Where(block => block.Header.TimeMs <= windowsFromMs).Select(block => block.Header.Height).DefaultIfEmpty().Max();
        RemoveWindowBlocks(outside);
        Base = installed;
        Attestations[installed.Height] = installed.Attestations;
        Certified = Math.Max(Certified, installed.IsCertified(group) ? installed.Height : installed.Height - 1);
    }

    /// <summary>n-f attestations ride with a flush.</summary>
    public void Attest(IEnumerable<ImmutableArray<Attestation>> certified)
    {
        foreach (var attestations in certified)
        {
            Attestations[attestations[0].State.Height] = attestations;
        }
    }

    /// <summary>Chains up to this height are given up, and blocks below the other are gone; never what is not executed yet.</summary>
    public void Prune(long height, long gone)
    {
        PrunedTo = Math.Max(PrunedTo, Math.Min(height, ExecutedTo));
        GoneBelow = Math.Max(GoneBelow, Math.Min(gone, PrunedTo));
        RemoveWindowBlocks(GoneBelow);
    }

    private void RemoveWindowBlocks(long below)
    {
        foreach (var hash in WindowBlocks.Where(one => one.Value.Header.Height < below).Select(one => one.Key).ToList())
        {
            WindowBlocks.Remove(hash);
        }
    }

    /// <summary>Takes over heights that follow those it has.</summary>
    public void Flush(IEnumerable<ExecutedHeight> heights, long certified)
    {
        foreach (var height in heights.Where(height => height.State.Height == ExecutedTo + 1))
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

    /// <summary>The highest block with a stored finalization whose ancestors down to the executed height are all held; null for genesis and for the base.</summary>
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
            if (current.Header.Height <= ExecutedTo)
            {
                return ExecutedBlock(current.Header.Height) == current.Hash;
            }
            if (!current.RequestIds.All(Bodies.ContainsKey))
            {
                return false;
            }
            if (current.Header.Height - 1 <= ExecutedTo)
            {
                return current.Header.Height == 1 || ExecutedBlock(current.Header.Height - 1) == current.Header.Parent;
            }
            if (!Blocks.TryGetValue(current.Header.Parent, out current!))
            {
                return false;
            }
        }
    }

    /// <summary>The executed block of a height; null below the base, where nothing is known.</summary>
    private Digest? ExecutedBlock(long height) =>
        height > BaseHeight ? Executed[(int)(height - BaseHeight) - 1].State.Block : height == BaseHeight ? Base?.State.Block : null;

    public RecoveredState Recover(Group group)
    {
        var final = Final();
        var place = final is { Block: var block } ? new BlockRef(block.Header.View, block.Header.Height, block.Hash) : Base?.Block ?? RecoveredState.Empty(group).Final;
        var above = Blocks.Values.Where(held => held.Header.Height > ExecutedTo).OrderBy(held => held.Header.Height).ThenBy(held => held.Hash);
        var certificates = Certificates.Values.Where(certificate =>
            certificate.Statement.View > place.View || (certificate.Statement.View == place.View && certificate.Statement.Kind == StatementKind.Finalize));
        return new RecoveredState(
            Lease, place, final?.Block.Header.TimeMs ?? Base?.State.TimeMs ?? 0, ExecutedTo, Math.Min(Certified, ExecutedTo), [.. above], [.. certificates],
            [.. FinalizeVotes.Where(vote => vote.Statement.View > place.View)])
        {
            Doubt = Doubt,
            Uncertified =
            [
                .. Base is { } installed && installed.Height > Certified ? [new UncertifiedHeight(installed.State, null) { IsInstalled = true }] : Array.Empty<UncertifiedHeight>(),
                .. Executed.Where(height => height.State.Height > Certified).Select(height => new UncertifiedHeight(height.State, height.Own)),
            ],
        };
    }
}
