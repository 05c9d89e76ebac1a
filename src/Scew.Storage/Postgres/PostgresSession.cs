using System.Globalization;
using System.Text;
using Npgsql;
using Scew.Protocol;
using Scew.Storage.Sessions;

namespace Scew.Storage.Postgres;

/// <summary>
/// One connection. Deferred statements go out together, so that a transaction of many rows costs a few round trips. After a failure it is not used again.
/// </summary>
internal sealed class PostgresSession : StoreSession
{
    private const int MaxDeferred = 500;
    private readonly NpgsqlConnection _connection;
    private readonly Dictionary<string, string> _translated = new(StringComparer.Ordinal);
    private readonly List<Action<int>?> _then = [];
    private NpgsqlBatch _batch;

    private PostgresSession(NpgsqlConnection connection)
    {
        _connection = connection;
        _batch = connection.CreateBatch();
    }

    internal override string RowLock => " FOR UPDATE";

    internal override string VersionTable =>
        "CREATE TABLE IF NOT EXISTS schema_version (version BIGINT PRIMARY KEY, name TEXT NOT NULL, hash BYTEA NOT NULL)";

    internal override StoreStatement this[string sql]
    {
        get
        {
            if (!_translated.TryGetValue(sql, out var text))
            {
                _translated.Add(sql, text = Translate(sql));
            }
            return new PostgresStatement(this, text);
        }
    }

    /// <summary>Connects within a few seconds, or says why not.</summary>
    internal static PostgresSession Open(PostgresAddress address)
    {
        var connection = new NpgsqlConnection(address.ConnectionString);
        try
        {
            connection.Open();
            return new PostgresSession(connection);
        }
        catch (Exception failure) when (PostgresFailure.Is(failure))
        {
            var told = PostgresFailure.Of(failure, connection).ToStoreException(address.ToString());
            connection.Dispose();
            throw told;
        }
    }

    internal override bool HasTable(string name) =>
        this["SELECT count(*) FROM pg_catalog.pg_tables WHERE schemaname = current_schema() AND tablename = ?"].Add(name).First(row => row.Int64(0)) > 0;

    internal override void Run(string sql)
    {
        Flush();
        Guarded(() =>
        {
            using var command = new NpgsqlCommand(sql, _connection);
            return command.ExecuteNonQuery();
        });
    }

    internal override void BeginSnapshot() => Defer(new NpgsqlBatchCommand("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"), null);

    internal override void BeginWrite() => Defer(new NpgsqlBatchCommand("BEGIN ISOLATION LEVEL READ COMMITTED"), null);

    internal override void Commit()
    {
        Defer(new NpgsqlBatchCommand("COMMIT"), null);
        Flush();
    }

    internal void Defer(NpgsqlBatchCommand command, Action<int>? then)
    {
        _batch.BatchCommands.Add(command);
        _then.Add(then);
        if (_then.Count >= MaxDeferred)
        {
            Flush();
        }
    }

    internal override void Flush()
    {
        while (_then.Count > 0)
        {
            var (sent, then) = Take();
            var changed = new int[then.Length];
            using (sent)
            {
                Guarded(sent.ExecuteNonQuery);
                for (var i = 0; i < then.Length; i++)
                {
                    changed[i] = (int)sent.BatchCommands[i].RecordsAffected;
                }
            }
            for (var i = 0; i < then.Length; i++)
            {
                then[i]?.Invoke(changed[i]);
            }
        }
    }

    /// <summary>The rows of a statement, together with what was deferred where nothing waits for that.</summary>
    internal NpgsqlDataReader Query(NpgsqlBatchCommand command)
    {
        if (_then.Exists(then => then is not null))
        {
            Flush();
        }
        _batch.BatchCommands.Add(command);
        _then.Add(null);
        var (sent, _) = Take();
        return Guarded(() => sent.ExecuteReader());
    }

    /// <summary>With the driver's failures as ours.</summary>
    internal T Guarded<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception failure) when (PostgresFailure.Is(failure))
        {
            _batch.BatchCommands.Clear();
            _then.Clear();
            throw PostgresFailure.Of(failure, _connection);
        }
    }

    public override void Dispose()
    {
        _batch.Dispose();
        _connection.Dispose();
    }

    private (NpgsqlBatch Sent, Action<int>?[] Then) Take()
    {
        var taken = (_batch, _then.ToArray());
        _batch = _connection.CreateBatch();
        _then.Clear();
        return taken;
    }

    /// <summary><c>?</c> becomes <c>$1</c>, <c>$2</c> and so on; no text that we send holds one elsewhere.</summary>
    private static string Translate(string sql)
    {
        var text = new StringBuilder(sql.Length + 16);
        var next = 0;
        foreach (var character in sql)
        {
            _ = character == '?' ? text.Append('$').Append((++next).ToString(CultureInfo.InvariantCulture)) : text.Append(character);
        }
        Invariant.Require(!sql.Contains('\'', StringComparison.Ordinal) || next == 0, "a statement with parameters holds no literal text");
        return text.ToString();
    }
}
