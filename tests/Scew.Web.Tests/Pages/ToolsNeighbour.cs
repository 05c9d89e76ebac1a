using Microsoft.Playwright;

namespace Scew.WebTests.Pages;

/// <summary>What a neighbour does on the pages of tools: lends, takes steps, hands requests over.</summary>
internal static class ToolsNeighbour
{
    /// <summary>Lends a tool and answers its id; the rules come first where the group has none.</summary>
    public static async Task<string> LendAsync(this Customer customer, string title)
    {
        await customer.GoAsync("#/tools");
        await customer.ClickAsync("[data-act=lend]");
        await customer.Page.FillAsync("dialog [data-act=title]", title);
        await customer.ClickAsync("dialog button[type=submit]");
        for (var isMade = false; !isMade;)
        {
            var screen = customer.Page.Locator("dialog").Last;
            await screen.Locator("[data-act=sign]").WaitForAsync();
            isMade = !await screen.GetByText("First the rules").IsVisibleAsync();
            await customer.SignAsync();
        }
        await customer.Page.Locator("[data-part=state-name]").WaitForAsync();
        return await customer.Page.EvaluateAsync<string>("() => decodeURIComponent(location.hash.split('/')[2])");
    }

    /// <summary>Opens the form of a step by its button in the list.</summary>
    public static async Task OpenStepAsync(this Customer customer, string step)
    {
        await customer.Page.Locator($"[data-part=open] button[data-step={step}]").ClickAsync();
        await customer.Page.Locator("dialog button[type=submit]").WaitForAsync();
    }

    /// <summary>A step that needs this customer's signature alone.</summary>
    public static async Task StepAsync(this Customer customer, string step)
    {
        await customer.OpenStepAsync(step);
        await customer.ClickAsync("dialog button[type=submit]");
        await customer.SignAsync();
    }

    /// <summary>Hand-over or return, with condition and photo: signs the own half and answers the text for the other.</summary>
    public static async Task<string> HalfAsync(this Customer customer, string step)
    {
        await customer.OpenStepAsync(step);
        await customer.Page.Locator("dialog select").First.SelectOptionAsync("Fine");
        await customer.Page.SetInputFilesAsync("dialog [data-act=photo]", new FilePayload { Name = "drill.png", MimeType = "image/png", Buffer = [1, 2, 3] });
        await customer.Page.Locator("dialog").GetByText("Fingerprint 039058").WaitForAsync();
        await customer.ClickAsync("dialog button[type=submit]");
        await customer.Page.Locator("dialog [data-act=sign]").Last.ClickAsync();
        var half = customer.Page.Locator("dialog [data-part=half]");
        await half.WaitForAsync(new LocatorWaitForOptions { State = WaitForSelectorState.Attached });
        var text = await half.InputValueAsync();
        await customer.Page.Locator("dialog [data-act=close]").Last.ClickAsync();
        return text;
    }

    /// <summary>Signs what another signed, from its text.</summary>
    public static async Task CosignAsync(this Customer customer, string half)
    {
        await customer.GoAsync("#/cosign");
        await customer.Page.FillAsync("[data-act=paste]", half);
        await customer.ClickAsync("main button[type=submit]");
        await customer.Page.Locator("[data-part=would-be]").WaitForAsync();
        await customer.ClickAsync("[data-act=cosign]");
        await customer.SignAsync();
    }

    /// <summary>Waits until the page of an asset shows this state.</summary>
    public static Task StateAsync(this Customer customer, string state) => customer.Page.Locator($"[data-part=state-name][data-value={state}]").WaitForAsync();

    /// <summary>The page of an asset.</summary>
    public static async Task OpenAssetAsync(this Customer customer, string id)
    {
        await customer.GoAsync("#/asset/" + Uri.EscapeDataString(id));
        await customer.Page.Locator("[data-part=state-name]").WaitForAsync();
    }
}
