using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Scew.WebTests;

/// <summary>A server that answers what a test wants: a page's server that lies, or a page of another site. One answer a connection.</summary>
internal sealed class StubSite : IAsyncDisposable
{
    private readonly TcpListener _server;
    private readonly Func<string, (string Type, byte[] Body)?> _answers;
    private readonly Task _serving;

    /// <summary>On a free port, or on <paramref name="port"/>; a path that is answered with null is not there.</summary>
    public StubSite(Func<string, (string Type, byte[] Body)?> answers, int port = 0)
    {
        _answers = answers;
        _server = new TcpListener(IPAddress.Loopback, port);
        _server.Start();
        _serving = ServeAsync();
    }

    /// <summary>More of an answer, of the head of the question and the body: further lines of headers, each with its end, and the body that is sent.</summary>
    public Func<string, byte[], (string Headers, byte[] Body)> More { get; set; } = static (_, body) => ("", body);

    public int Port => ((IPEndPoint)_server.LocalEndpoint).Port;

    public async ValueTask DisposeAsync()
    {
        _server.Stop();
        await _serving;
        _server.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _server.AcceptTcpClientAsync();
                await using var stream = client.GetStream();
                await AnswerAsync(stream);
            }
        }
        catch (Exception stopped) when (stopped is SocketException or ObjectDisposedException)
        {
            // The test ended.
        }
    }

    private async Task AnswerAsync(NetworkStream stream)
    {
        try
        {
            var buffer = new byte[16 * 1024];
            var read = await stream.ReadAsync(buffer);
            var question = Encoding.ASCII.GetString(buffer, 0, read);
            var line = question.Split('\n')[0].Split(' ');
            if (line.Length < 3)
            {
                return;
            }
            var (status, type, body) = _answers(line[1]) is { } found ? ("200 OK", found.Type, found.Body) : ("404 Not Found", "text/plain", []);
            (var more, body) = More(question, body);
            var head = string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 {status}\r\nContent-Type: {type}\r\nContent-Length: {body.Length}\r\n{more}Connection: close\r\n\r\n");
            await stream.WriteAsync(Encoding.ASCII.GetBytes(head));
            await stream.WriteAsync(body);
        }
        catch (IOException)
        {
            // The browser gave the connection up.
        }
    }
}
