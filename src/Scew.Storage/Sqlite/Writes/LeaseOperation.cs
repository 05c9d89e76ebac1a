using Scew.Protocol;

namespace Scew.Storage.Sqlite.Writes;

/// <summary>Puts this activation in place of whichever was there; the one before finds zero rows from now on.</summary>
internal sealed class LeaseOperation(Digest activation) : WriteOperation
{
    private const string Take =
        "UPDATE lease SET activation = ?, floor = lease, counter = counter + 1 WHERE id = 1 RETURNING floor, counter";

    /// <summary>What was found; valid when the write is done.</summary>
    internal LeaseTaken Taken { get; private set; }

    internal override bool Urgent => true;

    internal override string CrashName => "lease-before-commit";

    protected override long Run(SqliteSession session)
    {
        Invariant.Require(activation != Digest.Zero, "an activation has an id");
        Taken = session[Take].Add(activation).First(row => new LeaseTaken(row.Int64(0), row.Int64(1)));
        return Taken.Counter;
    }
}
