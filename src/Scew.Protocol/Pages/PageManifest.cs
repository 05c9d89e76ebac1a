using System.Buffers;
using System.Collections.Immutable;
using Scew.Protocol.Codec;
using Scew.Protocol.Json;

namespace Scew.Protocol.Pages;

/// <summary>One served file: its path (<see cref="PageManifest.IsPath"/>) and the SHA-256 of its bytes.</summary>
public sealed record PageFileHash(string Path, Digest Hash);

/// <summary>What a merchant's page consists of: its files in ordinal order of their paths. <c>/</c> is <c>/index.html</c> and has no line of its own.</summary>
public sealed record PageManifest(ImmutableArray<PageFileHash> Files)
{
    /// <summary>Most files of a page.</summary>
    public const int MaxFiles = 1024;

    /// <summary>Most characters of a path.</summary>
    public const int MaxPathLength = 128;

    private static readonly SearchValues<char> PathCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-/");

    /// <summary>A slash and at most 127 of letters, digits and <c>. _ - /</c>; no part of it is empty or begins with a dot.</summary>
    public static bool IsPath(ReadOnlySpan<char> path) =>
        path.Length is >= 2 and <= MaxPathLength && path[0] == '/' && path[^1] != '/' && !path.ContainsAnyExcept(PathCharacters)
        && !path.Contains("//", StringComparison.Ordinal) && !path.Contains("/.", StringComparison.Ordinal);

    /// <summary>The canonical JSON.</summary>
    public byte[] Encode()
    {
        var json = new JsonWriter(128 * (Files.Length + 1));
        Write(json);
        return json.ToArray();
    }

    /// <summary>Reads exactly what <see cref="Encode"/> wrote; null for anything else.</summary>
    public static PageManifest? Parse(ReadOnlySpan<byte> bytes)
    {
        var cursor = new JsonCursor(bytes);
        var manifest = Read(ref cursor);
        return cursor.Complete && bytes.SequenceEqual(manifest.Encode()) ? manifest : null;
    }

    /// <summary>SHA-256 of the canonical JSON: two pages are the same when these are.</summary>
    public Digest Hash() => Digest.Of(Encode());

    /// <summary>The bytes that a merchant signs: tag, genesis hash, epoch, hash of the manifest.</summary>
    public byte[] SigningBytes(Digest genesis, long epoch)
    {
        var writer = new CodecWriter(128);
        writer.Tag(DomainTags.Page);
        writer.Digest(genesis);
        writer.Counter(epoch);
        writer.Digest(Hash());
        return writer.ToArray();
    }

    internal void Write(JsonWriter json)
    {
        json.StartObject().Name("files").StartArray();
        foreach (var file in Files)
        {
            json.StartObject().Name("hash").Digest(file.Hash).Name("path").Text(file.Path).EndObject();
        }
        json.EndArray().Name("version").Number(1).EndObject();
    }

    internal static PageManifest Read(ref JsonCursor cursor)
    {
        var files = ImmutableArray.CreateBuilder<PageFileHash>();
        cursor.Expect('{');
        cursor.Name("files"u8);
        cursor.Expect('[');
        for (var first = true; cursor.More(ref first, ']');)
        {
            cursor.Expect('{');
            cursor.Name("hash"u8);
            var hash = cursor.Digest();
            cursor.Next("path"u8);
            var path = cursor.Ascii(MaxPathLength);
            cursor.Expect('}');
            cursor.FailIf(!IsPath(path) || files.Count == MaxFiles || (files.Count > 0 && string.CompareOrdinal(files[^1].Path, path) >= 0));
            files.Add(new PageFileHash(path, hash));
        }
        cursor.Next("version"u8);
        cursor.FailIf(cursor.Number() != 1);
        cursor.Expect('}');
        return new PageManifest(files.ToImmutable());
    }
}
