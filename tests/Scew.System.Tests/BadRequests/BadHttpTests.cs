using Scew.Keys;
using Scew.Protocol.Api;
using Scew.Protocol.Requests;
using Scew.SystemTests.Support;

namespace Scew.SystemTests.BadRequests;

/// <summary>HTTP that no client of ours speaks.</summary>
[Collection(SharedGroup.Name)]
public sealed class BadHttpTests(SharedGroup shared)
{
    private readonly RunningGroup _group = shared.Group;

    [Fact]
    public async Task UnknownPathMethodAndMediaTypeAreProblems()
    {
        using var key = SigningKey.Create();
        var request = _group.Sign(new CreateWallet(IdRules.OwnPrefix(key.Account) + ":x", 0), key);

        (await _group.GetAsync("/v1/nothing")).IsProblem(Codes.NotFound);
        (await _group.GetAsync("/")).IsProblem(Codes.NotFound);
        (await _group.GetAsync("/v1/requests")).IsProblem(Codes.MethodNotAllowed);
        (await _group.SendAsync(HttpMethod.Delete, "/v1/status", null, 0, [])).IsProblem(Codes.MethodNotAllowed);
        (await _group.SendAsync(HttpMethod.Post, "/v1/requests", request.Wire, 0, [], "text/plain")).IsProblem(Codes.UnsupportedMedia);
        (await _group.GetAsync("/v1/receipts/" + request.Id)).IsProblem(Codes.NotFound);
        (await _group.GetAsync("/v1/receipts/x")).IsProblem(Codes.BadId);
    }

    [Fact]
    public async Task BadQueriesAreProblems()
    {
        (await _group.GetAsync("/v1/wallets?limit=many")).IsProblem(Codes.Malformed);
        (await _group.GetAsync("/v1/wallets/x?atLeast=soon")).IsProblem(Codes.Malformed);
    }

    [Fact]
    public async Task ForeignHostAndOriginAreRefused()
    {
        var own = _group.Net.Merchants[0].Url;
        (await _group.GetAsync("/v1/status", 0, ("Host", "evil.example"))).IsProblem(Codes.WrongHost);
        (await _group.GetAsync("/v1/status", 0, ("Host", "127.0.0.1:1"))).IsProblem(Codes.WrongHost);
        (await _group.GetAsync("/v1/status", 0, ("Origin", "http://evil.example"))).IsProblem(Codes.WrongHost);
        (await _group.GetAsync("/v1/status", 0, ("Origin", "null"))).IsProblem(Codes.WrongHost);
        (await _group.GetAsync("/v1/status", 0, ("Origin", "https://" + own.Authority))).IsProblem(Codes.WrongHost);
        (await _group.GetAsync("/v1/status", 0, ("Host", $"localhost:{own.Port}"))).IsOk();
        (await _group.GetAsync("/v1/status", 0, ("Origin", "http://" + own.Authority))).IsOk();
    }
}
