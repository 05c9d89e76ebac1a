using Scew.Storage.Sessions;

namespace Scew.Storage.Writes;

/// <summary>The open database behind a <see cref="CommitThread"/>: its writing session, and what differs between the databases around a commit.</summary>
internal abstract class StoreDatabase : IDisposable
{
    /// <summary>Says to an operator which database this is.</summary>
    internal abstract string Name { get; }

    /// <summary>The only connection that writes.</summary>
    internal abstract StoreSession Session { get; }

    /// <summary>Whether another process can get the lock while this one still runs: a server gives it away when it loses the connection.</summary>
    internal virtual bool CanLoseLock => false;

    /// <summary>A connection for reads.</summary>
    internal abstract StoreSession OpenReader();

    /// <summary>After a failed commit, before anybody learns of it.</summary>
    internal abstract void MarkFailed();

    /// <summary>Between commits; <paramref name="closing"/> once, at the end.</summary>
    internal abstract void Maintain(bool closing);

    public abstract void Dispose();
}
