using System.Collections.Immutable;
using System.Text;
using Scew.Keys;
using Scew.Machines.Applications;
using Scew.Machines.Language;
using Scew.Protocol.Api;
using Scew.Protocol.Requests;

namespace Scew.WebTests.Pages;

/// <summary>What somebody wrote to harm whoever reads it stands in lists and on pages as text, beside nothing that it changes.</summary>
[Collection(RealGroup.Name)]
public sealed class ToolsHostileTests(RealGroup group)
{
    private static readonly (int Width, int Height)[] Sizes = [(320, 640), (390, 844), (1280, 900)];

    [Fact]
    [Trait("row", "G5")]
    [Trait("row", "H7")]
    public async Task HostileTitlesNeitherRunNorBreakThePage()
    {
        var key = SigningKey.Create();
        await group.SettleAsync(new MachineDeploy(ShippedTexts.Lending), group.Net.Merchants[0].Key);
        var mark = Guid.NewGuid().ToString("N")[..6];
        var ids = new List<string>();
        foreach (var (title, i) in Titles().Select(static (title, i) => (title, i)))
        {
            var id = $"{IdRules.OwnPrefix(key.Account)}:{mark}-{i}";
            var input = ImmutableSortedDictionary.Create<string, MachineValue>(StringComparer.Ordinal)
                .Add("title", new MachineValue.Text(title)).Add("deposit", new MachineValue.Int(0)).Add("pickUp", new MachineValue.Duration(7_200_000));
            var receipt = await group.SettleAsync(new AssetCreate(id, MachineText.NameOf(ShippedTexts.Lending), input), key);
            Assert.Equal(Codes.Ok, receipt.Code);
            ids.Add(id);
        }
        await using var reader = await Customer.ArriveAsync(group.Url(1));
        reader.Page.Dialog += (_, dialog) => throw new InvalidOperationException("a dialog: " + dialog.Message);
        await reader.OpenWalletAsync();

        await reader.GoAsync("#/tools");
        while (await reader.Page.Locator($"[data-id*='{mark}-']").CountAsync() < ids.Count)
        {
            // The list draws itself anew while it fills, so the button may go away under the hand.
            await reader.Page.EvaluateAsync("() => document.querySelector('[data-act=more]')?.click()");
            await Task.Delay(100);
        }
        await HarmlessAsync(reader);
        foreach (var id in ids.Where(static (_, i) => i % 7 == 0))
        {
            await reader.OpenAssetAsync(id);
            await HarmlessAsync(reader);
        }
        await reader.OpenStepAsync("book");
        await reader.ClickAsync("dialog button[type=submit]");
        await reader.Page.Locator("dialog [data-act=sign]").WaitForAsync();
        await HarmlessAsync(reader);
    }

    /// <summary>What turns the direction of writing is shown by its code and turns nothing.</summary>
    [Fact]
    [Trait("row", "G5")]
    public async Task WhatOneDoesNotSeeIsShown()
    {
        var key = SigningKey.Create();
        await group.SettleAsync(new MachineDeploy(ShippedTexts.Lending), group.Net.Merchants[0].Key);
        var id = $"{IdRules.OwnPrefix(key.Account)}:unseen";
        var input = ImmutableSortedDictionary.Create<string, MachineValue>(StringComparer.Ordinal)
            .Add("title", new MachineValue.Text("drill\u202Egnp.exe p\u0430int")).Add("deposit", new MachineValue.Int(0)).Add("pickUp", new MachineValue.Duration(7_200_000));
        Assert.Equal(Codes.Ok, (await group.SettleAsync(new AssetCreate(id, MachineText.NameOf(ShippedTexts.Lending), input), key)).Code);
        await using var reader = await Customer.ArriveAsync(group.Url(2));
        await reader.OpenAssetAsync(id);

        var title = await reader.Page.Locator("[data-part=title]").InnerTextAsync();
        Assert.Contains("drillU+202Egnp.exe", title, StringComparison.Ordinal);
        Assert.Contains("mixed alphabets", title, StringComparison.Ordinal);
    }

    /// <summary>All texts that fit a title of 80 bytes, every fourth of the long kinds.</summary>
    private static string[] Titles() =>
    [
        .. HostileTexts.All.Where(static (_, i) => i % 4 == 0 || i > 210).Select(static text => text.Replace("\uD83D\uDE00", "smile", StringComparison.Ordinal)).Where(static text => Encoding.UTF8.GetByteCount(text) is > 0 and <= 80),
        new string('W', 80), string.Concat(Enumerable.Repeat("\u0300", 40)), new string(' ', 80), string.Concat(Enumerable.Repeat("\u05d0", 40)), "\u202E" + new string('x', 70),
    ];

    private static async Task HarmlessAsync(Customer reader)
    {
        Assert.Equal(0, await reader.Tab.RunAsync<int>("() => window.hit ?? 0"));
        Assert.Equal(0, await reader.Tab.RunAsync<int>("() => document.querySelectorAll('main script, main img, main iframe, main object, main style, main video, main math, main base, main meta').length"));
        foreach (var (width, height) in Sizes)
        {
            await reader.Page.SetViewportSizeAsync(width, height);
            var over = await reader.Tab.RunAsync<string>("""
                () => {
                    const wide = document.documentElement.clientWidth;
                    const isIn = (element) => element.closest('.asset-picture, pre, table') !== null;
                    const found = [...document.querySelectorAll('main *, dialog *')].find((one) => !isIn(one) && one.getBoundingClientRect().right > wide + 1 && getComputedStyle(one).visibility !== 'hidden');
                    return document.documentElement.scrollWidth > wide ? 'the page scrolls sideways' : found === undefined ? '' : found.outerHTML.slice(0, 200);
                }
                """);
            Assert.True(over.Length == 0, $"{width}: {over}");
        }
    }
}
