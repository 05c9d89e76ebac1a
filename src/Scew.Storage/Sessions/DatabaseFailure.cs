namespace Scew.Storage.Sessions;

/// <summary>What a database answers instead of doing its work.</summary>
internal abstract class DatabaseFailure(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The connection is gone: nothing more can be learned through it.</summary>
    internal virtual bool IsBroken => false;

    /// <summary>What a failed read or a failed opening means to the caller; <paramref name="name"/> says which database.</summary>
    internal abstract StoreException ToStoreException(string name);
}
