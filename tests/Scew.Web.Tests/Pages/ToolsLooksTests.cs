using Microsoft.Playwright;

namespace Scew.WebTests.Pages;

/// <summary>Pages of tools and numbers that have something on them, and their dialogs: names, contrast, nothing wider than the screen. <c>SCEW_SCREENSHOTS=FOLDER</c> saves each.</summary>
[Collection(RealGroup.Name)]
public sealed class ToolsLooksTests(RealGroup group)
{
    private static readonly string? Screenshots = Environment.GetEnvironmentVariable("SCEW_SCREENSHOTS");

    private static readonly (string Name, int Width, ColorScheme Scheme)[] Looks =
        [("phone", 390, ColorScheme.Light), ("phone-dark", 390, ColorScheme.Dark), ("small-phone", 320, ColorScheme.Light), ("desk", 1280, ColorScheme.Light), ("desk-dark", 1280, ColorScheme.Dark)];

    [Fact]
    public async Task WhatIsOnThePagesCanBeReadByEverybody()
    {
        await using var owner = await Customer.ArriveAsync(group.Url(0));
        await owner.OpenWalletAsync();
        await using var other = await Customer.ArriveBesideAsync(group.Url(1));
        await other.OpenWalletAsync();
        var (_, account) = await other.AddressAsync();
        var faults = new List<string>();
        await owner.LendAsync("Hedge trimmer, with a cable of 20 metres");
        await owner.Page.Locator("[data-part=history] [data-badge=verified]").WaitForAsync();
        foreach (var summary in await owner.Page.Locator("main summary").AllAsync())
        {
            await summary.ClickAsync();
        }
        await LookAsync(owner, "asset", faults);
        await owner.OpenStepAsync("offerTo");
        await owner.Page.Locator("dialog input").First.FillAsync(account);
        await owner.ClickAsync("dialog [data-act=try]");
        await owner.Page.Locator("dialog [data-part=would-be]").WaitForAsync();
        await LookAsync(owner, "sign-step", faults);
        await owner.ClickAsync("dialog button[type=submit]");
        await owner.SignAsync();
        await owner.StateAsync("Offered");
        await owner.OpenStepAsync("handOver");
        await LookAsync(owner, "sign-hand-over", faults);
        await owner.Page.Keyboard.PressAsync("Escape");
        var half = await owner.HalfAsync("handOver");
        await other.GoAsync("#/cosign/" + half);
        await other.Page.Locator("[data-part=would-be]").WaitForAsync();
        await LookAsync(other, "cosign-asked", faults);
        await owner.GoAsync("#/tools");
        await owner.Page.Locator("[data-part=tools] article").First.WaitForAsync();
        await LookAsync(owner, "tools-some", faults);
        await owner.ClickAsync("[data-act=lend]");
        await LookAsync(owner, "sign-lend", faults);
        await owner.Page.Keyboard.PressAsync("Escape");
        await owner.GoAsync("#/numbers");
        await owner.Page.FillAsync("[data-part=setup] [data-act=passphrase]", Customer.Passphrase);
        await owner.ClickAsync("[data-part=setup] button[type=submit]");
        await owner.Page.FillAsync("[data-act=number-name]", "age");
        await owner.Page.SelectOptionAsync("[data-act=kind]", "homo-ope-int");
        await owner.Page.FillAsync("main [data-act=number]", "41");
        await owner.ClickAsync("main form button[type=submit]");
        await LookAsync(owner, "sign-number", faults);
        await owner.SignAsync();
        await owner.Page.Locator("[data-part=value][data-value='41']").WaitForAsync();
        await LookAsync(owner, "numbers-some", faults);
        Assert.Empty(faults);
    }

    private static async Task LookAsync(Customer customer, string name, List<string> faults)
    {
        var audit = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Pages", "audit.js"));
        foreach (var look in Looks)
        {
            await customer.Page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = look.Scheme });
            await customer.Page.SetViewportSizeAsync(look.Width, 860);
            faults.AddRange((await customer.Page.EvaluateAsync<string[]>(audit[audit.IndexOf("() =>", StringComparison.Ordinal)..])).Select(fault => $"{name}, {look.Name}: {fault}"));
            if (Screenshots is not null)
            {
                await customer.Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Screenshots, $"{name}-{look.Name}.png"), FullPage = !name.StartsWith("sign", StringComparison.Ordinal) });
            }
        }
    }
}
