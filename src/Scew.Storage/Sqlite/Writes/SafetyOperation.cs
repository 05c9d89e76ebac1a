using Scew.Protocol;
using Scew.Protocol.Codec;
using Scew.Protocol.Ordering;

namespace Scew.Storage.Sqlite.Writes;

/// <summary>A safety write; answers the lease row's counter.</summary>
internal sealed class SafetyOperation(SafetyWrite write) : WriteOperation
{
    private const string Renew = "UPDATE lease SET counter = counter + 1 WHERE id = 1 AND activation = ? RETURNING counter";
    private const string Move = "UPDATE lease SET counter = counter + 1, lease = ? WHERE id = 1 AND activation = ? RETURNING counter";
    private const string AddVote = "INSERT INTO votes (view, kind, height, block, vote) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING";
    private const string SameVote = "SELECT count(*) FROM votes WHERE view = ? AND kind = ? AND height = ? AND block = ?";
    private const string AddCertificate =
        "INSERT INTO certificates (view, kind, block, height, certificate) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING";

    internal override bool Urgent => true;

    protected override long Run(SqliteSession session)
    {
        var update = write.Lease is { } lease ? session[Move].Add(lease) : session[Renew];
        var counter = update.Add(write.Activation).First(row => row.Int64(0));
        if (counter == 0)
        {
            throw LeaseLost();
        }
        foreach (var vote in write.Votes)
        {
            Store(session, vote);
        }
        foreach (var certificate in write.Certificates)
        {
            var writer = new CodecWriter(512);
            certificate.Encode(writer);
            var statement = certificate.Statement;
            session[AddCertificate].Add(statement.View).Add((long)statement.Kind).Add(statement.Block).Add(statement.Height).Add(writer.Written).Execute();
        }
        foreach (var block in write.Blocks)
        {
            BlockWriter.Store(session, block);
        }
        return counter;
    }

    private static void Store(SqliteSession session, Vote vote)
    {
        var writer = new CodecWriter(192);
        vote.Encode(writer);
        var statement = vote.Statement;
        var added = session[AddVote].Add(statement.View).Add((long)statement.Kind).Add(statement.Height).Add(statement.Block).Add(writer.Written).Execute();
        var same = added == 1 || session[SameVote]
            .Add(statement.View).Add((long)statement.Kind).Add(statement.Height).Add(statement.Block).First(row => row.Int64(0)) == 1;
        Invariant.Require(same, "no two own votes of one kind in one view say different things");
    }
}
