using Microsoft.Playwright;
using Scew.WebTests.Pages;

namespace Scew.WebTests.Http;

/// <summary>A browser that has been here before runs nothing that too few merchants stand for.</summary>
[Trait("row", "H5")]
public sealed class GuardTests
{
    private const int Here = 1;
    private const string Marked = "document.documentElement.dataset.altered = 'yes';\n";

    [Fact]
    public async Task AnAlteredPageIsHeldBackUntilEnoughMerchantsStandForIt()
    {
        using var page = new PageCopy();
        using var other = new PageCopy();
        var group = await RealGroup.StartAsync((merchant, config) => config["page"] = merchant == Here ? page.Folder : merchant == 2 ? other.Folder : null);
        try
        {
            await using var customer = await Customer.ArriveGuardedAsync(group.Url(Here));
            await customer.OpenWalletAsync();
            await GuardedAsync(customer.Page);
            await SameHeadersAsync(customer, group);

            await page.ServeAsync(group, Here, "/app.js", Marked);
            await customer.Page.ReloadAsync();
            await customer.Page.Locator("[data-part=held-back]").WaitForAsync();
            await customer.Page.Locator("[data-part=amount]").First.WaitForAsync();
            Assert.False(await AlteredAsync(customer));
            await NothingUnlistedAsync(customer, group, page);

            // A merchant that is away: the page comes from what was kept.
            group.Net.Kill(Here);
            await customer.Page.GotoAsync(group.Url(Here) + "#/check");
            await customer.Page.ReloadAsync();
            await customer.Page.Locator("h1").First.WaitForAsync();
            Assert.False(await AlteredAsync(customer));
            await group.Net.RestartAsync(Here);

            // A second merchant stands for the same change: that is an upgrade.
            await other.ServeAsync(group, 2, "/app.js", Marked);
            File.Delete(page.File("/steal.html"));
            await group.Net.RestartAsync(Here);
            // It asks the merchants anew after some seconds.
            for (var isUpgraded = false; !isUpgraded; isUpgraded = await AlteredAsync(customer))
            {
                await customer.Page.ReloadAsync();
                await customer.Page.Locator("h1").First.WaitForAsync();
            }
        }
        finally
        {
            await group.DisposeAsync();
        }
    }

    private static async Task NothingUnlistedAsync(Customer customer, RealGroup group, PageCopy page)
    {
        await File.WriteAllTextAsync(page.File("/steal.html"), "<h1>Your passphrase, please</h1>");
        await group.Net.RestartAsync(Here);
        await customer.Page.GotoAsync(new Uri(group.Url(Here), "/steal.html").ToString());
        Assert.Contains("too few of the merchants stand for", await customer.Page.InnerTextAsync("body"), StringComparison.Ordinal);
        Assert.Contains(group.Origin(0), await customer.Page.InnerTextAsync("body"), StringComparison.Ordinal);
        await customer.Page.GotoAsync(group.Url(Here).ToString());
        await customer.Page.Locator("h1").First.WaitForAsync();
    }

    /// <summary>The worker's own headers are those that the silo sends.</summary>
    private static async Task SameHeadersAsync(Customer customer, RealGroup group)
    {
        using var sent = await group.GetAsync("/app.js", Here);
        foreach (var name in new[] { "Content-Security-Policy", "Cross-Origin-Opener-Policy", "Cross-Origin-Resource-Policy", "Referrer-Policy", "X-Content-Type-Options" })
        {
            Assert.Equal(sent.Headers.GetValues(name).Single(), await customer.Page.EvaluateAsync<string>("async name => (await fetch('/app.js')).headers.get(name)", name));
        }
        Assert.Equal(sent.Content.Headers.ContentType!.ToString(), await customer.Page.EvaluateAsync<string>("async () => (await fetch('/app.js')).headers.get('content-type')"));
    }

    private static Task GuardedAsync(IPage page) => page.WaitForFunctionAsync("() => navigator.serviceWorker.controller !== null");

    private static Task<bool> AlteredAsync(Customer customer) => customer.Page.EvaluateAsync<bool>("() => document.documentElement.dataset.altered === 'yes'");
}
