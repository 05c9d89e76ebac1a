using System.Collections.Immutable;
using System.Globalization;
using Scew.Client.DevNets;
using Scew.Keys;
using Scew.Machines.Applications;
using Scew.Machines.Language;
using Scew.Protocol;
using Scew.Protocol.Api;
using Scew.Protocol.Requests;

namespace Scew.WebTests.Pages;

/// <summary>What tests of a shop's pages need: a merchant's key brought into a browser, and a programme of points that runs.</summary>
internal static class ShopKeeper
{
    private static int _last;

    /// <summary>A browser at the page of merchant <paramref name="at"/> with the key that this merchant's own folder holds.</summary>
    public static async Task<Customer> ArriveAsync(RealGroup group, int at, bool isBeside = false)
    {
        var keeper = isBeside ? await Customer.ArriveBesideAsync(group.Url(at)) : await Customer.ArriveAsync(group.Url(at));
        var merchant = group.Net.Merchants[at];
        await keeper.GoAsync("#/key");
        await keeper.Page.SetInputFilesAsync("[data-act=backup-file]", Path.Combine(merchant.Folder, "signing.key.json"));
        await keeper.Page.FillAsync("[data-act=backup-passphrase]", (await File.ReadAllTextAsync(Path.Combine(merchant.Folder, "passphrase"))).Trim());
        await keeper.Page.Locator("button", new() { HasTextString = "Restore" }).ClickAsync();
        await keeper.Page.Locator($"[data-part=account]:has-text(\"{merchant.Account}\")").WaitForAsync();
        return keeper;
    }

    /// <summary>A programme whose merchants a and b have 1000 points' worth of money each, and a customer's account in it.</summary>
    public static async Task<(string Programme, string Account, SigningKey Customer)> ProgrammeAsync(RealGroup group)
    {
        var (a, b, c) = (group.Net.Merchants[0], group.Net.Merchants[1], group.Net.Merchants[2]);
        foreach (var text in new[] { ShippedTexts.Points, ShippedTexts.Programme })
        {
            // Another test may have published it.
            await group.SettleAsync(new MachineDeploy(text), a.Key);
        }
        var name = string.Create(CultureInfo.InvariantCulture, $"spring-{Interlocked.Increment(ref _last)}");
        var programme = $"{IdRules.OwnPrefix(a.Account)}:{name}";
        var points = MachineText.NameOf(ShippedTexts.Points);
        await OkAsync(group, new AssetCreate(programme, MachineText.NameOf(ShippedTexts.Programme), In(("name", new MachineValue.Text(name)), ("accounts", new MachineValue.Text(points)), ("period", new MachineValue.Duration(30L * 86_400_000)))), a.Key);
        foreach (var merchant in new[] { a, b })
        {
            await EnrolAsync(group, programme, merchant, $"money-{name}-{merchant.Name}", c.Key);
        }
        var customer = SigningKey.Create();
        var account = $"{IdRules.OwnPrefix(customer.Account)}:pass";
        await OkAsync(group, new AssetCreate(account, points, In(("programme", new MachineValue.Text(programme)))), customer);
        return (programme, account, customer);
    }

    /// <summary>The customer sets points aside for a merchant under a code.</summary>
    public static Task HoldAsync(RealGroup group, string account, SigningKey customer, string code, long points, Account agent) => OkAsync(
        group,
        new AssetTransition(account, "authorise", In(
            ("hold", new MachineValue.Text(code)), ("amount", new MachineValue.Int(points)), ("agent", new MachineValue.AccountRef(agent)),
            ("until", new MachineValue.Time(DateTimeOffset.UtcNow.AddDays(1).ToUnixTimeMilliseconds())))),
        customer);

    private static async Task EnrolAsync(RealGroup group, string programme, DevMerchant merchant, string wallet, SigningKey second)
    {
        await OkAsync(group, new CreateWallet(wallet, 1000), merchant.Key);
        var input = In(
            ("merchant", new MachineValue.AccountRef(merchant.Account)), ("wallet", new MachineValue.Text(wallet)), ("quota", new MachineValue.Int(1000)), ("rate", new MachineValue.Int(1000)),
            ("prefund", new MachineValue.Int(1000)));
        await OkAsync(group, new AssetTransition(programme, "enrol", input) { Calls = 8, Allow = [new Allowance(wallet, true, 1000)] }, merchant.Key, second);
    }

    private static async Task OkAsync(RealGroup group, Operation operation, params SigningKey[] keys)
    {
        var receipt = await group.SettleAsync(operation, keys);
        Assert.True(receipt.Code == Codes.Ok, $"{receipt.Code}: {receipt.Message}");
    }

    private static ImmutableSortedDictionary<string, MachineValue> In(params (string Name, MachineValue Value)[] inputs) =>
        inputs.ToImmutableSortedDictionary(one => one.Name, one => one.Value, StringComparer.Ordinal);
}
