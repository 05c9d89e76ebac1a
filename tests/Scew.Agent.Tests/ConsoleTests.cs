using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Scew.Client.DevNets;
using Scew.Keys;
using Scew.Protocol;
using Scew.Protocol.Agents;
using Scew.Protocol.Api;
using Scew.SystemTests.Watching;

namespace Scew.Agent.Tests;

/// <summary>An operator with the console, an agent in a process of its own, and an instance that outlives it.</summary>
public sealed class ConsoleTests : IAsyncLifetime, IDisposable
{
    private static readonly string Console = Path.Combine(Path.GetDirectoryName(SiloProgram.Find().DllPath)!.Replace("Scew.Silo", "Scew.Console", StringComparison.Ordinal), "scew.dll");

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("scew-agent-console-");
    private readonly string _id = Base64Url.Encode(RandomNumberGenerator.GetBytes(32));
    private readonly int _port = FreePort();
    private readonly OtlpSink _sink = new();
    private ReleaseServer _server = null!;
    private Process? _agent;

    private string[] Agent => AgentBy("operator");

    public async Task InitializeAsync() => _server = await ReleaseServer.StartAsync();

    public Task DisposeAsync() => _server.DisposeAsync().AsTask();

    public void Dispose()
    {
        _agent?.Kill();
        _agent?.Dispose();
        _sink.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task AnOperatorLaunchesLooksAndStopsFromAfar()
    {
        _server.Answer = static http => http.Response.Body.WriteAsync(Bench.Program).AsTask();
        await File.WriteAllTextAsync(PathOf("pass"), "a good passphrase\n");
        var account = (string)(await OkAsync("key", "create", "operator", "--password-file", PathOf("pass")))["account"]!;
        await OkAsync("key", "create", "offline", "--password-file", PathOf("pass"));
        var list = await OkAsync("release", "add", PathOf("releases.json"), "/bin/sleep", "--name", "1.0", "--key", "offline", "--password-file", PathOf("pass"));
        var sha256 = (string)list["releases"]![0]!["sha256"]!;
        Assert.Equal(Convert.ToHexStringLower(Bench.Hash.ToArray()), sha256);
        await ConfigureAsync(account);
        await StartAgentAsync();

        var launched = await OkAsync(["replica", "launch", _server.Url(), sha256, .. Agent]);
        var instance = (string)launched["instance"]!;
        Assert.True((bool)launched["isNew"]!);
        // The agent dies, the instance does not, and the next agent knows it.
        _agent!.Kill();
        await _agent.WaitForExitAsync();
        await StartAgentAsync();
        var found = await OkAsync(["replica", "status", .. Agent]);
        Assert.Equal(("running", instance), ((string)found["state"]!, (string)found["instance"]!));
        Assert.Empty((await OkAsync(["replica", "logs", .. Agent]))["lines"]!.AsArray());

        var (code, error) = await FailAsync(["replica", "stop", "nonsense", .. Agent]);
        Assert.Equal(2, code);
        Assert.Contains("no instance's id", error, StringComparison.Ordinal);
        (code, error) = await FailAsync(["replica", "launch", _server.Url(), new string('0', 64), .. AgentBy("offline")]);
        Assert.NotEqual(0, code);
        Assert.Contains("not one of this agent's operators", error, StringComparison.Ordinal);
        Assert.Equal("ended", (string)(await OkAsync(["replica", "stop", instance, .. Agent]))["state"]!);
        (code, error) = await FailAsync(["replica", "launch", _server.Url(), new string('0', 64), .. Agent]);
        Assert.NotEqual(0, code);
        Assert.Contains("not on the release list", error, StringComparison.Ordinal);
        await IsCountedAsync("rm.launch", "not-permitted", "scew-agent");
    }

    /// <summary>Row I3: whoever tries again and again is told to wait, learns nothing, and keeps no operator out.</summary>
    [Fact]
    [Trait("row", "I3")]
    public async Task TenThousandTriesFromOneAddressKeepNoOperatorOut()
    {
        const int Tries = 10_000;
        await File.WriteAllTextAsync(PathOf("pass"), "a good passphrase\n");
        var account = (string)(await OkAsync("key", "create", "operator", "--password-file", PathOf("pass")))["account"]!;
        await OkAsync("key", "create", "offline", "--password-file", PathOf("pass"));
        await ConfigureAsync(account);
        await StartAgentAsync();
        using var stranger = SigningKey.Create();
        var id = Digest.TryParse(_id, out var parsed) ? parsed : throw new InvalidOperationException(_id);
        var order = new StatusOrder(id, Bench.Nonce(), Bench.Soon);
        byte[][] wires = [SignedOrder.Assemble(stranger.PublicKey, order, stranger.Sign(SignedOrder.SigningInput(stranger.PublicKey, order))), [.. "no order at all"u8], []];
        // Another address of this machine than the operator's.
        using var handler = new SocketsHttpHandler { MaxConnectionsPerServer = 8, ConnectCallback = ConnectFromElsewhereAsync };
        using var http = new HttpClient(handler);
        var answers = new System.Collections.Concurrent.ConcurrentDictionary<HttpStatusCode, int>();
        var flood = Parallel.ForAsync(0, Tries, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (index, cancellation) =>
        {
            using var content = new ByteArrayContent(wires[index % wires.Length]);
            content.Headers.ContentType = new(MediaTypes.AgentOrder);
            using var answer = await http.PostAsync(new Uri($"http://127.0.0.1:{_port}/v1/orders"), content, cancellation);
            answers.AddOrUpdate(answer.StatusCode, 1, static (_, count) => count + 1);
        });
        Assert.Equal("none", (string)(await OkAsync(["replica", "status", .. Agent]))["state"]!);
        await flood;
        Assert.Equal("none", (string)(await OkAsync(["replica", "status", .. Agent]))["state"]!);
        Assert.Equal(Tries, answers.Values.Sum());
        Assert.DoesNotContain(HttpStatusCode.OK, answers.Keys);
        Assert.True(answers.GetValueOrDefault(HttpStatusCode.TooManyRequests) > Tries / 2, string.Join(", ", answers));
        // The audit log has the operator's two orders and nothing of the stranger's.
        Assert.Equal(4, (await File.ReadAllLinesAsync(PathOf("agent/audit.jsonl"))).Length);
    }

    private static async ValueTask<Stream> ConnectFromElsewhereAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Parse("127.0.0.2"), 0));
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, context.DnsEndPoint.Port), cancellation);
        return new NetworkStream(socket, ownsSocket: true);
    }

    private string[] AgentBy(string key) => ["--agent", $"http://127.0.0.1:{_port}", "--agent-id", _id, "--key", key, "--password-file", PathOf("pass")];

    private async Task ConfigureAsync(string account)
    {
        var (_, _, said) = await RunAsync("release", "add", PathOf("releases.json"), "/bin/sleep", "--name", "1.0", "--key", "offline", "--password-file", PathOf("pass"));
        var key = said[said.IndexOf("{ \"x\"", StringComparison.Ordinal)..];
        await File.WriteAllTextAsync(PathOf("ca.pem"), _server.Authority.ExportCertificatePem());
        await File.WriteAllTextAsync(PathOf("agent.json"), $$"""
            {
              "id": "{{_id}}", "listen": "http://127.0.0.1:{{_port}}", "operators": ["{{account}}"], "releaseKey": {{key[..(key.IndexOf('}', StringComparison.Ordinal) + 1)]}},
              "releases": "releases.json", "folder": "agent", "allowedHosts": ["{{_server.Host}}"], "allowedAddresses": ["127.0.0.1", "::1"], "authorities": "ca.pem", "arguments": ["1000"]
            }
            """);
    }

    /// <summary>Waits until the agent sent numbers that hold all of these words.</summary>
    private async Task IsCountedAsync(params string[] words)
    {
        for (var waited = 0; !_sink.Of("/v1/metrics").Any(body => words.All(word => body.AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(word)) >= 0)); waited++)
        {
            Assert.True(waited < 600, "the agent sends no numbers");
            await Task.Delay(50);
        }
    }

    private async Task StartAgentAsync()
    {
        var silo = SiloProgram.Find();
        var info = new ProcessStartInfo(silo.DotnetPath, [silo.DllPath, "agent", "--config", PathOf("agent.json")]) { UseShellExecute = false };
        foreach (var (name, value) in _sink.Variables)
        {
            info.Environment[name] = value;
        }
        _agent = Process.Start(info)!;
        using var http = new HttpClient();
        while (true)
        {
            Assert.False(_agent.HasExited, "the agent ended");
            try
            {
                if ((await http.GetAsync(new Uri($"http://127.0.0.1:{_port}/health/live"))).StatusCode == HttpStatusCode.OK)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                await Task.Delay(50);
            }
        }
    }

    private async Task<JsonNode> OkAsync(params string[] arguments)
    {
        var (code, output, error) = await RunAsync([.. arguments, "--json"]);
        Assert.True(code == 0, output + error);
        return JsonNode.Parse(output)!["data"]!;
    }

    private async Task<(int Code, string Error)> FailAsync(params string[] arguments)
    {
        var (code, _, error) = await RunAsync(arguments);
        return (code, error);
    }

    private async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo(SiloProgram.Find().DotnetPath, [Console, "--home", PathOf("home"), .. arguments]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }

    private string PathOf(string name) => Path.Combine(_folder.FullName, name);

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
