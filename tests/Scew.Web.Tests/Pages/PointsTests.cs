using System.Collections.Immutable;
using Microsoft.Playwright;
using Scew.Keys;
using Scew.Machines.Applications;
using Scew.Machines.Language;
using Scew.Protocol.Api;
using Scew.Protocol.Requests;

namespace Scew.WebTests.Pages;

/// <summary>Points with dates from a customer's side: a programme of two merchants, a till that types a code.</summary>
[Collection(RealGroup.Name)]
public sealed class PointsTests(RealGroup group)
{
    private const long DayMs = 86_400_000;

    private long _order;

    private SigningKey Shop => group.Net.Merchants[0].Key;

    [Fact]
    public async Task PointsComeWithDatesAreSpentByACodeAndGivenAway()
    {
        var name = $"Spring {Guid.NewGuid():N}"[..16];
        await FoundAsync(name);
        await using var customer = await Customer.ArriveAsync(group.Url(0));
        await customer.OpenWalletAsync();
        var account = await OpenAsync(customer, name);
        await IssueAsync(account, 100, opensDays: 0, expiresDays: 20);
        await IssueAsync(account, 70, opensDays: 14, expiresDays: 200);

        // The page learns it by itself.
        await SpendableAsync(customer, 100);
        Assert.Contains("70 points", await customer.Page.Locator("[data-part=pending]").InnerTextAsync(), StringComparison.Ordinal);
        Assert.Contains(Day(14), await customer.Page.Locator("[data-part=pending]").InnerTextAsync(), StringComparison.Ordinal);
        Assert.Contains(Day(20), await customer.Page.Locator("[data-part=lots]").InnerTextAsync(), StringComparison.Ordinal);
        Assert.Contains("soon", await customer.Page.Locator("[data-part=lots]").InnerTextAsync(), StringComparison.Ordinal);

        var code = await SetAsideAsync(customer, 30);
        await SpendableAsync(customer, 70);
        Assert.Contains("30 points", await customer.Page.Locator("[data-part=holds]").InnerTextAsync(), StringComparison.Ordinal);
        // The shop takes less than was set aside; the rest comes back.
        var captured = new AssetTransition(account, "capture", In(("hold", new MachineValue.Text(code)), ("amount", new MachineValue.Int(25)))) { Calls = 8 };
        Assert.Equal(Codes.Ok, (await group.SettleAsync(captured, Shop)).Code);
        await SpendableAsync(customer, 75);

        await using var friend = await Customer.ArriveBesideAsync(group.Url(1));
        await friend.OpenWalletAsync();
        var friends = await OpenAsync(friend, name);
        await customer.ClickAsync("[data-act=give]");
        await customer.Page.Locator("dialog input").First.FillAsync(friends);
        await customer.Page.Locator("dialog input").Nth(1).FillAsync("40");
        await customer.ClickAsync("dialog button[type=submit]");
        await customer.SignAsync();
        await SpendableAsync(customer, 35);
        await SpendableAsync(friend, 40);
        Assert.Equal(0, await friend.Page.Locator("[data-part=history] li:not(.verified)").CountAsync());
    }

    [Fact]
    public async Task MoreThanThereIsIsRefusedInTheRulesWords()
    {
        var name = $"Autumn {Guid.NewGuid():N}"[..16];
        await FoundAsync(name);
        await using var customer = await Customer.ArriveAsync(group.Url(1));
        await customer.OpenWalletAsync();
        var account = await OpenAsync(customer, name);
        await IssueAsync(account, 10, opensDays: 0, expiresDays: 20);
        await SpendableAsync(customer, 10);

        await customer.ClickAsync("[data-act=till]");
        await customer.Page.Locator("dialog input").First.FillAsync("11");
        await customer.Page.Locator("dialog select").First.SelectOptionAsync(new SelectOptionValue { Index = 1 });
        await customer.ClickAsync("dialog button[type=submit]");
        var refused = customer.Page.Locator("dialog [data-part=refused]");
        await refused.WaitForAsync();
        Assert.Contains("the account has fewer points that can be spent", await refused.InnerTextAsync(), StringComparison.Ordinal);
        Assert.Contains("Nothing was sent", await refused.InnerTextAsync(), StringComparison.Ordinal);
        await customer.Page.Keyboard.PressAsync("Escape");
        await SpendableAsync(customer, 10);
    }

