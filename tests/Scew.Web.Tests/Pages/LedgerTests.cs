using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Playwright;
using Scew.Protocol.Requests;

namespace Scew.WebTests.Pages;

/// <summary>The live record: one merchant's word in the list, receipts verified here behind it; a pause loses nothing, and ten thousand entries are a few rows.</summary>
[Collection(RealGroup.Name)]
public sealed class LedgerTests(RealGroup group)
{
    // The page asks for what came lately: made-up entries come after all real ones.
    private const long Later = 1_000_000;

    [Fact]
    public async Task APauseLosesNothingAndAFilterLeavesOutTheRest()
    {
        var (_, wallet) = await group.NewWalletAsync(0);
        await using var reader = await ArriveAsync();
        await reader.Page.FillAsync("[data-act=filter-id]", wallet);
        await CountAsync(reader, 1);

        await reader.ClickAsync("[data-act=pause]");
        var settled = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            var receipt = await group.SettleAsync(new Sum(wallet, 1), group.Net.Merchants[0].Key);
            settled.Add(string.Create(CultureInfo.InvariantCulture, $"{receipt.Height}.{receipt.Index}"));
        }
        await Assertions.Expect(reader.Page.Locator("[data-act=pause]")).ToHaveTextAsync("Go on (5 new)");
        await CountAsync(reader, 1);

        await reader.ClickAsync("[data-act=pause]");
        await CountAsync(reader, 6);
        var shown = await reader.Page.Locator("[data-entry]").EvaluateAllAsync<string[]>("rows => rows.sort((a, b) => a.getBoundingClientRect().top - b.getBoundingClientRect().top).map(row => row.dataset.entry)");
        Assert.Equal(Enumerable.Reverse(settled), shown[..5]);

