using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Scew.Client.DevNets;

/// <summary>
/// Picks loopback ports below the system's range for outgoing connections (32768 upward on Linux): a port from that range may be taken by any connection
/// while its silo is down, and then the restart fails.
/// </summary>
public static class FreePorts
{
    private const int Lowest = 18_000;
    private const int Highest = 32_000;

    private static readonly HashSet<int> Given = [];

    /// <summary>As many distinct ports as asked for, each free a moment ago and never given in this process before: a silo that is down takes its own again.</summary>
    public static int[] Pick(int count)
    {
        var listening = IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Select(endpoint => endpoint.Port).ToHashSet();
        var ports = new List<int>(count);
        for (var attempt = 0; ports.Count < count && attempt < 10_000; attempt++)
        {
            var port = RandomNumberGenerator.GetInt32(Lowest, Highest);
            if (listening.Add(port) && CanBind(port) && IsNew(port))
            {
                ports.Add(port);
            }
        }
        return ports.Count == count ? [.. ports] : throw new DevNetException("no free loopback ports between 18000 and 32000");
    }

    private static bool IsNew(int port)
    {
        lock (Given)
        {
            return Given.Add(port);
        }
    }

    private static bool CanBind(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
