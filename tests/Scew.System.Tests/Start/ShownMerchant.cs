using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Scew.SystemTests.Start;

/// <summary>An address that answers every question with one status and a Date header, as a merchant with that program and clock would.</summary>
internal sealed class ShownMerchant : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();

    public ShownMerchant()
    {
        _listener.Start();
        _ = ServeAsync();
    }

    public string Version { get; set; } = "0.1.0";

    public TimeSpan ClockAhead { get; set; }

    public bool Silent { get; set; }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public string Url => "http://127.0.0.1:" + Port.ToString(CultureInfo.InvariantCulture);

    public void Dispose()
    {
        _end.Cancel();
        _listener.Dispose();
        _end.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                _ = AnswerAsync(await _listener.AcceptTcpClientAsync(_end.Token));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test ends.
        }
    }

    private async Task AnswerAsync(TcpClient client)
    {
        using (client)
        {
            var stream = client.GetStream();
            var buffer = new byte[4096];
            try
            {
                while (!Silent && await stream.ReadAsync(buffer, _end.Token) > 0)
                {
                    var body = $$"""{"version":"{{Version}}","state":"normal"}""";
                    var date = (TimeProvider.System.GetUtcNow() + ClockAhead).ToString("R", CultureInfo.InvariantCulture);
                    await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nDate: {date}\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}"), _end.Token);
                }
            }
            catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
            {
                // Who asked went away, or the test ends.
            }
        }
    }
}
