namespace Scew.Agent;

/// <summary>Files that are replaced as a whole and synced.</summary>
internal static class WholeFile
{
    /// <summary>On disk, under its name, when this returns.</summary>
    public static void Replace(string path, byte[] bytes)
    {
        var next = path + ".next";
        using (var file = new FileStream(next, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, BufferSize = 0, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite }))
        {
            file.Write(bytes);
            file.Flush(flushToDisk: true);
        }
        File.Move(next, path, overwrite: true);
        // .NET cannot sync a folder; syncing the file under its name makes journalling file systems write the name too.
        using var named = new FileStream(path, FileMode.Open, FileAccess.ReadWrite);
        named.Flush(flushToDisk: true);
    }
}
