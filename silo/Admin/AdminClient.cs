using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Scew.Silo.Commands;

namespace Scew.Silo.Admin;

/// <summary>What a running silo answered: an exit code and a sentence.</summary>
internal sealed record AdminAnswer(int ExitCode, string Message);

/// <summary>Asks the silo that runs with a key, by the port and the token that it left beside it.</summary>
internal static class AdminClient
{
    /// <summary>Enough for a question that needs no work.</summary>
    public static readonly TimeSpan Quick = TimeSpan.FromSeconds(10);

    /// <summary>The answer; null when no silo runs with this key. Without <paramref name="within"/> it may take as long as a backup or an audit does.</summary>
    public static async Task<AdminAnswer?> AskAsync(string keyFile, string question, TimeSpan? within = null, CancellationToken cancellation = default)
    {
        if (Read(AdminPort.FileOf(keyFile)) is not var (port, token))
        {
            return null;
        }
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(within ?? Timeout.InfiniteTimeSpan);
        try
        {
            using var socket = new TcpClient();
            await socket.ConnectAsync(IPAddress.Loopback, port, limit.Token);
            await using var stream = socket.GetStream();
            await stream.WriteAsync(Encoding.UTF8.GetBytes(token + " " + question + "\n"), limit.Token);
            using var reader = new StreamReader(stream, Encoding.UTF8);
            var line = await reader.ReadLineAsync(limit.Token) ?? "";
            var blank = line.IndexOf(' ', StringComparison.Ordinal);
            return blank > 0 && int.TryParse(line.AsSpan(0, blank), NumberStyles.None, CultureInfo.InvariantCulture, out var code) ? new AdminAnswer(code, line[(blank + 1)..]) : null;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // The kernel takes a connection for a process that is frozen.
            return new AdminAnswer(ExitCodes.General, $"the silo that runs here did not answer within {within!.Value.TotalSeconds} s: it is frozen, or at work on another question, such as a backup");
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
