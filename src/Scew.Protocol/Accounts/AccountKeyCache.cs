namespace Scew.Protocol.Accounts;

/// <summary>
/// Verifies with imported keys and keeps the most recently used ones, because an import costs twice a verification. Bounded: two generations of
/// half the capacity each; the answers never depend on what is cached. Thread-safe.
/// </summary>
public sealed class AccountKeyCache : IAccountVerifier
{
    private readonly Lock _lock = new();
    private readonly int _generationSize;
    private Dictionary<Account, VerifyingKey> _young = [];
    private Dictionary<Account, VerifyingKey> _old = [];

    /// <summary>Keeps at most <paramref name="capacity"/> keys (about 2 KiB each).</summary>
    public AccountKeyCache(int capacity = 16384)
    {
        Invariant.Require(capacity >= 2, "the cache holds at least two keys");
        _generationSize = capacity / 2;
    }

    /// <summary>Keys held now.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _young.Count + _old.Count;
            }
        }
    }

    /// <inheritdoc/>
    public bool Verify(PublicKey key, Digest hash, ReadOnlySpan<byte> signature) =>
        P256.IsSignature(signature) && Find(key) is { } imported && imported.VerifyHash(hash, signature);

    private VerifyingKey? Find(PublicKey key)
    {
        lock (_lock)
        {
            if (_young.TryGetValue(key.Account, out var young))
            {
                return young;
            }
            if (_old.TryGetValue(key.Account, out var old))
            {
                Add(key.Account, old);
                return old;
            }
        }
        var imported = VerifyingKey.Import(key);
        if (imported is not null)
        {
            lock (_lock)
            {
                Add(key.Account, imported);
            }
        }
        return imported;
    }

    private void Add(Account account, VerifyingKey key)
    {
        if (_young.Count >= _generationSize)
        {
            _old = _young;
            _young = [];
        }
        _old.Remove(account);
        _young[account] = key;
    }
}
