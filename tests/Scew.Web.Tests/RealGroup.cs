using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Scew.Client;
using Scew.Client.DevNets;
using Scew.Client.Receipts;
using Scew.Client.Submission;
using Scew.Client.Transport;
using Scew.Keys;
using Scew.Protocol.Api;
using Scew.Protocol.Registers;
using Scew.Protocol.Requests;

namespace Scew.WebTests;

/// <summary>Four real silos with a page each, for all tests that leave them alone; a test that does not starts its own with <see cref="StartAsync"/>.</summary>
public sealed class RealGroup : IAsyncLifetime
{
    public const string Name = "one honest group with its page";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("scew-web-");

    public DevNet Net { get; private set; } = null!;

    public ScewClient Client { get; private set; } = null!;

    public HttpClient Http { get; } = MerchantEndpoint.CreateHttpClient();

    /// <summary>A group of its own; <paramref name="configure"/> changes members of a merchant's silo.json.</summary>
    internal static async Task<RealGroup> StartAsync(Action<int, JsonObject> configure)
    {
        var group = new RealGroup();
        await group.StartCoreAsync(configure);
        return group;
    }

    public Task InitializeAsync() => StartCoreAsync(null);

    public async Task DisposeAsync()
    {
        Client?.Dispose();
        Http.Dispose();
        if (Net is not null)
        {
            await Net.DisposeAsync();
        }
        _folder.Delete(recursive: true);
    }

    public Uri Url(int merchant) => Net.Merchants[merchant].Url;

    /// <summary>The origin of a merchant's page, without a slash at its end.</summary>
    public string Origin(int merchant) => Url(merchant).GetLeftPart(UriPartial.Authority);

    /// <summary>A new folder beside the group's.</summary>
    public string Folder(string name) => _folder.CreateSubdirectory(name).FullName;

    public SignedRequest Sign(Operation operation, params SigningKey[] keys)
    {
        var made = RequestSigner.Sign(Client.Verifier.Group.Genesis, operation, Client.ValidUntil(keys.Length), keys);
        Assert.True(made.Request is not null, made.Message);
        return made.Request;
    }

    /// <summary>Submits and answers the verified receipt.</summary>
    public async Task<VerifiedReceipt> SettleAsync(Operation operation, params SigningKey[] keys)
    {
        var outcome = await Client.SubmitAsync(Sign(operation, keys));
        return outcome is SubmitOutcome.Settled settled ? settled.Receipt : throw new InvalidOperationException(outcome.ToString());
    }

    /// <summary>A new account with a wallet that holds <paramref name="balance"/>.</summary>
    public async Task<(SigningKey Key, string Wallet)> NewWalletAsync(long balance)
    {
        var key = SigningKey.Create();
        var wallet = IdRules.OwnPrefix(key.Account) + ":points";
        Assert.Equal(Codes.Ok, (await SettleAsync(new CreateWallet(wallet, 0), key)).Code);
        if (balance > 0)
        {
            Assert.Equal(Codes.Ok, (await SettleAsync(new Sum(wallet, balance), Net.Merchants[0].Key)).Code);
        }
        return (key, wallet);
    }

    /// <summary>True when the register is there, by a linearizable read.</summary>
    public async Task<bool> ExistsAsync(RegisterKind kind, string id)
    {
        var read = await Client.ReadLinearizableAsync(new RegisterKey(kind, id));
        Assert.True(read.Value is not null, read.Reason);
        return read.Value.Register is not null;
    }

    /// <summary>One raw answer; the caller disposes it.</summary>
    public async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, int merchant = 0, byte[]? body = null, string? type = null, params (string Name, string Value)[] headers)
    {
        using var message = new HttpRequestMessage(method, new Uri(Url(merchant), path));
        if (body is not null)
        {
            message.Content = new ByteArrayContent(body);
            message.Content.Headers.ContentType = type is null ? null : MediaTypeHeaderValue.Parse(type);
        }
        foreach (var (name, value) in headers)
        {
            message.Headers.TryAddWithoutValidation(name, value);
        }
        return await Http.SendAsync(message);
    }

    public Task<HttpResponseMessage> GetAsync(string path, int merchant = 0, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Get, path, merchant, null, null, headers);

    private async Task StartCoreAsync(Action<int, JsonObject>? configure)
    {
        Net = await DevNet.StartAsync(new DevNetOptions
        {
            Folder = Path.Combine(_folder.FullName, "net"),
            // A loaded machine is slow, not wrong: the time limit is for a start that hangs.
            StartTimeout = TimeSpan.FromMinutes(3),
            Configure = configure,
        });
        Client = Net.CreateClient(new ClientOptions { SubmitDeadline = TimeSpan.FromSeconds(90), ReadTimeout = TimeSpan.FromSeconds(30) });
        // Before its first block a group has certified nothing, not even that something is absent.
        await NewWalletAsync(0);
    }
}

[CollectionDefinition(RealGroup.Name)]
public sealed class RealGroupTests : ICollectionFixture<RealGroup>;
