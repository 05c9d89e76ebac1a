using System.Collections.Immutable;
using System.Text;
using Scew.Protocol.Api;
using Scew.Protocol.Requests;
using Scew.SystemTests.Modules;
using Scew.SystemTests.Support;

namespace Scew.SystemTests.Watching;

/// <summary>What a merchant shows of itself, to whom, and what never stands in it.</summary>
[Collection(SharedGroup.Name)]
public sealed class MetricsTests(SharedGroup shared)
{
    // Occurs in nothing else.
    private const long Balance = 7_531_902;
    private readonly RunningGroup _group = shared.Group;

    [Theory]
    [InlineData("/metrics")]
    [InlineData("/health/detail")]
    [Trait("row", "I15")]
    public async Task NobodySeesNumbersWithoutTheToken(string path)
    {
        (string, string)[][] claims =
        [
            [], [("Authorization", "Bearer ")], [("Authorization", "Bearer " + WatchToken.Value[..^1])], [("Authorization", "Basic " + WatchToken.Value)], [("Authorization", WatchToken.Value)],
            [("Cookie", "token=" + WatchToken.Value)],
        ];
        foreach (var claim in claims)
        {
            var answer = await _group.GetAsync(path, 0, claim);
            Assert.Equal((401, Codes.NoToken), (answer.Status, answer.Json.GetProperty("code").GetString()));
            Assert.DoesNotContain("bft", Encoding.UTF8.GetString(answer.Body), StringComparison.Ordinal);
        }
        Assert.Equal(200, (await _group.GetAsync(path, 0, WatchToken.Header)).Status);
        Assert.Equal(401, (await _group.GetAsync(path + "?token=" + WatchToken.Value)).Status);
    }

    [Fact]
    [Trait("row", "I15")]
    public async Task EveryInstrumentIsThereWithItsLabelsAndNothingOfACustomer()
    {
        var (owner, wallet) = await _group.NewWalletAsync(Balance);
        var (other, second) = await _group.NewWalletAsync(0);
        using var customer = new Customer(_group);
        var asset = IdRules.OwnPrefix(owner.Account) + ":drill";
        var empty = ImmutableSortedDictionary.Create<string, MachineValue>(StringComparer.Ordinal);
        var title = empty.Add("title", new MachineValue.Text("Drill")).Add("deposit", new MachineValue.Int(0));
        Assert.Equal(Codes.Ok, (await _group.SettleAsync(new AssetCreate(asset, "builtin/eshare/1", title), owner)).Code);
        Assert.NotEqual(Codes.Ok, (await _group.SettleAsync(new AssetTransition(asset, "retire", empty), other)).Code);
        Assert.Equal(Codes.Ok, (await _group.SettleAsync(new Transfer(wallet, second, 1, null), owner)).Code);
        var variable = customer.Id("v");
        await customer.Variables.CreateAsync(variable, VariableType.Additive, 40);
        Assert.True((await customer.Variables.CompareAsync(variable, Comparison.Equal, 40)).Holds);

        for (var merchant = 0; merchant < 4; merchant++)
        {
            await RunningGroup.UntilAsync("all instruments", async () => Missing(await WatchToken.ScrapeAsync(_group, merchant)).Length == 0, 30);
            var scraped = await WatchToken.ScrapeAsync(_group, merchant);
            Assert.Equal(1, scraped.Value("bft_replica_status"));
            Assert.Equal(4, scraped.Value("bft_quorum_available"));
            Assert.Equal(1, scraped.Value("asset_transition_total", ("contract", "builtin/eshare/1"), ("result", Codes.Ok)) > 0 ? 1 : 0);
            Assert.All(scraped.Of("asset_transition_total"), static one => Assert.NotNull(CodeRegistry.Find(one.Labels["result"])));
            Assert.Equal(
                [("service_instance_id", $"{merchant}"), ("service_name", "scew-silo"), ("service_namespace", _group.Net.Merchants[merchant].Name), ("service_version", "0.1.0")],
                Assert.Single(scraped.Of("target_info")).Labels.Select(static one => (one.Key, one.Value)));
            var text = Encoding.UTF8.GetString((await _group.GetAsync("/metrics", merchant, WatchToken.Header)).Body);
            foreach (var name in new[] { wallet, second, asset, variable, owner.Account.ToString(), other.Account.ToString(), customer.Key.Account.ToString(), $"{Balance}", $"{Balance - 1}" })
            {
                Assert.DoesNotContain(name, text, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public async Task TheDetailSaysHowTheMerchantIs()
    {
        var detail = (await _group.GetAsync("/health/detail", 2, WatchToken.Header)).IsOk().Json;
        Assert.Equal(("ready", "normal", 1), (detail.GetProperty("status").GetString(), detail.GetProperty("condition").GetString(), detail.GetProperty("code").GetInt32()));
        Assert.Empty(detail.GetProperty("reasons").EnumerateArray());
        Assert.Equal((3, 4, 3), (detail.GetProperty("quorum").GetInt32(), detail.GetProperty("available").GetInt32(), detail.GetProperty("peers").GetArrayLength()));
        Assert.All(detail.GetProperty("peers").EnumerateArray(), static peer => Assert.True(peer.GetProperty("connected").GetBoolean()));
    }

    [Fact]
    public async Task TheRuntimeAndTheWebServerAreThereToo()
    {
        var scraped = await WatchToken.ScrapeAsync(_group, 0);
        Assert.NotEmpty(scraped.Of("http_server_request_duration_seconds_count", ("http_route", "/metrics")));
        Assert.NotEmpty(scraped.Of("kestrel_active_connections"));
        Assert.NotEmpty(scraped.Of("dotnet_gc_collections_total"));
    }

    /// <summary>The instruments that are not shown; fails where one has other labels than the table says. The agent's is not a silo's.</summary>
    private static string[] Missing(Scraped scraped)
    {
        var ours = DocumentedInstrument.All.Where(static row => row.Name != "rm.launch").ToList();
        Assert.True(ours.Count > 10);
        foreach (var sample in scraped.Samples.Where(static one => one.Name.StartsWith("bft_", StringComparison.Ordinal)))
        {
            var row = Assert.Single(ours, row => row.Lines.Contains(sample.Name));
            Assert.Equal(row.Labels.Order(StringComparer.Ordinal), sample.Labels.Keys.Where(static label => label != "le"));
        }
        return [.. ours.SelectMany(static row => row.Lines).Where(line => !scraped.Samples.Any(one => one.Name == line))];
    }
}
