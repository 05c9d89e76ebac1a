using System.Security.Cryptography;
using Scew.Protocol;
using Scew.Protocol.Agents;
using Scew.Protocol.Api;

namespace Scew.Agent;

/// <summary>
/// Programs in a folder that only the agent's user may enter, each a file named by its hash. A file counts only once all of it is there; it is hashed again, through the descriptor that is then
/// executed, whenever it is started.
/// </summary>
public sealed class ProgramStore
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const int BufferBytes = 128 * 1024;

    private const UnixFileMode OthersWrite = UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;
    private const UnixFileMode OthersEnter = OwnerOnly | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
    private const UnixFileMode OwnerRuns = UnixFileMode.UserRead | UnixFileMode.UserExecute;
    private const UnixFileMode AllRun = OwnerRuns | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    private readonly string _folder;
    private readonly UnixFileMode _mode;

    /// <summary>Makes the folder unless it is there. With <paramref name="isForOthers"/> another user runs what is in it, and can change nothing of it.</summary>
    public ProgramStore(string folder, bool isForOthers = false)
    {
        (_folder, _mode) = (folder, isForOthers ? AllRun : OwnerRuns);
        if (!Directory.Exists(folder))
        {
            Directory.CreateDirectory(folder, OwnerOnly);
            // Not at once: the process's mask would take away what others need.
            File.SetUnixFileMode(folder, isForOthers ? OthersEnter : OwnerOnly);
        }
        if ((File.GetUnixFileMode(folder) & OthersWrite) != UnixFileMode.None || new DirectoryInfo(folder).LinkTarget is not null)
        {
            throw new AgentException(Codes.NoAccess, $"others may write to the folder of programs {folder}, or it is a link: remove it, and the agent makes it anew");
        }
    }

    /// <summary>Where the program of a hash is, or will be.</summary>
    public string PathOf(Digest program) => Path.Combine(_folder, Convert.ToHexStringLower(program.ToArray()));

    /// <summary>Whether it was fetched before.</summary>
    public bool Has(Digest program) => File.Exists(PathOf(program));

    /// <summary>
    /// Keeps what the stream holds as the program of a release: exactly its size, exactly its hash.
    /// </summary>
    /// <exception cref="AgentException">It is not; nothing is kept.</exception>
    public async Task KeepAsync(Release release, Stream from, CancellationToken cancellation)
    {
        var path = PathOf(release.Program);
        var part = $"{path}.{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))}.part";
        try
        {
            await using (var file = new FileStream(part, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0, UnixCreateMode = OwnerRuns }))
            {
                var hash = await CopyAsync(from, file, release.SizeBytes, cancellation);
                if (hash != release.Program)
                {
                    throw new AgentException(Codes.VerificationFailed, $"what the address sends has the SHA-256 {Convert.ToHexStringLower(hash.ToArray())}, and the program on the release list another one");
                }
                File.SetUnixFileMode(file.SafeFileHandle, _mode);
                file.Flush(flushToDisk: true);
            }
            File.Move(part, path, overwrite: true);
        }
        finally
        {
            File.Delete(part);
        }
    }

    /// <summary>Removes one, so that it is fetched anew.</summary>
    public void Forget(Digest program) => File.Delete(PathOf(program));

    /// <summary>Removes every program but these, and what a crash left half fetched.</summary>
    public void KeepOnly(IReadOnlyCollection<Digest> programs)
    {
        var names = programs.Select(PathOf).ToHashSet(StringComparer.Ordinal);
        foreach (var file in Directory.EnumerateFiles(_folder).Where(file => !names.Contains(file)))
        {
            File.Delete(file);
        }
    }

    private static async Task<Digest> CopyAsync(Stream from, FileStream file, long sizeBytes, CancellationToken cancellation)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[BufferBytes];
        var left = sizeBytes;
        for (int count; (count = await from.ReadAsync(buffer, cancellation)) > 0; left -= count)
        {
            if (count > left)
            {
                throw new AgentException(Codes.VerificationFailed, $"the address sends more than the {sizeBytes} bytes that the program on the release list has");
            }
            hash.AppendData(buffer, 0, count);
            await file.WriteAsync(buffer.AsMemory(0, count), cancellation);
        }
        return left == 0 ? new Digest(hash.GetHashAndReset()) : throw new AgentException(Codes.VerificationFailed, $"the address sends {sizeBytes - left} bytes, and the program on the release list has {sizeBytes}");
    }
}
