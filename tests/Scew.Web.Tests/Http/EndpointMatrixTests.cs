using System.Collections.Immutable;
using System.Net;
using System.Text;
using System.Text.Json;
using Scew.Protocol.Api;
using Scew.Protocol.Requests;

namespace Scew.WebTests.Http;

/// <summary>Who may do what to whose. Whatever the API describes of itself has a row here: a new endpoint without one fails.</summary>
[Collection(RealGroup.Name)]
[Trait("row", "H15")]
public sealed class EndpointMatrixTests(RealGroup group)
{
    private const string Absent = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

    /// <summary>Anybody may read anything: what is not for everybody is encrypted before it comes here. With the status of what is there, or of a name that nothing has.</summary>
    private static readonly Dictionary<string, (string Query, HttpStatusCode Status)> Reads = new(StringComparer.Ordinal)
    {
        ["/v1/receipts/{requestId}"] = ("", HttpStatusCode.OK),
        ["/v1/wallets"] = ("", HttpStatusCode.OK),
        ["/v1/wallets/{id}"] = ("", HttpStatusCode.OK),
        ["/v1/assets"] = ("", HttpStatusCode.OK),
        ["/v1/assets/{id}"] = ("", HttpStatusCode.OK),
        ["/v1/assets/{id}/history"] = ("", HttpStatusCode.OK),
        ["/v1/machines"] = ("", HttpStatusCode.OK),
        ["/v1/machines/{name}"] = ("", HttpStatusCode.OK),
        ["/v1/machine-texts/{name}"] = ("", HttpStatusCode.NotFound),
        ["/v1/variables"] = ("", HttpStatusCode.OK),
        ["/v1/variables/{id}"] = ("", HttpStatusCode.OK),
        ["/v1/keys/{id}"] = ("", HttpStatusCode.OK),
        ["/v1/encryption-keys/{id}"] = ("", HttpStatusCode.OK),
        ["/v1/states/{height}"] = ("", HttpStatusCode.OK),
        ["/v1/blocks/{height}/proof"] = ("", HttpStatusCode.OK),
        ["/v1/head"] = ("?nonce=AAAAAAAAAAAAAAAAAAAAAA", HttpStatusCode.OK),
        ["/v1/events"] = ("?since=999999999.0", HttpStatusCode.OK),
        ["/v1/group"] = ("", HttpStatusCode.OK),
        ["/v1/group/handovers"] = ("", HttpStatusCode.OK),
        ["/v1/group/members"] = ("", HttpStatusCode.OK),
        ["/v1/group/plans/{hash}"] = ("", HttpStatusCode.OK),
        ["/v1/page"] = ("", HttpStatusCode.OK),
        ["/v1/status"] = ("", HttpStatusCode.OK),
        ["/v1/evidence"] = ("", HttpStatusCode.OK),
        ["/health/live"] = ("", HttpStatusCode.OK),
        ["/health/ready"] = ("", HttpStatusCode.OK),
        ["/health/detail"] = ("", HttpStatusCode.Unauthorized),
        ["/metrics"] = ("", HttpStatusCode.Unauthorized),
        ["/version"] = ("", HttpStatusCode.OK),
    };

    /// <summary>What takes a body. Only the first changes the record, and only by what its signatures allow.</summary>
    private static readonly string[] Writes = ["/v1/requests", "/v1/never-executed", "/v1/machines/check", "/v1/evidence"];

    private static readonly (string Name, string Value)[][] Claims =
    [
        [],
        [("Authorization", "Bearer admin")],
        [("Authorization", "Basic YWRtaW46YWRtaW4=")],
        [("Cookie", "session=admin; account=a")],
        [("X-Forwarded-User", "a"), ("X-Forwarded-For", "127.0.0.1"), ("Forwarded", "for=127.0.0.1;by=a")],
    ];

