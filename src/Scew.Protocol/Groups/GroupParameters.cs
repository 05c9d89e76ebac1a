namespace Scew.Protocol.Groups;

/// <summary>
/// Numbers that all members of a group share, fixed by genesis. Times are milliseconds. <paramref name="MaxBlockRequests"/>, <paramref name="MaxBlockBytes"/>
/// (requests' wire bytes) and <paramref name="MaxBlockCost"/> bound a block; <paramref name="LeaderTimerMs"/> and <paramref name="AdvanceTimerMs"/> are the base
/// timers; <paramref name="DriftMs"/> is how far a block's time may be ahead; <paramref name="WindowMs"/> and <paramref name="SeveralSignersWindowMs"/> bound
/// <c>validUntil</c>; the quotas bound what one merchant brings: new accounts and new registers in a block, requests in a pool.
/// </summary>
public sealed record GroupParameters(
    int MaxBlockRequests,
    int MaxBlockBytes,
    int MaxBlockCost,
    int LeaderTimerMs,
    int AdvanceTimerMs,
    int DriftMs,
    long WindowMs,
    long SeveralSignersWindowMs,
    int NewAccountsPerBlock,
    int NewRegistersPerBlock,
    int PoolRequests)
{
    /// <summary>What <c>init</c> and <c>dev up</c> write unless told otherwise.</summary>
    public static GroupParameters Default { get; } = new(4096, 2 << 20, 1 << 17, 1000, 2000, 2000, 120_000, 86_400_000, 1024, 4096, 16384);

    /// <summary>The name of a number that is out of its range, or null.</summary>
    public string? OutOfRange()
    {
        (string Name, long Value, long Min, long Max)[] ranges =
        [
            ("maxBlockRequests", MaxBlockRequests, 1, Ordering.Block.MaxRequests),
            ("maxBlockBytes", MaxBlockBytes, Requests.RequestLimits.MaxWireBytes, 2 << 20),
            ("maxBlockCost", MaxBlockCost, Requests.OperationCost.MaxPerDelegating, Requests.OperationCost.MaxPerBlock),
            ("leaderTimerMs", LeaderTimerMs, 10, 60_000),
            ("advanceTimerMs", AdvanceTimerMs, 10, 120_000),
            ("driftMs", DriftMs, 10, 60_000),
            ("windowMs", WindowMs, 1000, 3_600_000),
            ("severalSignersWindowMs", SeveralSignersWindowMs, WindowMs, 7 * 86_400_000L),
            ("newAccountsPerBlock", NewAccountsPerBlock, 1, 1 << 20),
            ("newRegistersPerBlock", NewRegistersPerBlock, 1, 1 << 20),
            ("poolRequests", PoolRequests, 16, 1 << 20),
        ];
        foreach (var (name, value, min, max) in ranges)
        {
            if (value < min || value > max)
            {
                return name;
            }
        }
        return null;
    }
}
