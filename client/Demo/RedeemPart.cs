using Scew.Cli.Output;
using Scew.Client.Submission;
using Scew.Client.Till;
using Scew.Protocol.Requests;

namespace Scew.Cli.Demo;

/// <summary>(b) Redeeming at other merchants, and the same points at two merchants in the same instant.</summary>
internal static class RedeemPart
{
    /// <summary>The wallet where a merchant takes points.</summary>
    public static string ShopOf(string merchant) => "shop-" + merchant;

    public static string WalletOf(DemoContext demo, string customer) => IdRules.OwnPrefix(demo.Keys.Customer(customer).Account) + ":points";

    /// <summary>Answers the customers' balances afterwards, the richest first.</summary>
    public static async Task<Dictionary<string, long>> RunAsync(DemoContext demo, TillPlan plan, CancellationToken cancellation)
    {
        demo.Part("(b) Customers redeem at other merchants");
        foreach (var merchant in demo.Net.Merchants)
        {
            await demo.RequireAsync(new CreateWallet(ShopOf(merchant.Name), 0), merchant.Key, merchant.Index, cancellation);
        }
        var balances = plan.Steps.GroupBy(step => step.Row.Customer).ToDictionary(group => group.Key, group => group.Sum(step => step.Delta), StringComparer.Ordinal);
        var richest = balances.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => pair.Key).ToArray();
        for (var i = 1; i <= 4; i++)
        {
            await RedeemAsync(demo, plan, balances, richest[i], balances[richest[i]] / 2, cancellation);
        }
        await DoubleSpendAsync(demo, balances, richest[0], cancellation);
        return balances;
    }

    // Where the customer was issued least: mostly somebody else's points come in.
    private static async Task RedeemAsync(
        DemoContext demo, TillPlan plan, Dictionary<string, long> balances, string customer, long points, CancellationToken cancellation)
    {
        var merchant = demo.Net.Merchants
            .OrderBy(candidate => plan.Steps.Where(step => step.Row.Customer == customer && Same(step.Row.Merchant, candidate.Name)).Sum(step => step.Delta))
            .First();
        await SpendAsync(demo, balances, customer, merchant.Index, points, cancellation);
        demo.Say($"{customer} redeems {Numbers.Text(points)} at merchant {merchant.Name}");
    }

    /// <summary>One payment that must succeed.</summary>
    public static async Task SpendAsync(
        DemoContext demo, Dictionary<string, long> balances, string customer, int merchant, long points, CancellationToken cancellation)
    {
        var shop = demo.Net.Merchants[merchant];
        var transfer = new Transfer(WalletOf(demo, customer), ShopOf(shop.Name), points, shop.Account);
        await demo.RequireAsync(transfer, demo.Keys.Customer(customer), merchant, cancellation);
        Book(demo, balances, customer, shop.Name, points);
    }

    private static async Task DoubleSpendAsync(DemoContext demo, Dictionary<string, long> balances, string customer, CancellationToken cancellation)
    {
        var points = balances[customer];
        var key = demo.Keys.Customer(customer);
        var shops = new[] { demo.Net.Merchants[0], demo.Net.Merchants[1] };
        demo.Say($"{customer} spends the same {Numbers.Text(points)} at merchants {shops[0].Name} and {shops[1].Name} in the same instant:");
        var outcomes = await Task.WhenAll(shops.Select(shop => Task.Run(
            () => demo.SubmitRawAsync(new Transfer(WalletOf(demo, customer), ShopOf(shop.Name), points, shop.Account), key, shop.Index, cancellation), cancellation)));
        var accepted = 0;
        for (var i = 0; i < outcomes.Length; i++)
        {
            if (outcomes[i] is not SubmitOutcome.Settled { Receipt: var receipt })
            {
                throw DemoContext.Failed("a payment has no receipt: " + DemoContext.Reason(outcomes[i]));
            }
            demo.Say($"  at {shops[i].Name}: {(receipt.Succeeded ? "paid" : $"refused, {receipt.Code}: {receipt.Message}")} (position {receipt.Height}.{receipt.Index})");
            if (receipt.Succeeded)
            {
                accepted++;
                Book(demo, balances, customer, shops[i].Name, points);
            }
        }
        if (accepted != 1)
        {
            throw DemoContext.Failed($"{accepted} of two payments with the same points were accepted");
        }
    }

    private static void Book(DemoContext demo, Dictionary<string, long> balances, string customer, string merchant, long points)
    {
        balances[customer] -= points;
        demo.Settlement.Redeemed(merchant.ToUpperInvariant(), customer, points);
    }

    private static bool Same(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);
}
