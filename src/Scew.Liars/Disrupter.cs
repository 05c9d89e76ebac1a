using System.Collections.Immutable;
using Scew.Consensus;
using Scew.Protocol.Messages;
using Scew.Protocol.Ordering;

namespace Scew.Liars;

/// <summary>Adds small variations to its messages: votes one view or height off, for another block, of another kind; certificates cut or with signers doubled.</summary>
internal sealed class Disrupter(LiarContext context) : Liar(context)
{
    public override LiarKind Kind => LiarKind.Disrupter;

    protected override void Rewrite(Effect effect, Clock now, ImmutableArray<Effect>.Builder output)
    {
        output.Add(effect);
        switch (MessageOf(effect))
        {
            case VoteMessage { Vote: var vote } when vote.Signer == Self && OneIn(2):
                output.Add(new Broadcast(new VoteMessage(Context.SignVote(Vary(vote.Statement)))));
                break;
            case CertificateMessage { Certificate: var certificate } when OneIn(2):
                output.Add(new Broadcast(new CertificateMessage(Vary(certificate))));
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
}
