using Scew.Protocol.Messages;
using Scew.Protocol.Ordering;

namespace Scew.Simulation.Oracles;

/// <summary>
/// An honest member, over all its starts: one notarize and one finalize a view, never nullify and finalize of one view; finalize only after its commit with
/// notarization and all bodies; nothing in views at or below the floor but nullify and what was said before; nothing above the durable lease; nothing at all while in doubt. Votes count when
/// they leave the member, in whatever message.
/// </summary>
internal sealed class VoteOracle
{
    private readonly World _world;
    private readonly HashSet<Statement>[] _released;
    private readonly Dictionary<(int Member, long View, StatementKind Kind), Statement> _byView = [];

    public VoteOracle(World world)
    {
        _world = world;
        _released = [.. Enumerable.Range(0, world.Group.Size).Select(_ => new HashSet<Statement>())];
    }

    public void Sending(MemberHost host, PeerMessage message)
    {
        switch (message)
        {
            case VoteMessage { Vote: var vote }:
                Own(host, vote.Signer, vote.Statement);
                break;
            case Proposal proposal:
                Own(host, proposal.LeaderVote.Signer, proposal.LeaderVote.Statement);
                Justified(host, proposal.Block);
                break;
            case CertificateMessage { Certificate: var certificate }:
                Signatures(host, certificate);
                break;
            case BlockAnswer { Block: var block }:
                Justified(host, block);
                break;
            case ChainAnswer answer:
                Signatures(host, answer.Finalization);
                break;
        }
    }

    private void Justified(MemberHost host, Block block)
    {
        if (block.Justification.Parent is { } parent)
        {
            Signatures(host, parent);
        }
        foreach (var nullification in block.Justification.Nullifications)
        {
            Signatures(host, nullification);
        }
    }

    private void Signatures(MemberHost host, Certificate certificate)
    {
        foreach (var signature in certificate.Signatures)
        {
            Own(host, signature.Signer, certificate.Statement);
        }
    }

    private void Own(MemberHost host, int signer, Statement statement)
    {
        if (signer != host.Member || !_released[signer].Add(statement))
        {
            return;
        }
        // A finalize vote on the disk was signed before; that nobody was told yet does not matter.
        if (host.Disk.Doubt is { } doubt && host.Disk.Activation == host.Activation && !(statement.Kind == StatementKind.Finalize && host.Disk.HoldsFinalizeVote(statement.Block)))
        {
            throw Broken(host, $"says {Show(statement)} although its disk was {doubt} and it has not rejoined");
        }
        if (_byView.TryGetValue((signer, statement.View, statement.Kind), out var other) && other != statement)
        {
            throw Broken(host, $"says both {Show(other)} and {Show(statement)}");
        }
        _byView[(signer, statement.View, statement.Kind)] = statement;
        var opposite = statement.Kind == StatementKind.Nullify ? StatementKind.Finalize : StatementKind.Nullify;
        if (statement.Kind != StatementKind.Notarize && _byView.TryGetValue((signer, statement.View, opposite), out var contrary))
        {
            throw Broken(host, $"says both {Show(contrary)} and {Show(statement)}");
        }
        if (statement.View > host.Disk.Lease)
        {
            throw Broken(host, $"says {Show(statement)} above its durable lease {host.Disk.Lease}");
        }
        if (statement.Kind != StatementKind.Nullify && statement.View <= host.Floor && !host.Disk.HoldsFinalizeVote(statement.Block))
        {
            throw Broken(host, $"says {Show(statement)} although its floor is {host.Floor}");
        }
        if (statement.Kind == StatementKind.Finalize)
        {
            Durable(host, statement);
        }
    }

    private static void Durable(MemberHost host, Statement statement)
    {
        var disk = host.Disk;
        if (!disk.HoldsFinalizeVote(statement.Block))
        {
            throw Broken(host, $"says {Show(statement)} before that vote is on its disk");
        }
        if (!disk.Blocks.TryGetValue(statement.Block, out var block) || !disk.Reaches(block))
        {
            throw Broken(host, $"says {Show(statement)} while the block or an ancestor is not on its disk with all bodies");
        }
        if (!disk.Certificates.ContainsKey((statement.View, StatementKind.Notarize)) && !disk.Certificates.ContainsKey((statement.View, StatementKind.Finalize)))
        {
            throw Broken(host, $"says {Show(statement)} while its notarization is not on its disk");
        }
    }

    private static ViolationException Broken(MemberHost host, string what) => new("votes", $"member {host.Name} (start {host.Incarnation}) {what}");

    private static string Show(Statement statement) => $"{statement.Kind}({statement.View}{(statement.Kind == StatementKind.Nullify ? "" : $", {statement.Height}, {statement.Block.Short}")})";
}
