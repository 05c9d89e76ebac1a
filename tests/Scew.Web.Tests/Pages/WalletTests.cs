using Microsoft.Playwright;
using Scew.Protocol.Api;
using Scew.Protocol.Requests;

namespace Scew.WebTests.Pages;

/// <summary>A customer's first payment, and what becomes of one whose page goes away.</summary>
[Collection(RealGroup.Name)]
public sealed class WalletTests(RealGroup group)
{
    [Fact]
    public async Task FromTheFirstVisitToTheFirstVerifiedPaymentAreSixClicks()
    {
        var (_, shop) = await group.NewWalletAsync(0);
        await using var customer = await Customer.ArriveAsync(group.Url(0));

        await customer.OpenWalletAsync();
        await customer.BalanceAsync(0);
        await FundAsync(customer, 100);
        await customer.ClickAsync("[data-act=pay]");
        await customer.Page.FillAsync("[data-act=to]", shop);
        await customer.Page.FillAsync("[data-act=amount]", "30");
        await customer.ClickAsync("main button[type=submit]");
        await customer.ClickAsync("dialog [data-act=sign]");
        await customer.VerifiedAsync();

        Assert.InRange(customer.Clicks, 1, 6);
        await customer.Page.Keyboard.PressAsync("Escape");
        await customer.BalanceAsync(70);
        await customer.Page.Locator("main li [data-badge=verified]").First.WaitForAsync();
    }

