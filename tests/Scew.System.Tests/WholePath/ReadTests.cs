using System.Text.Json;
using Scew.Client;
using Scew.Protocol;
using Scew.Protocol.Api;
using Scew.Protocol.Registers;
using Scew.SystemTests.Support;

namespace Scew.SystemTests.WholePath;

/// <summary>Certified and linearizable reads, and what a merchant says of itself.</summary>
[Collection(SharedGroup.Name)]
public sealed class ReadTests(SharedGroup shared)
{
    private readonly RunningGroup _group = shared.Group;

    [Fact]
    public async Task WalletIsReadWithProofFromEveryMerchant()
    {
        var (key, wallet) = await _group.NewWalletAsync(7);
        var (height, reason) = await _group.Client.HeadAsync();
        Assert.True(height is not null, reason);

        for (var merchant = 0; merchant < 4; merchant++)
        {
            var read = await _group.Client.ReadCertifiedAsync(new RegisterKey(RegisterKind.Wallet, wallet), merchant, height.Value);
            Assert.True(read.Value is not null, read.Reason);
            Assert.Equal(7, read.Value.Wallet?.Balance);
            Assert.Equal(key.Account, read.Value.Register?.Owner);
            Assert.True(read.Value.Height >= height);
        }
    }

    [Fact]
    public async Task AbsentWalletIsProvenAbsentAndABadIdRefused()
    {
        await _group.NewWalletAsync(0);
        var read = await _group.Client.ReadLinearizableAsync(new RegisterKey(RegisterKind.Wallet, "nobody"));

        Assert.True(read.Value is { Register: null }, read.Reason);
        (await _group.GetAsync("/v1/wallets/NOBODY")).IsProblem(Codes.BadId);
        (await _group.GetAsync("/v1/wallets?after=NOBODY")).IsProblem(Codes.BadId);
        (await _group.GetAsync("/v1/wallets?limit=101")).IsProblem(Codes.BadId);
    }

    [Fact]
    public async Task PagesHoldEveryWalletInOrderWithProofs()
    {
        var (_, first) = await _group.NewWalletAsync(1);
        var (_, second) = await _group.NewWalletAsync(2);
        var ids = new List<string>();
        await foreach (var read in _group.Client.ReadWalletsAsync(1))
        {
            Assert.True(read.Value is not null, read.Reason);
            ids.Add(read.Value.Register!.Key.Id);
        }

        Assert.Contains(first, ids);
        Assert.Contains(second, ids);
        Assert.Equal(ids.Order(StringComparer.Ordinal), ids);
        var page = (await _group.GetAsync("/v1/wallets?limit=1&after=" + ids[0])).IsOk().Json;
        Assert.Equal(ids[1], Assert.Single(page.EnumerateArray()).GetProperty("id").GetString());
    }

    [Fact]
    public async Task HeadNeedsANonce()
    {
        (await _group.GetAsync("/v1/head")).IsProblem(Codes.Malformed);
        (await _group.GetAsync("/v1/head?nonce=short")).IsProblem(Codes.Malformed);
        (await _group.GetAsync("/v1/head?nonce=AAAAAAAAAAAAAAAAAAAAAA")).IsOk();
    }

    [Fact]
    public async Task GroupIsFetchedByItsPinOnly()
    {
        var addresses = _group.Net.Merchants.Select(merchant => merchant.Url).ToList();

        var (genesis, reason) = await ScewClient.FetchGenesisAsync(_group.Genesis, addresses, default);
        var (foreign, refusal) = await ScewClient.FetchGenesisAsync(Digest.Of("another group"u8), addresses, default);

        Assert.True(genesis?.Document.Hash() == _group.Genesis, reason);
        Assert.Null(foreign);
        Assert.NotEmpty(refusal);
    }

    [Fact]
    public async Task AMerchantTellsWhereItsPeersStand()
    {
        await _group.NewWalletAsync(1);
        var height = (await _group.StatusAsync(0)).FinalHeight;
        Assert.True(height > 0);
        await RunningGroup.UntilAsync("all peers' positions", async () =>
            (await _group.StatusAsync(0)).Peers.All(peer => peer.FinalHeight >= height && peer.ExecutedHeight >= height && peer.View > 0));
    }

    [Fact]
    public async Task StatusHealthVersionEvidenceAndOpenApiAnswer()
    {
        for (var merchant = 0; merchant < 4; merchant++)
        {
            var status = await _group.StatusAsync(merchant);
            Assert.Equal(_group.Net.Merchants[merchant].Name, status.Merchant);
            Assert.Equal(_group.Genesis.ToString(), status.Group);
            Assert.Equal("normal", status.State);
            Assert.Equal(3, status.Peers.Count(peer => peer.Connected));
            Assert.Empty((await _group.GetAsync("/v1/evidence", merchant)).IsOk().Json.GetProperty("items").EnumerateArray());
        }
        Assert.Equal("live", (await _group.GetAsync("/health/live")).IsOk().Json.GetProperty("status").GetString());
        Assert.Equal("ready", (await _group.GetAsync("/health/ready")).IsOk().Json.GetProperty("status").GetString());
        var version = JsonSerializer.Deserialize((await _group.GetAsync("/version")).IsOk().Body, ApiJson.Default.VersionResponse)!;
        Assert.Equal(1, version.ProtocolVersion);
        var paths = (await _group.GetAsync("/openapi/v1.json")).IsOk().Json.GetProperty("paths");
        foreach (var path in new[] { "/v1/requests", "/v1/receipts/{requestId}", "/v1/wallets/{id}", "/v1/assets/{id}", "/v1/events", "/v1/status" })
        {
            Assert.True(paths.TryGetProperty(path, out _), path);
        }
    }
}
