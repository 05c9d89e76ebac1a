namespace Scew.Grains;

/// <summary>
/// How much history a merchant keeps (0 heights: all of it), and how many heights behind it fetches a state instead of executing blocks.
/// </summary>
public sealed record LedgerOptions(long KeepHeights = 0, long TransferFrom = LedgerOptions.DefaultTransferFrom)
{
    /// <summary>Heights behind from which on a state is fetched: executing them costs more than the walk.</summary>
    public const long DefaultTransferFrom = 2000;
}
