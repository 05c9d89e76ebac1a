using System.Globalization;
using Microsoft.Playwright;
using Scew.Client.Receipts;
using Scew.Protocol.Requests;

namespace Scew.WebTests.Pages;

/// <summary>A merchant tells old payments again in its feed: a true receipt of another entry makes no second payment, and no new one at the till.</summary>
[Collection(RealGroup.Name)]
[Trait("row", "H1")]
public sealed class ReplayTests(RealGroup group)
{
    [Fact]
    public async Task APaymentThatIsToldTwiceIsVerifiedOnce()
    {
        await using var customer = await Customer.ArriveAsync(group.Url(0));
        await customer.OpenWalletAsync();
        var (wallet, _) = await customer.AddressAsync();
        var paid = await group.SettleAsync(new Sum(wallet, 40), group.Net.Merchants[0].Key);
        await FeedAsync(customer, () => Event(paid, paid.Height, wallet) + Event(paid, paid.Height + 1, wallet));

        await customer.Page.ReloadAsync();
        await Assertions.Expect(customer.Page.Locator("main li [data-badge]")).ToHaveCountAsync(2);

        Assert.Equal(["word", "verified"], await customer.Page.Locator("main li [data-badge]").EvaluateAllAsync<string[]>("all => all.map(one => one.dataset.badge)"));
        Assert.Equal(1, await customer.Page.Locator("main li:has-text(\"+40\")").CountAsync());
    }

    [Fact]
    public async Task AnOldPaymentIsNoneThatTheTillWaitsFor()
    {
        var (key, wallet) = await group.NewWalletAsync(100);
        await using var keeper = await ShopKeeper.ArriveAsync(group, 2);
        await keeper.GoAsync("#/shop");
        await AskAsync(keeper, 5);
        var shop = Uri.UnescapeDataString((await keeper.Page.Locator("[data-part=link]").InnerTextAsync()).Split("#/pay/")[1].Split('/')[0]);
        var old = await group.SettleAsync(new Transfer(wallet, shop, 5, group.Net.Merchants[2].Account), key);
        await keeper.Page.Locator("[data-part=paid][data-value=\"5\"]").WaitForAsync();
        await keeper.Page.ReloadAsync();
        await keeper.Page.EvaluateAsync("() => { window.seen = []; new MutationObserver(() => window.seen.push(...[...document.querySelectorAll('[data-part=paid]')].map(one => one.dataset.value))).observe(document.body, { childList: true, subtree: true }); }");
        VerifiedReceipt? fresh = null;
        await FeedAsync(keeper, () => fresh is null ? Event(old, old.Height + 1000, shop) : Event(fresh, old.Height + 2000, shop));
        var looked = keeper.Page.WaitForResponseAsync(response => response.Url.EndsWith("/v1/receipts/" + old.RequestId, StringComparison.Ordinal));

        await AskAsync(keeper, 5);
        await looked;
        fresh = await group.SettleAsync(new Transfer(wallet, shop, 7, group.Net.Merchants[2].Account), key);
        await keeper.Page.Locator("[data-part=paid][data-value=\"7\"] [data-badge=verified]").WaitForAsync();

        Assert.DoesNotContain("5", await keeper.Page.EvaluateAsync<string[]>("() => window.seen"));
    }

    private static async Task AskAsync(Customer keeper, long points)
    {
        await keeper.Page.CheckAsync("[data-act=kind-ask]");
        await keeper.Page.FillAsync("[data-act=amount]", points.ToString(CultureInfo.InvariantCulture));
        await keeper.ClickAsync("main button[type=submit]");
        await keeper.Page.Locator("[data-part=asking], dialog [data-act=sign]").First.WaitForAsync();
        if (await keeper.Page.Locator("dialog [data-act=sign]").CountAsync() > 0)
        {
            await keeper.SignAsync();
        }
        await keeper.Page.Locator("[data-part=link]").WaitForAsync();
    }

    private static Task FeedAsync(Customer customer, Func<string> events) => customer.Page.RouteAsync("**/v1/events*", route => route.FulfillAsync(new RouteFulfillOptions
    {
        Status = 200,
        ContentType = "text/event-stream",
        Headers = new Dictionary<string, string> { ["Access-Control-Allow-Origin"] = "*" },
        Body = events(),
    }));

    private static string Event(VerifiedReceipt receipt, long height, string id) => string.Create(
        CultureInfo.InvariantCulture,
        $$"""
        id: {{height}}.{{receipt.Index}}
        data: {"kind":"result","code":"ok","operation":"sum","height":{{height}},"index":{{receipt.Index}},"timeMs":1,"requestId":"{{receipt.RequestId}}","ids":["{{id}}"]}


        """);
}
