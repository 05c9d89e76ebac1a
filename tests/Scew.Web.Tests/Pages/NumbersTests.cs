using Microsoft.Playwright;

namespace Scew.WebTests.Pages;

/// <summary>Encrypted numbers: the owner sees values, everybody else the word.</summary>
[Collection(RealGroup.Name)]
public sealed class NumbersTests(RealGroup group)
{
    [Fact]
    public async Task TheOwnerSeesTheNumberAndOthersThatItIsEncrypted()
    {
        await using var owner = await Customer.ArriveAsync(group.Url(0));
        await owner.OpenWalletAsync();
        await owner.GoAsync("#/numbers");
        // Nothing is encrypted before the secret is saved, under the passphrase of the first file.
        await owner.Page.Locator("[data-part=setup]").WaitForAsync();
        Assert.Equal(0, await owner.Page.Locator("[data-act=number-name]").CountAsync());
        await owner.Page.FillAsync("[data-part=setup] [data-act=passphrase]", "another passphrase");
        await owner.ClickAsync("[data-part=setup] button[type=submit]");
        await owner.Page.GetByText("That is not the passphrase of your first backup file").WaitForAsync();
        var download = owner.Page.WaitForDownloadAsync();
        await owner.Page.FillAsync("[data-part=setup] [data-act=passphrase]", Customer.Passphrase);
        await owner.ClickAsync("[data-part=setup] button[type=submit]");
        Assert.EndsWith(".master.key.json", (await download).SuggestedFilename, StringComparison.Ordinal);

        await KeepAsync(owner, "limit", "homo-ope-int", "73911");
        await ValueAsync(owner, "limit", "73911");
        await KeepAsync(owner, "budget", "homo-add-int", "50000");
        await ActAsync(owner, "budget", "add", "-8");
        await ValueAsync(owner, "budget", "49992");
        await ActAsync(owner, "limit", "set", "73912");
        await ValueAsync(owner, "limit", "73912");
        Assert.Equal("true", await CompareAsync(owner, "limit", ">=", "73912"));
        Assert.Equal("false", await CompareAsync(owner, "limit", ">", "73912"));
        Assert.Contains("only you can see this", await owner.Page.Locator("article[data-id$=':limit']").InnerTextAsync(), StringComparison.Ordinal);
        await owner.Tab.ReloadAsync();
        await ValueAsync(owner, "limit", "73912");
        await ValueAsync(owner, "budget", "49992");

        var id = await owner.Page.Locator("article[data-id$=':budget']").GetAttributeAsync("data-id");
        await using var other = await Customer.ArriveBesideAsync(group.Url(1));
        await other.OpenWalletAsync();
        foreach (var one in new[] { id!, id!.Replace(":budget", ":limit", StringComparison.Ordinal) })
        {
            await other.GoAsync("#/numbers/" + Uri.EscapeDataString(one));
            var card = other.Page.Locator($"article[data-id='{one}']");
            await card.Locator("[data-badge=verified]").WaitForAsync();
            Assert.Equal("encrypted", await card.Locator("[data-part=value]").InnerTextAsync());
            Assert.Contains("Proven", await card.InnerTextAsync(), StringComparison.Ordinal);
            Assert.DoesNotContain("only you", await card.InnerTextAsync(), StringComparison.Ordinal);
            Assert.Equal(0, await card.Locator("[data-act=set], [data-act=add], [data-act=compare]").CountAsync());
        }
    }

    [Fact]
    public async Task ARefusedChangeSaysWhyAndChangesNothing()
    {
        await using var owner = await Customer.ArriveAsync(group.Url(2));
        await owner.OpenWalletAsync();
        await owner.GoAsync("#/numbers");
        await owner.Page.FillAsync("[data-part=setup] [data-act=passphrase]", Customer.Passphrase);
        await owner.ClickAsync("[data-part=setup] button[type=submit]");
        await KeepAsync(owner, "age", "homo-ope-int", "41");
        await ValueAsync(owner, "age", "41");

        // The name is taken.
        await FillAsync(owner, "age", "homo-ope-int", "42");
        await owner.Page.Locator("dialog [data-act=sign]").Last.ClickAsync();
        var refused = owner.Page.Locator("dialog [data-part=refused]");
        await refused.WaitForAsync();
        Assert.Contains("Nothing was changed", await refused.InnerTextAsync(), StringComparison.Ordinal);
        await owner.Page.Locator("dialog [data-act=close]").ClickAsync();
        await ValueAsync(owner, "age", "41");
        // What is left in the middle is not signed.
        await FillAsync(owner, "other", "homo-ope-int", "42");
        await owner.Page.Locator("dialog [data-act=sign]").WaitForAsync();
        await owner.Page.Keyboard.PressAsync("Escape");
        await owner.Page.WaitForFunctionAsync("() => document.querySelector('dialog') === null");
        await owner.ClickAsync("[data-act=again]");
        await ValueAsync(owner, "age", "41");
        Assert.Equal(0, await owner.Page.Locator("article[data-id$=':other']").CountAsync());
    }

    private static Task ValueAsync(Customer owner, string name, string value) =>
        owner.Page.Locator($"article[data-id$=':{name}'] [data-part=value][data-value='{value}']").WaitForAsync();

    private static async Task FillAsync(Customer owner, string name, string kind, string value)
    {
        await owner.Page.FillAsync("[data-act=number-name]", name);
        await owner.Page.SelectOptionAsync("[data-act=kind]", kind);
        await owner.Page.FillAsync("main [data-act=number]", value);
        await owner.Page.Locator("main form", new PageLocatorOptions { Has = owner.Page.Locator("[data-act=kind]") }).Locator("button[type=submit]").ClickAsync();
    }

    private static async Task KeepAsync(Customer owner, string name, string kind, string value)
    {
        await FillAsync(owner, name, kind, value);
        await EndAsync(owner);
    }

    private static async Task ActAsync(Customer owner, string name, string act, string value)
    {
        await owner.Page.Locator($"article[data-id$=':{name}'] [data-act={act}]").ClickAsync();
        await owner.Page.FillAsync("dialog [data-act=number]", value);
        await owner.ClickAsync("dialog button[type=submit]");
        await EndAsync(owner);
    }

    private static async Task<string?> CompareAsync(Customer owner, string name, string sign, string value)
    {
        await owner.Page.Locator($"article[data-id$=':{name}'] [data-act=compare]").ClickAsync();
        await owner.Page.SelectOptionAsync("dialog [data-act=operator]", sign);
        await owner.Page.FillAsync("dialog [data-act=number]", value);
        await owner.ClickAsync("dialog button[type=submit]");
        await owner.Page.Locator("dialog [data-act=sign]").Last.ClickAsync();
        var answer = await owner.Page.Locator("dialog [data-part=answer]").GetAttributeAsync("data-value");
        await owner.Page.Locator("dialog [data-act=close]").Last.ClickAsync();
        return answer;
    }

    /// <summary>Signs everything that is asked for until the end is verified.</summary>
    private static async Task EndAsync(Customer owner)
    {
        var close = owner.Page.Locator("dialog [data-act=close]");
        var sign = owner.Page.Locator("dialog [data-act=sign]");
        while (true)
        {
            await owner.Page.Locator("dialog [data-act=close], dialog [data-act=sign]").Last.WaitForAsync();
            if (await close.CountAsync() > 0)
            {
                break;
            }
            await sign.Last.ClickAsync();
        }
        await owner.Page.Locator("dialog .note.good [data-badge=verified]").WaitForAsync();
        await close.Last.ClickAsync();
    }
}
