using System.Collections.Immutable;
using Scew.Protocol.Pages;
using Scew.Silo.Commands;
using Scew.Silo.Hosting;

namespace Scew.Silo.Http;

/// <summary>
/// The customers' page: a fixed set of files, read once at the start, so that what is served is what was hashed then, whatever happens to the disk
/// later, and no path of a request ever reaches the file system.
/// </summary>
internal sealed class PageFiles
{
    public const string Index = "/index.html";

    private const long MaxBytes = 16 << 20;

    private readonly Dictionary<string, PageFile> _byPath;

    private PageFiles(ImmutableArray<PageFile> all)
    {
        All = all;
        _byPath = all.ToDictionary(file => file.Path, StringComparer.Ordinal);
        if (_byPath.TryGetValue(Index, out var index))
        {
            _byPath["/"] = index;
        }
    }

    /// <summary>In order of their paths; empty when this silo serves no page.</summary>
    public ImmutableArray<PageFile> All { get; }

    public PageFile? Find(string path) => _byPath.GetValueOrDefault(path);

    /// <summary>The configured folder's, or those beside the program.</summary>
    /// <exception cref="SiloFailure">The configured folder holds no page.</exception>
    public static PageFiles Read(SiloConfig config)
    {
        var folder = config.Page ?? Path.Combine(AppContext.BaseDirectory, "wwwroot");
        try
        {
            var files = Directory.Exists(folder) ? ReadFolder(folder) : [];
            return config.Page is null || files.Any(file => file.Path == Index)
                ? new PageFiles(files)
                : throw new SiloFailure(ExitCodes.Usage, $"the folder of the page {folder} holds no index.html; leave page out for the page that came with this program");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SiloFailure(ExitCodes.Usage, $"the page cannot be read: {e.Message}");
        }
    }

    private static ImmutableArray<PageFile> ReadFolder(string folder)
    {
        var files = new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).ToList();
        return files.Count <= PageManifest.MaxFiles && files.Sum(file => file.Length) <= MaxBytes
            ? [.. files.Select(file => PageFile.Read("/" + Path.GetRelativePath(folder, file.FullName).Replace('\\', '/'), file.FullName)).OfType<PageFile>()
                .OrderBy(file => file.Path, StringComparer.Ordinal)]
            : throw new SiloFailure(ExitCodes.Usage, $"the folder of the page {folder} holds more than {PageManifest.MaxFiles} files or {MaxBytes} bytes");
    }
}
