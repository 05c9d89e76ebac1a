using Orleans;
using Orleans.Runtime;
using Scew.Ledger;
using Scew.Protocol;
using Scew.Protocol.Registers;

namespace Scew.Grains;

/// <summary>One asset's register. Trusts the ledger grain with nothing: a change stands only if its causes lead from the own state to it.</summary>
[GrainType("asset")]
public sealed class AssetGrain([PersistentState("register", RegisterStorage.Name)] IPersistentState<RegisterRecord> stored, MerchantContext merchant)
    : Grain, IAssetGrain
{
    private Register? _register;

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        if (stored.State.Bytes.Length > 0)
        {
            _register = Register.Decode(stored.State.Bytes) ?? throw new InvariantException($"the stored register of {this.GetPrimaryKeyString()} does not decode");
        }
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<byte[]?> ReadAsync() => new(_register is null ? null : stored.State.Bytes);

    /// <inheritdoc/>
    public async Task<string?> ApplyAsync(long height, byte[] change)
    {
        if (RegisterChangeCodec.Decode(change) is not { } wanted || wanted.Key.ToString() != this.GetPrimaryKeyString())
        {
            return "the change belongs to another register";
        }
        var after = wanted.After.Encode();
        if (_register is not null && stored.State.Height >= height)
        {
            return stored.State.Bytes.AsSpan().SequenceEqual(after) ? null : $"height {height} was applied already, with another value";
        }
        if (merchant.Rules.Validate(_register, wanted) is { } refusal)
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
}
