using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Scew.Silo.Admin;

/// <summary>What a running silo answered: an exit code and a sentence.</summary>
internal sealed record AdminAnswer(int ExitCode, string Message);

/// <summary>Asks the silo that runs with a key, by the port and the token that it left beside it.</summary>
internal static class AdminClient
{
    /// <summary>The answer; null when no silo runs with this key.</summary>
    public static async Task<AdminAnswer?> AskAsync(string keyFile, string question)
    {
        if (Read(AdminPort.FileOf(keyFile)) is not var (port, token))
        {
            return null;
        }
        try
        {
            using var socket = new TcpClient();
            await socket.ConnectAsync(IPAddress.Loopback, port);
            await using var stream = socket.GetStream();
            await stream.WriteAsync(Encoding.UTF8.GetBytes(token + " " + question + "\n"));
            using var reader = new StreamReader(stream, Encoding.UTF8);
            var line = await reader.ReadLineAsync() ?? "";
            var blank = line.IndexOf(' ', StringComparison.Ordinal);
            return blank > 0 && int.TryParse(line.AsSpan(0, blank), NumberStyles.None, CultureInfo.InvariantCulture, out var code) ? new AdminAnswer(code, line[(blank + 1)..]) : null;
        }
        catch (Exception gone) when (gone is SocketException or IOException)
        {
            // The file of a silo that was killed.
            return null;
        }
    }

    private static (int Port, string Token)? Read(string file)
    {
        try
        {
            return File.ReadAllText(file).Trim().Split(' ') is [var port, var token] && int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? (number, token)
                : null;
        }
        catch (Exception missing) when (missing is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
