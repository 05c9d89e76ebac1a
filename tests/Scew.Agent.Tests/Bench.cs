using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Scew.Client.DevNets;
using Scew.Keys;
using Scew.Protocol;
using Scew.Protocol.Accounts;
using Scew.Protocol.Agents;
using Scew.Protocol.Api;

namespace Scew.Agent.Tests;

/// <summary>An agent with its folder, keys, release list and a server of programs; the program is the system's <c>sleep</c>.</summary>
internal sealed class Bench : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("scew-agent-");
    private ProgramFetch? _fetch;

    private Bench(ReleaseServer server) => Server = server;

    public static readonly byte[] Program = File.ReadAllBytes("/bin/sleep");

    public static readonly Digest Hash = Digest.Of(Program);

    public ReleaseServer Server { get; }

    public SigningKey Operator { get; } = SigningKey.Create();

    public SigningKey Offline { get; } = SigningKey.Create();

    public Digest Id { get; } = new(RandomNumberGenerator.GetBytes(32));

    public ReplicaAgent Agent { get; private set; } = null!;

    public string[] Arguments { get; set; } = ["1000"];

    public string[] Hosts { get; set; } = [];

    public IPAddress[] Addresses { get; set; } = [IPAddress.Loopback, IPAddress.IPv6Loopback];

    public string[] Launcher { get; set; } = [SiloProgram.Find().DotnetPath, SiloProgram.Find().DllPath, "agent", "become"];

    public Dictionary<string, string> Environment { get; } = [];

    public ProgramLimits Limits { get; set; } = new();

    public long MaxLogBytes { get; set; } = 1024 * 1024;

    public static async Task<Bench> StartAsync(Action<Bench>? change = null)
    {
        var bench = new Bench(await ReleaseServer.StartAsync());
        bench.Server.Answer = static http => http.Response.Body.WriteAsync(Program).AsTask();
        bench.Release(1, new Release("sleep", Hash, Program.Length));
        change?.Invoke(bench);
        bench.Restart();
        return bench;
    }

    public string Path(string name) => System.IO.Path.Combine(_folder.FullName, name);

    /// <summary>The agent ends and begins again; what it launched goes on.</summary>
    public void Restart()
    {
        Agent?.Dispose();
        _fetch?.Dispose();
        _fetch = new ProgramFetch(Hosts.Length > 0 ? Hosts : [Server.Host], new AddressRules(Addresses), [X509CertificateLoader.LoadCertificate(Server.Authority.RawData)], TimeSpan.FromSeconds(60));
        Agent = Open("agent");
    }

    /// <summary>An agent with a folder of this name.</summary>
    public ReplicaAgent Open(string folder) => new(
        new AgentOptions(Id, [Operator.Account], Offline.PublicKey, Path("releases.json"), Path(folder))
        {
            Launcher = [.. Launcher],
            Arguments = [.. Arguments],
            Environment = System.Collections.Immutable.ImmutableDictionary.CreateRange(StringComparer.Ordinal, Environment),
            StopGrace = TimeSpan.FromSeconds(10),
            Limits = Limits,
            MaxLogBytes = MaxLogBytes,
        },
        _fetch!,
        new AccountKeyCache(16),
        TimeProvider.System);

    /// <summary>Serves and lists another program of this machine.</summary>
    public LaunchOrder Use(string file)
    {
        var program = File.ReadAllBytes(file);
        Server.Answer = http => http.Response.Body.WriteAsync(program).AsTask();
        Release(2, new Release("program", Digest.Of(program), program.Length));
        return Launch(program: Digest.Of(program));
    }

    /// <summary>The instance's output once it holds a line.</summary>
    public async Task<string> SaidAsync(string line)
    {
        while (true)
        {
            var text = await File.ReadAllTextAsync(Path("agent/instance.log"));
            if (text.Contains(line + "\n", StringComparison.Ordinal))
            {
                return text;
            }
            Assert.Equal("running", (await StatusAsync()).State);
            await Task.Delay(50);
        }
    }

    public void Release(long serial, params Release[] releases) => Release(serial, DateTimeOffset.UtcNow.AddHours(1), Offline, releases);

    public void Release(long serial, DateTimeOffset expires, SigningKey key, params Release[] releases)
    {
        var list = new ReleaseList(serial, expires.ToUnixTimeMilliseconds(), [.. releases]);
        File.WriteAllBytes(Path("releases.json"), new SignedReleaseList(list, key.Sign(list.SigningBytes())).Encode());
    }

    public byte[] Sign(AgentOrder order, SigningKey? by = null)
    {
        var key = by ?? Operator;
        return SignedOrder.Assemble(key.PublicKey, order, key.Sign(SignedOrder.SigningInput(key.PublicKey, order)));
    }

    public static UInt128 Nonce() => AgentOrderCodec.ParseId(Base64Url.Encode(RandomNumberGenerator.GetBytes(16)))!.Value;

    public static long Soon => DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() + 30_000;

    public LaunchOrder Launch(string? url = null, Digest? program = null) => new(Id, Nonce(), Soon, url ?? Server.Url(), program ?? Hash);

    public Task<AgentResponse> LaunchAsync() => Agent.DoAsync(Sign(Launch()), default);

    public Task<AgentResponse> StopAsync(string instance) => Agent.DoAsync(Sign(new StopOrder(Id, Nonce(), Soon, AgentOrderCodec.ParseId(instance)!.Value)), default);

    public Task<AgentResponse> StatusAsync() => Agent.DoAsync(Sign(new StatusOrder(Id, Nonce(), Soon)), default);

    public async Task<AgentException> RefusedAsync(AgentOrder order, SigningKey? by = null) => await Assert.ThrowsAsync<AgentException>(() => Agent.DoAsync(Sign(order, by), default));

    /// <summary>The running instance's process.</summary>
    public ProcessIdentity Running() => new InstanceFile(Path("agent/instance.json")).Read()!.Process!;

    public async ValueTask DisposeAsync()
    {
        if (new InstanceFile(Path("agent/instance.json")).Read()?.Process is { } process)
        {
            await process.StopAsync(TimeSpan.Zero, default);
        }
        Agent.Dispose();
        _fetch?.Dispose();
        await Server.DisposeAsync();
        Operator.Dispose();
        Offline.Dispose();
        _folder.Delete(recursive: true);
    }
}
