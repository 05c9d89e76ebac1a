using Microsoft.Playwright;

namespace Scew.WebTests.Pages;

/// <summary>A person in front of a merchant's page, in a browser of its own, who clicks, types and reads; every click is counted.</summary>
internal sealed class Customer : IAsyncDisposable
{
    public const string Passphrase = "three unusual words";

    private Customer(ModulePage tab) => Tab = tab;

    public ModulePage Tab { get; }

    public IPage Page => Tab.Page;

    public int Clicks { get; private set; }

    public static async Task<Customer> ArriveAsync(Uri page)
    {
        var customer = new Customer(await ModulePage.OpenAsync(page));
        await customer.Page.Locator("h1").First.WaitForAsync();
        return customer;
    }

    /// <summary>In a browser in which the page may stand guard over its own files.</summary>
    public static async Task<Customer> ArriveGuardedAsync(Uri page)
    {
        var customer = new Customer(await ModulePage.OpenGuardedAsync(page));
        await customer.Page.Locator("h1").First.WaitForAsync();
        return customer;
    }

    /// <summary>A second person of the same test.</summary>
    public static async Task<Customer> ArriveBesideAsync(Uri page)
    {
        var customer = new Customer(await ModulePage.OpenBesideAsync(page));
        await customer.Page.Locator("h1").First.WaitForAsync();
        return customer;
    }

    public async Task ClickAsync(string selector)
    {
        Clicks++;
        await Page.Locator(selector).First.ClickAsync();
    }

    /// <summary>From the first page to an open wallet: a passphrase and three clicks.</summary>
    public async Task OpenWalletAsync()
    {
        await Page.FillAsync("[data-act=passphrase]", Passphrase);
        await ClickAsync("main button[type=submit]");
        await ClickAsync("dialog [data-act=sign]");
        await VerifiedAsync();
        await ClickAsync("dialog [data-act=close]");
    }

    /// <summary>Waits until the open dialog shows what this browser checked itself.</summary>
    public Task VerifiedAsync() => Page.Locator("dialog [data-badge=verified]").WaitForAsync();

    /// <summary>Signs what the newest dialog shows, waits until the answer was verified in the browser, and closes it.</summary>
    public async Task SignAsync()
    {
        Clicks += 2;
        await Page.Locator("dialog [data-act=sign]").Last.ClickAsync();
        await Page.Locator("dialog [data-badge=verified]").Last.WaitForAsync();
        await Page.Locator("dialog [data-act=close]").Last.ClickAsync();
    }

    /// <summary>The balance on the wallet's page, once it is this one.</summary>
    public Task BalanceAsync(long balance) => Page.Locator($"[data-part=amount][data-value=\"{balance}\"]").WaitForAsync();

    /// <summary>This customer's wallet and account, from the screen.</summary>
    public async Task<(string Wallet, string Account)> AddressAsync()
    {
        await Page.Locator("[data-act=receive]").ClickAsync();
        var wallet = await Page.Locator("dialog [data-part=wallet]").InnerTextAsync();
        var account = await Page.Locator("dialog [data-part=account]").InnerTextAsync();
        await Page.Keyboard.PressAsync("Escape");
        return (wallet, account);
    }

    /// <summary>Another page of the same visit.</summary>
    public async Task GoAsync(string hash)
    {
        await Page.EvaluateAsync("hash => { location.hash = hash; }", hash);
        await Page.Locator("main h1").First.WaitForAsync();
    }

    public ValueTask DisposeAsync() => Tab.DisposeAsync();
}
