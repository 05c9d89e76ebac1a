using Scew.Protocol.Registers;
using Scew.Storage;

namespace Scew.Grains;

/// <summary>The registers of the ordering silo: those that are not on disk yet, then the disk.</summary>
public sealed class LocalRegisters(IReplicaStore store, RegisterBuffer buffer, RegisterEpoch present, MerchantContext merchant) : IRegisterSource
{
    private readonly Lock _gate = new();
    private readonly EraRules _rules = new(merchant.Rules, merchant.Machines);

    /// <inheritdoc/>
    public async ValueTask<StoredRegister?> ReadAsync(long epoch, RegisterKey key)
    {
        // Whoever ordered before and does not know yet that it is over must not execute over the present registers.
        present.Require(epoch);
        return buffer.Find(key) is { } buffered ? new StoredRegister(buffered.Register.Encode(), buffered.Height)
            : await store.ReadRegisterAsync(key) is { } register ? new StoredRegister(register.Encode(), 0)
            : null;
    }

    /// <inheritdoc/>
    public ValueTask WriteAsync(long epoch, Register register, long height)
    {
        // A write that was on its way while everything was replaced must not come after that.
        lock (_gate)
        {
            present.Require(epoch);
            buffer.Put(register, height);
        }
        return ValueTask.CompletedTask;
    }

    /// <summary>Another whole state lies on the disk: nothing that was written or read before counts any more.</summary>
    public void Replaced()
    {
        lock (_gate)
        {
            present.Advance();
            buffer.Clear();
        }
    }

    /// <inheritdoc/>
    public ValueTask<EraRules> RulesAsync(long epoch) => new(_rules);
}
