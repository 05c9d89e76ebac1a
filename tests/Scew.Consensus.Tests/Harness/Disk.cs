using Scew.Protocol;
using Scew.Protocol.Messages;
using Scew.Protocol.Ordering;

namespace Scew.Consensus.Tests.Harness;

/// <summary>What survives a restart of one replica.</summary>
internal sealed class Disk(Group group)
{
    public long Lease { get; set; }

    /// <summary>Why the next start cannot know what it signed; durable until it is settled.</summary>
    public string? Doubt { get; set; }

    public SortedDictionary<long, Vote> FinalizeVotes { get; } = [];

    public Dictionary<(StatementKind, long), Certificate> Certificates { get; } = [];

    public Dictionary<Digest, Block> Blocks { get; } = [];

    /// <summary>Applied heights with their states, own attestations and the block of each.</summary>
    public SortedDictionary<long, (Block Block, AttestedState State)> Applied { get; } = [];

    public SortedDictionary<long, Attestation> OwnAttestations { get; } = [];

    public SortedSet<long> CertifiedHeights { get; } = [];

    /// <summary>What a backup holds: everything but a lease that can be trusted.</summary>
    public Disk Copy(string doubt)
    {
        var copy = new Disk(group) { Lease = Lease, Doubt = doubt };
        Copy(FinalizeVotes, copy.FinalizeVotes);
        Copy(Certificates, copy.Certificates);
        Copy(Blocks, copy.Blocks);
        Copy(Applied, copy.Applied);
        Copy(OwnAttestations, copy.OwnAttestations);
        copy.CertifiedHeights.UnionWith(CertifiedHeights);
        return copy;
    }

    private static void Copy<TKey, TValue>(IDictionary<TKey, TValue> from, IDictionary<TKey, TValue> to)
        where TKey : notnull
    {
        foreach (var (key, value) in from)
        {
            to[key] = value;
        }
    }

    public void Write(Persist persist)
    {
        Lease = persist.Lease ?? Lease;
        foreach (var vote in persist.Votes)
        {
            FinalizeVotes[vote.Statement.View] = vote;
        }
        foreach (var certificate in persist.Certificates)
        {
            Certificates[(certificate.Statement.Kind, certificate.Statement.View)] = certificate;
        }
        foreach (var block in persist.Blocks)
        {
            Blocks[block.Hash] = block;
        }
    }

    public RecoveredState Read()
    {
        var finals = Certificates.Values.Where(one => one.Statement.Kind == StatementKind.Finalize && HasChain(one.Statement.Block))
            .OrderBy(static one => one.Statement.View).ToList();
        var executed = Applied.Count == 0 ? group.Start.Height : Applied.Keys.Last();
        var final = group.Start;
        long time = 0;
        if (finals.Count > 0)
        {
            var statement = finals[^1].Statement;
            final = new BlockRef(statement.View, statement.Height, statement.Block);
            time = Blocks[statement.Block].Header.TimeMs;
        }
        if (executed > final.Height)
        {
            // Applied heights are final whether or not the journal heard of their finalization.
            var block = Applied[executed].Block;
            final = new BlockRef(block.Header.View, executed, block.Hash);
            time = block.Header.TimeMs;
        }
        // The block on which an era stands is the first that its members attest; a test that says nothing of its state has that behind it.
        var certified = group.StartState is null ? group.Start.Height : group.Start.Height - 1;
        while (CertifiedHeights.Contains(certified + 1))
        {
            certified++;
        }
        return new RecoveredState(
            Lease, final, time, executed, certified,
            [.. Blocks.Values.Where(block => block.Header.Height > executed).OrderBy(static block => block.Header.View)],
            [.. Certificates.Values.Where(one => one.Statement.View > final.View || one.Statement.Block == final.Hash).OrderBy(static one => one.Statement.View)],
            [.. FinalizeVotes.Values.Where(vote => vote.Statement.View > final.View)])
        {
            Doubt = Doubt,
            Uncertified = [.. Start(certified), .. Applied.Where(one => one.Key > certified).Select(one => new UncertifiedHeight(one.Value.State, OwnAttestations.GetValueOrDefault(one.Key)))],
        };
    }

    private IEnumerable<UncertifiedHeight> Start(long certified) => group.StartState is { } start && certified < start.Height
        ? [new UncertifiedHeight(start, OwnAttestations.GetValueOrDefault(start.Height))]
        : [];

    private bool HasChain(Digest hash)
    {
        var genesis = group.Start.Hash;
        while (hash != genesis && Blocks.TryGetValue(hash, out var block))
        {
            hash = block.Header.Parent;
        }
        return hash == genesis;
    }
}
