namespace Scew.Keys.Files;

/// <summary>Files that are replaced as a whole: whoever reads one, even after a power cut, finds the old bytes or the new ones.</summary>
public static class WholeFile
{
    /// <summary>
    /// Writes and syncs the bytes beside their place, and gives them the name. On disk, under that name, when this returns; of two writers at once one is the last. With
    /// <paramref name="isOwners"/> nobody else may read the file. What the file system answers is an <see cref="IOException"/> or an <see cref="UnauthorizedAccessException"/>, and the old
    /// file stays.
    /// </summary>
    public static void Replace(string path, ReadOnlySpan<byte> bytes, bool isOwners = false)
    {
        var full = Path.GetFullPath(path);
        var side = Path.Combine(Path.GetDirectoryName(full)!, $".{Path.GetFileName(full)}.{Nonce.Create()}.tmp");
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0 };
        if (isOwners && !OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = SecretFile.Owner;
        }
        try
        {
            using (var file = new FileStream(side, options))
            {
                file.Write(bytes);
                file.Flush(flushToDisk: true);
            }
            File.Move(side, full, overwrite: true);
        }
        catch
        {
            File.Delete(side);
            throw;
        }
        SyncName(full);
    }

    /// <summary>.NET cannot sync a folder: syncing the file under its name makes the usual journalling file systems write the name too.</summary>
    internal static void SyncName(string path)
    {
        using var named = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        named.Flush(flushToDisk: true);
    }
}
