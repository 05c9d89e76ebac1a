namespace Scew.Client.Till;

/// <summary>
/// The same totals as <see cref="TillPlan"/>, reached a second way that shares no step with it: for each merchant and customer the running sum S of pence
/// gives outstanding = S_n - min(0, S_1, ..., S_n), the reflection formula of a queue that cannot go below empty.
/// </summary>
public static class TillCount
{
    /// <summary>Counts rows.</summary>
    public static TillTotals Of(IReadOnlyList<TillRow> rows)
    {
        var issued = rows.Where(row => row.Pence > 0).Sum(row => row.Pence);
        var cancelled = rows.Where(row => row.Pence < 0).Sum(row => -row.Pence);
        long outstanding = 0;
        foreach (var account in rows.GroupBy(row => (row.Merchant, row.Customer)))
        {
            long sum = 0, lowest = 0;
            foreach (var row in account)
            {
                sum += row.Pence;
                lowest = Math.Min(lowest, sum);
            }
            outstanding += sum - lowest;
        }
        var takenBack = issued - outstanding;
        return new TillTotals(rows.Count, rows.Count(row => row.Pence < 0), issued, takenBack, cancelled - takenBack);
    }
}
