using System.Net;
using System.Net.Sockets;

namespace Scew.SystemTests.Links;

/// <summary>
/// A TCP proxy between the two members of a pair: the dialer connects here, and the bytes of each direction meet the fault that the test chose. The connection itself
/// can be cut (reset, and every new one too) or half open (accepted and never served).
/// </summary>
internal sealed class LinkProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private readonly HashSet<ProxiedConnection> _connections = [];
    private readonly Func<IPEndPoint> _target;
    private readonly Task _accepting;

    /// <summary>Listens at once; the target is asked for at every connection, since it is not known before the group is made.</summary>
    public LinkProxy(Func<IPEndPoint> target)
    {
        _target = target;
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync();
    }

    public int Port { get; }

    /// <summary>From the dialer to the listener.</summary>
    public LinkDirection Forth { get; } = new();

    /// <summary>From the listener to the dialer.</summary>
    public LinkDirection Back { get; } = new();

    /// <summary>Resets what stands, and what comes.</summary>
    public bool IsCut { get; private set; }

    /// <summary>Accepts and never forwards.</summary>
    public bool IsHalfOpen { get; private set; }

    public void Cut()
    {
        IsCut = true;
        ResetAll();
    }

    public void HalfOpen() => IsHalfOpen = true;

    public void Heal()
    {
        var lost = IsHalfOpen || Forth.HasSwallowed || Back.HasSwallowed;
        IsCut = false;
        IsHalfOpen = false;
        Forth.Heal();
        Back.Heal();
        if (lost)
        {
            ResetAll();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        ResetAll();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var dialer = await _listener.AcceptSocketAsync(_stop.Token);
                if (IsCut)
                {
                    ProxiedConnection.Reset(dialer);
                    continue;
                }
                _ = ServeAsync(new ProxiedConnection(this, dialer));
            }
            catch (Exception ended) when (ended is SocketException or OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task ServeAsync(ProxiedConnection connection)
    {
        lock (_gate)
        {
            _connections.Add(connection);
        }
        try
        {
            await connection.RunAsync(_target(), _stop.Token);
        }
        finally
        {
            lock (_gate)
            {
                _connections.Remove(connection);
            }
            connection.Reset();
        }
    }

    private void ResetAll()
    {
        lock (_gate)
        {
            foreach (var connection in _connections)
            {
                connection.Reset();
            }
        }
    }
}
