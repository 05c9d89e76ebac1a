using Scew.Protocol;

namespace Scew.Storage.Sessions;

/// <summary>One statement of a session: parameters in order, then one of <see cref="Defer"/>, <see cref="Execute"/>, <see cref="First"/>, <see cref="All"/>, or steps. Columns count from 0.</summary>
internal abstract class StoreStatement
{
    internal abstract StoreStatement Add(long value);

    internal abstract StoreStatement Add(string value);

    internal abstract StoreStatement Add(ReadOnlySpan<byte> value);

    internal StoreStatement Add(Digest value)
    {
        Span<byte> bytes = stackalloc byte[Protocol.Digest.SizeBytes];
        value.CopyTo(bytes);
        return Add(bytes);
    }

    /// <summary>Runs it now or with the session's next flush; <paramref name="then"/> gets the number of rows that changed.</summary>
    internal abstract void Defer(Action<int>? then = null);

    /// <summary>Runs it now; the number of rows that changed.</summary>
    internal abstract int Execute();

    /// <summary>Moves to the next row; at the end, and at a failure, the statement is ready for its next use.</summary>
    internal abstract bool Step();

    /// <summary>Leaves the rows that were not read.</summary>
    internal abstract void Reset();

    internal abstract bool IsNull(int column);

    internal abstract long Int64(int column);

    internal abstract string Text(int column);

    /// <summary>The column's bytes; valid until the next step.</summary>
    internal abstract ReadOnlySpan<byte> Blob(int column);

    internal Digest Digest(int column)
    {
        var bytes = Blob(column);
        return bytes.Length == Protocol.Digest.SizeBytes
            ? new Digest(bytes)
            : throw new StoreException(StoreFault.Corrupt, "A hash in the database does not have 32 bytes.");
    }

    /// <summary>The first row, or the default where there is none.</summary>
    internal T? First<T>(Func<StoreStatement, T> read)
    {
        try
        {
            return Step() ? read(this) : default;
        }
        finally
        {
            Reset();
        }
    }

    /// <summary>All rows.</summary>
    internal List<T> All<T>(Func<StoreStatement, T> read)
    {
        var rows = new List<T>();
        ForEach(row => rows.Add(read(row)));
        return rows;
    }

    /// <summary>One row after the other.</summary>
    internal void ForEach(Action<StoreStatement> take)
    {
        try
        {
            while (Step())
            {
                take(this);
            }
        }
        finally
        {
            Reset();
        }
    }
}
