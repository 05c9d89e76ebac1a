namespace Scew.Cli.State;

/// <summary>
/// A group as this user knows it: the pinned genesis hash, the merchants' addresses, and, for a group of <c>dev up</c>, its folder (which holds the seed).
/// </summary>
internal sealed record Profile(string Name, string Genesis, IReadOnlyList<string> Merchants, string? DevFolder, string? Key)
{
    /// <summary>A payment above it is confirmed in a group that is not marked dev.</summary>
    public const long DefaultConfirmAbove = 1000;

    /// <summary>The user's own such limit.</summary>
    public long ConfirmAbove { get; init; } = DefaultConfirmAbove;

    public bool IsDev => DevFolder is not null;
}
