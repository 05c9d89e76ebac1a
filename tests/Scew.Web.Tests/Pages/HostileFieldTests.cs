namespace Scew.WebTests.Pages;

/// <summary>Row G5: every hostile text in every field of every page, and as a name that is shown all over.</summary>
[Collection(RealGroup.Name)]
public sealed class HostileFieldTests(RealGroup group)
{
    // Forms are sent too; what they refuse they say beside the field. A dialog that one opens is left again.
    private const string FillAll = """
        async texts => {
            const fields = () => [...document.querySelectorAll('main input:not([type=password], [type=file], [type=checkbox], [type=radio], [type=submit]), main textarea')];
            let filled = 0;
            for (const text of texts) {
                const forms = new Set();
                for (const field of fields()) {
                    field.value = text;
                    field.dispatchEvent(new Event('input', { bubbles: true }));
                    field.dispatchEvent(new Event('change', { bubbles: true }));
                    if (field.form !== null && !field.form.querySelector('[type=password], [type=file]')) {
                        forms.add(field.form);
                    }
                    filled += 1;
                }
                forms.forEach(form => form.isConnected && form.requestSubmit());
                await new Promise(resolve => setTimeout(resolve, 0));
                document.querySelectorAll('dialog[open]').forEach(dialog => dialog.close());
            }
            return filled;
        }
        """;

    [Fact]
    [Trait("row", "G5")]
    public async Task NothingTypedAnywhereRuns()
    {
        await using var customer = await Customer.ArriveAsync(group.Url(3));
        await customer.OpenWalletAsync();
        customer.Page.Dialog += (_, dialog) => throw new InvalidOperationException("a dialog: " + dialog.Message);
        var filled = 0;
        foreach (var path in await customer.Tab.RunAsync<string[]>("async () => (await import('/pages/all.js')).PAGES.map(page => page.path)"))
        {
            await customer.GoAsync("#/" + path);
            filled += await customer.Tab.RunAsync<int>(FillAll, HostileTexts.All);
            Assert.Equal(0, await customer.Tab.RunAsync<int>("() => window.hit ?? 0"));
        }
        Assert.True(filled > 10 * HostileTexts.All.Count, $"{filled} fields were filled");
    }

    [Fact]
    [Trait("row", "G5")]
    public async Task AHostileNameIsShownAndDoesNothing()
    {
        await using var customer = await Customer.ArriveAsync(group.Url(3));
        await customer.OpenWalletAsync();
        var (wallet, account) = await customer.AddressAsync();
        foreach (var text in HostileTexts.All)
        {
            await customer.Tab.RunAsync<bool>("async ([wallet, account, text]) => { const { setPetname } = await import('/proof/keys.js'); await setPetname(wallet, text); await setPetname(account, text); return true; }", new object[] { wallet, account, text });
        }
        await customer.Tab.ReloadAsync();
        await customer.Page.Locator("main h1").First.WaitForAsync();
        foreach (var path in await customer.Tab.RunAsync<string[]>("async () => (await import('/pages/all.js')).PAGES.map(page => page.path)"))
        {
            await customer.GoAsync("#/" + path);
            Assert.Equal(0, await customer.Tab.RunAsync<int>("() => window.hit ?? 0"));
        }
        await customer.GoAsync("#/key");
        // The last text is a plain one: it stands there as it was written.
        await customer.Page.GetByText(HostileTexts.All[^1]).First.WaitForAsync();
    }
}
