using Scew.Storage.Sessions;
using Scew.Storage.Writes;

namespace Scew.Storage.Postgres;

/// <summary>The open database, held by the writing session's advisory lock. A connection that broke is never opened again: what its last commit did is not known.</summary>
internal sealed class PostgresDatabase(PostgresAddress address, PostgresSession session) : StoreDatabase
{
    internal override string Name => address.ToString();

    internal override StoreSession Session => session;

    internal override bool CanLoseLock => true;

    internal override StoreSession OpenReader() => PostgresSession.Open(address);

    internal override void MarkFailed()
    {
        // The server itself goes down over a failed sync and comes back by its log: there is no cache here that shows more than the disk holds.
    }

    internal override void Maintain(bool closing)
    {
        // The server's own checkpoints and vacuum do it.
    }

    public override void Dispose() => session.Dispose();
}