        await reader.Page.SelectOptionAsync("[data-act=filter-kind]", "create");
        await CountAsync(reader, 1);
        await reader.Page.SelectOptionAsync("[data-act=filter-kind]", "sum");
        await CountAsync(reader, 5);
        await reader.Page.SelectOptionAsync("[data-act=filter-merchant]", group.Net.Merchants[1].Account.ToString());
        await CountAsync(reader, 0);
        await reader.Page.SelectOptionAsync("[data-act=filter-merchant]", group.Net.Merchants[0].Account.ToString());
        await reader.Page.FillAsync("[data-act=filter-to]", "2020-01-01T00:00");
        await CountAsync(reader, 0);
        await reader.ClickAsync("[data-act=filter-none]");
        await Assertions.Expect(reader.Page.Locator("[data-part=count]")).Not.ToHaveTextAsync(new System.Text.RegularExpressions.Regex("^0 "));
    }

    [Fact]
    public async Task AnEntryOpensItsReceiptVerifiedHereAndHasALink()
    {
        var (_, wallet) = await group.NewWalletAsync(0);
        var receipt = await group.SettleAsync(new Sum(wallet, 4321), group.Net.Merchants[2].Key);
        var place = string.Create(CultureInfo.InvariantCulture, $"{receipt.Height}.{receipt.Index}");
        await using var reader = await ArriveAsync();
        await Assertions.Expect(reader.Page.Locator("main .badge").First).ToHaveAttributeAsync("data-badge", "word");
        await reader.Page.FillAsync("[data-act=filter-id]", wallet);

        await reader.ClickAsync($"[data-entry=\"{place}\"]");
        await reader.VerifiedAsync();
        Assert.Contains("4,321", await reader.Page.Locator("dialog").InnerTextAsync(), StringComparison.Ordinal);
        await reader.Page.Keyboard.PressAsync("Escape");

        await reader.GoAsync("#/about");
        await reader.GoAsync("#/ledger/" + place);
        await reader.VerifiedAsync();
        Assert.Contains(wallet, await reader.Page.Locator("dialog").InnerTextAsync(), StringComparison.Ordinal);
    }

    /// <summary>The merchant's list puts another request at an entry's place: its receipt tells.</summary>
    [Fact]
    [Trait("row", "H1")]
    public async Task AListThatLiesIsFoundOut()
    {
        var (_, wallet) = await group.NewWalletAsync(0);
        var receipt = await group.SettleAsync(new Sum(wallet, 5), group.Net.Merchants[0].Key);
        await using var reader = await Customer.ArriveAsync(group.Url(0));
        var lie = Event(999_999, 0, receipt.RequestId.ToString(), wallet);
        await reader.Page.RouteAsync("**/v1/events*", route => route.FulfillAsync(new() { ContentType = "text/event-stream", Body = lie }));
        await reader.GoAsync("#/ledger");

        await reader.ClickAsync("[data-entry=\"999999.0\"]");
        await reader.Page.Locator("dialog .note.bad").WaitForAsync();
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"{receipt.Height}.{receipt.Index}"), await reader.Page.Locator("dialog .note.bad").InnerTextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task TenThousandEntriesAreAFewRows()
    {
        const int Count = 10_000;
        var body = new StringBuilder();
        for (var i = 1; i <= Count; i++)
        {
            body.Append(Event(Later + i, 0, new string('A', 43), string.Create(CultureInfo.InvariantCulture, $"thing-{i}")));
        }
        await using var reader = await Customer.ArriveAsync(group.Url(0));
        await reader.Page.RouteAsync("**/v1/events*", route => route.FulfillAsync(new() { ContentType = "text/event-stream", Body = body.ToString() }));
        await reader.GoAsync("#/ledger");
        await Assertions.Expect(reader.Page.Locator("[data-part=count]")).ToHaveTextAsync("10,000 of 10,000 entries");
        Assert.InRange(await reader.Page.Locator("[data-entry]").CountAsync(), 5, 60);

        await reader.Page.Locator(".long-list").EvaluateAsync("list => { list.scrollTop = list.scrollHeight; }");
        await reader.Page.Locator("[data-entry=\"1000001.0\"]").WaitForAsync();
        Assert.InRange(await reader.Page.Locator("[data-entry]").CountAsync(), 5, 60);
        Assert.Equal("10000", await reader.Page.Locator(".long-row", new() { Has = reader.Page.Locator("[data-entry=\"1000001.0\"]") }).GetAttributeAsync("aria-posinset"));

        await reader.Page.FillAsync("[data-act=filter-id]", "thing-777");
        await CountAsync(reader, 11);
    }

    [Fact]
    public async Task WhatIsShownIsSavedAndIsNoFormula()
    {
        await using var reader = await Customer.ArriveAsync(group.Url(0));
        var account = "-" + new string('A', 42);
        await reader.Page.RouteAsync("**/v1/events*", route => route.FulfillAsync(new() { ContentType = "text/event-stream", Body = Event(Later + 1, 0, new string('B', 43), "=cmd|' /c calc'!a0", account) + Event(Later + 2, 0, new string('C', 43), "plain") }));
        await reader.GoAsync("#/ledger");
        await CountAsync(reader, 2);

        var csv = await SavedAsync(reader, "csv");
        var lines = csv.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("entry,time,kind,account,ids,code,request", lines[0]);
        Assert.Equal(3, lines.Length);
        Assert.Contains("\"'=cmd|' /c calc'!a0\"", lines[2], StringComparison.Ordinal);
        Assert.Contains($"\"'{account}\"", lines[2], StringComparison.Ordinal);

        await reader.Page.FillAsync("[data-act=filter-id]", "plain");
        await CountAsync(reader, 1);
        var ndjson = (await SavedAsync(reader, "ndjson")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("1000002.0", JsonDocument.Parse(Assert.Single(ndjson)).RootElement.GetProperty("id").GetString());
    }

    private async Task<Customer> ArriveAsync()
    {
        var reader = await Customer.ArriveAsync(group.Url(0));
        await reader.GoAsync("#/ledger");
        return reader;
    }

    private static Task CountAsync(Customer reader, int count) => Assertions.Expect(reader.Page.Locator("[data-part=count]")).ToHaveTextAsync(new System.Text.RegularExpressions.Regex($"^{count} of "));

    private static async Task<string> SavedAsync(Customer reader, string kind)
    {
        var download = await reader.Page.RunAndWaitForDownloadAsync(() => reader.ClickAsync($"[data-act={kind}]"));
        return await File.ReadAllTextAsync(await download.PathAsync());
    }

    private static string Event(long height, int index, string request, string id, string? account = null)
    {
        var json = JsonSerializer.Serialize(new { id = $"{height}.{index}", kind = "result", height, index, timeMs = 1_790_000_000_000 + height, ids = new[] { id }, requestId = request, account = account ?? new string('A', 43), operation = "sum", code = "ok", receipt = "/v1/receipts/" + request });
        return $"id: {height}.{index}\ndata: {json}\n\n";
    }
}
