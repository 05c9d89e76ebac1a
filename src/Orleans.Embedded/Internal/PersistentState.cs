using System.Runtime.CompilerServices;
using Orleans.Runtime;
using Orleans.Storage;

namespace Orleans.Embedded;

/// <summary>One record of one activation, between the grain and its storage provider.</summary>
internal sealed class PersistentState<TState>(IPersistentStateConfiguration configuration, GrainId grainId, IGrainStorage storage) : IPersistentState<TState>, ILifecycleObserver
{
    private readonly GrainState<TState> _record = new(NewState());

    public TState State
    {
        get => _record.State;
        set => _record.State = value;
    }

    public string? Etag => _record.ETag;

    public bool RecordExists => _record.RecordExists;

    public Task ReadStateAsync() => RunAsync("read", static (storage, name, id, record) => storage.ReadStateAsync(name, id, record));

    public Task WriteStateAsync() => RunAsync("write", static (storage, name, id, record) => storage.WriteStateAsync(name, id, record));

    public Task ClearStateAsync() => RunAsync("clear", static (storage, name, id, record) => storage.ClearStateAsync(name, id, record));

    public Task ReadStateAsync(CancellationToken cancellationToken) => ReadStateAsync().WaitAsync(cancellationToken);

    public Task WriteStateAsync(CancellationToken cancellationToken) => WriteStateAsync().WaitAsync(cancellationToken);

    public Task ClearStateAsync(CancellationToken cancellationToken) => ClearStateAsync().WaitAsync(cancellationToken);

    public Task OnStart(CancellationToken cancellationToken = default) => ReadStateAsync(cancellationToken);

    public Task OnStop(CancellationToken cancellationToken = default) => Task.CompletedTask;

    internal static TState NewState()
    {
        return typeof(TState).IsValueType ? default!
            : typeof(TState).GetConstructor(Type.EmptyTypes) is null
                ? typeof(TState) == typeof(string) ? default! : (TState)RuntimeHelpers.GetUninitializedObject(typeof(TState))
                : Activator.CreateInstance<TState>();
    }

    private async Task RunAsync(string operation, Func<IGrainStorage, string, GrainId, IGrainState<TState>, Task> run)
    {
        try
        {
            await run(storage, configuration.StateName, grainId, _record);
            _record.State ??= NewState();
        }
        catch (Exception error) when (error is not OrleansException)
        {
            throw new OrleansException(
                $"Error from storage provider {configuration.StorageName}.{configuration.StateName} during {operation} for grain {grainId}: {error.Message}", error);
        }
    }
}
