using Orleans;
using Orleans.Concurrency;
using Scew.Protocol;
using Scew.Protocol.Codec;
using Scew.Protocol.Groups;
using Scew.Protocol.Registers;

namespace Scew.Grains;

/// <summary>Hands what asset grains elsewhere ask to <see cref="LocalRegisters"/>. Runs where the database is open, and nowhere else.</summary>
[GrainType("registers")]
[Reentrant]
public sealed class RegistersGrain(LocalRegisters registers, MerchantContext merchant, RegisterEpoch present) : Grain, IRegistersGrain
{
    /// <inheritdoc/>
    public async Task<StoredRegister?> ReadAsync(long epoch, string key) => await registers.ReadAsync(epoch, RegisterKeys.Parse(key));

    /// <inheritdoc/>
    public async Task WriteAsync(long epoch, long height, byte[] register)
    {
        var decoded = Register.Decode(register);
        Invariant.Require(decoded is not null, "a register that an asset grain writes decodes");
        await registers.WriteAsync(epoch, decoded, height);
    }

    /// <inheritdoc/>
    public Task<EraOfRegisters> EraAsync(long epoch)
    {
        present.Require(epoch);
        var group = merchant.Genesis;
        if (group.Epoch == 0)
        {
            return Task.FromResult(new EraOfRegisters(merchant.GenesisFile.Encode(), null));
        }
        var writer = new CodecWriter();
        new Membership(group.Epoch, group.Merchants, group.Modules, group.ModulesEpoch).Encode(writer);
        return Task.FromResult(new EraOfRegisters(merchant.GenesisFile.Encode(), writer.ToArray()));
    }
}
