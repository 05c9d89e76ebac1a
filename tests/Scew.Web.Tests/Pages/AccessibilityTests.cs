using Microsoft.Playwright;
using Scew.Protocol.Api;
using Scew.Protocol.Requests;

namespace Scew.WebTests.Pages;

/// <summary>
/// Every main page on a phone and on a desk, light and dark: names, contrast, nothing wider than the screen, everything reached by the keyboard.
/// With <c>SCEW_SCREENSHOTS=FOLDER</c> each is also saved as a picture for a person to look at.
/// </summary>
[Collection(RealGroup.Name)]
public sealed class AccessibilityTests(RealGroup group)
{
    private static readonly string? Screenshots = Environment.GetEnvironmentVariable("SCEW_SCREENSHOTS");

    private static readonly (string Name, int Width, int Height, ColorScheme Scheme)[] Looks =
    [
        ("phone", 390, 844, ColorScheme.Light), ("phone-dark", 390, 844, ColorScheme.Dark), ("small-phone", 320, 640, ColorScheme.Light), ("desk", 1280, 860, ColorScheme.Light), ("desk-dark", 1280, 860, ColorScheme.Dark),
    ];

    [Fact]
    public async Task EveryPageCanBeReadAndUsedByEverybody()
    {
        var (_, shop) = await group.NewWalletAsync(0);
        await using var customer = await Customer.ArriveAsync(group.Url(0));
        var faults = new List<string>();
        await LookAsync(customer, "welcome", faults);
        await customer.OpenWalletAsync();
        var (wallet, _) = await customer.AddressAsync();
        Assert.Equal(Codes.Ok, (await group.SettleAsync(new Sum(wallet, 1250), group.Net.Merchants[0].Key)).Code);
        await customer.BalanceAsync(1250);
        await customer.Page.Locator("main li [data-badge=verified]").First.WaitForAsync();
        await LookAsync(customer, "wallet", faults);
        await customer.GoAsync("#/pay/" + Uri.EscapeDataString(shop) + "/30");
        await LookAsync(customer, "pay", faults);
        await customer.ClickAsync("main button[type=submit]");
        await LookAsync(customer, "signing", faults);
        await customer.ClickAsync("dialog [data-act=sign]");
        await customer.VerifiedAsync();
        await LookAsync(customer, "paid", faults);
        await customer.Page.Keyboard.PressAsync("Escape");
        foreach (var path in await customer.Tab.RunAsync<string[]>("async () => (await import('/pages/all.js')).PAGES.map(page => page.path)"))
        {
            if (path is not ("" or "wallet" or "pay"))
            {
                await customer.GoAsync("#/" + path);
                await LookAsync(customer, path, faults);
            }
        }
        Assert.Empty(faults);
    }

    [Fact]
    public async Task APaymentNeedsNoMouse()
    {
        var (_, shop) = await group.NewWalletAsync(0);
        await using var customer = await Customer.ArriveAsync(group.Url(1));
        await customer.OpenWalletAsync();
        var (wallet, _) = await customer.AddressAsync();
        Assert.Equal(Codes.Ok, (await group.SettleAsync(new Sum(wallet, 9), group.Net.Merchants[0].Key)).Code);
        await customer.BalanceAsync(9);

        await TabToAsync(customer, "[data-act=pay]");
        await customer.Page.Keyboard.PressAsync("Enter");
        await customer.Page.Locator("[data-act=to]").WaitForAsync();
        await TabToAsync(customer, "[data-act=to]");
        await customer.Page.Keyboard.InsertTextAsync(shop);
        await TabToAsync(customer, "[data-act=amount]");
        await customer.Page.Keyboard.InsertTextAsync("4");
        await customer.Page.Keyboard.PressAsync("Enter");
        await customer.Page.Locator("dialog [data-act=sign]").WaitForAsync();
        await TabToAsync(customer, "dialog [data-act=sign]");
        await customer.Page.Keyboard.PressAsync("Enter");
        await customer.VerifiedAsync();
        await customer.Page.Keyboard.PressAsync("Escape");

        await customer.BalanceAsync(5);
    }

    // The focus has to be seen wherever it goes.
    private static async Task TabToAsync(Customer customer, string selector)
    {
        for (var presses = 0; presses < 80; presses++)
        {
            await customer.Page.Keyboard.PressAsync("Tab");
            var seen = await customer.Page.EvaluateAsync<bool[]>(
                "selector => { const at = document.activeElement; return [at.matches(selector), at === document.body || getComputedStyle(at).outlineStyle !== 'none']; }", selector);
            Assert.True(seen[1], "the focus cannot be seen");
            if (seen[0])
            {
                return;
            }
        }
        Assert.Fail($"the keyboard does not reach {selector}");
    }

    private static async Task LookAsync(Customer customer, string name, List<string> faults)
    {
        var audit = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Pages", "audit.js"));
        await SettledAsync(customer);
        foreach (var look in Looks)
        {
            await customer.Page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = look.Scheme });
            await customer.Page.SetViewportSizeAsync(look.Width, look.Height);
            faults.AddRange((await customer.Page.EvaluateAsync<string[]>(audit[audit.IndexOf("() =>", StringComparison.Ordinal)..])).Select(fault => $"{name}, {look.Name}: {fault}"));
            if (Screenshots is not null)
            {
                await customer.Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Screenshots, $"{name}-{look.Name}.png"), FullPage = !name.StartsWith("sign", StringComparison.Ordinal) });
            }
        }
    }

    // What is being fetched says so in these words; a page that stays so is a fault of its own.
    private static async Task SettledAsync(Customer customer) =>
        await customer.Page.WaitForFunctionAsync("() => !/One moment|Asking the merchants|Fetching/.test(document.querySelector('main').innerText)");
}