    /// <summary>A tool with a deposit: it is set aside at the hand-over and comes back when all is fine.</summary>
    [Fact]
    public async Task ADepositIsSetAsideAndComesBack()
    {
        var name = $"Winter {Guid.NewGuid():N}"[..16];
        await FoundAsync(name);
        await using var owner = await Customer.ArriveAsync(group.Url(0));
        await owner.OpenWalletAsync();
        var owners = await OpenAsync(owner, name);
        await using var borrower = await Customer.ArriveBesideAsync(group.Url(2));
        await borrower.OpenWalletAsync();
        var borrowers = await OpenAsync(borrower, name);
        await IssueAsync(borrowers, 50, opensDays: 0, expiresDays: 300);
        await SpendableAsync(borrower, 50);

        await owner.GoAsync("#/tools");
        await owner.ClickAsync("[data-act=lend]");
        await owner.Page.FillAsync("dialog [data-act=title]", "Chain saw");
        await owner.Page.GetByLabel("Deposit in points").FillAsync("20");
        await owner.Page.GetByLabel("Your points account").FillAsync(owners);
        await owner.ClickAsync("dialog button[type=submit]");
        while (await owner.Page.Locator("[data-part=state-name]").CountAsync() == 0)
        {
            await owner.Page.Locator("dialog [data-act=sign], [data-part=state-name]").First.WaitForAsync();
            if (await owner.Page.Locator("dialog [data-act=sign]").CountAsync() > 0)
            {
                await owner.SignAsync();
            }
        }
        var id = await owner.Page.EvaluateAsync<string>("() => decodeURIComponent(location.hash.split('/')[2])");
        await borrower.OpenAssetAsync(id);
        await borrower.StepAsync("book");
        await owner.StateAsync("Reserved");
        await owner.StepAsync("offer");
        await borrower.StateAsync("Offered");
        await borrower.OpenStepAsync("handOver");
        await borrower.Page.Locator("dialog select").First.SelectOptionAsync("Fine");
        await borrower.Page.GetByLabel("There is no photo").CheckAsync();
        await borrower.Page.GetByLabel("Points account for the deposit").FillAsync(borrowers);
        await borrower.ClickAsync("dialog button[type=submit]");
        await borrower.Page.Locator("dialog [data-act=sign]").Last.WaitForAsync();
        // What the signature lets the rules do with the points is said, and is no more than the deposit.
        Assert.Contains("May use the rights over asset", await borrower.Page.Locator("dialog [data-part=signed]").InnerTextAsync(), StringComparison.Ordinal);
        Assert.Equal("20", await borrower.Page.Locator("dialog [data-path='op.allow[0].most']").InnerTextAsync());
        await borrower.Page.Locator("dialog [data-act=sign]").Last.ClickAsync();
        var half = borrower.Page.Locator("dialog [data-part=half]");
        await half.WaitForAsync(new LocatorWaitForOptions { State = WaitForSelectorState.Attached });
        var text = await half.InputValueAsync();
        await borrower.Page.Locator("dialog [data-act=close]").Last.ClickAsync();
        await owner.CosignAsync(text);
        await owner.StateAsync("OnLoan");
        await borrower.StateAsync("OnLoan");
        await borrower.GoAsync("#/points/" + Uri.EscapeDataString(borrowers));
        await SpendableAsync(borrower, 30);
        await borrower.OpenAssetAsync(id);
        await owner.CosignAsync(await borrower.HalfAsync("giveBack"));
        await owner.StateAsync("Returned");
        await owner.StepAsync("accept");
        await owner.StateAsync("Ready");
        await borrower.GoAsync("#/points/" + Uri.EscapeDataString(borrowers));
        await SpendableAsync(borrower, 50);
    }

