using Scew.Protocol;

namespace Scew.Homomorphic.Additive;

/// <summary>
/// The tables of the keys that are used most: a key gets one at its 16th encryption, and the key that was used longest ago loses its. Ciphertexts do not
/// depend on it. A table takes 34 MB (2048 bits) or 50 MB (3072 bits), that of an own key an eighth; safe for several threads. An owner's table is
/// made of numbers from which the private key follows: dispose it with the key.
/// </summary>
/// <param name="maxBytes">Most bytes of all tables together; a table that alone is larger is not kept.</param>
public sealed class EncryptionTables(long maxBytes = 96 << 20) : IDisposable
{
    /// <summary>Uses of a key after which its table is built: from then on it pays.</summary>
    public const int UsesBeforeTable = 16;

    /// <summary>Keys whose uses are counted.</summary>
    private const int MaxCounted = 1024;

    private readonly Lock _lock = new();
    private readonly Dictionary<(Digest Key, bool IsOwner), Entry> _entries = [];
    private long _clock;
    private bool _disposed;

    /// <summary>Tables that stand at present.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _entries.Values.Count(entry => entry.Tables is not null);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
            foreach (var entry in _entries.Values)
            {
                entry.Drop();
            }
            _entries.Clear();
        }
    }

    /// <summary>Counts a use and lends the key's tables, or null while it has none. Building is done by one caller, outside the lock.</summary>
    internal Lease? Rent(Digest key, bool isOwner, Func<FixedBaseTable[]> build)
    {
        Entry entry;
        lock (_lock)
        {
            if (_disposed)
            {
                return null;
            }
            entry = Find((key, isOwner));
            entry.LastUse = ++_clock;
            if (entry.Tables is { } ready)
            {
                return new Lease(ready);
            }
            entry.Uses++;
            if (entry.Uses < UsesBeforeTable || entry.IsBuilding || entry.IsTooLarge)
            {
                return null;
            }
            entry.IsBuilding = true;
        }
        var tables = Build(entry, build);
        lock (_lock)
        {
            entry.IsBuilding = false;
            entry.Tables = tables;
            var lease = new Lease(tables);
            entry.IsTooLarge = entry.SizeBytes > maxBytes;
            if (_disposed || entry.IsTooLarge)
            {
                entry.Drop();
            }
            while (_entries.Values.Sum(held => held.SizeBytes) > maxBytes)
            {
                Oldest(held => held.Tables is not null).Drop();
            }
            return lease;
        }
    }

    private FixedBaseTable[] Build(Entry entry, Func<FixedBaseTable[]> build)
    {
        try
        {
            return build();
        }
        catch
        {
            lock (_lock)
            {
                entry.IsBuilding = false;
            }
            throw;
        }
    }

    private Entry Find((Digest Key, bool IsOwner) key)
    {
        if (!_entries.TryGetValue(key, out var entry))
        {
            entry = new Entry(key);
            if (_entries.Count >= MaxCounted)
            {
                var oldest = Oldest(held => !held.IsBuilding);
                oldest.Drop();
                _entries.Remove(oldest.Key);
            }
            _entries.Add(key, entry);
        }
        return entry;
    }

    private Entry Oldest(Func<Entry, bool> counts) => _entries.Values.Where(counts).MinBy(entry => entry.LastUse)!;

    /// <summary>Keeps tables alive while they are used, evicted or not.</summary>
    internal sealed class Lease : IDisposable
    {
        public Lease(FixedBaseTable[] tables)
        {
            Tables = tables;
            foreach (var table in tables)
            {
                var added = false;
                table.DangerousAddRef(ref added);
            }
        }

        public FixedBaseTable[] Tables { get; }

        public void Dispose()
        {
            foreach (var table in Tables)
            {
                table.DangerousRelease();
            }
        }
    }

    private sealed class Entry((Digest Key, bool IsOwner) key)
    {
        public (Digest Key, bool IsOwner) Key { get; } = key;

        public FixedBaseTable[]? Tables { get; set; }

        public long SizeBytes => Tables?.Sum(table => table.SizeBytes) ?? 0;

        public bool IsBuilding { get; set; }

        public bool IsTooLarge { get; set; }

        public int Uses { get; set; }

        public long LastUse { get; set; }

        public void Drop()
        {
            foreach (var table in Tables ?? [])
            {
                table.Dispose();
            }
            Tables = null;
            Uses = 0;
        }
    }
}
