using System.Net;
using System.Net.Sockets;

namespace Scew.Storage.Tests.Postgres;

/// <summary>How a connection ends around a COMMIT.</summary>
internal enum Cut
{
    /// <summary>The commit reaches the server, and both sides are cut at once.</summary>
    AfterSending,

    /// <summary>The server's answer is read and dropped.</summary>
    AfterAnswer,

    /// <summary>The commit never reaches the server.</summary>
    BeforeSending,
}

/// <summary>Passes bytes between client and server on loopback until it is told to cut.</summary>
internal sealed class CutProxy : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly int _target;
    private readonly List<Socket> _open = [];
    private Cut? _armed;

    internal CutProxy(int target)
    {
        _target = target;
        _listener.Start();
        _ = AcceptAsync();
    }

    internal int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>The next bytes of a client are the last.</summary>
    internal void Arm(Cut cut)
    {
        lock (_open)
        {
            _armed = cut;
        }
    }

    /// <summary>Ends every connection.</summary>
    internal void CutAll()
    {
        lock (_open)
        {
            foreach (var socket in _open)
            {
                socket.Close(0);
            }
            _open.Clear();
        }
    }

    public void Dispose()
    {
        _listener.Dispose();
        CutAll();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptSocketAsync();
                var server = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                await server.ConnectAsync(IPAddress.Loopback, _target);
                client.NoDelay = true;
                lock (_open)
                {
                    _open.Add(client);
                    _open.Add(server);
                }
                _ = PassAsync(client, server, isClient: true);
                _ = PassAsync(server, client, isClient: false);
            }
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task PassAsync(Socket from, Socket to, bool isClient)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer) is var count and > 0)
            {
                Cut? cut;
                lock (_open)
                {
                    cut = _armed;
                    _armed = isClient && cut is not Cut.AfterAnswer || !isClient ? null : cut;
                }
                if (cut is Cut.BeforeSending || (cut is Cut.AfterAnswer && !isClient))
                {
                    CutAll();
                    return;
                }
                if (cut is Cut.AfterSending && isClient)
                {
                    // Before the server can answer.
                    from.Close(0);
                }
                await to.SendAsync(buffer.AsMemory(0, count));
                if (cut is Cut.AfterSending)
                {
                    CutAll();
                    return;
                }
            }
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
        {
            // Cut.
        }
        finally
        {
            from.Close(0);
            to.Close(0);
        }
    }
}
