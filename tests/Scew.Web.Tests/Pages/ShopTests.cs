using System.Globalization;
using System.Text.Json;
using Microsoft.Playwright;
using Scew.Protocol.Registers;
using Scew.Protocol.Requests;

namespace Scew.WebTests.Pages;

/// <summary>A merchant's key at the till, and in a programme of points that two merchants settle.</summary>
[Collection(RealGroup.Name)]
public sealed class ShopTests(RealGroup group)
{
    [Fact]
    public async Task WhoHasNoShopsKeySeesWhyAndWhatToDo()
    {
        await using var anybody = await Customer.ArriveAsync(group.Url(0));
        await anybody.GoAsync("#/shop");
        Assert.Contains("There is no key here", await anybody.Page.Locator("[data-part=no-shop]").InnerTextAsync(), StringComparison.Ordinal);
        await anybody.GoAsync("#/");
        await anybody.OpenWalletAsync();
        await anybody.GoAsync("#/shop");
        Assert.Contains("a customer's", await anybody.Page.Locator("[data-part=no-shop]").InnerTextAsync(), StringComparison.Ordinal);
        Assert.Equal(0, await anybody.Page.Locator("[data-act=amount]").CountAsync());
    }

    [Fact]
    public async Task PointsAreGivenTakenBackPaidAndPaidBackAtTheTill()
    {
        var (key, wallet) = await group.NewWalletAsync(0);
        await using var keeper = await ShopKeeper.ArriveAsync(group, 0);
        await keeper.GoAsync("#/shop");

        await BookAsync(keeper, "give", 250, wallet);
        Assert.Equal(250, await BalanceAsync(wallet));
        await keeper.Page.CheckAsync("[data-act=kind-back]");
        await keeper.Page.FillAsync("[data-act=amount]", "251");
        await keeper.Page.FillAsync("[data-act=wallet]", wallet);
        await keeper.ClickAsync("main button[type=submit]");
        await keeper.Page.Locator("main .wrong:has-text(\"250 can be taken back\")").WaitForAsync();
        await BookAsync(keeper, "back", 50, wallet);
        Assert.Equal(200, await BalanceAsync(wallet));

        await keeper.Page.CheckAsync("[data-act=kind-ask]");
        await keeper.Page.FillAsync("[data-act=amount]", "30");
        await keeper.ClickAsync("main button[type=submit]");
        await keeper.Page.Locator("[data-part=asking], dialog [data-act=sign]").First.WaitForAsync();
        if (await keeper.Page.Locator("dialog [data-act=sign]").CountAsync() > 0)
        {
            await keeper.SignAsync();
        }
        var link = await keeper.Page.Locator("[data-part=link]").InnerTextAsync();
        var shop = Uri.UnescapeDataString(link.Split("#/pay/")[1].Split('/')[0]);
        Assert.EndsWith($"/30/{group.Net.Merchants[0].Account}", link, StringComparison.Ordinal);
        await group.SettleAsync(new Transfer(wallet, shop, 30, group.Net.Merchants[0].Account), key);
        await keeper.Page.Locator("[data-part=paid][data-value=\"30\"] [data-badge=verified]").WaitForAsync();

        await BookAsync(keeper, "refund", 12, wallet);
        Assert.Equal(182, await BalanceAsync(wallet));
        await Assertions.Expect(keeper.Page.Locator("[data-part=recent] li")).ToHaveCountAsync(4);
        await Assertions.Expect(keeper.Page.Locator("[data-part=recent] [data-badge=verified]")).ToHaveCountAsync(4);

        await keeper.GoAsync("#/shop/customer/" + Uri.EscapeDataString(wallet));
        await keeper.BalanceAsync(182);
        await keeper.Page.Locator("[data-part=customer] [data-badge=verified]").First.WaitForAsync();
    }

    [Fact]
    public async Task AWalletThatIsNotThereIsToldBeforeAnythingIsSigned()
    {
        await using var keeper = await ShopKeeper.ArriveAsync(group, 1);
        await keeper.GoAsync("#/shop");
        await keeper.Page.FillAsync("[data-act=amount]", "5");
        await keeper.Page.FillAsync("[data-act=wallet]", "nobody-has-this");
        await keeper.ClickAsync("main button[type=submit]");
        await keeper.Page.Locator("main .wrong:has-text(\"no wallet of this name\")").WaitForAsync();
        Assert.Equal(0, await keeper.Page.Locator("dialog").CountAsync());
    }

