namespace Scew.Client.Till;

/// <summary>
/// What an import did, from verified receipts. <paramref name="Spent"/> is the part of take-backs for which the customer had no points left; it is missing from
/// <paramref name="TakenBack"/>. <paramref name="Supply"/> is what the group's ledger gained, read back page by page; <paramref name="Counted"/> the file's totals
/// counted a second way.
/// </summary>
public sealed record TillReport(TillTotals Planned, TillTotals Counted, long Issued, long TakenBack, long Spent, long Supply, int Requests, int Resumed, TimeSpan Elapsed)
{
    /// <summary>True when receipts, ledger and both counts of the file agree.</summary>
    public bool Agrees =>
        Planned == Counted && Issued == Planned.Issued && TakenBack + Spent == Planned.TakenBack && Supply == Issued - TakenBack;
}
