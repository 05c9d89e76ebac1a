using System.Text.Json;
using Microsoft.Playwright;
using Scew.Machines.Applications;
using Scew.Machines.Language;

namespace Scew.WebTests.Pages;

/// <summary>Neighbours lend each other tools, each in a browser of their own, at different merchants.</summary>
[Collection(RealGroup.Name)]
public sealed class ToolsTests(RealGroup group)
{
    [Fact]
    public async Task TheRulesOfThePageAreThoseThatShip()
    {
        await using var page = await ModulePage.OpenAsync();
        var names = await page.CallAsync("/parts/asset-rules.js", "RULES");
        Assert.All(
            new[] { ("lending", ShippedTexts.Lending), ("tool", ShippedTexts.Tool), ("points", ShippedTexts.Points), ("programme", ShippedTexts.Programme) },
            one => Assert.Equal(MachineText.NameOf(one.Item2), names.GetProperty(one.Item1).GetString()));
    }

    [Fact]
    public async Task EveryNameOfTheShippedRulesHasWords()
    {
        await using var page = await ModulePage.OpenAsync();
        foreach (var text in new[] { ShippedTexts.Lending, ShippedTexts.Tool, ShippedTexts.Points, ShippedTexts.Programme })
        {
            var machine = MachineText.Compile(text).Machine!;
            foreach (var (kind, name) in machine.States.Select(static state => ("states", state)).Concat(machine.Transitions.Select(static one => ("steps", one.Name))))
            {
                Assert.True(await page.RunAsync<bool>("async ([rules, kind, name]) => (await import('/parts/asset-words.js')).hasWords(rules, kind, name)", new[] { machine.Name, kind, name }), $"{kind} {name}");
            }
        }
    }

    [Fact]
    public async Task TwoNeighboursHandAToolOverAndBack()
    {
        await using var owner = await Customer.ArriveAsync(group.Url(0));
        await owner.OpenWalletAsync();
        await using var borrower = await Customer.ArriveBesideAsync(group.Url(1));
        await borrower.OpenWalletAsync();
        var title = $"Drill {Guid.NewGuid():N}"[..20];
        var id = await owner.LendAsync(title);

        await borrower.GoAsync("#/tools");
        await borrower.Page.FillAsync("[data-act=filter]", title);
        var card = borrower.Page.Locator($"[data-id='{id}']");
        await card.Locator("[data-badge=verified]").WaitForAsync();
        await card.Locator("[data-act=open]").ClickAsync();
        await borrower.StepAsync("book");
        // The owner's page learns it by itself.
        await owner.StateAsync("Reserved");
        await owner.StepAsync("offer");
        await owner.StateAsync("Offered");
        await borrower.CosignAsync(await owner.HalfAsync("handOver"));
        await borrower.StateAsync("OnLoan");
        await owner.StateAsync("OnLoan");
        await owner.CosignAsync(await borrower.HalfAsync("giveBack"));
        await owner.StateAsync("Returned");
        await owner.StepAsync("accept");
        await borrower.StateAsync("Ready");

        await owner.Page.Locator("[data-part=history] li[data-version='6'] [data-badge=verified]").WaitForAsync();
        Assert.Equal(6, await owner.Page.Locator("[data-part=history] li.verified").CountAsync());
        var download = owner.Page.WaitForDownloadAsync();
        await owner.ClickAsync("[data-act=export-history]");
        var file = Path.Combine(group.Folder("history-" + Guid.NewGuid().ToString("N")), "history.json");
        await (await download).SaveAsAsync(file);
        var entries = JsonDocument.Parse(await File.ReadAllTextAsync(file)).RootElement.GetProperty("entries").EnumerateArray().ToArray();
        Assert.Equal(["accept", "giveBack", "handOver", "offer", "book", "asset.create"], entries.Select(entry => entry.GetProperty("step").GetString()));
        Assert.All(entries, entry => Assert.Equal(JsonValueKind.Object, entry.GetProperty("receipt").ValueKind));
    }

