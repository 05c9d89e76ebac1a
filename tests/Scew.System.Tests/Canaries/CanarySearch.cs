using System.Buffers;
using System.Collections.Immutable;
using System.Text;

namespace Scew.SystemTests.Canaries;

/// <summary>Looks for canaries wherever a program of ours leaves bytes: files of all kinds (databases, journals, blocks, logs, key files, outboxes), command lines, environments.</summary>
internal sealed class CanarySearch(params ImmutableArray<Canary> canaries)
{
    // One pass over the bytes, whatever the number of forms: bytes as characters of the same number.
    private readonly SearchValues<string> _forms =
        SearchValues.Create([.. canaries.SelectMany(static canary => canary.Forms).Select(Encoding.Latin1.GetString).Distinct(StringComparer.Ordinal)], StringComparison.Ordinal);

    private const int ChunkBytes = 4 << 20;

    // Longer than any form, so that none is cut in two.
    private const int OverlapBytes = 16 << 10;

    /// <summary>Bytes that were looked through.</summary>
    public long BytesSeen { get; private set; }

    /// <summary>Files that were looked through.</summary>
    public int FilesSeen { get; private set; }

    /// <summary>What was found where; never the secret itself.</summary>
    public List<string> Hits { get; } = [];

    /// <summary>All files below a folder, hidden ones too.</summary>
    public void Folder(string path)
    {
        foreach (var file in Directory.EnumerateFiles(path, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint }))
        {
            File(file);
        }
    }

    /// <summary>Command line and environment of a process and of whoever it started, where the system shows them.</summary>
    public void Process(int id)
    {
        foreach (var name in (string[])["cmdline", "environ"])
        {
            var path = $"/proc/{id}/{name}";
            if (System.IO.File.Exists(path))
            {
                Bytes(path, System.IO.File.ReadAllBytes(path));
            }
        }
    }

    /// <summary>This process and everything that it has under way.</summary>
    public void OwnProcesses()
    {
        Process(Environment.ProcessId);
        foreach (var process in System.Diagnostics.Process.GetProcessesByName("dotnet"))
        {
            using (process)
            {
                try
                {
                    Process(process.Id);
                }
                catch (IOException)
                {
                    // It has ended.
                }
                catch (UnauthorizedAccessException)
                {
                    // Somebody else's.
                }
            }
        }
    }

    /// <summary>Text that a program printed.</summary>
    public void Text(string where, string text) => Bytes(where, Encoding.UTF8.GetBytes(text));

    /// <summary>Any bytes.</summary>
    public void Bytes(string where, ReadOnlySpan<byte> bytes)
    {
        BytesSeen += bytes.Length;
        var characters = ArrayPool<char>.Shared.Rent(bytes.Length);
        var found = characters.AsSpan(0, Encoding.Latin1.GetChars(bytes, characters)).ContainsAny(_forms);
        ArrayPool<char>.Shared.Return(characters);
        foreach (var canary in found ? canaries : [])
        {
            if (canary.StandsIn(bytes))
            {
                Hits.Add($"{canary.Name} in {where}");
            }
        }
    }

    private void File(string path)
    {
        FilesSeen++;
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var buffer = new byte[OverlapBytes + ChunkBytes];
        var kept = 0;
        while (stream.ReadAtLeast(buffer.AsSpan(kept), ChunkBytes, throwOnEndOfStream: false) is > 0 and var read)
        {
            var filled = kept + read;
            Bytes(path, buffer.AsSpan(0, filled));
            kept = Math.Min(OverlapBytes, filled);
            buffer.AsSpan(filled - kept, kept).CopyTo(buffer);
        }
    }
}
