using System.Net;
using System.Net.Sockets;
using Scew.Silo.Commands;

namespace Scew.Silo.Hosting;

/// <summary>
/// Looks whether an address can be listened on before the replica starts: the web server would find out last, with a page of stack trace. Taken in between, the
/// server's own failure still ends the process.
/// </summary>
internal static class FreeAddress
{
    public static void Require(string member, IPEndPoint endpoint)
    {
        using var probe = new TcpListener(endpoint);
        try
        {
            probe.Start();
        }
        catch (SocketException e)
        {
            throw new SiloFailure(
                ExitCodes.General,
                e.SocketErrorCode == SocketError.AddressAlreadyInUse
                    ? $"the address {endpoint} ({member}) is in use; stop the other program or choose another port in the configuration file"
                    : $"cannot listen on {endpoint} ({member}): {e.Message}");
        }
    }
}
