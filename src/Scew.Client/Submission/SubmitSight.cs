namespace Scew.Client.Submission;

/// <summary>
/// What merchants said of a request while its receipt was waited for: how many of <paramref name="Merchants"/> hold it, and how many executed it. Each one's own word; only the receipt proves
/// anything.
/// </summary>
public sealed record SubmitSight(int Merchants, int Holding, int Executed)
{
    /// <summary>True when so many say that they executed it that one of them is honest.</summary>
    public bool IsOrdered { get; init; }
}
