using System.Collections.Immutable;
using Scew.Consensus;
using Scew.Protocol.Messages;
using Scew.Protocol.Ordering;

namespace Scew.Liars;

/// <summary>
/// Adds small variations to its messages, signed anew, and sends some votes only so: votes one view or height off, for another block, of another kind; certificates cut or with signers
/// doubled; proposals one view, height or millisecond off or on another parent; statuses and attestations with one number changed.
/// </summary>
internal sealed class Disrupter(LiarContext context) : Liar(context)
{
    public override LiarKind Kind => LiarKind.Disrupter;

    protected override void Rewrite(Effect effect, Clock now, ImmutableArray<Effect>.Builder output)
    {
        if (MessageOf(effect) is not VoteMessage { Vote.Signer: var signer } || signer != Self || !OneIn(3))
        {
            output.Add(effect);
        }
        switch (MessageOf(effect))
        {
            case VoteMessage { Vote: var vote } when vote.Signer == Self && OneIn(2):
                output.Add(new Broadcast(new VoteMessage(Context.SignVote(Vary(vote.Statement)))));
                break;
            case CertificateMessage { Certificate: var certificate } when OneIn(2):
                output.Add(new Broadcast(new CertificateMessage(Vary(certificate))));
                break;
            case Proposal { Block: var block } when OneIn(2):
                output.Add(new Broadcast(Propose(Vary(block))));
                break;
            case Status status when OneIn(2):
                output.Add(new Broadcast(Vary(status)));
                break;
            case AttestationMessage { Attestation: var own } when own.Signer == Self && OneIn(4):
                output.Add(new Broadcast(new AttestationMessage(Context.SignAttestation(Vary(own.State)))));
                break;
        }
    }

    private Statement Vary(Statement statement) => Below(5) switch
    {
        0 => statement with { View = statement.View + 1 },
        1 => statement with { View = Math.Max(1, statement.View - 1) },
        2 when statement.Kind != StatementKind.Nullify => statement with { Height = statement.Height + 1 },
        3 when statement.Kind != StatementKind.Nullify => statement with { Block = RandomDigest() },
        4 when statement.Kind != StatementKind.Nullify => statement with { Kind = statement.Kind == StatementKind.Notarize ? StatementKind.Finalize : StatementKind.Notarize },
        _ => Statement.Nullify(statement.View + Below(3)),
    };

    private Certificate Vary(Certificate certificate) => Below(4) switch
    {
        0 => certificate with { Signatures = certificate.Signatures.RemoveAt(Below(certificate.Signatures.Length)) },
        1 => certificate with { Signatures = certificate.Signatures.SetItem(0, certificate.Signatures[^1]) },
        2 => certificate with { Statement = certificate.Statement with { View = certificate.Statement.View + 1 } },
        _ => certificate with { Statement = Statement.Finalize(certificate.Statement.View, certificate.Statement.Height, certificate.Statement.Block) },
    };

    private Block Vary(Block block)
    {
        var header = block.Header;
        var change = Below(5);
        return Block.Create(
            Group.Genesis, Group.Epoch,
            change == 0 ? header.Height + 1 : header.Height,
            change switch
            {
                1 => header.View + 1,
                2 => Math.Max(1, header.View - 1),
                _ => header.View,
            },
            change == 3 ? RandomDigest() : header.Parent,
            change == 4 ? header.TimeMs + 1 : header.TimeMs,
            block.RequestIds, block.Justification);
    }

    private Status Vary(Status status) => Below(6) switch
    {
        0 => status with { View = status.View + 1 },
        1 => status with { View = Math.Max(1, status.View - 1) },
        2 => status with { Floor = status.Floor + 1 },
        3 => status with { CertifiedHeight = status.CertifiedHeight + 1 },
        4 => status with { FinalizeVotedView = status.FinalizeVotedView + 1 },
        _ => status with { Final = status.Final with { Hash = RandomDigest() } },
    };

    private AttestedState Vary(AttestedState state) => Below(4) switch
    {
        0 => state with { Height = state.Height + 1 },
        1 => state with { Height = Math.Max(1, state.Height - 1) },
        2 => state with { TimeMs = state.TimeMs + 1 },
        _ => state with { StateRoot = state.ResultsRoot },
    };
}
