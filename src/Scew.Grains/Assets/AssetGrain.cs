using Orleans;
using Orleans.Runtime;
using Scew.Ledger;
using Scew.Machines;
using Scew.Protocol;
using Scew.Protocol.Registers;

namespace Scew.Grains;

/// <summary>One asset's register. Trusts the ledger grain with nothing: a change stands only if its causes lead from the own state to it.</summary>
[GrainType("asset")]
public sealed class AssetGrain([PersistentState("register", RegisterStorage.Name)] IPersistentState<RegisterRecord> stored, MerchantContext merchant, RegisterEpoch epoch)
    : Grain, IAssetGrain
{
    private Register? _register;
    private long _epoch;

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _epoch = epoch.Value;
        Take();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<byte[]?> ReadAsync() => _epoch == epoch.Value ? new(Bytes) : new(ReadAgainAsync());

    /// <inheritdoc/>
    public async Task<string?> ApplyAsync(long height, byte[] change)
    {
        if (_epoch != epoch.Value)
        {
            await ReadAgainAsync();
        }
        if (RegisterChangeCodec.Decode(change) is not { } wanted || wanted.Key.ToString() != this.GetPrimaryKeyString())
        {
            return "the change belongs to another register";
        }
        var after = wanted.After.Encode();
        if (_register is not null && stored.State.Height >= height)
        {
            return stored.State.Bytes.AsSpan().SequenceEqual(after) ? null : $"height {height} was applied already, with another value";
        }
        var machines = await MachinesAsync(wanted);
        if (merchant.Rules.Validate(_register, wanted, name => machines.GetValueOrDefault(name)) is { } refusal)
        {
            return refusal;
        }
        stored.State.Bytes = after;
        stored.State.Height = height;
        stored.State.AtHand = wanted.After;
        _register = wanted.After;
        await stored.WriteStateAsync();
        return null;
    }

    /// <summary>The machines of the change: those that ship, and texts by their hash, so whoever brings them cannot bring others.</summary>
    private async Task<Dictionary<string, Machine>> MachinesAsync(RegisterChange change)
    {
        var machines = new Dictionary<string, Machine>(StringComparer.Ordinal);
        foreach (var name in RegisterRules.MachinesOf(change))
        {
            if (merchant.Machines.FindCompiled(name) is { } known)
            {
                machines[name] = known;
            }
            else if (await MachineTexts.FindAsync(GrainFactory, merchant.Machines, name) is { } read)
            {
                machines[name] = read;
            }
        }
        return machines;
    }

    private byte[]? Bytes => _register is null ? null : stored.State.Bytes;

    /// <summary>A state transfer replaced what the storage holds.</summary>
    private async Task<byte[]?> ReadAgainAsync()
    {
        var now = epoch.Value;
        await stored.ReadStateAsync();
        _epoch = now;
        Take();
        return Bytes;
    }

    private void Take()
    {
        if (stored.State.Bytes.Length > 0)
        {
            _register = Register.Decode(stored.State.Bytes) ?? throw new InvariantException($"the stored register of {this.GetPrimaryKeyString()} does not decode");
        }
    }
}
