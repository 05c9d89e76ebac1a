using System.Collections.Immutable;
using Scew.Protocol.Registers;

namespace Scew.Ledger;

/// <summary>
/// What a block does to one register: from <paramref name="Before"/> (null: none yet) by the causes in order to <paramref name="After"/>; each cause raises
/// the version by one.
/// </summary>
public sealed record RegisterChange(RegisterKey Key, Register? Before, Register After, ImmutableArray<ChangeCause> Causes);
