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
    /// Runs <see cref="Statements"/> through an administrator's address. A role and a database that are there already stay, if the role has no more rights than these statements give;
    /// when it fails, what it made is dropped again. <paramref name="password"/> null: the server lets the role in by other means (a socket's peer, a certificate, trust on
    /// loopback).
    /// </summary>
    public static async Task RunAsync(string administrator, string database, string role, string? password = null)
    {
        var statements = Statements(database, role);
        var address = PostgresAddress.Parse(administrator, searchPath: null);
        var undo = new Stack<string>();
        try
        {
            await using var connection = new NpgsqlConnection(address.ConnectionString);
            await connection.OpenAsync();
            try
            {
                await MakeAsync(connection, statements, database, role, undo);
                if (password is not null)
                {
                    await ExecuteAsync(connection, $"ALTER ROLE {role} PASSWORD '{password.Replace("'", "''", StringComparison.Ordinal)}'");
                }
                var inside = new NpgsqlConnectionStringBuilder(address.ConnectionString) { Database = database };
                await using var made = new NpgsqlConnection(inside.ConnectionString);
                await made.OpenAsync();
                await ExecuteAsync(made, statements[^1]);
            }
            catch
            {
                await UndoAsync(connection, undo);
                throw;
            }
        }
        catch (Exception failure) when (PostgresFailure.Is(failure))
        {
            var told = failure is PostgresException answer ? $"{answer.MessageText} (PostgreSQL {answer.SqlState})" : failure.InnerException?.Message ?? failure.Message;
            var isUnreachable = failure.InnerException is System.Net.Sockets.SocketException or TimeoutException;
            var advice = isUnreachable ? "Start PostgreSQL there or correct the address, then try again" : "Nothing was made";
            throw new StoreException(StoreFault.Failed, $"The database {database} cannot be made through {address}: {told.TrimEnd('.')}. {advice}.", failure);
        }
    }

    private static async Task MakeAsync(NpgsqlConnection connection, IReadOnlyList<string> statements, string database, string role, Stack<string> undo)
    {
        if (await ExecuteUnlessThereAsync(connection, statements[0], PostgresErrorCodes.DuplicateObject))
        {
            undo.Push($"DROP ROLE {role}");
        }
        else
        {
            await RequireLeastRightsAsync(connection, role);
        }
        if (await ExecuteUnlessThereAsync(connection, statements[1], PostgresErrorCodes.DuplicateDatabase))
        {
            undo.Push($"DROP DATABASE {database}");
        }
        foreach (var statement in statements.Skip(2).SkipLast(1))
        {
            await ExecuteAsync(connection, statement);
        }
    }

    private static async Task RequireLeastRightsAsync(NpgsqlConnection connection, string role)
    {
        const string rights = "SELECT rolsuper OR rolcreatedb OR rolcreaterole OR rolreplication OR rolbypassrls FROM pg_roles WHERE rolname = $1";
        await using var command = new NpgsqlCommand(rights, connection);
        command.Parameters.Add(new NpgsqlParameter { Value = role });
        if (await command.ExecuteScalarAsync() is not false)
        {
            throw new StoreException(StoreFault.AlreadyInitialised, $"The role {role} exists and may do more than a merchant's role: nothing was changed. Choose another name.");
        }
    }

    private static async Task<bool> ExecuteUnlessThereAsync(NpgsqlConnection connection, string sql, string there)
    {
        try
        {
            await ExecuteAsync(connection, sql);
            return true;
        }
        catch (PostgresException failure) when (failure.SqlState == there)
        {
            return false;
        }
    }

    // When the server is gone, what is left is taken up by the next run.
    private static async Task UndoAsync(NpgsqlConnection connection, Stack<string> undo)
    {
        try
        {
            foreach (var statement in undo)
            {
                await ExecuteAsync(connection, statement);
            }
        }
        catch (Exception failure) when (PostgresFailure.Is(failure))
        {
        }
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    [GeneratedRegex("^[a-z_][a-z0-9_]{0,62}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
