using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Scew.WebTests.Proof;

/// <summary>Stands on the port of a merchant that was stopped, and answers browsers with what no merchant sends. What it holds in memory is small, however much it sends.</summary>
internal sealed class HostileMerchant : IAsyncDisposable
{
    private readonly TcpListener _server;
    private readonly CancellationTokenSource _ended = new();
    private readonly Task _serving;
    private readonly string _allowed;

    public HostileMerchant(int port, string allowed)
    {
        _allowed = allowed;
        _server = new TcpListener(IPAddress.Loopback, port);
        _server.Start();
        _serving = ServeAsync();
    }

    /// <summary>Writes the body behind the headers.</summary>
    public Func<Stream, CancellationToken, Task> Body { get; set; } = static (_, _) => Task.CompletedTask;

    /// <summary>A Content-Length, or null for a body that ends with the connection.</summary>
    public long? Length { get; set; }

    public string Type { get; set; } = "application/json";

    /// <summary>Bytes sent since the last question began.</summary>
    public long Sent { get; private set; }

    /// <summary>The same piece again and again, so many times or without end.</summary>
    public void Repeat(string first, string piece, long times = long.MaxValue)
    {
        var bytes = Encoding.UTF8.GetBytes(piece);
        Body = async (stream, cancel) =>
        {
            await stream.WriteAsync(Encoding.UTF8.GetBytes(first), cancel);
            for (var i = 0L; i < times; i++)
            {
                await stream.WriteAsync(bytes, cancel);
                Sent += bytes.Length;
            }
        };
    }

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        _server.Stop();
        await _serving;
        _server.Dispose();
        _ended.Dispose();
    }

    private async Task ServeAsync()
    {
        var open = new List<Task>();
        try
        {
            while (true)
            {
                open.Add(AnswerAsync(await _server.AcceptTcpClientAsync(_ended.Token)));
            }
        }
        catch (Exception stopped) when (stopped is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // The test ended.
        }
        await Task.WhenAll(open);
    }

    private async Task AnswerAsync(TcpClient client)
    {
        using var owned = client;
        try
        {
            await using var stream = client.GetStream();
            var buffer = new byte[16 * 1024];
            var read = await stream.ReadAsync(buffer, _ended.Token);
            var isQuestion = Encoding.ASCII.GetString(buffer, 0, read).StartsWith("OPTIONS", StringComparison.Ordinal);
            var length = isQuestion ? 0 : Length;
            var head = new StringBuilder(isQuestion ? "HTTP/1.1 204 No Content\r\n" : "HTTP/1.1 200 OK\r\n")
                .Append("Connection: close\r\nAccess-Control-Allow-Headers: content-type\r\nAccess-Control-Allow-Origin: ").Append(_allowed).Append("\r\nContent-Type: ").Append(Type);
            if (length is { } bytes)
            {
                head.Append("\r\nContent-Length: ").Append(bytes.ToString(CultureInfo.InvariantCulture));
            }
            await stream.WriteAsync(Encoding.ASCII.GetBytes(head.Append("\r\n\r\n").ToString()), _ended.Token);
            if (!isQuestion)
            {
                Sent = 0;
                await Body(stream, _ended.Token);
            }
        }
        catch (Exception hungUp) when (hungUp is IOException or SocketException or OperationCanceledException)
        {
            // The page refused to go on, which is what it should do.
        }
    }
}
