using Npgsql;
using NpgsqlTypes;
using Scew.Storage.Sessions;

namespace Scew.Storage.Postgres;

/// <summary>One use of a statement.</summary>
internal sealed class PostgresStatement(PostgresSession session, string sql) : StoreStatement
{
    private readonly NpgsqlBatchCommand _command = new(sql);
    private NpgsqlDataReader? _reader;
    private bool _ran;

    internal override StoreStatement Add(long value)
    {
        _command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = value, NpgsqlDbType = NpgsqlDbType.Bigint });
        return this;
    }

    internal override StoreStatement Add(string value)
    {
        _command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = value, NpgsqlDbType = NpgsqlDbType.Text });
        return this;
    }

    internal override StoreStatement Add(ReadOnlySpan<byte> value)
    {
        _command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = value.ToArray(), NpgsqlDbType = NpgsqlDbType.Bytea });
        return this;
    }

    internal override void Defer(Action<int>? then = null) => session.Defer(_command, then);

    internal override int Execute()
    {
        var changed = 0;
        Defer(count => changed = count);
        session.Flush();
        return changed;
    }

    internal override bool Step()
    {
        if (!_ran)
        {
            _ran = true;
            _reader = session.Query(_command);
        }
        if (_reader is null)
        {
            return false;
        }
        if (session.Guarded(_reader.Read))
        {
            return true;
        }
        Reset();
        return false;
    }

    internal override void Reset()
    {
        if (_reader is { } reader)
        {
            _reader = null;
            session.Guarded(() =>
            {
                reader.Dispose();
                return true;
            });
        }
    }

    internal override bool IsNull(int column) => Reader.IsDBNull(column);

    internal override long Int64(int column) => Reader.GetInt64(column);

    internal override string Text(int column) => Reader.GetString(column);

    internal override ReadOnlySpan<byte> Blob(int column) => Reader.IsDBNull(column) ? [] : Reader.GetFieldValue<byte[]>(column);

    private NpgsqlDataReader Reader => _reader ?? throw new InvalidOperationException("no row");
}
