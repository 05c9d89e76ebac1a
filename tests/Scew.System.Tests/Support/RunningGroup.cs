using System.Net.Http.Headers;
using Scew.Client;
using Scew.Client.DevNets;
using Scew.Client.Receipts;
using Scew.Client.Submission;
using Scew.Client.Transport;
using Scew.Keys;
using Scew.Protocol;
using Scew.Protocol.Api;
using Scew.Protocol.Registers;
using Scew.Protocol.Requests;
using Scew.SystemTests.Canaries;
using Scew.SystemTests.Links;

namespace Scew.SystemTests.Support;

/// <summary>A group of silo processes with what tests do to it.</summary>
internal sealed class RunningGroup : IAsyncDisposable
{
    private readonly TempFolder _folder;
    private readonly GroupLinks? _links;

    private RunningGroup(TempFolder folder, DevNet net, GroupLinks? links)
    {
        _folder = folder;
        _links = links;
        Net = net;
        Http = MerchantEndpoint.CreateHttpClient();
        Client = net.CreateClient(new ClientOptions { SubmitDeadline = TimeSpan.FromSeconds(90), ReadTimeout = TimeSpan.FromSeconds(30) });
    }

    public DevNet Net { get; }

    /// <summary>The proxies between the merchants, in a group that was started with them.</summary>
    public GroupLinks Links => _links ?? throw new InvalidOperationException("this group has no proxies");

    public ScewClient Client { get; }

    public HttpClient Http { get; }

    public Digest Genesis => Client.Verifier.Group.Genesis;

    /// <summary>The key of the first merchant, which may issue.</summary>
    public SigningKey Issuer => Net.Merchants[0].Key;

    public static long Now => TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();

    public static Task<RunningGroup> StartAsync() => StartAsync(new GroupShape());

    public static async Task<RunningGroup> StartAsync(GroupShape shape)
    {
        var folder = new TempFolder();
        var links = shape.Proxied ? new GroupLinks(shape.Merchants) : null;
        try
        {
            var net = await DevNet.StartAsync(new DevNetOptions
            {
                Folder = folder.File("net"),
                Merchants = shape.Merchants,
                Parameters = shape.Parameters,
                // A loaded machine is slow, not wrong: the time limit is for a start that hangs.
                StartTimeout = TimeSpan.FromMinutes(3),
                LogLevel = "information",
                Program = shape.Program,
                Postgres = shape.OnPostgres ? "" : null,
                IsOnPostgres = merchant => !shape.OnSqlite.Contains(merchant, StringComparison.Ordinal),
                Configure = (merchant, config) =>
                {
                    links?.Configure(merchant, config);
                    shape.Configure?.Invoke(merchant, config);
                },
                Prepared = genesis => links?.Open(genesis.Document),
            });
            return new RunningGroup(folder, net, links);
        }
        catch
        {
            if (links is not null)
            {
                await links.DisposeAsync();
            }
            folder.Dispose();
            throw;
        }
    }

    public SignedRequest Sign(Operation operation, params SigningKey[] keys) => Sign(operation, Client.ValidUntil(keys.Length), keys);

    public SignedRequest Sign(Operation operation, long validUntil, params SigningKey[] keys) => Sign(Client, operation, validUntil, keys);

    /// <summary>For the group of any client.</summary>
    public static SignedRequest Sign(ScewClient client, Operation operation, long validUntil, params SigningKey[] keys)
    {
        var made = RequestSigner.Sign(client.Verifier.Group.Genesis, operation, validUntil, keys);
        Assert.True(made.Request is not null, made.Message);
        return made.Request;
    }

    /// <summary>Submits and answers the verified receipt.</summary>
    public async Task<VerifiedReceipt> SettleAsync(SignedRequest request, int first = 0)
    {
        var outcome = await Client.SubmitAsync(request, first);
        return outcome is SubmitOutcome.Settled settled ? settled.Receipt : throw new InvalidOperationException(outcome.ToString());
    }

    public Task<VerifiedReceipt> SettleAsync(Operation operation, params SigningKey[] keys) => SettleAsync(Sign(operation, keys));

    /// <summary>A new account with a wallet that holds <paramref name="balance"/>.</summary>
    public async Task<(SigningKey Key, string Wallet)> NewWalletAsync(long balance)
    {
        var key = SigningKey.Create();
        var wallet = IdRules.OwnPrefix(key.Account) + ":points";
        Assert.Equal(Codes.Ok, (await SettleAsync(new CreateWallet(wallet, 0), key)).Code);
        if (balance > 0)
        {
            Assert.Equal(Codes.Ok, (await SettleAsync(new Sum(wallet, balance), Issuer)).Code);
        }
        return (key, wallet);
    }