    [Fact]
    public async Task TheSigningScreenSaysWhatTheBytesSay()
    {
        var (_, shop) = await group.NewWalletAsync(0);
        await using var customer = await Customer.ArriveAsync(group.Url(1));
        await customer.OpenWalletAsync();
        await customer.GoAsync("#/pay/" + Uri.EscapeDataString(shop) + "/1234567");
        await customer.ClickAsync("main button[type=submit]");

        var signed = await customer.Page.Locator("dialog [data-part=signed]").InnerTextAsync();

        Assert.Contains(shop, signed, StringComparison.Ordinal);
        Assert.Contains("1234567", signed, StringComparison.Ordinal);
        var bytes = await customer.Page.Locator("dialog details code").TextContentAsync();
        Assert.Contains("\"amount\":\"1234567\"", bytes, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ARefusedPaymentSaysWhyAndChangesNothing()
    {
        var (_, shop) = await group.NewWalletAsync(0);
        await using var customer = await Customer.ArriveAsync(group.Url(0));
        await customer.OpenWalletAsync();
        await customer.GoAsync("#/pay/" + Uri.EscapeDataString(shop) + "/5");
        await customer.ClickAsync("main button[type=submit]");
        await customer.ClickAsync("dialog [data-act=sign]");

        await customer.Page.Locator("dialog .note.warn").WaitForAsync();

        Assert.Contains("Nothing was changed", await customer.Page.Locator("dialog .note.warn").InnerTextAsync(), StringComparison.Ordinal);
        await customer.Page.Keyboard.PressAsync("Escape");
        await customer.GoAsync("#/");
        await customer.BalanceAsync(0);
    }

    /// <summary>Row H4: the page goes away at some moment after the signature; what was signed is done once, whoever tries again.</summary>
    [Fact]
    [Trait("row", "H4")]
    public async Task AReloadAtAnyStepLeavesExactlyOnePayment()
    {
        var (_, shop) = await group.NewWalletAsync(0);
        await using var customer = await Customer.ArriveAsync(group.Url(2));
        await customer.OpenWalletAsync();
        int[] moments = [.. Moments()];
        var left = 1000 + moments.Length;
        await FundAsync(customer, left);
        foreach (var wait in moments)
        {
            await customer.GoAsync("#/pay/" + Uri.EscapeDataString(shop) + "/1");
            await customer.ClickAsync("main button[type=submit]");
            await customer.ClickAsync("dialog [data-act=sign]");
            await Task.Delay(wait);
            var isKept = await WasSignedAsync(customer);
            await customer.Tab.ReloadAsync();
            await customer.Page.Locator("main h1").First.WaitForAsync();
            await FinishAsync(customer);
            await customer.GoAsync("#/");
            if (isKept)
            {
                left--;
            }
            else
            {
                // The page went away before the signature was kept, or just then: nothing was sent that was not.
                left = int.Parse(await customer.Page.Locator("[data-part=amount]").GetAttributeAsync("data-value") ?? "", System.Globalization.CultureInfo.InvariantCulture) is var seen && seen == left - 1 ? left - 1 : left;
            }
            await customer.BalanceAsync(left);
        }
        Assert.InRange(left, 1000, 999 + moments.Length);
    }

    /// <summary>Milliseconds after the signature at which the page goes away; <c>SCEW_CLOSINGS=1000</c> adds as many at random, some 20 minutes.</summary>
    private static IEnumerable<int> Moments()
    {
        var more = int.Parse(Environment.GetEnvironmentVariable("SCEW_CLOSINGS") ?? "0", System.Globalization.CultureInfo.InvariantCulture);
        var random = new Random(4);
        return [0, 5, 15, 30, 60, 100, 200, 400, .. Enumerable.Range(0, more).Select(_ => (int)Math.Pow(700, random.NextDouble()))];
    }

    /// <summary>Row H4: whoever leaves the dialog, or begins anew while the first payment is open, is told before a second one is signed.</summary>
    [Fact]
    [Trait("row", "H4")]
    public async Task NobodyPaysTwiceBecauseTheFirstPaymentWasNotSeenToEnd()
    {
        var (_, shop) = await group.NewWalletAsync(0);
        await using var customer = await Customer.ArriveAsync(group.Url(1));
        await customer.OpenWalletAsync();
        await FundAsync(customer, 100);
        await customer.GoAsync("#/pay/" + Uri.EscapeDataString(shop) + "/30");
        var held = new TaskCompletionSource();
        await customer.Page.RouteAsync("**/v1/requests", async route =>
        {
            await held.Task;
            await route.ContinueAsync();
        });
        await customer.ClickAsync("main button[type=submit]");
        await customer.ClickAsync("dialog [data-act=sign]");
        await customer.Page.Locator("dialog ol.stages").WaitForAsync();
        await customer.Page.Keyboard.PressAsync("Escape");
        await customer.Page.Locator("dialog").WaitForAsync(new LocatorWaitForOptions { State = WaitForSelectorState.Detached });

        // The form waits with the person for how it ends; another visit to it is told.
        Assert.True(await customer.Page.Locator("main button[type=submit]").IsDisabledAsync());
        await customer.GoAsync("#/");
        await customer.GoAsync("#/pay/" + Uri.EscapeDataString(shop) + "/30");
        await customer.ClickAsync("main button[type=submit]");
        Assert.Contains("still on its way", await customer.Page.Locator("dialog [data-part=twin]").InnerTextAsync(), StringComparison.Ordinal);
        await customer.Page.Keyboard.PressAsync("Escape");
        held.SetResult();
        await customer.VerifiedAsync();
        await customer.ClickAsync("dialog [data-act=close]");
        await customer.GoAsync("#/");
        await customer.BalanceAsync(70);
        await customer.GoAsync("#/pay/" + Uri.EscapeDataString(shop) + "/30");
        await customer.ClickAsync("main button[type=submit]");
        Assert.Contains("it was done", await customer.Page.Locator("dialog [data-part=twin]").InnerTextAsync(), StringComparison.Ordinal);
        await customer.Page.Keyboard.PressAsync("Escape");
        await customer.Page.FillAsync("[data-act=amount]", "31");
        await customer.ClickAsync("main button[type=submit]");
        await customer.Page.Locator("dialog [data-act=sign]").WaitForAsync();
        Assert.Equal(0, await customer.Page.Locator("dialog [data-part=twin]").CountAsync());
    }

    [Fact]
    public async Task AKeyComesBackFromItsBackup()
    {
        await using var customer = await Customer.ArriveAsync(group.Url(0));
        var download = customer.Page.WaitForDownloadAsync();
        await customer.OpenWalletAsync();
        await FundAsync(customer, 7);
        var file = Path.Combine(group.Folder("backup-" + Guid.NewGuid().ToString("N")), "wallet.key.json");
        await (await download).SaveAsAsync(file);
        await using var elsewhere = await Customer.ArriveBesideAsync(group.Url(3));

        await elsewhere.GoAsync("#/key/restore");
        await elsewhere.Page.SetInputFilesAsync("[data-act=backup-file]", file);
        await elsewhere.Page.FillAsync("[data-act=backup-passphrase]", Customer.Passphrase);
        await elsewhere.ClickAsync("#restore button[type=submit]");
        await elsewhere.Page.Locator("main [data-part=account]").First.WaitForAsync();
        await elsewhere.GoAsync("#/");

        await elsewhere.BalanceAsync(7);
        // The key itself never leaves the browser it is in.
        Assert.True(await elsewhere.Tab.RunAsync<bool>("""
            async () => {
                const { listKeys } = await import('/proof/keys.js');
                const [key] = await listKeys();
                return crypto.subtle.exportKey('pkcs8', key.privateKey).then(() => false, () => true);
            }
            """));
    }

    private async Task FundAsync(Customer customer, long points)
    {
        var (wallet, _) = await customer.AddressAsync();
        Assert.Equal(Codes.Ok, (await group.SettleAsync(new Sum(wallet, points), group.Net.Merchants[0].Key)).Code);
        await customer.BalanceAsync(points);
    }

    private static async Task<bool> WasSignedAsync(Customer customer) =>
        await customer.Tab.RunAsync<bool>("async () => (await (await import('/proof/store.js')).all('outbox')).length > 0");

    private static async Task FinishAsync(Customer customer)
    {
        await customer.GoAsync("#/outbox");
        // What was left goes on by itself meanwhile, so the button may be gone before it is clicked.
        while (await customer.Page.EvaluateAsync<bool>("() => { const retry = document.querySelector('main [data-act=retry]'); retry?.click(); return retry !== null; }"))
        {
            await customer.ClickAsync("dialog [data-act=close]");
        }
    }
}
