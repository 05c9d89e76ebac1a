using System.Collections.Immutable;
using System.Text;
using Scew.Protocol;

namespace Scew.Machines.Checking;

/// <summary>
/// Who acts in explorations and step files: people, the four members of a group, and two assets, of which the first is the one that is looked at. Nobody has a key for these accounts.
/// </summary>
public static class CheckCast
{
    /// <summary>The asset that is looked at.</summary>
    public const string AssetId = "asset";

    /// <summary>Another asset.</summary>
    public const string OtherAssetId = "other";

    /// <summary>When lives begin: 2027-01-15T08:00:00Z.</summary>
    public const long BeginMs = 1_800_000_000_000;

    /// <summary>A thousand years later.</summary>
    public const long EndMs = BeginMs + 1000L * 365 * 86_400_000;

    private static readonly string[] Names = ["anna", "ben", "carla", "dora", "emil", "member1", "member2", "member3", "member4", AssetId, OtherAssetId];

    private static readonly ImmutableArray<Account> Accounts = [.. Names.Select(static name => name is AssetId or OtherAssetId
        ? AssetActor.Account(default, name)
        : new Account(Digest.Of(Encoding.UTF8.GetBytes("scew cast " + name))))];

    /// <summary>Those who are not members.</summary>
    public static ImmutableArray<Account> People { get; } = Accounts[..5];

    /// <summary>The group's members.</summary>
    public static ImmutableArray<Account> Members { get; } = Accounts[5..9];

    /// <summary>The account as which the asset acts.</summary>
    public static Account Asset { get; } = Accounts[9];

    /// <summary>The account as which the other asset acts.</summary>
    public static Account OtherAsset { get; } = Accounts[10];

    /// <summary>The wallet of the asset.</summary>
    public static string Purse { get; } = AssetActor.Purse(default, AssetId);

    /// <summary><c>anna</c>, or 43 characters for an account that is not of the cast.</summary>
    public static string NameOf(Account account) => Accounts.IndexOf(account) is var at and >= 0 ? Names[at] : account.ToString();

    /// <summary>Reads what <see cref="NameOf"/> writes.</summary>
    public static bool TryFind(string name, out Account account)
    {
        var at = Array.IndexOf(Names, name);
        account = at >= 0 ? Accounts[at] : default;
        return at >= 0 || Account.TryParse(name, out account);
    }
}