    private static string Day(int days) => DateTimeOffset.UtcNow.AddDays(days).ToString("d MMM yyyy", System.Globalization.CultureInfo.InvariantCulture).Replace("Sep ", "Sept ", StringComparison.Ordinal);

    private static Task SpendableAsync(Customer customer, long points) => customer.Page.Locator($"[data-part=spendable] [data-value='{points}']").WaitForAsync();

    private static async Task<string> OpenAsync(Customer customer, string programme)
    {
        await customer.GoAsync("#/points");
        await customer.Page.Locator("[data-act=programme]").SelectOptionAsync(new SelectOptionValue { Label = programme });
        await customer.ClickAsync("main button[type=submit]");
        await customer.SignAsync();
        await customer.Page.Locator("[data-part=spendable]").WaitForAsync();
        return await customer.Page.EvaluateAsync<string>("() => decodeURIComponent(location.hash.split('/')[2])");
    }

    /// <summary>Sets points aside for the first merchant and answers the code on the screen.</summary>
    private async Task<string> SetAsideAsync(Customer customer, long amount)
    {
        await customer.ClickAsync("[data-act=till]");
        await customer.Page.Locator("dialog input").First.FillAsync($"{amount}");
        await customer.Page.Locator("dialog select").First.SelectOptionAsync(Shop.Account.ToString());
        await customer.ClickAsync("dialog button[type=submit]");
        await customer.SignAsync();
        var code = await customer.Page.Locator("dialog [data-part=code]").InnerTextAsync();
        await customer.Page.Locator("dialog [data-act=close]").Last.ClickAsync();
        return code;
    }

    /// <summary>A programme that the first two merchants honour.</summary>
    private async Task FoundAsync(string name)
    {
        var id = "programme-" + Guid.NewGuid().ToString("N");
        // It is there already where another test was first.
        await group.SettleAsync(new MachineDeploy(ShippedTexts.Points), Shop);
        await group.SettleAsync(new MachineDeploy(ShippedTexts.Programme), Shop);
        var input = In(("name", new MachineValue.Text(name)), ("accounts", new MachineValue.Text(MachineText.NameOf(ShippedTexts.Points))), ("period", new MachineValue.Duration(30 * DayMs)));
        Assert.Equal(Codes.Ok, (await group.SettleAsync(new AssetCreate(id, MachineText.NameOf(ShippedTexts.Programme), input), Shop)).Code);
        foreach (var merchant in group.Net.Merchants.Take(2))
        {
            var wallet = $"{id}-{merchant.Name}";
            Assert.Equal(Codes.Ok, (await group.SettleAsync(new CreateWallet(wallet, 3000), merchant.Key)).Code);
            var enrol = new AssetTransition(
                id, "enrol",
                In(("merchant", new MachineValue.AccountRef(merchant.Key.Account)), ("wallet", new MachineValue.Text(wallet)), ("quota", new MachineValue.Int(3000)), ("rate", new MachineValue.Int(1000)), ("prefund", new MachineValue.Int(3000))))
            {
                Calls = 8,
                Allow = [new Allowance(wallet, true, 3000)],
            };
            Assert.Equal(Codes.Ok, (await group.SettleAsync(enrol, merchant.Key, group.Net.Merchants[2].Key)).Code);
        }
    }

    private async Task IssueAsync(string account, long amount, int opensDays, int expiresDays)
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        var input = In(
            ("order", new MachineValue.Text($"order-{++_order}")), ("lot", new MachineValue.Text($"lot-{expiresDays}")), ("amount", new MachineValue.Int(amount)),
            ("opens", new MachineValue.Time(opensDays == 0 ? 0 : now + opensDays * DayMs)), ("expires", new MachineValue.Time(now + expiresDays * DayMs)));
        Assert.Equal(Codes.Ok, (await group.SettleAsync(new AssetTransition(account, "issue", input) { Calls = 8 }, Shop)).Code);
    }

    private static ImmutableSortedDictionary<string, MachineValue> In(params (string Name, MachineValue Value)[] values) =>
        ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal, values.Select(static one => KeyValuePair.Create(one.Name, one.Value)));
}
