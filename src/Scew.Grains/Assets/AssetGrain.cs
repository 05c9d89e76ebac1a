using Orleans;
using Orleans.Runtime;
using Scew.Ledger;
using Scew.Machines;
using Scew.Protocol;
using Scew.Protocol.Registers;

namespace Scew.Grains;

/// <summary>
/// One asset's register. Trusts the ledger grain with nothing: a change stands only if its causes lead from the own state to it. What it holds counts in the epoch in which it was
/// read, and in no other.
/// </summary>
[GrainType("asset")]
public sealed partial class AssetGrain([PersistentState("register", RegisterStorage.Name)] IPersistentState<RegisterRecord> stored, IRegisterSource source) : Grain, IAssetGrain
{
    private Register? _register;
    private long _epoch;

    /// <inheritdoc/>
    public ValueTask<byte[]?> ReadAsync(long epoch) => _epoch == epoch ? new(Bytes) : new(ReadAgainAsync(epoch));

    /// <inheritdoc/>
    public async Task<string?> ApplyAsync(long epoch, long height, byte[] change)
    {
        if (_epoch != epoch)
        {
            await ReadAgainAsync(epoch);
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
        var era = await source.RulesAsync(epoch);
        var machines = await MachinesAsync(epoch, era, wanted);
        if (era.Rules.Validate(_register, wanted, name => machines.GetValueOrDefault(name)) is { } refusal)
        {
            return refusal;
        }
        stored.State.Bytes = after;
        stored.State.Height = height;
        // A caller of another epoch may have been refused meanwhile.
        stored.State.Epoch = epoch;
        stored.State.AtHand = wanted.After;
        _register = wanted.After;
        await WriteAsync();
        return null;
    }

    private async Task WriteAsync()
    {
        try
        {
            await stored.WriteStateAsync();
        }
        catch
        {
            // Whether it was written is not known: what is in memory counts no more.
            _epoch = 0;
            throw;
        }
    }

    /// <summary>The machines of the change: those that ship, and texts by their hash, so whoever brings them cannot bring others.</summary>
    private async Task<Dictionary<string, Machine>> MachinesAsync(long epoch, EraRules era, RegisterChange change)
    {
        var machines = new Dictionary<string, Machine>(StringComparer.Ordinal);
        foreach (var name in RegisterRules.MachinesOf(change))
        {
            if (era.Machines.FindCompiled(name) is { } known)
            {
                machines[name] = known;
            }
            else if (await MachineTexts.FindAsync(GrainFactory, epoch, era.Machines, name) is { } read)
            {
                machines[name] = read;
            }
        }
        return machines;
    }

    private byte[]? Bytes => _register is null ? null : stored.State.Bytes;

    /// <summary>A start or a state transfer replaced what the storage holds, or nothing was read yet.</summary>
    private async Task<byte[]?> ReadAgainAsync(long epoch)
    {
        stored.State.Epoch = epoch;
        await stored.ReadStateAsync();
        _register = stored.State.Bytes.Length == 0 ? null
            : Register.Decode(stored.State.Bytes) ?? throw new InvariantException($"the stored register of {this.GetPrimaryKeyString()} does not decode");
        _epoch = epoch;
        return Bytes;
    }
}
