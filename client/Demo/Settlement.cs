namespace Scew.Cli.Demo;

/// <summary>
/// Who owes whom. Points are alike for the ledger; what the merchants settle is worked out from receipts: a customer spends the oldest points first, and who
/// issued them owes their worth to the merchant where they were redeemed.
/// </summary>
internal sealed class Settlement
{
    private readonly Dictionary<string, LinkedList<Lot>> _lots = new(StringComparer.Ordinal);
    private readonly SortedDictionary<(string Debtor, string Creditor), long> _debts = [];

    /// <summary>Sums by debtor and creditor, without what a merchant owes itself.</summary>
    public IEnumerable<(string Debtor, string Creditor, long Points)> Debts =>
        _debts.Where(debt => debt.Key.Debtor != debt.Key.Creditor && debt.Value > 0).Select(debt => (debt.Key.Debtor, debt.Key.Creditor, debt.Value));

    /// <summary>A merchant's claims minus its debts; the sum over all merchants is zero.</summary>
    public long Net(string merchant) =>
        Debts.Sum(debt => (debt.Creditor == merchant ? debt.Points : 0) - (debt.Debtor == merchant ? debt.Points : 0));

    public void Issued(string merchant, string customer, long points)
    {
        if (!_lots.TryGetValue(customer, out var lots))
        {
            _lots[customer] = lots = [];
        }
        lots.AddLast(new Lot(merchant, points));
    }

    /// <summary>Takes this merchant's youngest points back.</summary>
    public void TakenBack(string merchant, string customer, long points)
    {
        for (var lot = LotsOf(customer).Last; lot is not null && points > 0;)
        {
            var previous = lot.Previous;
            if (lot.Value.Issuer == merchant)
            {
                points -= Take(lot, points);
            }
            lot = previous;
        }
    }

    /// <summary>Spends the customer's oldest points at a merchant.</summary>
    public void Redeemed(string merchant, string customer, long points)
    {
        while (points > 0 && LotsOf(customer).First is { } lot)
        {
            var issuer = lot.Value.Issuer;
            var taken = Take(lot, points);
            points -= taken;
            _debts[(issuer, merchant)] = _debts.GetValueOrDefault((issuer, merchant)) + taken;
        }
    }

    private LinkedList<Lot> LotsOf(string customer) => _lots.TryGetValue(customer, out var lots) ? lots : [];

    private static long Take(LinkedListNode<Lot> lot, long points)
    {
        var taken = Math.Min(points, lot.Value.Points);
        lot.Value = lot.Value with { Points = lot.Value.Points - taken };
        if (lot.Value.Points == 0)
        {
            lot.List!.Remove(lot);
        }
        return taken;
    }

    private readonly record struct Lot(string Issuer, long Points);
}
