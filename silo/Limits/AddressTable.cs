using System.Net;

namespace Scew.Silo.Limits;

/// <summary>
/// The entries of the addresses seen lately, at most so many. Addresses that hold nothing and owe nothing are forgotten; when all places are in use, further addresses
/// share one entry, so that many addresses cost no memory and a flood of new ones only limits new ones.
/// </summary>
internal sealed class AddressTable
{
    private const long SweepEveryMs = 1000;
    private readonly Dictionary<AddressKey, AddressEntry> _entries = [];
    private readonly Lock _gate = new();
    private readonly SiloLimits _limits;
    private readonly AddressEntry _others;
    private readonly Func<long> _nowMs;
    private long _sweptMs = long.MinValue / 2;

    public AddressTable(SiloLimits limits, Func<long> nowMs)
    {
        _limits = limits;
        _nowMs = nowMs;
        _others = NewEntry();
    }

    /// <summary>Places in use.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _entries.Count;
            }
        }
    }

    /// <summary>The entry of an address, with a connection counted on it: what is counted is not forgotten.</summary>
    public (AddressEntry Entry, int Connections) Connect(IPAddress? address)
    {
        lock (_gate)
        {
            var entry = Find(address);
            return (entry, entry.AddConnection());
        }
    }

    /// <summary>The entry of an address that is not the connection's own (behind a proxy).</summary>
    public AddressEntry Of(IPAddress? address)
    {
        lock (_gate)
        {
            return Find(address);
        }
    }

    private AddressEntry Find(IPAddress? address)
    {
        var key = AddressKey.Of(address);
        if (_entries.TryGetValue(key, out var known))
        {
            return known;
        }
        if (_entries.Count >= _limits.Addresses && !Sweep())
        {
            return _others;
        }
        return _entries[key] = NewEntry();
    }

    private bool Sweep()
    {
        var now = _nowMs();
        if (now - _sweptMs < SweepEveryMs)
        {
            return false;
        }
        _sweptMs = now;
        foreach (var (key, entry) in _entries)
        {
            if (entry.IsIdle(now))
            {
                _entries.Remove(key);
            }
        }
        return _entries.Count < _limits.Addresses;
    }

    private AddressEntry NewEntry() => new(_limits.RequestsPerSecond, _limits.Burst);
}
