using Scew.Protocol;
using Scew.Protocol.Codec;
using Scew.Protocol.Ordering;

namespace Scew.Storage.Writes;

/// <summary>A safety write; answers the lease row's counter.</summary>
internal sealed class SafetyOperation(SafetyWrite write) : WriteOperation
{
    private const string SameVote = "SELECT count(*) FROM votes WHERE view = ? AND kind = ? AND height = ? AND block = ?";

    internal override bool Urgent => true;

    protected override long Run(WriteContext context)
    {
        context.RequireLease(write.Activation);
        if (write.Lease is { } lease)
        {
            Invariant.Require(lease >= context.Control.Floor, "the lease never falls below the floor");
            context.Control.Lease = lease;
        }
        foreach (var vote in write.Votes)
        {
            Store(context, vote);
        }
        foreach (var certificate in write.Certificates)
        {
            var writer = new CodecWriter(512);
            certificate.Encode(writer);
            var statement = certificate.Statement;
            context.OnceInto(Table.Certificates)
                .Add(statement.View).Add((long)statement.Kind).Add(statement.Block).Add(statement.Height).Add(writer.Written).Done();
        }
        foreach (var block in write.Blocks)
        {
            BlockWriter.Store(context, block);
        }
        context.IsWitnessed |= write.Lease is not null || !write.Votes.IsEmpty;
        return ++context.Control.Counter;
    }

    private static void Store(WriteContext context, Vote vote)
    {
        var writer = new CodecWriter(192);
        vote.Encode(writer);
        var statement = vote.Statement;
        var session = context.Session;
        context.OnceInto(Table.Votes).Add(statement.View).Add((long)statement.Kind).Add(statement.Height).Add(statement.Block).Add(writer.Written).Done(() =>
        {
            var same = session[SameVote].Add(statement.View).Add((long)statement.Kind).Add(statement.Height).Add(statement.Block).First(row => row.Int64(0));
            Invariant.Require(same == 1, "no two own votes of one kind in one view say different things");
        });
    }
}
