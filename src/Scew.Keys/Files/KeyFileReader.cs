using System.Text.Json;
using Scew.Keys.Private;
using Scew.Protocol;

namespace Scew.Keys.Files;

/// <summary>
/// Reads the JSON of a key file. Blanks and the order of members are free, because people's editors change them; members that are missing, unknown or
/// there twice are refused.
/// </summary>
internal static class KeyFileReader
{
    public const int Version = 1;
    public const string Kdf = "PBKDF2";
    public const string Hash = "SHA-256";
    public const string Cipher = "AES-GCM";

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 4, AllowDuplicateProperties = false };

    public static string NameOf(KeyKind kind) => kind switch { KeyKind.Signing => "signing", KeyKind.Link => "link", KeyKind.Master => "master", _ => "module" };

    /// <summary>For sentences.</summary>
    public static string Spoken(KeyKind kind) => kind == KeyKind.Master ? "master secret" : NameOf(kind) + " key";

    public static KeyResult<KeyFile> Read(ReadOnlyMemory<byte> json)
    {
        if (json.Length > KeyFile.MaxBytes)
        {
            return new KeyProblem(KeyFault.TooLarge, "a key file has at most 8192 bytes");
        }
        try
        {
            using var document = JsonDocument.Parse(json, Options);
            return Root(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return Malformed("it is not JSON, or has a member twice");
        }
    }

    private static KeyResult<KeyFile> Root(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object || !Number(root, "version", out var version))
        {
            return Malformed("it has no version");
        }
        if (version != Version)
        {
            return new KeyProblem(KeyFault.UnsupportedVersion, $"the key file has version {version}, and this program reads version 1");
        }
        KeyKind? kind = Text(root, "kind") switch { "signing" => KeyKind.Signing, "link" => KeyKind.Link, "master" => KeyKind.Master, "module" => KeyKind.Module, _ => null };
        if (kind is null || root.GetPropertyCount() != 8 || !Bool(root, "dev", out var isDev))
        {
            return Malformed("'kind' or 'dev' is missing or wrong, or a member is unknown");
        }
        if (!Digest.TryParse(Text(root, kind == KeyKind.Signing ? "account" : kind == KeyKind.Link ? "pin" : "fingerprint"), out var identity) || Text(root, "name") is not { } name)
        {
            return Malformed("its account, pin or fingerprint or its name is missing or wrong");
        }
        if (KeyName.Problem(name) is { } problem)
        {
            return problem;
        }
        if (!Member(root, "cipher", 2, out var cipher) || Text(cipher, "name") != Cipher || Bytes(cipher, "iv", KeyFile.IvBytes, KeyFile.IvBytes) is not { } iv)
        {
            return Malformed("'cipher' is not AES-GCM with an iv of 12 bytes");
        }
        var (min, max) = SecretKey.IsSecret(kind.Value) ? (SecretKey.SizeBytes, SecretKey.SizeBytes) : (1, P256Private.MaxPkcs8Bytes);
        if (Bytes(root, "data", KeyFile.TagBytes + min, KeyFile.TagBytes + max) is not { } data)
        {
            return Malformed("'data' is missing, no base64url or has a wrong size");
        }
        if (!Member(root, "kdf", 4, out var kdf) || Text(kdf, "name") != Kdf || Text(kdf, "hash") != Hash
            || Bytes(kdf, "salt", KeyFile.SaltBytes, KeyFile.SaltBytes) is not { } salt || !Number(kdf, "iterations", out var iterations))
        {
            return Malformed("'kdf' is not PBKDF2 with SHA-256, iterations and a salt of 16 bytes");
        }
        return iterations switch
        {
            < KeyFile.MinIterations => new KeyProblem(KeyFault.TooWeak, "the key file asks for fewer than 600,000 iterations: it was changed or comes from a weak program"),
            > KeyFile.MaxIterations => new KeyProblem(KeyFault.TooCostly, "the key file asks for more than 10,000,000 iterations"),
            _ => new KeyFile(kind.Value, name, identity, isDev, (int)iterations, salt, iv, data),
        };
    }

    private static KeyProblem Malformed(string why) => new(KeyFault.Malformed, $"this is not a key file: {why}");

    private static bool Member(JsonElement parent, string name, int members, out JsonElement value) =>
        parent.TryGetProperty(name, out value) && value.ValueKind == JsonValueKind.Object && value.GetPropertyCount() == members;

    private static string? Text(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static bool Number(JsonElement parent, string name, out long value)
    {
        value = 0;
        return parent.TryGetProperty(name, out var element) && element.ValueKind == JsonValueKind.Number && element.TryGetInt64(out value);
    }

    private static bool Bool(JsonElement parent, string name, out bool value)
    {
        var found = parent.TryGetProperty(name, out var element) && element.ValueKind is JsonValueKind.True or JsonValueKind.False;
        value = found && element.ValueKind == JsonValueKind.True;
        return found;
    }

    private static byte[]? Bytes(JsonElement parent, string name, int min, int max)
    {
        if (Text(parent, name) is not { } text || text.Length > Base64Url.EncodedLength(max))
        {
            return null;
        }
        var bytes = new byte[max];
        return Base64Url.TryDecode(text, bytes, out var written) && written >= min ? bytes[..written] : null;
    }
}
