using Orleans;
using Scew.Ledger;
using Scew.Machines;
using Scew.Protocol;
using Scew.Protocol.Codec;
using Scew.Protocol.Groups;
using Scew.Protocol.Registers;

namespace Scew.Grains;

/// <summary>
/// The registers of the ordering silo, seen from another silo of the same merchant. Only that one writes to the disk, everything of a height at once, so wherever an asset grain
/// runs its register is never written alone, and an ordering silo that lost its database takes nothing to it either.
/// </summary>
public sealed class RemoteRegisters(IGrainFactory grains) : IRegisterSource
{
    private readonly Lock _gate = new();
    private (long Epoch, Task<EraRules> Rules) _newest;

    private IRegistersGrain Registers => grains.GetGrain<IRegistersGrain>(GrainKeys.Registers);

    /// <inheritdoc/>
    public async ValueTask<StoredRegister?> ReadAsync(long epoch, RegisterKey key) => await Registers.ReadAsync(epoch, key.ToString());

    /// <inheritdoc/>
    public async ValueTask WriteAsync(long epoch, Register register, long height) => await Registers.WriteAsync(epoch, height, register.Encode());

    /// <inheritdoc/>
    public async ValueTask<EraRules> RulesAsync(long epoch)
    {
        Task<EraRules> asked;
        lock (_gate)
        {
            if (_newest.Epoch != epoch || _newest.Rules.IsFaulted || _newest.Rules.IsCanceled)
            {
                _newest = (epoch, AskAsync(epoch));
            }
            asked = _newest.Rules;
        }
        return await asked;
    }

    private async Task<EraRules> AskAsync(long epoch)
    {
        var era = await Registers.EraAsync(epoch);
        var (parsed, file) = GenesisFile.Parse(era.Genesis, requireConsents: false);
        Invariant.Require(file is not null, $"the ordering silo's genesis file parses: {parsed.Message}");
        var group = file.Document;
        if (era.Membership is { } bytes)
        {
            var reader = new CodecReader(bytes);
            var members = Membership.Decode(ref reader);
            Invariant.Require(reader.Complete, "the ordering silo's membership decodes");
            // Rules ask who the members are, and not after which block.
            group = group.In(members, default);
        }
        return new EraRules(new RegisterRules(LedgerParameters.Of(group), MachineCatalog.Shipped), MachineCatalog.Shipped);
    }
}
