using System.Globalization;
using Microsoft.Playwright;
using Scew.Machines.Language;
using Scew.Protocol.Registers;

namespace Scew.WebTests.Pages;

/// <summary>Rules are read and drawn here, checked by a merchant, whose word that is, and published; what does not hold is shown with the shortest way to it.</summary>
[Collection(RealGroup.Name)]
public sealed class ShopRulesTests(RealGroup group)
{
    private const string Voucher = """
        machine Voucher "a shop owes somebody something"
        value worth: amount, holder: account
        states Start, Open, Used
        final Used

        transition write: Start -> Open (worth: amount, holder: account)
          effect worth := input.worth, holder := input.holder

        transition use: Open -> Used
          guard caller = owner else "only the shop takes a voucher"
        """;

    [Fact]
    public async Task NewRulesAreCheckedDrawnAndPublished()
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"# {Guid.NewGuid():N}\n") + Voucher + "\n";
        await using var keeper = await ShopKeeper.ArriveAsync(group, 0);
        await keeper.GoAsync("#/rules/new");
        await keeper.Page.SetInputFilesAsync("[data-act=open-source]", new FilePayload { Name = "voucher.machine", MimeType = "text/plain", Buffer = System.Text.Encoding.UTF8.GetBytes(text) });
        await keeper.Page.Locator("[data-part=readable]:has-text(\"Voucher: 3 states, 2 steps\")").WaitForAsync();
        await Assertions.Expect(keeper.Page.Locator("svg.machine-drawing g.machine-state")).ToHaveCountAsync(3);
        Assert.True(await keeper.Page.Locator("[data-act=publish]").IsDisabledAsync());

        await keeper.ClickAsync("[data-act=check]");
        await keeper.Page.Locator("[data-part=report] [data-part=verdict]").WaitForAsync();
        Assert.Equal("word", await keeper.Page.Locator("[data-part=report] .badge").GetAttributeAsync("data-badge"));
        await keeper.ClickAsync("[data-act=publish]");
        await keeper.SignAsync();

        await keeper.Page.Locator("[data-part=text]").WaitForAsync();
        Assert.Equal(text, await keeper.Page.Locator("[data-part=text] bdi").TextContentAsync());
        Assert.True(await group.ExistsAsync(RegisterKind.Machine, MachineText.NameOf(text)));
        await keeper.GoAsync("#/rules");
        await keeper.Page.Locator($"[data-rules=\"{MachineText.NameOf(text)}\"] [data-badge=verified]").WaitForAsync();
    }

    [Fact]
    public async Task WhatGoesWrongIsShownWithTheShortestWayToIt()
    {
        await using var keeper = await Customer.ArriveAsync(group.Url(1));
        await keeper.GoAsync("#/rules/new");
        await keeper.Page.FillAsync("[data-act=source]", Voucher + "\n\ninvariant worth > 0 else \"a voucher is worth something\"\n\nproperty use only after refuse\n");
        await keeper.Page.Locator("[data-part=unreadable], [data-part=readable]").WaitForAsync();
        await keeper.Page.FillAsync("[data-act=source]", "machine Voucher\nstates Start,\n");
        await keeper.Page.Locator("[data-part=unreadable]:has-text(\"Line \")").WaitForAsync();
        Assert.True(await keeper.Page.Locator("[data-act=check]").IsDisabledAsync());

        // Nothing leads out of Stuck, which is no end.
        await keeper.Page.FillAsync("[data-act=source]", "machine Trap \"one gets in and not out\"\nstates Start, Open, Stuck, Done\nfinal Done\n\ntransition make: Start -> Open\n\ntransition fall: Open -> Stuck\n\ntransition end: Open -> Done\n  guard caller = owner else \"only the owner\"\n\nproperty from Open eventually Done\n");
        await keeper.Page.Locator("[data-part=readable]").WaitForAsync();
        await keeper.ClickAsync("[data-act=check]");
        await keeper.Page.Locator("[data-part=report] [data-severity=error]").First.WaitForAsync();
        Assert.Contains("fall", await keeper.Page.Locator("[data-part=report]").InnerTextAsync(), StringComparison.Ordinal);
        Assert.True(await keeper.Page.Locator("[data-act=publish]").IsDisabledAsync());
    }
}
