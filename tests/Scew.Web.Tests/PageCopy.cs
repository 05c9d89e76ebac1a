namespace Scew.WebTests;

/// <summary>A copy of the page's files that a test may change before a silo is started with it.</summary>
internal sealed class PageCopy : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("scew-web-page-");

    public PageCopy()
    {
        foreach (var path in Served)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(File(path))!);
            System.IO.File.Copy(ServedFiles.Wwwroot + path, File(path));
        }
    }

    /// <summary>Paths of everything that is served, beginning with a slash.</summary>
    public static IReadOnlyList<string> Served { get; } =
        [.. Directory.EnumerateFiles(ServedFiles.Wwwroot, "*", SearchOption.AllDirectories)
            .Select(file => "/" + Path.GetRelativePath(ServedFiles.Wwwroot, file).Replace('\\', '/'))
            .Where(path => !path.EndsWith(".md", StringComparison.Ordinal) && !path.Contains("/.", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    public string Folder => _folder.FullName;

    public string File(string path) => Folder + path;

    /// <summary>Changes one bit of a byte somewhere in a file.</summary>
    public void Alter(string path, Random random)
    {
        var bytes = System.IO.File.ReadAllBytes(File(path));
        bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
        System.IO.File.WriteAllBytes(File(path), bytes);
    }

    /// <summary>Puts a line before what is in a file, and has a merchant serve it.</summary>
    public async Task ServeAsync(RealGroup group, int merchant, string path, string line)
    {
        await System.IO.File.WriteAllTextAsync(File(path), line + await System.IO.File.ReadAllTextAsync(File(path)));
        await group.Net.RestartAsync(merchant);
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
