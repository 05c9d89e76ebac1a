using System.Net;
using Scew.Protocol.Api;
using Scew.Silo.Http;

namespace Scew.Silo.Limits;

/// <summary>The rate of one address's requests, before anything is read of them, and what bad ones cost it.</summary>
internal sealed class RequestGate
{
    private const long BusyRetryMs = 5000;
    private readonly AddressTable _table;
    private readonly SiloLimits _limits;
    private readonly HashSet<IPAddress> _proxies;

    public RequestGate(SiloLimits limits)
    {
        _limits = limits;
        _proxies = [.. _limits.TrustedProxies.Select(IPAddress.Parse)];
        _table = new AddressTable(_limits, () => Environment.TickCount64);
    }

    /// <summary>The table and the proxies, for the gate of the connections.</summary>
    public ConnectionGate Connections(int total, ILogger log, CancellationToken cut = default) => new(_table, _limits.ConnectionsPerAddress, total, _proxies, log, cut);

    public async Task InvokeAsync(HttpContext http, Func<Task> next)
    {
        if (http.Features.Get<RefusedConnection>() is not null)
        {
            http.Response.Headers.Connection = "close";
            await Problems.Of(Codes.Busy, $"one address may hold {_limits.ConnectionsPerAddress} connections; close some or use them again", BusyRetryMs).ExecuteAsync(http);
            return;
        }
        var entry = EntryOf(http);
        var wait = entry.TryTake(Environment.TickCount64);
        if (wait > 0)
        {
            await Problems.Of(
                Codes.RateLimited, $"one address may send {_limits.RequestsPerSecond} requests a second, and a bad one counts as {_limits.BadRequestCost}", wait).ExecuteAsync(http);
            return;
        }
        await next();
    }

    /// <summary>Charges a request that was no valid one to its sender.</summary>
    public void ChargeBad(HttpContext http) => EntryOf(http).Charge(_limits.BadRequestCost, Environment.TickCount64);

    /// <summary>Charges a request that costs as much as several.</summary>
    public void Charge(HttpContext http, int requests) => EntryOf(http).Charge(requests, Environment.TickCount64);

    /// <summary>Takes one of the address's feeds; null when it has all that it may have. Disposing gives it back.</summary>
    public IDisposable? TryFeed(HttpContext http)
    {
        var entry = EntryOf(http);
        return entry.TryAddFeed(_limits.FeedsPerAddress) ? new Feed(entry) : null;
    }

    /// <summary>Sentence for an address that has all feeds that it may have.</summary>
    public string FeedRefusal => $"one address may hold {_limits.FeedsPerAddress} event feeds; close one first";

    /// <summary>Bounds how many requests of one address are under way at once.</summary>
    public async Task ShareAsync(HttpContext http, int most, Func<Task> next)
    {
        var entry = EntryOf(http);
        if (!entry.TryBegin(most))
        {
            await Problems.Of(Codes.Busy, $"one address may have {most} requests and feeds under way at once here; wait for some, or close a feed", 1000).ExecuteAsync(http);
            return;
        }
        try
        {
            await next();
        }
        finally
        {
            entry.End();
        }
    }

    /// <summary>The address that a request counts for: the connection's, or the one that a trusted proxy names. Forwarded names are believed only from the configured proxies, and only the last one, which the proxy itself wrote.</summary>
    public IPAddress? AddressOf(HttpContext http) => Forwarded(http) ?? http.Connection.RemoteIpAddress;

    private AddressEntry EntryOf(HttpContext http) =>
        Forwarded(http) is { } client ? _table.Of(client) : http.Features.Get<AddressEntry>() ?? _table.Of(http.Connection.RemoteIpAddress);

    private IPAddress? Forwarded(HttpContext http)
    {
        var remote = http.Connection.RemoteIpAddress;
        return _proxies.Count > 0 && remote is not null && _proxies.Contains(remote.IsIPv4MappedToIPv6 ? remote.MapToIPv4() : remote)
            && http.Request.Headers["X-Forwarded-For"] is { Count: > 0 } forwarded
            && IPAddress.TryParse(forwarded[^1]!.AsSpan(forwarded[^1]!.LastIndexOf(',') + 1).Trim(), out var client)
            ? client : null;
    }

    private sealed class Feed(AddressEntry entry) : IDisposable
    {
        private int _ended;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _ended, 1) == 0)
            {
                entry.RemoveFeed();
            }
        }
    }
}
