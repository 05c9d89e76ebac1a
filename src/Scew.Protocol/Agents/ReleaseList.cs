using System.Collections.Immutable;
using Scew.Protocol.Codec;
using Scew.Protocol.Json;

namespace Scew.Protocol.Agents;

/// <summary>One program that may run: a name for people (1 to 64 of letters, digits and <c>. _ - +</c>), the SHA-256 of its one file, and that file's bytes.</summary>
public sealed record Release(string Name, Digest Program, long SizeBytes);

/// <summary>
/// The programs that a merchant's agents may run, in ordinal order of their names, as the merchant's offline key signs them. <paramref name="Serial"/> rises with every list, so an agent takes no
/// older one; after <paramref name="ExpiresMs"/> (Unix milliseconds) nothing is launched by it.
/// </summary>
public sealed record ReleaseList(long Serial, long ExpiresMs, ImmutableArray<Release> Releases)
{
    /// <summary>Most programs.</summary>
    public const int MaxReleases = 64;

    /// <summary>Most bytes of a program: 1 GiB.</summary>
    public const long MaxProgramBytes = 1 << 30;

    private const int MaxNameLength = 64;

    /// <summary>The program of this hash, or null.</summary>
    public Release? Find(Digest program) => Releases.FirstOrDefault(one => one.Program == program);

    /// <summary>The canonical JSON.</summary>
    public byte[] Encode()
    {
        var json = new JsonWriter(256);
        Write(json);
        return json.ToArray();
    }

    /// <summary>Reads exactly what <see cref="Encode"/> wrote; null for anything else.</summary>
    public static ReleaseList? Parse(ReadOnlySpan<byte> bytes)
    {
        var cursor = new JsonCursor(bytes);
        var list = Read(ref cursor);
        return cursor.Complete && bytes.SequenceEqual(list.Encode()) ? list : null;
    }

    /// <summary>The bytes that the offline key signs: tag and hash of the canonical JSON.</summary>
    public byte[] SigningBytes()
    {
        var writer = new CodecWriter(64);
        writer.Tag(DomainTags.Releases);
        writer.Digest(Digest.Of(Encode()));
        return writer.ToArray();
    }

    internal void Write(JsonWriter json)
    {
        json.StartObject().Name("expires").Number(ExpiresMs).Name("releases").StartArray();
        foreach (var release in Releases)
        {
            json.StartObject().Name("name").Text(release.Name).Name("sha256").Digest(release.Program).Name("size").Number(release.SizeBytes).EndObject();
        }
        json.EndArray().Name("serial").Number(Serial).Name("version").Number(1).EndObject();
    }

    internal static ReleaseList Read(ref JsonCursor cursor)
    {
        cursor.Expect('{');
        cursor.Name("expires"u8);
        var expires = cursor.Number();
        cursor.Next("releases"u8);
        cursor.Expect('[');
        var releases = ImmutableArray.CreateBuilder<Release>();
        for (var first = true; cursor.More(ref first, ']');)
        {
            cursor.Expect('{');
            cursor.Name("name"u8);
            var name = cursor.Ascii(MaxNameLength);
            cursor.Next("sha256"u8);
            var program = cursor.Digest();
            cursor.Next("size"u8);
            var size = cursor.Number();
            cursor.Expect('}');
            cursor.FailIf(!IsName(name) || size is 0 or > MaxProgramBytes || releases.Count == MaxReleases || (releases.Count > 0 && string.CompareOrdinal(releases[^1].Name, name) >= 0));
            releases.Add(new Release(name, program, size));
        }
        cursor.Next("serial"u8);
        var serial = cursor.Number();
        cursor.Next("version"u8);
        cursor.FailIf(cursor.Number() != 1);
        cursor.Expect('}');
        return new ReleaseList(serial, expires, releases.ToImmutable());
    }

    private static bool IsName(string name) => name.Length > 0 && name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' or '+');
}
