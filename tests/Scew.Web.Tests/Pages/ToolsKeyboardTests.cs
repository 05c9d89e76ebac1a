namespace Scew.WebTests.Pages;

/// <summary>Lending without a mouse.</summary>
[Collection(RealGroup.Name)]
public sealed class ToolsKeyboardTests(RealGroup group)
{
    [Fact]
    public async Task AToolIsLentAndTakenOutOfUseByKeysAlone()
    {
        await using var owner = await Customer.ArriveAsync(group.Url(0));
        await owner.OpenWalletAsync();
        // The rules are there.
        await owner.LendAsync("Spirit level");
        await owner.GoAsync("#/tools");
        await owner.Page.Locator("[data-part=tools] article").First.WaitForAsync();

        await TabToAsync(owner, "[data-act=lend]");
        await owner.Page.Keyboard.PressAsync("Enter");
        await owner.Page.Locator("dialog [data-act=title]").WaitForAsync();
        await TabToAsync(owner, "dialog [data-act=title]");
        await owner.Page.Keyboard.InsertTextAsync("Long spirit level");
        await owner.Page.Keyboard.PressAsync("Enter");
        await SignAsync(owner);
        await owner.StateAsync("Ready");
        Assert.Equal("Long spirit level", await owner.Page.Locator("[data-part=title]").InnerTextAsync());

        // A step by its button in the picture.
        await owner.Page.Locator("svg [role=button][data-transition=missing]").WaitForAsync();
        await TabToAsync(owner, "svg [role=button][data-transition=missing]");
        await owner.Page.Keyboard.PressAsync("Space");
        await owner.Page.Locator("dialog button[type=submit]").WaitForAsync();
        await TabToAsync(owner, "dialog button[type=submit]");
        await owner.Page.Keyboard.PressAsync("Enter");
        await SignAsync(owner);
        await owner.StateAsync("Lost");
        // And one by its button in the list.
        await TabToAsync(owner, "button[data-step=found]");
        await owner.Page.Keyboard.PressAsync("Enter");
        await owner.Page.Locator("dialog button[type=submit]").WaitForAsync();
        await owner.Page.Keyboard.PressAsync("Escape");
        Assert.True(await owner.Page.EvaluateAsync<bool>("() => document.activeElement.matches('button[data-step=found]')"), "the focus goes back to where it was");
    }

    private static async Task SignAsync(Customer customer)
    {
        await customer.Page.Locator("dialog [data-act=sign]").WaitForAsync();
        await TabToAsync(customer, "dialog [data-act=sign]");
        await customer.Page.Keyboard.PressAsync("Enter");
        await customer.Page.Locator("dialog [data-badge=verified]").WaitForAsync();
        await TabToAsync(customer, "dialog [data-act=close]");
        await customer.Page.Keyboard.PressAsync("Enter");
    }

    private static async Task TabToAsync(Customer customer, string selector)
    {
        for (var presses = 0; presses < 150; presses++)
        {
            if (await customer.Page.EvaluateAsync<bool>("selector => document.activeElement.matches(selector)", selector))
            {
                return;
            }
            await customer.Page.Keyboard.PressAsync("Tab");
        }
        Assert.Fail($"the keyboard does not reach {selector}");
    }
}
