using System.Text;
using Scew.Protocol;
using Scew.Protocol.Codec;
using Scew.Storage.Sessions;

namespace Scew.Storage.Writes;

/// <summary>One row on its way into a table and its tally: the columns in the table's order, then <see cref="Done"/>.</summary>
internal readonly struct RowInsert
{
    private readonly Table _table;
    private readonly StoreStatement _statement;
    private readonly CodecWriter _hashed;
    private readonly Tallies _tallies;

    internal RowInsert(WriteContext context, Table table, bool once)
    {
        _table = table;
        _statement = context.Session[once ? table.InsertOnce : table.Insert];
        _tallies = context.Control.Tallies;
        _hashed = RowHash.Begin(table);
    }

    internal RowInsert Add(long value)
    {
        _statement.Add(value);
        _hashed.I64(value);
        return this;
    }

    internal RowInsert Add(string value)
    {
        _statement.Add(value);
        _hashed.Bytes(Encoding.UTF8.GetBytes(value));
        return this;
    }

    internal RowInsert Add(ReadOnlySpan<byte> value)
    {
        _statement.Add(value);
        _hashed.Bytes(value);
        return this;
    }

    internal RowInsert Add(Digest value)
    {
        Span<byte> bytes = stackalloc byte[Digest.SizeBytes];
        value.CopyTo(bytes);
        return Add(bytes);
    }

    /// <summary>A column that another one's hash covers.</summary>
    internal RowInsert AddCovered(ReadOnlySpan<byte> value)
    {
        _statement.Add(value);
        return this;
    }

    /// <summary>Sends the row; <paramref name="exists"/> runs where one with its key is there already.</summary>
    internal void Done(Action? exists = null)
    {
        var (table, tallies, hash) = (_table, _tallies, Digest.Of(_hashed.Written));
        _statement.Defer(changed =>
        {
            if (changed == 1)
            {
                tallies.Add(table, hash);
            }
            else
            {
                exists?.Invoke();
            }
        });
    }
}
