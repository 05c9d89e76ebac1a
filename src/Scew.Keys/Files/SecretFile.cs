using System.Security;

namespace Scew.Keys.Files;

/// <summary>Files that only their owner may read.</summary>
public static class SecretFile
{
    internal const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Others = (UnixFileMode)0b000_111_111;

    /// <summary>True for what a file system answers, as opposed to a bug of ours.</summary>
    public static bool IsRefusal(Exception e) => e is IOException or UnauthorizedAccessException or SecurityException or NotSupportedException or ArgumentException;

    /// <summary>Makes the folder, readable by its owner only, unless it is there.</summary>
    public static KeyProblem? CreateFolder(string folder) => Try($"the folder {folder} cannot be made", () =>
    {
        if (!Directory.Exists(folder))
        {
            if (OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(folder);
            }
            else
            {
                Directory.CreateDirectory(folder, Owner | UnixFileMode.UserExecute);
            }
        }
    });

    /// <summary>
    /// Makes a file that is there whole or not at all, and never overwrites one: under the folder's lock it is written and synced beside its place and then
    /// renamed.
    /// </summary>
    public static KeyProblem? CreateAtomically(string path, byte[] bytes)
    {
        var folder = Path.GetDirectoryName(path)!;
        var temporary = Path.Combine(folder, $".{Path.GetFileName(path)}.{Nonce.Create()}.tmp");
        KeyProblem? taken = null;
        var failed = Try($"the key file {path} cannot be written", () =>
        {
            using var held = FileLock.Take(Path.Combine(folder, ".lock"));
            if (Path.Exists(path))
            {
                taken = Taken(path);
                return;
            }
            try
            {
                Write(temporary, bytes);
                File.Move(temporary, path, true);
            }
            catch
            {
                File.Delete(temporary);
                throw;
            }
            WholeFile.SyncName(path);
        });
        return failed ?? taken;
    }

    /// <summary>Makes a file in anybody's folder; fails when there is one.</summary>
    public static KeyProblem? CreateNew(string path, byte[] bytes) =>
        Path.Exists(path) ? Taken(path) : Try($"the file {path} cannot be written", () => Write(path, bytes));

    /// <summary>Reads at most <paramref name="maxBytes"/> + 1 bytes of a file that others cannot read.</summary>
    public static KeyResult<byte[]> Read(string path, int maxBytes)
    {
        try
        {
            using var file = new FileStream(path, new FileStreamOptions { BufferSize = 0 });
            if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(file.SafeFileHandle) & Others) != UnixFileMode.None)
            {
                return new KeyProblem(KeyFault.Permissions, $"others may read or change the key file {path}: run 'chmod 600 {path}'");
            }
            var buffer = new byte[maxBytes + 1];
            return buffer[..file.ReadAtLeast(buffer, buffer.Length, false)];
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return new KeyProblem(KeyFault.NotFound, $"there is no key file {path}");
        }
        catch (Exception e) when (IsRefusal(e))
        {
            return new KeyProblem(KeyFault.Storage, $"the key file {path} cannot be read: {e.Message}");
        }
    }

    private static KeyProblem Taken(string path) => new(KeyFault.AlreadyExists, $"{path} is there already and is not overwritten");

    private static KeyProblem? Try(string failure, Action action)
    {
        try
        {
            action();
            return null;
        }
        catch (Exception e) when (IsRefusal(e))
        {
            return new KeyProblem(KeyFault.Storage, $"{failure}: {e.Message}");
        }
    }

    private static void Write(string path, byte[] bytes)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = Owner;
        }
        using var file = new FileStream(path, options);
        file.Write(bytes);
        file.Flush(true);
    }
}
