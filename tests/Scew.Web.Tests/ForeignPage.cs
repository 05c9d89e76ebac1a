using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Playwright;

namespace Scew.WebTests;

/// <summary>
/// A page of another site in real Chromium, with whatever its author wrote: nothing is forbidden to it but what a silo forbids. It has a server of its own, because
/// Playwright's routing answers a browser's questions to other origins itself, and then nobody would see what the silo answers.
/// </summary>
internal sealed class ForeignPage : IAsyncDisposable
{
    private readonly TcpListener _server = new(IPAddress.Loopback, 0);
    private readonly Task _serving;

    private ForeignPage(string html)
    {
        _server.Start();
        var body = Encoding.UTF8.GetBytes(html);
        var head = string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n");
        _serving = ServeAsync([.. Encoding.ASCII.GetBytes(head), .. body]);
    }

    public IBrowserContext Context { get; private set; } = null!;

    public IPage Page { get; private set; } = null!;

    public static async Task<ForeignPage> OpenAsync(string html)
    {
        var foreign = new ForeignPage(html) { Context = await Chromium.TakeAsync() };
        foreign.Page = await foreign.Context.NewPageAsync();
        await foreign.Page.GotoAsync(string.Create(CultureInfo.InvariantCulture, $"http://localhost:{((IPEndPoint)foreign._server.LocalEndpoint).Port}/"));
        return foreign;
    }

    public async ValueTask DisposeAsync()
    {
        await Context.CloseAsync();
        Chromium.Release();
        _server.Stop();
        await _serving;
        _server.Dispose();
    }

    private async Task ServeAsync(byte[] answer)
    {
        try
        {
            while (true)
            {
                using var client = await _server.AcceptTcpClientAsync();
                await using var stream = client.GetStream();
                if (await stream.ReadAsync(new byte[16 * 1024]) > 0)
                {
                    await stream.WriteAsync(answer);
                }
            }
        }
        catch (Exception stopped) when (stopped is SocketException or IOException or ObjectDisposedException)
        {
            // The test ended.
        }
    }
}
