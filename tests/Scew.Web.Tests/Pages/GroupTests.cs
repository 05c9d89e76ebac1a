using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Scew.Protocol.Requests;
using Scew.Protocol.Tests.Groups;

namespace Scew.WebTests.Pages;

/// <summary>The group at a glance: who is dead, who lies and who shows another group is said; nobody is called fine without a proof.</summary>
[Collection(RealGroup.Name)]
public sealed class GroupTests(RealGroup group)
{
    [Fact]
    public async Task EveryMerchantIsAskedDirectlyAndTheGroupIsCompared()
    {
        await using var looker = await ArriveAsync(group);
        for (var i = 0; i < 4; i++)
        {
            await StateAsync(looker, group.Net.Merchants[i].Name, "normal");
        }
        await Assertions.Expect(looker.Page.Locator("[data-merchant] [data-badge=verified]")).ToHaveCountAsync(4);
        await Assertions.Expect(looker.Page.Locator("[data-part=same]")).ToHaveTextAsync("\u2713 The same at " + string.Join(", ", group.Net.Merchants.Select(merchant => merchant.Name)));
        await Assertions.Expect(looker.Page.Locator("[data-part=group-hash]")).ToHaveTextAsync(group.Client.Verifier.Group.Genesis.ToString());
        Assert.Contains("All is well", await looker.Page.Locator("[data-part=verdict]").InnerTextAsync(), StringComparison.Ordinal);
        await Assertions.Expect(looker.Page.Locator("[data-part=leads]")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task NobodyIsAskedOnceThePageIsLeft()
    {
        await using var looker = await ArriveAsync(group);
        await StateAsync(looker, group.Net.Merchants[0].Name, "normal");
        await looker.GoAsync("#/about");
        var asked = 0;
        looker.Page.Request += (_, request) => asked += request.Url.Contains("/v1/status", StringComparison.Ordinal) ? 1 : 0;
        await looker.Tab.RunAsync<bool>("() => new Promise(done => { setTimeout(() => done(true), 7000); })");
        Assert.Equal(0, asked);
    }

    /// <summary>Lies about itself: it signs in nobody else's name, proves what it says, and belongs to this group, or it is not to be trusted.</summary>
    [Theory]
    [InlineData("/v1/head", "other", "in the name of")]
    [InlineData("/v1/head", "bent", "does not hold")]
    [InlineData("/v1/status", "high", "proves only block")]
    [InlineData("/v1/status", "foreign", "another group")]
    [Trait("row", "H1")]
    public async Task AMerchantThatLiesIsNeverCalledFine(string path, string lie, string words)
    {
        await using var looker = await Customer.ArriveAsync(group.Url(0));
        var liar = group.Net.Merchants[3];
        await looker.Page.RouteAsync(url => url.StartsWith(group.Origin(3) + path, StringComparison.Ordinal), async route =>
        {
            var answer = await route.FetchAsync(lie == "other" ? new() { Url = group.Origin(2) + new Uri(route.Request.Url).PathAndQuery } : null);
            await route.FulfillAsync(new() { Response = answer, Body = Bent(await answer.TextAsync(), lie), Headers = new Dictionary<string, string>(answer.Headers) { ["access-control-allow-origin"] = group.Origin(0) } });
        });
        await looker.GoAsync("#/group");

        await StateAsync(looker, liar.Name, "lied");
        Assert.Contains(words, await looker.Page.Locator($"[data-merchant={liar.Name}] [data-part=lie]").InnerTextAsync(), StringComparison.Ordinal);
        await StateAsync(looker, group.Net.Merchants[1].Name, "normal");
    }

    [Fact]
    public async Task ADeadMerchantAndOneThatSignsTwoThingsAreShown()
    {
        var own = await RealGroup.StartAsync((_, _) => { });
        try
        {
            own.Net.Kill(2);
            await using (var looker = await ArriveAsync(own))
            {
                await StateAsync(looker, own.Net.Merchants[2].Name, "unreachable");
                Assert.Contains("3 of 4 merchants work", await looker.Page.Locator("[data-part=verdict]").InnerTextAsync(), StringComparison.Ordinal);
                await Assertions.Expect(looker.Page.Locator("[data-part=silent]")).ToContainTextAsync(own.Net.Merchants[2].Name);
            }
            await own.Net.RestartAsync(2);
            await own.Net.RestartAsync(3, ["false-attester"]);
            var (_, wallet) = await own.NewWalletAsync(0);
            await using var second = await ArriveAsync(own);
            for (var i = 0; await second.Page.Locator("[data-evidence]").CountAsync() == 0; i++)
            {
                Assert.True(i < 300, "no evidence was shown");
                await own.SettleAsync(new Sum(wallet, 1), own.Net.Merchants[0].Key);
                await second.Tab.RunAsync<bool>("() => new Promise(done => { setTimeout(() => done(true), 1000); })");
            }
            Assert.Contains(own.Net.Merchants[3].Name, await second.Page.Locator("[data-evidence]").First.InnerTextAsync(), StringComparison.Ordinal);
            await second.Page.Locator("[data-evidence] [data-badge=conflict]").First.WaitForAsync();
            await StateAsync(second, own.Net.Merchants[3].Name, "lied");
        }
        finally
        {
            await own.DisposeAsync();
        }
    }

    private static async Task<Customer> ArriveAsync(RealGroup group)
    {
        var looker = await Customer.ArriveAsync(group.Url(0));
        await looker.GoAsync("#/group");
        return looker;
    }

    private static Task StateAsync(Customer looker, string merchant, string state) => looker.Page.Locator($"[data-merchant={merchant}][data-state={state}]").WaitForAsync();

    private static string Bent(string text, string lie)
    {
        if (lie == "other")
        {
            return text;
        }
        var json = JsonNode.Parse(text)!;
        switch (lie)
        {
            case "bent": json["signature"] = Twisted(json["signature"]!.GetValue<string>()); break;
            case "high": json["finalHeight"] = 1_000_000; break;
            default: json["group"] = new string('A', 43); break;
        }
        return json.ToJsonString(new JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }

    private static string Twisted(string signature) => (signature[0] == 'A' ? 'B' : 'A') + signature[1..];

    [Fact]
    [Trait("row", "H3")]
    public async Task AnotherGroupAtTheAddressIsShownAndTakenOnlyByAPersonsDecision()
    {
        await using var customer = await Customer.ArriveAsync(group.Url(0));
        await customer.OpenWalletAsync();
        var older = SampleGroup.File();
        // As if the browser had known this address by an older group.
        await customer.Tab.RunAsync<bool>(
            "async ([hash, file]) => { const { put } = await import('/proof/store.js'); const { utf8 } = await import('/proof/bytes.js'); await put('pins', { origin: location.origin, hash, genesis: utf8(file), firstMs: 1 }); return true; }",
            new[] { older.Document.Hash().ToString(), Encoding.UTF8.GetString(older.Encode()) });
        await customer.Tab.ReloadAsync();

        await customer.Page.Locator("[data-part=pin-changed]").WaitForAsync();
        Assert.Equal(older.Document.Hash().ToString(), await customer.Page.Locator("[data-part=known]").InnerTextAsync());
        Assert.Equal(group.Net.Genesis.Document.Hash().ToString(), await customer.Page.Locator("[data-part=shown]").InnerTextAsync());
        await customer.ClickAsync("[data-act=again]");
        await customer.Page.Locator("[data-part=pin-changed]").WaitForAsync();

        await customer.ClickAsync("[data-part=pin-changed] summary");
        await customer.ClickAsync("[data-act=take-new]");
        // The same key, and in the group that is now known the same wallet.
        await customer.BalanceAsync(0);
    }
}
