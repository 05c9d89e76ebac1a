using System.Text;

namespace Scew.Agent;

/// <summary>The end of a log.</summary>
internal static class LogTail
{
    private const int MaxBytes = 128 * 1024;
    private const int MaxLine = 1000;

    /// <summary>The last <paramref name="most"/> lines, each cut to 1000 characters and without control characters; from the last 128 KiB.</summary>
    public static IEnumerable<string> Read(string path, int most)
    {
        if (!File.Exists(path))
        {
            return [];
        }
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        file.Seek(-Math.Min(file.Length, MaxBytes), SeekOrigin.End);
        var bytes = new byte[MaxBytes];
        var text = Encoding.UTF8.GetString(bytes, 0, file.ReadAtLeast(bytes, MaxBytes, throwOnEndOfStream: false));
        return text.Split('\n', StringSplitOptions.RemoveEmptyEntries).TakeLast(most).Select(static line => new string([.. line.Take(MaxLine).Select(static c => char.IsControl(c) ? ' ' : c)]));
    }
}
