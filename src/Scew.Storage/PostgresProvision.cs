using System.Text.RegularExpressions;
using Npgsql;
using Scew.Storage.Postgres;

namespace Scew.Storage;

/// <summary>
/// One database and one role per merchant. The role logs in, may make schemas in its own database and owns what it makes there; it is no superuser, makes no roles or
/// databases, and nobody else may connect.
/// </summary>
public static partial class PostgresProvision
{
    /// <summary>What an administrator runs in the database <c>postgres</c>; the last one in the new database. Names are a to z, digits and <c>_</c>.</summary>
    public static IReadOnlyList<string> Statements(string database, string role)
    {
        if (!Name().IsMatch(database) || !Name().IsMatch(role))
        {
            throw new ArgumentException("a database and a role are named by up to 63 characters of a to z, 0 to 9 and _");
        }
        return
        [
            $"CREATE ROLE {role} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS",
            $"CREATE DATABASE {database} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'",
            $"REVOKE ALL ON DATABASE {database} FROM PUBLIC",
            $"GRANT CONNECT, CREATE ON DATABASE {database} TO {role}",
            "REVOKE ALL ON SCHEMA public FROM PUBLIC",
        ];
    }

    /// <summary>
    /// Runs <see cref="Statements"/> through an administrator's address; a role or database that is there already stays. <paramref name="password"/> null: the server lets the role in
    /// by other means (a socket's peer, a certificate, trust on loopback).
    /// </summary>
    public static async Task RunAsync(string administrator, string database, string role, string? password = null)
    {
        var statements = Statements(database, role);
        var address = PostgresAddress.Parse(administrator, searchPath: null);
        try
        {
            await using (var connection = new NpgsqlConnection(address.ConnectionString))
            {
                await connection.OpenAsync();
                foreach (var statement in statements.SkipLast(1))
                {
                    await RunOnceAsync(connection, statement);
                }
                if (password is not null)
                {
                    await RunOnceAsync(connection, $"ALTER ROLE {role} PASSWORD '{password.Replace("'", "''", StringComparison.Ordinal)}'");
                }
            }
            var inside = new NpgsqlConnectionStringBuilder(address.ConnectionString) { Database = database };
            await using var made = new NpgsqlConnection(inside.ConnectionString);
            await made.OpenAsync();
            await RunOnceAsync(made, statements[^1]);
        }
        catch (NpgsqlException failure)
        {
            throw new StoreException(StoreFault.Failed, $"The database {database} cannot be made through {address}: {failure.Message}", failure);
        }
    }

    private static async Task RunOnceAsync(NpgsqlConnection connection, string sql)
    {
        try
        {
            await using var command = new NpgsqlCommand(sql, connection);
            await command.ExecuteNonQueryAsync();
        }
        catch (PostgresException failure) when (failure.SqlState is PostgresErrorCodes.DuplicateObject or PostgresErrorCodes.DuplicateDatabase)
        {
            // Made by an earlier run.
        }
    }

    [GeneratedRegex("^[a-z_][a-z0-9_]{0,62}$", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
