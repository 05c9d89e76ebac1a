using System.Net;
using Microsoft.AspNetCore.Connections;

namespace Scew.Silo.Limits;

/// <summary>
/// Bounds the connections of a listening address, in all and of one remote address. A little above the address's bound a connection is still taken, to be told why
/// (<see cref="RefusedConnection"/>); above that it is closed without a word. Whatever is left when <paramref name="cut"/> ends is closed: a server that stops waits for everybody who is
/// slow to shake hands, to ask or to take an answer.
/// </summary>
internal sealed class ConnectionGate(AddressTable table, int perAddress, int total, IReadOnlySet<IPAddress> proxies, ILogger log, CancellationToken cut = default)
{
    private const long LogEveryMs = 10_000;
    private long _loggedMs = -LogEveryMs;
    private long _closed;
    private int _connections;
    private readonly int _most = total;
    private int _total = total;

    /// <summary>Connections at this moment.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>Lowers the bound of all connections together to what the process's descriptors allow.</summary>
    public void Limit(int most) => Volatile.Write(ref _total, Math.Min(most, _most));

    public ConnectionDelegate Guard(ConnectionDelegate next) => async connection =>
    {
        var address = (connection.RemoteEndPoint as IPEndPoint)?.Address;
        var all = Interlocked.Increment(ref _connections);
        var (entry, own) = table.Connect(address);
        try
        {
            var bound = perAddress == 0 || (address is not null && proxies.Contains(address)) ? int.MaxValue - 8 : perAddress;
            if (all > Volatile.Read(ref _total) || own > bound + 4 + (bound < int.MaxValue / 2 ? bound / 8 : 0))
            {
                Refuse(connection, address, own > bound);
                return;
            }
            if (own > bound)
            {
                connection.Features.Set(RefusedConnection.Instance);
            }
            connection.Features.Set(entry);
            await using var cutting = cut.Register(static one => ((ConnectionContext)one!).Abort(new ConnectionAbortedException("this silo stops")), connection);
            await next(connection);
        }
        finally
        {
            entry.RemoveConnection();
            Interlocked.Decrement(ref _connections);
        }
    };

    private void Refuse(ConnectionContext connection, IPAddress? address, bool ofAddress)
    {
        var closed = Interlocked.Increment(ref _closed);
        var now = Environment.TickCount64;
        var last = Interlocked.Read(ref _loggedMs);
        // One line in ten seconds: a flood of connections must not become a flood of lines.
        if (now - last >= LogEveryMs && Interlocked.CompareExchange(ref _loggedMs, now, last) == last)
        {
            LimitsLog.Closed(log, address?.ToString() ?? "?", ofAddress ? "it holds as many as one address may" : "this silo holds as many as it can", closed);
        }
        connection.Abort(new ConnectionAbortedException("too many connections"));
    }
}

/// <summary>Marks a connection on which every request is answered with <c>busy</c>.</summary>
internal sealed class RefusedConnection
{
    public static readonly RefusedConnection Instance = new();

    private RefusedConnection()
    {
    }
}