    [Fact]
    public async Task ARefusalIsTheRulesOwnSentenceBeforeAndAfterSending()
    {
        await using var owner = await Customer.ArriveAsync(group.Url(0));
        await owner.OpenWalletAsync();
        await using var other = await Customer.ArriveBesideAsync(group.Url(2));
        await other.OpenWalletAsync();
        var (_, account) = await other.AddressAsync();
        var id = await owner.LendAsync("Ladder");

        // Not open now, and why.
        await owner.Page.Locator("[data-part=closed] > summary").ClickAsync();
        Assert.Contains("the owner needs no booking", await owner.Page.Locator("[data-part=closed] li[data-step=book]").InnerTextAsync(), StringComparison.Ordinal);
        Assert.Contains("only while it is", await owner.Page.Locator("[data-part=closed] li[data-step=giveBack]").InnerTextAsync(), StringComparison.Ordinal);
        // On a copy.
        await owner.OpenStepAsync("offerTo");
        await owner.Page.Locator("dialog input").First.FillAsync(account);
        await owner.Page.Locator("dialog input[type=datetime-local]").FillAsync("2020-01-01T10:00");
        await owner.ClickAsync("dialog [data-act=try]");
        Assert.Contains("the return date lies before the end of the pick-up time", await owner.Page.Locator("dialog [data-part=refused]").InnerTextAsync(), StringComparison.Ordinal);
        await owner.Page.Keyboard.PressAsync("Escape");
        // By the merchants: somebody was quicker.
        await owner.OpenStepAsync("retire");
        await owner.ClickAsync("dialog button[type=submit]");
        await owner.Page.Locator("dialog [data-act=sign]").WaitForAsync();
        await other.OpenAssetAsync(id);
        await other.StepAsync("book");
        await owner.Page.Locator("dialog [data-act=sign]").ClickAsync();
        var refused = owner.Page.Locator("dialog .note.warn").Last;
        await refused.WaitForAsync();
        Assert.Contains("'retire' leads on from Ready", await refused.InnerTextAsync(), StringComparison.Ordinal);
        Assert.Contains("Nothing was changed", await refused.InnerTextAsync(), StringComparison.Ordinal);
        await refused.Locator("[data-badge=verified]").WaitForAsync();
    }

    [Fact]
    public async Task NobodySignsWhatIsNotForThemOrWasChanged()
    {
        await using var owner = await Customer.ArriveAsync(group.Url(0));
        await owner.OpenWalletAsync();
        await using var other = await Customer.ArriveBesideAsync(group.Url(1));
        await other.OpenWalletAsync();
        var (_, account) = await other.AddressAsync();
        await owner.LendAsync("Saw");
        await owner.OpenStepAsync("offerTo");
        await owner.Page.Locator("dialog input").First.FillAsync(account);
        await owner.ClickAsync("dialog button[type=submit]");
        await owner.SignAsync();
        await owner.StateAsync("Offered");
        var half = await owner.HalfAsync("handOver");

        // Whoever signed already is told to hand it on; a stranger is not asked.
        await owner.GoAsync("#/cosign/" + half);
        await owner.Page.Locator("[data-act=hand-over]").WaitForAsync();
        await using var stranger = await Customer.ArriveBesideAsync(group.Url(3));
        await stranger.OpenWalletAsync();
        await stranger.GoAsync("#/cosign/" + half);
        await stranger.Page.Locator("[data-part=blocked]").WaitForAsync();
        Assert.Equal(0, await stranger.Page.Locator("[data-act=cosign]").CountAsync());
        // Another word in it, and the first signature is none.
        await other.GoAsync("#/cosign");
        await other.Page.FillAsync("[data-act=paste]", Changed(half));
        await other.ClickAsync("main button[type=submit]");
        await other.Page.GetByText("This cannot be signed").WaitForAsync();
        Assert.Equal(0, await other.Page.Locator("[data-act=cosign]").CountAsync());
        // As a file it is the same.
        await other.Page.SetInputFilesAsync("[data-act=open-half]", new FilePayload { Name = "to-sign.scew.txt", MimeType = "text/plain", Buffer = System.Text.Encoding.ASCII.GetBytes(half) });
        await other.Page.Locator("[data-act=cosign]").WaitForAsync();
    }

    /// <summary>The half-signed text with another photo.</summary>
    private static string Changed(string half)
    {
        var at = half.IndexOf('~', StringComparison.Ordinal);
        var payload = System.Text.Encoding.UTF8.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(half.AsSpan(0, at)));
        var changed = payload.Replace("Fine", "Worn", StringComparison.Ordinal);
        Assert.NotEqual(payload, changed);
        return string.Concat(System.Buffers.Text.Base64Url.EncodeToString(System.Text.Encoding.UTF8.GetBytes(changed)), half.AsSpan(at));
    }
}
