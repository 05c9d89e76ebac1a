namespace Scew.Client.Histories;

/// <summary>
/// Versions that a merchant did not show, both ends included. <paramref name="IsPruned"/>: it says that it does not hold what was made so long ago. Otherwise it says that it holds everything, and left
/// them out.
/// </summary>
public sealed record HistoryGap(long From, long To, bool IsPruned);
