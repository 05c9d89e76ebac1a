namespace Scew.Architecture.Tests;

/// <summary>The checked-out tree, found upwards from the test's output folder; build output is not part of it.</summary>
internal static class SourceTree
{
    private static readonly string[] Ignored = [".git", "artifacts", "TestResults", ".vs", ".idea", "bin", "obj"];

    public static string Root { get; } = FindRoot();

    public static IEnumerable<string> Files(string pattern) => Walk(new DirectoryInfo(Root), pattern).Order(StringComparer.Ordinal);

    public static IEnumerable<string> ProjectFiles() => Files("*.csproj");

    public static string Relative(string path) => Path.GetRelativePath(Root, path).Replace('\\', '/');

    public static IEnumerable<FileSystemInfo> TopLevel() =>
        new DirectoryInfo(Root).EnumerateFileSystemInfos().Where(entry => !Ignored.Contains(entry.Name) && !entry.Name.EndsWith(".user", StringComparison.Ordinal));

    private static IEnumerable<string> Walk(DirectoryInfo folder, string pattern)
    {
        foreach (var file in folder.EnumerateFiles(pattern))
        {
            yield return file.FullName;
        }
        foreach (var child in folder.EnumerateDirectories().Where(child => !Ignored.Contains(child.Name)))
        {
            foreach (var file in Walk(child, pattern))
            {
                yield return file;
            }
        }
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Scew.sln")))
            {
                return folder.FullName;
            }
        }
        throw new InvalidOperationException("Scew.sln is not above " + AppContext.BaseDirectory);
    }
}
