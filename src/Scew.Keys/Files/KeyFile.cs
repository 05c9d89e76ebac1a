using System.Security.Cryptography;
using Scew.Keys.Private;
using Scew.Protocol;
using Scew.Protocol.Json;

namespace Scew.Keys.Files;

/// <summary>
/// An encrypted private key with what may be known about it in clear. PBKDF2-SHA256 makes an AES-256-GCM key from the passphrase; the plaintext is PKCS#8
/// or 32 secret bytes, and the associated data is the file's canonical JSON without <c>data</c>, so no field can be changed unnoticed. The README has the layout and a reader
/// for browsers.
/// </summary>
public sealed class KeyFile
{
    /// <summary>Fewest iterations of PBKDF2, and what is written.</summary>
    public const int MinIterations = 600_000;

    /// <summary>Most iterations that are read.</summary>
    public const int MaxIterations = 10_000_000;

    /// <summary>Most bytes of a file.</summary>
    public const int MaxBytes = 8 * 1024;

    internal const int SaltBytes = 16;
    internal const int IvBytes = 12;
    internal const int TagBytes = 16;

    internal KeyFile(KeyKind kind, string name, Digest identity, bool isDev, int iterations, byte[] salt, byte[] iv, byte[] data)
    {
        Kind = kind;
        Name = name;
        Identity = identity;
        IsDev = isDev;
        Iterations = iterations;
        Salt = salt;
        Iv = iv;
        Data = data;
    }

    /// <summary>What the key is for.</summary>
    public KeyKind Kind { get; }

    /// <summary>The key's name; see <see cref="KeyName"/>.</summary>
    public string Name { get; }

    /// <summary>A signing key's account, a link key's pin, a secret's fingerprint.</summary>
    public Digest Identity { get; }

    /// <summary>True for a key of <see cref="DevKeys"/>.</summary>
    public bool IsDev { get; }

    /// <summary>Iterations of PBKDF2.</summary>
    public int Iterations { get; }

    internal byte[] Salt { get; }

    internal byte[] Iv { get; }

    internal byte[] Data { get; }

    /// <summary>Encrypts a signing key.</summary>
    public static KeyResult<KeyFile> Seal(SigningKey key, string name, Passphrase passphrase, int iterations = MinIterations) =>
        Seal(KeyKind.Signing, name, key.Account.Thumbprint, key.IsDev, key.ExportPrivatePkcs8(), passphrase, iterations);

    /// <summary>Encrypts a link key.</summary>
    public static KeyResult<KeyFile> Seal(LinkKey key, string name, Passphrase passphrase, int iterations = MinIterations) =>
        Seal(KeyKind.Link, name, key.Pin, key.IsDev, key.ExportPrivatePkcs8(), passphrase, iterations);

    /// <summary>Encrypts a master secret or module key.</summary>
    public static KeyResult<KeyFile> Seal(SecretKey key, string name, Passphrase passphrase, int iterations = MinIterations)
    {
        var secret = GC.AllocateArray<byte>(SecretKey.SizeBytes, pinned: true);
        key.Bytes.CopyTo(secret);
        return Seal(key.Kind, name, key.Fingerprint, key.IsDev, secret, passphrase, iterations);
    }

    /// <summary>Reads what is in clear; only opening it shows whether it is true.</summary>
    public static KeyResult<KeyFile> Parse(ReadOnlyMemory<byte> json) => KeyFileReader.Read(json);

    /// <summary>The signing key, after about a fifth of a second.</summary>
    public KeyResult<SigningKey> OpenSigning(Passphrase passphrase) =>
        Open(KeyKind.Signing, passphrase, secret => SigningKey.Wrap(P256Private.FromPkcs8(secret), IsDev), static key => key.Account.Thumbprint);

    /// <summary>The link key, after about a fifth of a second.</summary>
    public KeyResult<LinkKey> OpenLink(Passphrase passphrase) =>
        Open(KeyKind.Link, passphrase, secret => LinkKey.Wrap(P256Private.FromPkcs8(secret), IsDev), static key => key.Pin);

    /// <summary>The master secret or module key, after about a fifth of a second.</summary>
    public KeyResult<SecretKey> OpenSecret(KeyKind kind, Passphrase passphrase) =>
        Open(kind, passphrase, secret => SecretKey.Wrap(kind, secret, IsDev), static key => key.Fingerprint);

    /// <summary>The canonical JSON with a line feed.</summary>
    public byte[] Encode() => [.. Write(Data).Written, (byte)'\n'];

    internal static KeyResult<KeyFile> Seal(KeyKind kind, string name, Digest identity, bool isDev, byte[] secret, Passphrase passphrase, int iterations)
    {
        try
        {
            if (KeyName.Problem(name) is { } problem)
            {
                return problem;
            }
            if (passphrase.Utf8.Length < Passphrase.MinBytes)
            {
                return new KeyProblem(KeyFault.BadPassphrase, "a passphrase that encrypts a key has at least 8 bytes");
            }
            Invariant.Require(iterations is >= MinIterations and <= MaxIterations, "PBKDF2 iterates 600,000 to 10,000,000 times");
            var salt = new byte[SaltBytes];
            var iv = new byte[IvBytes];
            Randomness.Fill(salt);
            Randomness.Fill(iv);
            var file = new KeyFile(kind, name, identity, isDev, iterations, salt, iv, new byte[secret.Length + TagBytes]);
            KeyFileCipher.Seal(file, passphrase, secret, file.Write(null).Written);
            return file;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }
    }

    internal KeyProblem Mismatch() => new(
        KeyFault.KeyMismatch, $"the file of '{Name}' holds no {(SecretKey.IsSecret(Kind) ? KeyFileReader.Spoken(Kind) : "P-256 key")}, or another one than it names");

    private KeyResult<T> Open<T>(KeyKind wanted, Passphrase passphrase, Func<ReadOnlySpan<byte>, T?> read, Func<T, Digest> identity)
        where T : class, IDisposable
    {
        if (Kind != wanted)
        {
            return new KeyProblem(KeyFault.WrongKind, $"'{Name}' is a {KeyFileReader.Spoken(Kind)}, not a {KeyFileReader.Spoken(wanted)}");
        }
        var opened = KeyFileCipher.Open(this, passphrase, Write(null).Written, read);
        if (opened.Value is not { } key || identity(key) == Identity)
        {
            return opened;
        }
        key.Dispose();
        return Mismatch();
    }

    /// <summary>The whole file, or the associated data when <paramref name="data"/> is null.</summary>
    private JsonWriter Write(byte[]? data)
    {
        var json = new JsonWriter(1024).StartObject();
        if (Kind == KeyKind.Signing)
        {
            json.Name("account").Digest(Identity);
        }
        json.Name("cipher").StartObject().Name("iv").Base64(Iv).Name("name").Text(KeyFileReader.Cipher).EndObject();
        if (data is not null)
        {
            json.Name("data").Base64(data);
        }
        json.Name("dev").Bool(IsDev);
        if (SecretKey.IsSecret(Kind))
        {
            json.Name("fingerprint").Digest(Identity);
        }
        json.Name("kdf").StartObject().Name("hash").Text(KeyFileReader.Hash).Name("iterations").Number(Iterations);
        json.Name("name").Text(KeyFileReader.Kdf).Name("salt").Base64(Salt).EndObject();
        json.Name("kind").Text(KeyFileReader.NameOf(Kind)).Name("name").Text(Name);
        if (Kind == KeyKind.Link)
        {
            json.Name("pin").Digest(Identity);
        }
        return json.Name("version").Number(KeyFileReader.Version).EndObject();
    }
}
