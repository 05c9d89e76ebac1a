namespace Scew.Client.Till;

/// <summary>
/// What an import adds up to, in points (one point a penny). <paramref name="NotCovered"/> is the part of cancellations for which this merchant had
/// nothing outstanding with this customer: the purchase lies before the file, or its points are gone already.
/// </summary>
public sealed record TillTotals(int Rows, int Cancellations, long Issued, long TakenBack, long NotCovered)
{
    /// <summary>Points in customers' hands: issued - taken back.</summary>
    public long Supply => Issued - TakenBack;
}
