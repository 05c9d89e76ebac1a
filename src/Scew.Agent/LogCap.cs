using System.Globalization;

namespace Scew.Agent;

/// <summary>
/// Keeps an instance's output from filling the disk: above a size it moves to <c>instance.log.1</c>, in the place of what was there. The file itself stays, because the instance holds it open and
/// appends to it, also while no agent runs; then the next one cuts it.
/// </summary>
internal sealed class LogCap : IDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(2);
    private readonly string _path;
    private readonly long _most;
    private readonly Func<long> _nowMs;
    private readonly Lock _one = new();
    private readonly Timer _timer;

    public LogCap(string path, long most, Func<long> nowMs)
    {
        (_path, _most, _nowMs) = (path, most, nowMs);
        _timer = new Timer(static cap => ((LogCap)cap!).TryCut(), this, TimeSpan.Zero, Every);
    }

    /// <summary>The last lines, and none of them while it is cut.</summary>
    public IReadOnlyList<string> Tail(int lines)
    {
        TryCut();
        lock (_one)
        {
            return [.. LogTail.Read(_path, lines)];
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    private void TryCut()
    {
        try
        {
            lock (_one)
            {
                Cut();
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // A full disk, perhaps by this very file: the next turn tries again, and cuts it even if nothing of it can be kept.
        }
    }

    private void Cut()
    {
        if (!File.Exists(_path) || new FileInfo(_path).Length <= _most)
        {
            return;
        }
        using var file = new FileStream(_path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        var kept = $"what came before is in {Path.GetFileName(_path)}.1";
        try
        {
            Keep(file);
        }
        catch (IOException)
        {
            kept = "what came before could not be kept";
        }
        file.SetLength(0);
        var note = $"[agent] {DateTimeOffset.FromUnixTimeMilliseconds(_nowMs()).ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture)}: this log was longer than {_most.ToString(CultureInfo.InvariantCulture)} bytes; {kept}\n";
        File.AppendAllText(_path, note);
    }

    // The newest so many bytes: what fills a disk between two turns must not be copied.
    private void Keep(FileStream file)
    {
        using var old = new FileStream(_path + ".1", new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite });
        file.Position = Math.Max(0, file.Length - _most);
        var buffer = new byte[128 * 1024];
        for (long left = _most; left > 0 && file.Read(buffer, 0, (int)Math.Min(buffer.Length, left)) is var count and > 0; left -= count)
        {
            old.Write(buffer, 0, count);
        }
    }
}
