using System.Text;
using Microsoft.Playwright;
using Scew.Client.Receipts;
using Scew.Protocol.Requests;

namespace Scew.WebTests.Pages;

/// <summary>Anybody's page: a file is verified in the browser with the network cut, and what was changed by one character never is.</summary>
[Collection(RealGroup.Name)]
public sealed class CheckTests(RealGroup group)
{
    private const string Proven = "[data-part=result][data-proven=yes]";

    [Fact]
    public async Task AReceiptIsVerifiedWithTheNetworkCut()
    {
        var (_, wallet) = await group.NewWalletAsync(0);
        var receipt = await group.SettleAsync(new Sum(wallet, 1234), group.Net.Merchants[1].Key);
        await using var anybody = await ArriveAsync();

        await anybody.Tab.Context.SetOfflineAsync(true);
        await DropAsync(anybody, File("receipt.json", receipt.Bytes.ToArray()));

        await anybody.Page.Locator(Proven + " [data-badge=verified]").WaitForAsync();
        var words = await anybody.Page.Locator(Proven).InnerTextAsync();
        Assert.Contains(wallet, words, StringComparison.Ordinal);
        Assert.Contains("1,234", words, StringComparison.Ordinal);
        Assert.Contains("Carried out", words, StringComparison.Ordinal);
        Assert.Contains($"({receipt.Signers.Length} of 4 merchants; 3 are enough)", words, StringComparison.Ordinal);
        Assert.Contains($"block {receipt.Height}, entry {receipt.Index}", words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ARefusalIsProvenToo()
    {
        var (key, wallet) = await group.NewWalletAsync(5);
        var (_, other) = await group.NewWalletAsync(0);
        var receipt = await group.SettleAsync(new Transfer(wallet, other, 6, null), key);
        await using var anybody = await ArriveAsync();

        await PasteAsync(anybody, Encoding.UTF8.GetString(receipt.Bytes.Span));

        await anybody.Page.Locator(Proven + " [data-badge=verified]").WaitForAsync();
        Assert.Contains("Nothing was changed", await anybody.Page.Locator(Proven + " [data-part=outcome]").InnerTextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("row", "H1")]
    public async Task WhatWasAlteredAnywhereIsNeverVerified()
    {
        var (_, wallet) = await group.NewWalletAsync(0);
        var receipt = await group.SettleAsync(new Sum(wallet, 77), group.Net.Merchants[0].Key);
        await using var anybody = await ArriveAsync();

        for (var batch = 0; batch < 4; batch++)
        {
            await DropAsync(anybody, [.. Enumerable.Range(0, 50).Select(i => File("altered.json", Altered(receipt, batch * 50 + i)))]);
            await Assertions.Expect(anybody.Page.Locator("[data-part=result]")).ToHaveCountAsync((batch + 1) * 50);
        }

        Assert.Equal(0, await anybody.Page.Locator(Proven).CountAsync());
        Assert.Equal(0, await anybody.Page.Locator("[data-part=result] .badge").CountAsync());
        Assert.Equal(200, await anybody.Page.Locator("[data-part=why]").CountAsync());
    }

    [Fact]
    public async Task EveryFileGetsAClearSentence()
    {
        var (_, wallet) = await group.NewWalletAsync(9);
        var read = await (await group.GetAsync("/v1/wallets/" + wallet)).Content.ReadAsByteArrayAsync();
        var genesis = group.Net.Genesis.Encode();
        await using var anybody = await ArriveAsync();
        var foreign = System.Text.Json.JsonDocument.Parse(System.IO.File.ReadAllText(Path.Combine(Vectors(), "receipts.json"))).RootElement.GetProperty("receipt").GetString()!;

        await DropAsync(
            anybody, File("large.json", new byte[(1 << 20) + 1]), File("empty.json", []), File("foreign.json", Encoding.UTF8.GetBytes(foreign)), File("letter.txt", "dear customer"u8.ToArray()),
            File("read.json", read), File("genesis.json", genesis));

        var results = anybody.Page.Locator("[data-part=result]");
        await Assertions.Expect(results).ToHaveCountAsync(6);
        foreach (var (name, words) in new[] { ("large.json", "It was not read"), ("empty.json", "empty"), ("foreign.json", "another group"), ("letter.txt", "no receipt"), ("read.json", wallet), ("genesis.json", "this browser trusts") })
        {
            Assert.Contains(words, await results.Filter(new() { HasText = name }).First.InnerTextAsync(), StringComparison.Ordinal);
        }
        Assert.Equal("2 of 6 hold; 4 prove nothing.", await anybody.Page.Locator("[data-part=told]").InnerTextAsync());
        Assert.Equal(1, await anybody.Page.Locator("[data-part=result] [data-badge=verified]").CountAsync());
    }

    [Fact]
    [Trait("row", "G5")]
    public async Task NothingInAFileRunsOrHides()
    {
        await using var anybody = await ArriveAsync();
        foreach (var batch in HostileTexts.All.Chunk(50))
        {
            await DropAsync(anybody, [.. batch.Select((text, i) => File("hostile.json", Encoding.UTF8.GetBytes(i % 2 == 0 ? text : "{\"attestations\":[],\"request\":" + System.Text.Json.JsonSerializer.Serialize(text) + ",\"result\":{}}")))]);
        }
        await Assertions.Expect(anybody.Page.Locator("[data-part=result]")).ToHaveCountAsync(HostileTexts.All.Count);
        Assert.Equal(0, await anybody.Tab.RunAsync<int>("() => window.hit ?? 0"));
        Assert.Equal(0, await anybody.Page.Locator(Proven).CountAsync());
    }

    private async Task<Customer> ArriveAsync()
    {
        var anybody = await Customer.ArriveAsync(group.Url(0));
        await anybody.GoAsync("#/check");
        return anybody;
    }

    private static Task DropAsync(Customer anybody, params FilePayload[] files) => anybody.Page.SetInputFilesAsync("[data-act=files]", files);

    private static Task PasteAsync(Customer anybody, string text) => anybody.Tab.RunAsync<bool>(
        "text => { const data = new DataTransfer(); data.setData('text/plain', text); return document.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, cancelable: true })); }", text);

    private static FilePayload File(string name, byte[] bytes) => new() { Name = name, MimeType = "application/json", Buffer = bytes };

    /// <summary>One character of the file is another one, at places that spread over all of it.</summary>
    private static byte[] Altered(VerifiedReceipt receipt, int number)
    {
        var bytes = receipt.Bytes.ToArray();
        var place = (int)((long)number * 7919 % bytes.Length);
        bytes[place] = bytes[place] switch { (byte)'A' => (byte)'B', >= (byte)'0' and < (byte)'9' => (byte)(bytes[place] + 1), _ => (byte)'A' };
        return bytes;
    }

    private static string Vectors() => Path.GetFullPath(Path.Combine(ServedFiles.Wwwroot, "..", "..", "tests", "Scew.Protocol.Tests", "Vectors"));
}
