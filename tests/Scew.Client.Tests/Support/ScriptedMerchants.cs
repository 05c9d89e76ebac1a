using System.Net;
using System.Text;
using Scew.Client.DevNets;
using Scew.Client.Submission;

namespace Scew.Client.Tests.Support;

/// <summary>Four addresses on loopback that answer what a test says, lies included: (merchant, method and path) to (status, body).</summary>
internal sealed class ScriptedMerchants : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("scew-scripted-").FullName;
    private readonly Task _loop;

    public ScriptedMerchants(Func<int, string, (int Status, byte[] Body)> answer)
    {
        var ports = FreePorts.Pick(4);
        foreach (var port in ports)
        {
            _listener.Prefixes.Add($"http://127.0.0.1:{port}/");
        }
        _listener.Start();
        _loop = Task.Run(() => ServeAsync([.. ports], answer));
        Outbox = new Outbox(_folder);
        Client = new ScewClient(
            SignedGroup.Genesis,
            new ClientOptions { Outbox = Outbox, SubmitDeadline = TimeSpan.FromSeconds(20), Witnesses = 2 },
            [.. ports.Select(port => new Uri($"http://127.0.0.1:{port}/"))]);
    }

    public ScewClient Client { get; }

    public Outbox Outbox { get; }

    public string ReceiptFolder => Path.Combine(_folder, "receipts");

    public static byte[] Problem(string code) => Encoding.UTF8.GetBytes($$"""{"code":"{{code}}","detail":"a test says so"}""");

    public void Dispose()
    {
        Client.Dispose();
        _listener.Stop();
        _loop.Wait();
        _listener.End();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task ServeAsync(List<int> ports, Func<int, string, (int Status, byte[] Body)> answer)
    {
        try
        {
            while (true)
            {
                var context = await _listener.GetContextAsync();
                var (status, body) = answer(ports.IndexOf(context.Request.Url!.Port), context.Request.HttpMethod + " " + context.Request.Url.AbsolutePath);
                context.Response.StatusCode = status;
                context.Response.Close(body, willBlock: false);
            }
        }
        catch (Exception stopped) when (stopped is HttpListenerException or ObjectDisposedException || (stopped is InvalidOperationException && !_listener.IsListening))
        {
            // It may stop while an answer is written: the next question then finds no listener.
        }
    }
}
