using Scew.Storage.Postgres;

namespace Scew.Storage;

/// <summary>What other libraries of this process need to reach a PostgreSQL server by the addresses that merchants write.</summary>
public static class PostgresConnection
{
    /// <summary>
    /// The connection string of an address <c>postgres://user@host:port/database</c>, with the options that <see cref="PostgresReplicaStore"/> takes. It holds no password: that comes
    /// from a password file.
    /// </summary>
    /// <exception cref="StoreException">The address is none, or holds a password.</exception>
    public static string StringOf(string address) => PostgresAddress.Parse(address, searchPath: null).ConnectionString;
}
