using System.Globalization;
using System.Text;
using System.Text.Json;
using Scew.Protocol;

namespace Scew.Client.Till;

/// <summary>
/// Which request did which batch, one line each, synced before the request is first sent. A run that was cut off finds here the bytes to send again (they lie in
/// the outbox), so no row is ever issued twice. Later lines win; a torn last line is dropped.
/// </summary>
public sealed class TillJournal : IDisposable
{
    private readonly Dictionary<string, TillEntry> _entries = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private readonly FileStream _file;

    private TillJournal(FileStream file) => _file = file;

    /// <summary>Batches that were begun.</summary>
    public int Count => _entries.Count;

    /// <summary>
    /// Opens the journal of a file's import into a group, and takes it for this process alone. Null when the journal belongs to another file or group.
    /// </summary>
    public static TillJournal? Open(string path, Digest file, Digest genesis)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var stream = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        var journal = new TillJournal(stream);
        var header = $"till-import 1 {file} {genesis}";
        using var reader = new StreamReader(stream, Encoding.UTF8, leaveOpen: true);
        var text = reader.ReadToEnd();
        var lines = text.Split('\n');
        if (lines.Length < 2)
        {
            stream.SetLength(0);
            journal.Append(header);
            return journal;
        }
        if (lines[0] != header)
        {
            stream.Dispose();
            return null;
        }
        for (var i = 1; i < lines.Length - 1; i++)
        {
            if (JsonSerializer.Deserialize<TillEntry>(lines[i]) is { } entry)
            {
                journal._entries[entry.Key] = entry;
            }
        }
        stream.SetLength(Encoding.UTF8.GetByteCount(text[..^lines[^1].Length]));
        stream.Seek(0, SeekOrigin.End);
        return journal;
    }

    /// <summary>What was begun for a batch, or null.</summary>
    public TillEntry? Find(string key)
    {
        lock (_lock)
        {
            return _entries.GetValueOrDefault(key);
        }
    }

    /// <summary>Remembers, durably, what a batch is about to do.</summary>
    public void Write(TillEntry entry)
    {
        lock (_lock)
        {
            _entries[entry.Key] = entry;
            Append(JsonSerializer.Serialize(entry));
        }
    }

    /// <summary>Where the journal of a file's import lies.</summary>
    public static string PathFor(string groupFolder, Digest file) => Path.Combine(groupFolder, string.Create(CultureInfo.InvariantCulture, $"till-{file}.journal"));

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private void Append(string line)
    {
        _file.Write(Encoding.UTF8.GetBytes(line + "\n"));
        _file.Flush(flushToDisk: true);
    }
}

/// <summary>
/// A batch's line: the request that carries it (null once it was split), and for a single take-back that had to shrink, the points that it takes now.
/// </summary>
public sealed record TillEntry(string Key, string? RequestId, bool Split, long? Reduced);