    [Fact]
    public async Task OneMerchantGivesAnotherTakesAndTheProgrammeSaysWhoOwes()
    {
        var (programme, account, customer) = await ShopKeeper.ProgrammeAsync(group);
        await using (var giver = await ShopKeeper.ArriveAsync(group, 0))
        {
            await giver.GoAsync("#/shop/account/" + Uri.EscapeDataString(account));
            await IssueAsync(giver, "o1", 100, null);
            await giver.BalanceAsync(100);
            // What waits for its order can be confirmed or cancelled.
            await IssueAsync(giver, "o2", 40, DateTime.UtcNow.AddDays(14));
            await IssueAsync(giver, "o3", 7, DateTime.UtcNow.AddDays(14));
            await StepAsync(giver, "[data-part=pending] li:has([data-order=o2]) [data-act=confirm]");
            await giver.BalanceAsync(140);
            await StepAsync(giver, "[data-part=pending] [data-act=cancel]");
            await Assertions.Expect(giver.Page.Locator("[data-part=pending] li")).ToHaveCountAsync(0);
            await ShopKeeper.HoldAsync(group, account, customer, "k7q2mx", 60, group.Net.Merchants[1].Account);
        }

        await using var taker = await ShopKeeper.ArriveAsync(group, 1);
        await taker.GoAsync("#/shop/programme/" + Uri.EscapeDataString(programme));
        await taker.Page.FillAsync("[data-act=code]", "k7q2mx");
        await taker.Page.Locator("section:has([data-act=code]) button[type=submit]").ClickAsync();
        await taker.Page.Locator("[data-hold=k7q2mx]").WaitForAsync();
        await taker.ClickAsync("[data-act=capture]");
        await AmountAsync(taker, 50);
        await Assertions.Expect(taker.Page.Locator("[data-spent=k7q2mx]")).ToContainTextAsync("50 points");
        await taker.ClickAsync("[data-act=refund]");
        await AmountAsync(taker, 20);
        await Assertions.Expect(taker.Page.Locator("[data-spent=k7q2mx]")).ToContainTextAsync("30 points");
        await taker.BalanceAsync(110);

        await taker.GoAsync("#/shop/programme/" + Uri.EscapeDataString(programme));
        var (a, b) = (group.Net.Merchants[0].Account.ToString(), group.Net.Merchants[1].Account.ToString());
        await Assertions.Expect(taker.Page.Locator($"[data-part=settlement] li[data-merchant=\"{a}\"]")).ToHaveTextAsync("a pays 30");
        await Assertions.Expect(taker.Page.Locator($"[data-part=settlement] li[data-merchant=\"{b}\"]")).ToHaveTextAsync("You get 30");
        await taker.Page.Locator("[data-part=programme] [data-badge=verified]").First.WaitForAsync();

        await taker.Page.SelectOptionAsync("[data-act=statement-of]", "");
        var csv = (await SavedAsync(taker, "rows-csv")).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("period,merchant,issued,redeemed,expired,accepted,outstanding,owes,earns,net,prefund", csv[0]);
        Assert.Equal($"1,{Cell(a)},140,30,0,0,110,30,0,-30,970", csv[1]);
        Assert.Equal($"1,{Cell(b)},0,0,0,30,0,0,30,30,1030", csv[2]);
        await taker.Page.SelectOptionAsync("[data-act=statement-of]", a);
        var rows = JsonDocument.Parse(await SavedAsync(taker, "rows-json")).RootElement.GetProperty("rows");
        Assert.Equal(("-30", "110"), (Assert.Single(rows.EnumerateArray()).GetProperty("net").GetString(), rows[0].GetProperty("outstanding").GetString()));
    }

    private async Task<long> BalanceAsync(string wallet)
    {
        var read = await group.Client.ReadLinearizableAsync(new RegisterKey(RegisterKind.Wallet, wallet));
        return read.Value!.Wallet!.Value.Balance;
    }

    private static async Task BookAsync(Customer keeper, string kind, long points, string wallet)
    {
        await keeper.Page.CheckAsync($"[data-act=kind-{kind}]");
        await keeper.Page.FillAsync("[data-act=amount]", points.ToString(CultureInfo.InvariantCulture));
        await keeper.Page.FillAsync("[data-act=wallet]", wallet);
        await keeper.ClickAsync("main button[type=submit]");
        await keeper.SignAsync();
    }

    private static async Task IssueAsync(Customer keeper, string order, long points, DateTime? opens)
    {
        await keeper.Page.Locator("[data-act=issue]:enabled").ClickAsync();
        var dialog = keeper.Page.Locator("dialog");
        await dialog.GetByLabel("Order").FillAsync(order);
        await dialog.GetByLabel("Points", new() { Exact = true }).FillAsync(points.ToString(CultureInfo.InvariantCulture));
        if (opens is { } later)
        {
            await dialog.GetByLabel("Can be spent from").FillAsync(later.ToString("yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture));
        }
        await dialog.Locator("button[type=submit]").ClickAsync();
        await keeper.SignAsync();
        await Assertions.Expect(keeper.Page.Locator("dialog")).ToHaveCountAsync(0);
    }

    private static async Task AmountAsync(Customer keeper, long points)
    {
        await keeper.Page.Locator("dialog input").FillAsync(points.ToString(CultureInfo.InvariantCulture));
        await keeper.Page.Locator("dialog button[type=submit]").ClickAsync();
        await keeper.SignAsync();
        await Assertions.Expect(keeper.Page.Locator("dialog")).ToHaveCountAsync(0);
    }

    private static async Task StepAsync(Customer keeper, string button)
    {
        await keeper.ClickAsync(button);
        await keeper.Page.Locator("dialog button[type=submit]").ClickAsync();
        await keeper.SignAsync();
        await Assertions.Expect(keeper.Page.Locator("dialog")).ToHaveCountAsync(0);
    }

    private static async Task<string> SavedAsync(Customer keeper, string act)
    {
        var download = await keeper.Page.RunAndWaitForDownloadAsync(() => keeper.ClickAsync($"[data-act={act}]"));
        return await File.ReadAllTextAsync(await download.PathAsync());
    }

    /// <summary>An account that begins like a formula stands as a text.</summary>
    private static string Cell(string account) => account[0] == '-' ? $"\"'{account}\"" : account;
}
