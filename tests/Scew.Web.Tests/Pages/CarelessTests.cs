using Microsoft.Playwright;
using Scew.Protocol.Api;
using Scew.Protocol.Requests;

namespace Scew.WebTests.Pages;

/// <summary>A customer who slips, goes back in the middle, or loses the network: the page says so, and nothing is left hanging.</summary>
[Collection(RealGroup.Name)]
public sealed class CarelessTests(RealGroup group)
{
    [Fact]
    public async Task WhoSetNoLimitIsNotWarnedAboutOne()
    {
        await using var customer = await FundedAsync(100);
        await PayAsync(customer, 5);
        await customer.SignAsync();
        await customer.BalanceAsync(95);

        await PayAsync(customer, 6);
        Assert.Equal(0, await customer.Page.Locator("dialog [data-part=limit]").CountAsync());
        await customer.Page.Keyboard.PressAsync("Escape");

        await customer.GoAsync("#/key");
        await customer.Page.FillAsync("[data-act=limit]", "10");
        await customer.Page.Locator("button", new() { HasTextString = "Warn me above" }).ClickAsync();
        await customer.Page.GetByText("more than 10 further points").WaitForAsync();
        await PayAsync(customer, 11);
        Assert.Equal(1, await customer.Page.Locator("dialog [data-part=limit]").CountAsync());
    }

    [Fact]
    public async Task GoingBackLeavesTheQuestionToo()
    {
        await using var customer = await FundedAsync(0);
        await PayAsync(customer, 1);

        await customer.Page.GoBackAsync();

        await customer.Page.Locator("dialog").WaitForAsync(new LocatorWaitForOptions { State = WaitForSelectorState.Detached });
        Assert.Equal(0, await customer.Tab.RunAsync<int>("async () => (await import('/proof/store.js')).all('outbox').then(all => all.length)"));
    }

    [Fact]
    public async Task WithoutANetworkAPaymentWaitsInSightAndEndsByItself()
    {
        await using var customer = await FundedAsync(50);
        await PayAsync(customer, 9);
        await customer.Tab.Context.SetOfflineAsync(true);
        await customer.ClickAsync("dialog [data-act=sign]");
        await customer.ClickAsync("dialog [data-act=leave]");
        await customer.GoAsync("#/");
        await customer.Page.GetByText("You are offline").First.WaitForAsync();
        await customer.ClickAsync("[data-act=waiting]");
        await customer.Page.Locator("main [data-request]").WaitForAsync();

        await customer.Tab.Context.SetOfflineAsync(false);

        await customer.VerifiedAsync();
        await customer.ClickAsync("dialog [data-act=close]");
        await customer.Page.Locator("main [data-request]").WaitForAsync(new LocatorWaitForOptions { State = WaitForSelectorState.Detached });
        await customer.GoAsync("#/");
        await customer.BalanceAsync(41);
    }

    [Theory]
    [InlineData("", "That is no name of a wallet.")]
    [InlineData("Bob M\u00fcller", "That is no name of a wallet.")]
    [InlineData("(own)", "That is your own wallet.")]
    public async Task WhomNobodyCanPayIsToldBeforeAnythingIsSigned(string receiver, string sentence)
    {
        await using var customer = await FundedAsync(0);
        var (wallet, _) = await customer.AddressAsync();
        await customer.GoAsync("#/pay");
        await customer.Page.FillAsync("[data-act=to]", receiver == "(own)" ? wallet : receiver);
        await customer.Page.FillAsync("[data-act=amount]", "1");

        await customer.ClickAsync("main button[type=submit]");

        await customer.Page.GetByText(sentence).WaitForAsync();
        Assert.Equal(0, await customer.Page.Locator("dialog").CountAsync());
    }

    [Fact]
    public async Task ThePassphraseCanBeSeenAndIsNotBlank()
    {
        await using var customer = await Customer.ArriveAsync(group.Url(3));
        await customer.Page.FillAsync("[data-act=passphrase]", "            ");
        await customer.ClickAsync("main button[type=submit]");
        await customer.Page.GetByText("Use at least 10 characters.").WaitForAsync();

        await customer.Page.CheckAsync("[data-act=show]");
        Assert.Equal("text", await customer.Page.GetAttributeAsync("[data-act=passphrase]", "type"));
    }

    private async Task<Customer> FundedAsync(long points)
    {
        var customer = await Customer.ArriveAsync(group.Url(0));
        await customer.OpenWalletAsync();
        if (points > 0)
        {
            var (wallet, _) = await customer.AddressAsync();
            Assert.Equal(Codes.Ok, (await group.SettleAsync(new Sum(wallet, points), group.Net.Merchants[0].Key)).Code);
            await customer.BalanceAsync(points);
        }
        return customer;
    }

    // Up to the signing screen.
    private async Task PayAsync(Customer customer, long points)
    {
        var (_, shop) = await group.NewWalletAsync(0);
        await customer.GoAsync("#/pay/" + Uri.EscapeDataString(shop) + "/" + points);
        await customer.ClickAsync("main button[type=submit]");
        await customer.Page.Locator("dialog [data-act=sign]").WaitForAsync();
    }
}
