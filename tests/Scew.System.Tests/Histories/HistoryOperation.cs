namespace Scew.SystemTests.Histories;

/// <summary>What a client did to one wallet.</summary>
internal enum WalletAction
{
    /// <summary>Reads the balance.</summary>
    Read,

    /// <summary>Adds to the balance and answers the sum.</summary>
    Add,

    /// <summary>Sets the balance.</summary>
    Set,
}

/// <summary>
/// One operation of one client between two moments of one monotonic clock. <paramref name="Answer"/> is the balance that it showed; null where the outcome is unknown, and then
/// it may take effect at any time after <paramref name="Invoked"/>, or never.
/// </summary>
internal sealed record HistoryOperation(string Wallet, int Client, WalletAction Action, long Argument, long Invoked, long Completed, long? Answer)
{
    /// <summary>The balance after it and whether its answer fits, where it takes effect on <paramref name="balance"/>.</summary>
    public (bool Fits, long Balance) On(long balance)
    {
        var after = Action switch
        {
            WalletAction.Add => balance + Argument,
            WalletAction.Set => Argument,
            _ => balance,
        };
        return (Answer is null || Answer == after, after);
    }

    public override string ToString() => $"{Wallet} client {Client} {Action} {Argument} -> {Answer?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "?"} [{Invoked}, {Completed}]";
}
