using System.Collections.Immutable;
using Scew.Protocol;

namespace Scew.Machines;

/// <summary>
/// All that a guard or effect may know beside state and input: who calls and who else signed, the block's time and height, the asset and the group's
/// genesis hash.
/// </summary>
public sealed record MachineContext(
    Account Caller, ImmutableArray<Account> CoSigners, long TimeMs, long Height, string AssetId, Digest Group);
