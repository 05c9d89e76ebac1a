using System.Collections.Immutable;

namespace Scew.Client.Till;

/// <summary>
/// Turns rows into steps. A purchase issues one point a penny. A cancellation takes back at most what the same merchant issued to the same customer and
/// has not taken back; the rest is <see cref="TillStep.NotCovered"/>. So steps of different merchants commute, and steps of one merchant keep the file's order.
/// </summary>
public sealed class TillPlan
{
    private TillPlan(ImmutableArray<TillStep> steps, ImmutableArray<string> merchants, ImmutableArray<string> customers, TillTotals totals)
    {
        Steps = steps;
        Merchants = merchants;
        Customers = customers;
        Totals = totals;
    }

    /// <summary>One step a row, in the file's order.</summary>
    public ImmutableArray<TillStep> Steps { get; }

    /// <summary>Merchants in ordinal order.</summary>
    public ImmutableArray<string> Merchants { get; }

    /// <summary>Customers in ordinal order.</summary>
    public ImmutableArray<string> Customers { get; }

    /// <summary>The sums of all steps.</summary>
    public TillTotals Totals { get; }

    /// <summary>Plans rows into a group where none of them was imported yet.</summary>
    public static TillPlan Of(IReadOnlyList<TillRow> rows)
    {
        var outstanding = new Dictionary<(string Merchant, string Customer), long>();
        var steps = ImmutableArray.CreateBuilder<TillStep>(rows.Count);
        var cancellations = 0;
        long issued = 0, takenBack = 0, notCovered = 0;
        foreach (var row in rows)
        {
            var key = (row.Merchant, row.Customer);
            var held = outstanding.GetValueOrDefault(key);
            var delta = Math.Max(row.Pence, -held);
            var uncovered = delta - row.Pence;
            outstanding[key] = checked(held + delta);
            steps.Add(new TillStep(row, delta, uncovered));
            issued = checked(issued + Math.Max(delta, 0));
            takenBack = checked(takenBack + Math.Max(-delta, 0));
            notCovered = checked(notCovered + uncovered);
            cancellations += row.Pence < 0 ? 1 : 0;
        }
        return new TillPlan(
            steps.MoveToImmutable(),
            [.. rows.Select(row => row.Merchant).Distinct().Order(StringComparer.Ordinal)],
            [.. rows.Select(row => row.Customer).Distinct().Order(StringComparer.Ordinal)],
            new TillTotals(rows.Count, cancellations, issued, takenBack, notCovered));
    }
}
