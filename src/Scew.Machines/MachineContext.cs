using System.Collections.Immutable;
using Scew.Protocol;

namespace Scew.Machines;

/// <summary>
/// All that a guard or effect may know beside state and input: who calls and who else signed, the block's time and height, the asset and the group's
/// genesis hash; in a called asset the caller is the account of the asset that calls (<see cref="AssetActor"/>).
/// </summary>
public sealed record MachineContext(
    Account Caller, ImmutableArray<Account> CoSigners, long TimeMs, long Height, string AssetId, Digest Group)
{
    /// <summary>The accounts of the group's merchants. The same for every step of a group, so no change carries it.</summary>
    public ImmutableArray<Account> Members { get; init; } = [];

    /// <summary>In a called asset the name of the calling asset's machine; empty where a request calls. Whoever trusts a machine's text trusts its assets' calls.</summary>
    public string CallerMachine { get; init; } = string.Empty;

    /// <summary>Whether the account signed what is asked: as caller or beside it.</summary>
    public bool HasSigned(Account account)
    {
        foreach (var signer in CoSigners)
        {
            if (signer == account)
            {
                return true;
            }
        }
        return account == Caller;
    }
}