    [Fact]
    public async Task EveryEndpointHasARow()
    {
        var described = await DescribedAsync();
        Assert.Equal(described.Where(static one => one.Method == "get").Select(static one => one.Path).Order(StringComparer.Ordinal), Reads.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(described.Where(static one => one.Method != "get").Order(), Writes.Select(static path => (Path: path, Method: "post")).Order());
    }

    [Fact]
    public async Task NoHeaderMakesAnybodySomebody()
    {
        var (key, wallet) = await group.NewWalletAsync(5);
        var receipt = await group.SettleAsync(new Sum(wallet, 1), group.Net.Merchants[0].Key);
        foreach (var (path, (query, status)) in Reads)
        {
            var name = path.Contains("/encryption-keys/", StringComparison.Ordinal) ? key.Account.ToString() : path.Contains("/machine", StringComparison.Ordinal) ? Absent : wallet;
            var asked = path.Replace("{requestId}", receipt.RequestId.ToString(), StringComparison.Ordinal).Replace("{height}", receipt.Height.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal)
                .Replace("{hash}", Absent, StringComparison.Ordinal).Replace("{id}", name, StringComparison.Ordinal).Replace("{name}", name, StringComparison.Ordinal) + query;
            foreach (var claim in Claims)
            {
                Assert.Equal((asked, status), (asked, await StatusAsync(asked, claim)));
            }
        }
        foreach (var path in Writes)
        {
            foreach (var claim in Claims)
            {
                using var answer = await group.SendAsync(HttpMethod.Post, path, 0, Encoding.UTF8.GetBytes("\u0000"), path.EndsWith("check", StringComparison.Ordinal) ? MediaTypes.Machine : MediaTypes.Request, claim);
                Assert.True(path.EndsWith("check", StringComparison.Ordinal) || (int)answer.StatusCode is >= 400 and < 500, $"{path} {answer.StatusCode}");
            }
        }
    }

    public static TheoryData<string, string> Cells() => new()
    {
        { "open a wallet", "ok outside-prefix outside-prefix outside-prefix" },
        { "pay", "ok not-owner not-owner not-owner" },
        { "pay at once", "ok not-owner not-owner not-owner" },
        { "issue", "not-issuer not-issuer ok ok" },
        { "set", "not-issuer not-issuer ok ok" },
        { "make an asset", "ok outside-prefix outside-prefix outside-prefix" },
        { "retire an asset", "ok guard-refused guard-refused guard-refused" },
        { "update under a condition", "ok not-owner not-owner not-owner" },
        { "do several", "ok not-owner not-owner not-owner" },
        { "look", "ok ok ok ok" },
    };

    /// <summary>What becomes of an act on a customer's own by that customer, by another one, by an issuing merchant and by another merchant, each with a good signature of their own.</summary>
    [Theory]
    [MemberData(nameof(Cells))]
    public async Task OnlyWhoMayDoes(string act, string codes)
    {
        var owner = await group.NewWalletAsync(100);
        var other = await group.NewWalletAsync(100);
        var found = new List<string>();
        foreach (var actor in new[] { owner.Key, other.Key, group.Net.Merchants[0].Key, group.Net.Merchants[3].Key })
        {
            var id = $"{IdRules.OwnPrefix(owner.Key.Account)}:{Guid.NewGuid():N}";
            if (act == "retire an asset")
            {
                Assert.Equal(Codes.Ok, (await group.SettleAsync(Created(id), owner.Key)).Code);
            }
            found.Add((await group.SettleAsync(Of(act, owner.Wallet, other.Wallet, id), actor)).Code);
        }
        Assert.Equal(codes, string.Join(' ', found));
    }

    private static Operation Of(string act, string wallet, string other, string id) => act switch
    {
        "open a wallet" => new CreateWallet(id, 0),
        "pay" => new Transfer(wallet, other, 1, null),
        "pay at once" => new AtomicTransfer([new TransferLeg(wallet, other, 1, null)]),
        "issue" => new Sum(wallet, 1),
        "set" => new SetValue(wallet, 50),
        "make an asset" => Created(id),
        "retire an asset" => new AssetTransition(id, "retire", ImmutableSortedDictionary<string, MachineValue>.Empty),
        "update under a condition" => new ConditionalUpdate(new Compare(wallet, Comparison.Greater, 0), [new Transfer(wallet, other, 1, null)]),
        "do several" => new Transaction([new Transfer(wallet, other, 1, null), new Balance(wallet)]),
        _ => new Balance(wallet),
    };

    private static AssetCreate Created(string id) => new(
        id, "builtin/eshare/1", ImmutableSortedDictionary.Create<string, MachineValue>(StringComparer.Ordinal).Add("title", new MachineValue.Text("Drill")).Add("deposit", new MachineValue.Int(0)));

    private async Task<List<(string Path, string Method)>> DescribedAsync()
    {
        using var answer = await group.GetAsync("/openapi/v1.json");
        var paths = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("paths");
        return [.. paths.EnumerateObject().SelectMany(static path => path.Value.EnumerateObject().Select(method => (path.Name, method.Name)))];
    }

    /// <summary>Without waiting for the end of a feed.</summary>
    private async Task<HttpStatusCode> StatusAsync(string path, (string Name, string Value)[] claim)
    {
        using var message = new HttpRequestMessage(HttpMethod.Get, new Uri(group.Url(0), path));
        foreach (var (name, value) in claim)
        {
            message.Headers.TryAddWithoutValidation(name, value);
        }
        using var answer = await group.Http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead);
        return answer.StatusCode;
    }
}