    /// <summary>The balance by a linearizable read that starts at a merchant; null when there is no such wallet.</summary>
    public Task<long?> BalanceAsync(string wallet, int merchant = 0) => BalanceAsync(Client, wallet, merchant);

    /// <summary>The same of the group of any client.</summary>
    public static async Task<long?> BalanceAsync(ScewClient client, string wallet, int merchant)
    {
        var read = await client.ReadLinearizableAsync(new RegisterKey(RegisterKind.Wallet, wallet), merchant);
        Assert.True(read.Value is not null, read.Reason);
        return read.Value.Wallet?.Balance;
    }

    public async Task<StatusResponse> StatusAsync(int merchant) =>
        ApiReader.Status((await GetAsync("/v1/status", merchant)).IsOk().Body)!;

    public Task<Answer> GetAsync(string path, int merchant = 0, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Get, path, null, merchant, headers);

    public Task<Answer> PostAsync(ReadOnlyMemory<byte> wire, int merchant = 0, string path = "/v1/requests", params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Post, path, wire, merchant, headers);

    public async Task<Answer> SendAsync(
        HttpMethod method, string path, ReadOnlyMemory<byte>? body, int merchant, (string Name, string Value)[] headers, string type = MediaTypes.Request)
    {
        using var message = new HttpRequestMessage(method, new Uri(Net.Merchants[merchant].Url, path));
        if (body is { } bytes)
        {
            message.Content = new ReadOnlyMemoryContent(bytes);
            message.Content.Headers.ContentType = new MediaTypeHeaderValue(type);
        }
        foreach (var (name, value) in headers)
        {
            message.Headers.TryAddWithoutValidation(name, value);
        }
        using var response = await Http.SendAsync(message);
        return new Answer((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType ?? "", await response.Content.ReadAsByteArrayAsync());
    }

    /// <summary>Sends a signal such as STOP, CONT or KILL to a merchant's process.</summary>
    public void Signal(string name, int merchant)
    {
        using var kill = System.Diagnostics.Process.Start("/bin/sh", ["-c", $"kill -{name} {Net.Merchants[merchant].Process.Id}"]);
        kill.WaitForExit();
        Assert.Equal(0, kill.ExitCode);
    }

    /// <summary>What a merchant's process wrote so far.</summary>
    public string Log(int merchant)
    {
        using var reader = new StreamReader(new FileStream(Net.Merchants[merchant].LogPath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return reader.ReadToEnd();
    }

    /// <summary>Waits for a state that takes a while.</summary>
    public static async Task UntilAsync(string what, Func<Task<bool>> reached, int seconds = 120, Func<string>? told = null)
    {
        var started = System.Diagnostics.Stopwatch.GetTimestamp();
        while (!await reached())
        {
            Assert.True(System.Diagnostics.Stopwatch.GetElapsedTime(started).TotalSeconds < seconds, $"not within {seconds} s: {what}\n{told?.Invoke()}");
            await Task.Delay(100);
        }
    }

    /// <summary>Waits until all merchants stand at one height with one state root, at or above <paramref name="height"/>.</summary>
    public Task UntilEqualAsync(long height, IReadOnlyList<int> merchants) => UntilAsync("equal state roots", async () =>
    {
        var all = await Task.WhenAll(merchants.Select(StatusAsync));
        return all.All(one => one.ExecutedHeight >= height && one.ExecutedHeight == all[0].ExecutedHeight && one.StateRoot.Length > 0 && one.StateRoot == all[0].StateRoot);
    });

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        Http.Dispose();
        await Net.DisposeAsync();
        var canaries = new CanarySearch(CanarySecrets.Of(new DevNetOptions { Folder = _folder.Path }.Seed, Net.Merchants.Length));
        canaries.Folder(_folder.Path);
        if (Net.Cluster is { } cluster)
        {
            await DevPostgres.RemoveAsync(cluster);
        }
        if (_links is not null)
        {
            await _links.DisposeAsync();
        }
        _folder.Dispose();
        // Whatever the tests of this group did, its merchants wrote no secret down.
        Assert.Empty(canaries.Hits);
    }
}
