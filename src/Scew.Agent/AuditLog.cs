using System.Text.Json;

namespace Scew.Agent;

/// <summary>
/// One line of the audit log: an order that was taken (<paramref name="Result"/> is <c>taken</c>, before anything is done), what came of it, or something that the agent saw by itself.
/// Times in Unix milliseconds; <paramref name="Signer"/> is the operator's account.
/// </summary>
public sealed record AuditEntry(long AtMs, string Act, string Result, string? Nonce, long? ValidUntilMs, string? Signer, string? Detail);

/// <summary>Lines of JSON that are only ever added, each on disk before the act goes on.</summary>
public sealed class AuditLog : IDisposable
{
    private readonly FileStream _file;

    /// <summary>Opens the log; a line that a crash cut off is ended.</summary>
    public AuditLog(string path)
    {
        _file = new FileStream(path, new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.Read, BufferSize = 0, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite });
        if (_file.Length > 0)
        {
            _file.Seek(-1, SeekOrigin.End);
            var isWhole = _file.ReadByte() == '\n';
            _file.Seek(0, SeekOrigin.End);
            if (!isWhole)
            {
                _file.Write("\n"u8);
            }
        }
    }

    /// <summary>The lines of a log one by one; one that a crash cut off is left out.</summary>
    public static IEnumerable<AuditEntry> Read(string path) => File.Exists(path) ? File.ReadLines(path).Select(Parse).OfType<AuditEntry>() : [];

    /// <summary>Adds a line; it is on disk when this returns.</summary>
    public void Add(AuditEntry entry)
    {
        _file.Write([.. JsonSerializer.SerializeToUtf8Bytes(entry, AgentJson.Default.AuditEntry), (byte)'\n']);
        _file.Flush(flushToDisk: true);
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private static AuditEntry? Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, AgentJson.Default.AuditEntry);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
