using System.Globalization;
using Orleans;
using Orleans.Runtime;
using Orleans.Storage;
using Scew.Protocol.Registers;

namespace Scew.Grains;

/// <summary>
/// The grain storage of registers over <see cref="IRegisterSource"/>. A write reaches the disk with everything else of its height. The read of an activation that nobody asked
/// anything yet finds nothing: the first call names the epoch, and reads.
/// </summary>
public sealed class RegisterStorage(IRegisterSource source) : IGrainStorage
{
    /// <summary>The provider's name.</summary>
    public const string Name = "scew";

    /// <inheritdoc/>
    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        if (grainState.State is not RegisterRecord { Epoch: > 0 } record)
        {
            grainState.RecordExists = false;
            return;
        }
        var found = await source.ReadAsync(record.Epoch, RegisterKeys.Parse(grainId.Key.ToString()!));
        record.Bytes = found?.Bytes ?? [];
        record.Height = found?.Height ?? 0;
        record.AtHand = null;
        Stored(grainState, record.Height, found is not null);
    }

    /// <inheritdoc/>
    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        if (grainState.State is not RegisterRecord record || Of(record) is not { } register)
        {
            throw new BadProviderConfigException($"the provider {Name} stores registers, not {typeof(T).Name}");
        }
        await source.WriteAsync(record.Epoch, register, record.Height);
        Stored(grainState, record.Height, true);
    }

    /// <inheritdoc/>
    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        throw new BadProviderConfigException("a register is never cleared");

    private static Register? Of(RegisterRecord record) =>
        record.AtHand is { } atHand && ReferenceEquals(atHand.Encode(), record.Bytes) ? atHand : Register.Decode(record.Bytes);

    private static void Stored<T>(IGrainState<T> grainState, long height, bool exists)
    {
        grainState.ETag = height.ToString(CultureInfo.InvariantCulture);
        grainState.RecordExists = exists;
    }
}
