using Scew.Protocol;
using Scew.Protocol.Registers;

namespace Scew.Ledger.Transfers;

/// <summary>
/// Where a register of an anchor's trie is: kept in memory because it was overwritten since, or (<paramref name="Kept"/> null) unchanged, so that the register that is
/// present under <paramref name="Name"/> is it. Whichever it is, <paramref name="Hash"/> is what its bytes must hash to.
/// </summary>
public readonly record struct RegisterSource(RegisterKey Name, Digest Hash, Register? Kept);
