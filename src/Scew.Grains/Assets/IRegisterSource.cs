using Scew.Ledger;
using Scew.Machines;
using Scew.Protocol.Registers;

namespace Scew.Grains;

/// <summary>By what registers change in one era.</summary>
public sealed record EraRules(RegisterRules Rules, MachineCatalog Machines);

/// <summary>
/// Where the asset grains of this silo read registers and write them. On the ordering silo that is its memory and database, elsewhere a call to it. An epoch is a number of
/// <see cref="RegisterEpoch"/>: what was read in one says nothing in another.
/// </summary>
public interface IRegisterSource
{
    /// <summary>The register as it stands, or null.</summary>
    /// <exception cref="InvalidOperationException">The epoch is over.</exception>
    ValueTask<StoredRegister?> ReadAsync(long epoch, RegisterKey key);

    /// <summary>Takes the register that the block at a height left. A second time, or after a later height's, it changes nothing.</summary>
    /// <exception cref="InvalidOperationException">The epoch is over.</exception>
    ValueTask WriteAsync(long epoch, Register register, long height);

    /// <summary>By what registers change in this epoch.</summary>
    /// <exception cref="InvalidOperationException">The epoch is over.</exception>
    ValueTask<EraRules> RulesAsync(long epoch);
}
