using Scew.Consensus;
using Scew.Protocol.Messages;
using Scew.Protocol.Ordering;

namespace Scew.Simulation;

/// <summary>Writes what every replica is given and answers, between two simulated times.</summary>
public sealed record EventTrace(long FromMs, long ToMs, TextWriter Writer)
{
    internal void Event(World world, MemberHost host, ReplicaEvent? given)
    {
        if (Covers(world) && given is not null and not Tick)
        {
            Writer.WriteLine($"{world.Now,7} {host.Name,-2} <- {Show(given)}");
        }
    }

    internal void Answer(World world, MemberHost host, Effect effect)
    {
        if (Covers(world))
        {
            Writer.WriteLine($"{world.Now,7} {host.Name,-2}    -> {Show(effect)}");
        }
    }

    internal void Transfer(World world, MemberHost host, object what)
    {
        if (Covers(world))
        {
            Writer.WriteLine($"{world.Now,7} {host.Name,-2}    ~~ {what}");
        }
    }

    private bool Covers(World world) => world.Now >= FromMs && world.Now <= ToMs;

    private static string Show(ReplicaEvent given) => given switch
    {
        Received received => $"from {received.From}: {Show(received.Message)}",
        Signed signed => $"signed {Show(signed.Vote.Statement)}",
        BlockChecked check => $"checked {check.Block.Short} {check.Verdict} {(check.MissingIds.IsDefaultOrEmpty ? 0 : check.MissingIds.Length)} missing",
        BodiesStored stored => $"stored {stored.Ids.Length} bodies",
        RequestsArrived arrived => $"{arrived.Requests.Length} requests from {arrived.OfferedBy?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "a client"}",
        _ => given.ToString()!,
    };

    private static string Show(Effect effect) => effect switch
    {
        Send send => $"to {send.To}: {Show(send.Message)}",
        Broadcast broadcast => $"to all: {Show(broadcast.Message)}",
        Sign sign => $"sign {Show(sign.Statement)}",
        CheckBlock check => $"check {Show(check.Block)}",
        Persist persist => $"persist {persist.Sequence} lease {persist.Lease} votes [{string.Join(", ", persist.Votes.Select(vote => Show(vote.Statement)))}] certificates [{string.Join(", ", persist.Certificates.Select(certificate => Show(certificate.Statement)))}] blocks [{string.Join(", ", persist.Blocks.Select(Show))}]",
        Finalised finalised => $"final [{string.Join(", ", finalised.Blocks.Select(Show))}]",
        ServeBlock serve => $"serve block {serve.Hash.Short} to {serve.To}",
        Certified certified => $"certified {certified.State.Height}",
        Vouched vouched => $"vouched {vouched.State.Height}",
        SignAttestation sign => $"sign attestation {sign.State.Height}",
        _ => effect.ToString()!,
    };

    private static string Show(PeerMessage message) => message switch
    {
        VoteMessage vote => $"vote {Show(vote.Vote.Statement)} of {vote.Vote.Signer}",
        CertificateMessage certificate => $"certificate {Show(certificate.Certificate.Statement)}",
        Proposal proposal => $"proposal {Show(proposal.Block)}",
        BlockQuery query => $"block query {query.Hash.Short}",
        BlockAnswer answer => $"block answer {Show(answer.Block)}",
        ChainAnswer answer => $"chain answer {answer.Blocks[0].Header.Height} to {answer.Blocks[^1].Header.Height}",
        AttestationMessage attestation => $"attestation {attestation.Attestation.State.Height} of {attestation.Attestation.Signer}",
        Status status => $"status floor {status.Floor} view {status.View} notarized {status.Notarized.View}/{status.Notarized.Height} finalize-voted {status.FinalizeVotedView} final {status.Final.View}/{status.Final.Height} executed {status.ExecutedHeight} certified {status.CertifiedHeight}",
        _ => message.ToString()!,
    };

    private static string Show(Statement statement) => statement.Kind == StatementKind.Nullify
        ? $"nullify({statement.View})"
        : $"{(statement.Kind == StatementKind.Notarize ? "notarize" : "finalize")}({statement.View}, h{statement.Height}, {statement.Block.Short})";

    private static string Show(Block block) => $"{block.Hash.Short}(v{block.Header.View} h{block.Header.Height} on {block.Header.Parent.Short} {block.RequestIds.Length} requests)";
}
