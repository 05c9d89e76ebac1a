using System.Globalization;
using Orleans.Embedded;
using Orleans.Runtime;

namespace Orleans.Storage;

/// <summary>Keeps records in the memory of one silo, copied in and out like a real store's, with the same rules for their types and ETags.</summary>
internal sealed class MemoryGrainStorage : IGrainStorage
{
    private readonly Dictionary<(string State, GrainId Grain), (object Value, string Etag)> _records = [];
    private readonly Lock _gate = new();
    private long _version;

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        lock (_gate)
        {
            if (_records.TryGetValue((stateName, grainId), out var record))
            {
                grainState.State = (T)Copying.CopyObject(record.Value)!;
                grainState.ETag = record.Etag;
                grainState.RecordExists = true;
            }
            else
            {
                Empty(grainState);
            }
        }

        return Task.CompletedTask;
    }

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        Stored<T>.Require();
        lock (_gate)
        {
            RequireUnchanged(stateName, grainId, grainState.ETag);
            var etag = (++_version).ToString(CultureInfo.InvariantCulture);
            _records[(stateName, grainId)] = (Copying.CopyObject(grainState.State)!, etag);
            grainState.ETag = etag;
            grainState.RecordExists = true;
        }

        return Task.CompletedTask;
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        lock (_gate)
        {
            RequireUnchanged(stateName, grainId, grainState.ETag);
            _records.Remove((stateName, grainId));
            Empty(grainState);
        }

        return Task.CompletedTask;
    }

    private static void Empty<T>(IGrainState<T> grainState)
    {
        grainState.State = PersistentState<T>.NewState();
        grainState.ETag = null;
        grainState.RecordExists = false;
    }

    private void RequireUnchanged(string stateName, GrainId grainId, string? etag)
    {
        var stored = _records.TryGetValue((stateName, grainId), out var record) ? record.Etag : null;
        if (!string.Equals(stored, etag, StringComparison.Ordinal))
        {
            throw new InconsistentStateException($"Record {stateName} of {grainId} changed since it was read: the store has version {stored ?? "none"}, the grain {etag ?? "none"}.", stored, etag);
        }
    }

    /// <summary>What Orleans would not store is refused here too, and once for each type.</summary>
    private static class Stored<T>
    {
        private static readonly List<string> s_problems = Problems();

        public static void Require()
        {
            if (s_problems.Count > 0)
            {
                throw new OrleansException("A record cannot be stored: " + string.Join(" ", s_problems));
            }
        }

        private static List<string> Problems()
        {
            var problems = new List<string>();
            TypeRules.Check(typeof(T), typeof(T).Name, mutable: true, problems);
            return problems;
        }
    }
}
