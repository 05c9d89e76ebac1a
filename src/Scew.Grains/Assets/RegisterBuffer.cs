using System.Collections.Concurrent;
using System.Collections.Immutable;
using Scew.Protocol.Registers;

namespace Scew.Grains;

/// <summary>A register and the height that wrote it.</summary>
public sealed record BufferedRegister(Register Register, long Height);

/// <summary>
/// Registers written by asset grains and not on disk yet. The flush takes, for every register, the newest version at or below its height H, and only H that are
/// complete, so registers at mixed heights never reach the disk.
/// </summary>
public sealed class RegisterBuffer
{
    private readonly ConcurrentDictionary<RegisterKey, ImmutableList<BufferedRegister>> _versions = new();
    private readonly Lock _gate = new();
    private long _flushed = -1;

    /// <summary>
    /// Adds a version. One that comes late, at or below a height of the same register or of the last flush, is there already and changes nothing: a call from another silo
    /// can arrive twice.
    /// </summary>
    public void Put(Register register, long height)
    {
        // Never between a flush's height and its removals: what it removed would come back.
        lock (_gate)
        {
            if (height > _flushed)
            {
                _versions.AddOrUpdate(
                    register.Key,
                    static (_, added) => [added],
                    static (_, versions, added) => versions[^1].Height < added.Height ? versions.Add(added) : versions,
                    new BufferedRegister(register, height));
            }
        }
    }

    /// <summary>The newest version that is not on disk, or null.</summary>
    public BufferedRegister? Find(RegisterKey key) => _versions.TryGetValue(key, out var versions) ? versions[^1] : null;

    /// <summary>Every register that has a version at or below <paramref name="height"/>, at its newest such version, sorted.</summary>
    public ImmutableArray<Register> UpTo(long height) =>
    [
        .. _versions
            .Select(entry => entry.Value.FindLast(version => version.Height <= height))
            .Where(version => version is not null)
            .Select(version => version!.Register)
            .OrderBy(register => register.Key),
    ];

    /// <summary>A whole state replaced what was written.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _flushed = -1;
            _versions.Clear();
        }
    }

    /// <summary>Everything at or below <paramref name="height"/> is on disk.</summary>
    public void Flushed(long height)
    {
        lock (_gate)
        {
            _flushed = Math.Max(_flushed, height);
        }
        foreach (var (key, versions) in _versions)
        {
            var left = versions.RemoveAll(version => version.Height <= height);
            if (left.IsEmpty)
            {
                // Fails when a newer version came in between; the next flush removes this one.
                _versions.TryRemove(new KeyValuePair<RegisterKey, ImmutableList<BufferedRegister>>(key, versions));
            }
            else if (left.Count != versions.Count)
            {
                _versions.TryUpdate(key, left, versions);
            }
        }
    }
}
