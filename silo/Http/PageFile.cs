using System.IO.Compression;
using Scew.Protocol;
using Scew.Protocol.Pages;

namespace Scew.Silo.Http;

/// <summary>One file of the page, as it is served: its bytes, and the same compressed where that is worth it.</summary>
internal sealed class PageFile
{
    /// <summary>What a page is made of; a file of another kind (a README, a backup of an editor) is not served.</summary>
    private static readonly Dictionary<string, string> Types = new(StringComparer.Ordinal)
    {
        [".html"] = "text/html; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".json"] = "application/json",
        [".webmanifest"] = "application/manifest+json",
        [".svg"] = "image/svg+xml",
        [".png"] = "image/png",
        [".ico"] = "image/x-icon",
    };

    private PageFile(string path, string contentType, byte[] bytes)
    {
        (Path, ContentType, Bytes) = (path, contentType, bytes);
        Hash = Digest.Of(bytes);
        var packed = Pack(bytes);
        Packed = packed.Length < bytes.Length * 9 / 10 ? packed : null;
    }

    /// <summary>Begins with a slash.</summary>
    public string Path { get; }

    public string ContentType { get; }

    public byte[] Bytes { get; }

    /// <summary>Gzip; null where it saves less than a tenth.</summary>
    public byte[]? Packed { get; }

    /// <summary>SHA-256 of <see cref="Bytes"/>.</summary>
    public Digest Hash { get; }

    /// <summary>The file, or null when its name is not that of a part of the page.</summary>
    public static PageFile? Read(string path, string file) =>
        PageManifest.IsPath(path) && Types.TryGetValue(System.IO.Path.GetExtension(path), out var type)
            ? new PageFile(path, type, File.ReadAllBytes(file))
            : null;

    private static byte[] Pack(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            gzip.Write(bytes);
        }
        return packed.ToArray();
    }
}
