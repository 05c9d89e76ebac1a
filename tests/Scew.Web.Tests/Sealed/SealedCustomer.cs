using System.Globalization;
using System.Text;
using System.Text.Json;
using Scew.Client.Variables;
using Scew.Homomorphic.Keys;
using Scew.Keys;
using Scew.Protocol;
using Scew.Protocol.Registers;
using Scew.Protocol.Requests;

namespace Scew.WebTests.Sealed;

/// <summary>A customer at a real merchant's page, and another device of the same account: the console's library with the same key and master secret.</summary>
internal sealed class SealedCustomer : IAsyncDisposable
{
    private const string Opening = """
        async ({ name, jwk, master, deadlineMs }) => {
            const [{ accountOf }, { fromBase64Url }, { open }, { importMaster }, { openVariable, openVariables }] = await Promise.all([
                import('/proof/accounts.js'), import('/proof/bytes.js'), import('/proof/client.js'), import('/sealed/keys.js'), import('/sealed/variables.js')]);
            const { d, x, y } = JSON.parse(jwk);
            const privateKey = await crypto.subtle.importKey('jwk', { kty: 'EC', crv: 'P-256', d, x, y }, { name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign']);
            const handle = { account: await accountOf({ x, y }), publicKey: { x, y }, privateKey };
            const client = await open(location.origin);
            const secret = await importMaster(fromBase64Url(master));
            const told = [];
            const hooks = { progress: text => { told.push(text); }, confirm: () => globalThis.before?.() ?? true };
            const variables = openVariables({ client, handle, master: secret, hooks, deadlineMs: deadlineMs ?? undefined });
            const readKeyRegister = id => client.read('paillier-key', id, { fresh: true });
            const openRead = read => openVariable(secret, { group: client.group.hash, account: handle.account }, read, { readKeyRegister });
            globalThis[name] = {
                ...variables,
                told: () => told,
                resume: async () => (await client.resume()).map(outcome => outcome.state),
                list: async prefix => { const all = []; for await (const one of variables.list(prefix)) { all.push(one); } return all; },
                openRead: async id => openRead(await client.read('variable', id, { fresh: true })),
                openCopy: async id => openRead({ ...await client.read('variable', id, { fresh: true }) }),
            };
        }
        """;

    private const string Calling = """
        async ([who, name, args]) => {
            const plain = (key, value) => typeof value === 'bigint' ? value.toString() : value instanceof Uint8Array ? undefined : key === 'request' ? undefined : value;
            const numbers = (key, value) => typeof value === 'string' && /^-?[0-9]+n$/.test(value) ? BigInt(value.slice(0, -1)) : value;
            try {
                return { ok: JSON.stringify(await globalThis[who][name](...JSON.parse(args, numbers)) ?? null, plain) };
            } catch (error) {
                return { code: String(error.code ?? error.name), message: String(error.message) };
            }
        }
        """;

    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);

    private readonly MasterSecret _master;
    private readonly string _name = "customer" + Guid.NewGuid().ToString("N");
    private readonly bool _ownsPage;

    private SealedCustomer(RealGroup group, ModulePage page, SigningKey key, byte[] secret, bool ownsPage)
    {
        _ownsPage = ownsPage;
        (Group, Page, Key, _master) = (group, page, key, new MasterSecret(secret));
        OtherDevice = new EncryptedVariables(group.Client, key, _master, new VariableStore(group.Folder("variables-" + Guid.NewGuid().ToString("N"))));
    }

    public RealGroup Group { get; }

    public ModulePage Page { get; }

    public SigningKey Key { get; }

    public EncryptedVariables OtherDevice { get; }

    public Account Account => Key.Account;

    public static async Task<SealedCustomer> OpenAsync(RealGroup group, int? deadlineMs = null) =>
        await OpenAsync(group, await ModulePage.OpenAsync(group.Url(0)), null, deadlineMs, ownsPage: true);

    /// <summary>Another account in the same browser, or the same with another master secret; it is disposed first.</summary>
    public Task<SealedCustomer> JoinAsync(SigningKey? key = null) => OpenAsync(Group, Page, key, null, ownsPage: false);

    /// <summary>A value as the page's calls take it.</summary>
    public static string N(long value) => value.ToString(CultureInfo.InvariantCulture) + "n";

    public string Own(string name) => IdRules.OwnPrefix(Account) + ":" + name;

    /// <summary>Calls a function of the page's variables.</summary>
    public async Task<JsonElement> CallAsync(string name, params object?[] arguments)
    {
        var answer = await AskAsync(name, arguments);
        Assert.True(answer.Ok is not null, $"{name}: {answer.Code} {answer.Message}");
        return JsonDocument.Parse(answer.Ok).RootElement;
    }

    public async Task<long> GetAsync(string id) => long.Parse((await CallAsync("get", id)).GetString()!, CultureInfo.InvariantCulture);

    /// <summary>The code of a call that must fail.</summary>
    public async Task<string> CodeAsync(string name, params object?[] arguments)
    {
        var answer = await AskAsync(name, arguments);
        Assert.True(answer.Ok is null, $"{name} answered {answer.Ok}");
        return answer.Code!;
    }

    /// <summary>What others do before each request of the page is signed, so between its reading and its execution.</summary>
    public Task BeforeEachAsync(Func<Task> interfere) => Page.Page.ExposeFunctionAsync("before", async () =>
    {
        await interfere();
        return true;
    });

    /// <summary>The stored variable, as merchants attest it.</summary>
    public async Task<VariableValue> StoredAsync(string id)
    {
        var read = await Group.Client.ReadLinearizableAsync(new RegisterKey(RegisterKind.Variable, id));
        return read.Value?.Variable ?? throw new InvalidOperationException(read.Reason);
    }

    public async ValueTask DisposeAsync()
    {
        OtherDevice.Dispose();
        _master.Dispose();
        if (_ownsPage)
        {
            await Page.DisposeAsync();
        }
    }

    private static async Task<SealedCustomer> OpenAsync(RealGroup group, ModulePage page, SigningKey? key, int? deadlineMs, bool ownsPage)
    {
        var (own, master) = (key ?? SigningKey.Create(), System.Security.Cryptography.RandomNumberGenerator.GetBytes(32));
        var customer = new SealedCustomer(group, page, own, master, ownsPage);
        await page.RunAsync<object?>(Opening, new { name = customer._name, jwk = Encoding.UTF8.GetString(own.ExportPrivateJwk()), master = Base64Url.Encode(master), deadlineMs });
        return customer;
    }

    private async Task<Reply> AskAsync(string name, object?[] arguments) =>
        await Page.RunAsync<Reply>(Calling, new object[] { _name, name, JsonSerializer.Serialize(arguments, Web) });

    private sealed class Reply
    {
        public string? Ok { get; set; }

        public string? Code { get; set; }

        public string? Message { get; set; }
    }
}
