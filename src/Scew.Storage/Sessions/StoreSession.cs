namespace Scew.Storage.Sessions;

/// <summary>
/// One connection with its settings asserted. One thread at a time. The SQL is what both databases understand, with <c>?</c> for parameters. Members throw
/// <see cref="DatabaseFailure"/>.
/// </summary>
internal abstract class StoreSession : IDisposable
{
    /// <summary>The statement for this text; its parameters are added next.</summary>
    internal abstract StoreStatement this[string sql] { get; }

    /// <summary>What a SELECT of the lease row ends with, so that the row stays as it is until the commit.</summary>
    internal abstract string RowLock { get; }

    /// <summary>Makes the table in which the migrations are recorded, where it is missing.</summary>
    internal abstract string VersionTable { get; }

    internal abstract bool HasTable(string name);

    /// <summary>Runs one or more statements without parameters, after everything that was deferred.</summary>
    internal abstract void Run(string sql);

    /// <summary>Sends what was deferred, and runs what was to follow each.</summary>
    internal abstract void Flush();

    /// <summary>Begins a transaction that reads one state of the database.</summary>
    internal abstract void BeginSnapshot();

    /// <summary>Begins the transaction of the only writer.</summary>
    internal abstract void BeginWrite();

    /// <summary>Ends the transaction; returns when it is on disk. Nothing is deferred any more then.</summary>
    internal abstract void Commit();

    public abstract void Dispose();

    /// <summary>Runs <paramref name="read"/> in one snapshot.</summary>
    internal T InSnapshot<T>(Func<StoreSession, T> read)
    {
        BeginSnapshot();
        var value = default(T);
        try
        {
            value = read(this);
        }
        catch (Exception failure) when (failure is not DatabaseFailure { IsBroken: true })
        {
            Commit();
            throw;
        }
        Commit();
        return value;
    }
}
