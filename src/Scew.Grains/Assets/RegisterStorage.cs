using System.Globalization;
using Orleans;
using Orleans.Runtime;
using Orleans.Storage;
using Scew.Protocol.Registers;
using Scew.Storage;

namespace Scew.Grains;

/// <summary>
/// The grain storage of registers. A write enters the buffer and reaches the disk with everything else of its height; a read sees the buffer first.
/// </summary>
public sealed class RegisterStorage(IReplicaStore store, RegisterBuffer buffer) : IGrainStorage
{
    /// <summary>The provider's name.</summary>
    public const string Name = "scew";

    /// <inheritdoc/>
    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var key = RegisterKeys.Parse(grainId.Key.ToString()!);
        if (buffer.Find(key) is { } buffered)
        {
            Set(grainState, buffered.Register.Encode(), buffered.Height);
        }
        else if (await store.ReadRegisterAsync(key) is { } register)
        {
            Set(grainState, register.Encode(), 0);
        }
        else
        {
            grainState.RecordExists = false;
        }
    }

    /// <inheritdoc/>
    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        if (grainState.State is not RegisterRecord record || Of(record) is not { } register)
        {
            throw new BadProviderConfigException($"the provider {Name} stores registers, not {typeof(T).Name}");
        }
        buffer.Put(register, record.Height);
        grainState.ETag = record.Height.ToString(CultureInfo.InvariantCulture);
        grainState.RecordExists = true;
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        throw new BadProviderConfigException("a register is never cleared");

    private static Register? Of(RegisterRecord record) =>
        record.AtHand is { } atHand && ReferenceEquals(atHand.Encode(), record.Bytes) ? atHand : Register.Decode(record.Bytes);

    private static void Set<T>(IGrainState<T> grainState, byte[] bytes, long height)
    {
        if (grainState.State is RegisterRecord record)
        {
            record.Bytes = bytes;
            record.Height = height;
        }
        grainState.ETag = height.ToString(CultureInfo.InvariantCulture);
        grainState.RecordExists = true;
    }
}
