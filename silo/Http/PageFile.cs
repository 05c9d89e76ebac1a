using System.IO.Compression;
using Scew.Protocol;
using Scew.Protocol.Pages;

namespace Scew.Silo.Http;

/// <summary>One file of the page, as it is served: its bytes, and the same compressed once somebody asked for that.</summary>
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

    private readonly Lazy<byte[]> _brotli;
    private readonly Lazy<byte[]> _gzip;

    private PageFile(string path, string contentType, byte[] bytes)
    {
        (Path, ContentType, Bytes) = (path, contentType, bytes);
        Hash = Digest.Of(bytes);
        _brotli = new(() => Pack(static to => new BrotliStream(to, CompressionLevel.SmallestSize, leaveOpen: true)));
        _gzip = new(() => Pack(static to => new GZipStream(to, CompressionLevel.SmallestSize, leaveOpen: true)));
    }

    /// <summary>Begins with a slash.</summary>
    public string Path { get; }

    public string ContentType { get; }

    public byte[] Bytes { get; }

    /// <summary>Whether it is text; a picture is compressed already.</summary>
    public bool IsPackable => !ContentType.StartsWith("image/", StringComparison.Ordinal) || ContentType.EndsWith("+xml", StringComparison.Ordinal);

    public byte[] Brotli => _brotli.Value;

    public byte[] Gzip => _gzip.Value;

    /// <summary>SHA-256 of <see cref="Bytes"/>.</summary>
    public Digest Hash { get; }

    /// <summary>The file, or null when its name is not that of a part of the page.</summary>
    public static PageFile? Read(string path, string file) =>
        PageManifest.IsPath(path) && Types.TryGetValue(System.IO.Path.GetExtension(path), out var type)
            ? new PageFile(path, type, File.ReadAllBytes(file))
            : null;

    private byte[] Pack(Func<Stream, Stream> open)
    {
        using var packed = new MemoryStream();
        using (var packer = open(packed))
        {
            packer.Write(Bytes);
        }
        return packed.ToArray();
    }
}
