using System.Collections.Immutable;
using Scew.Keys.Files;

namespace Scew.Keys;

/// <summary>A file of a <see cref="KeyStore"/>: its name and what it says in clear, or why it is no key file.</summary>
public sealed record KeyListing(string Name, KeyResult<KeyFile> Result);

/// <summary>
/// Encrypted keys in a folder, one file <c>NAME.key.json</c> each. Any process and thread may use one folder at the same time; nothing is ever overwritten.
/// </summary>
public sealed class KeyStore
{
    /// <summary>Most keys that are listed.</summary>
    public const int MaxListed = 4096;

    private const string Suffix = ".key.json";

    /// <summary>A store over a folder that need not be there yet.</summary>
    public KeyStore(string folder) => Folder = Path.GetFullPath(folder);

    /// <summary>The folder's full path.</summary>
    public string Folder { get; }

    /// <summary>The file of a key.</summary>
    public string PathOf(string name) => Path.Combine(Folder, name + Suffix);

    /// <summary>A new signing key, saved; the caller disposes it.</summary>
    public KeyResult<SigningKey> Create(string name, Passphrase passphrase) =>
        Create(name, SigningKey.Create, key => KeyFile.Seal(key, name, passphrase));

    /// <summary>A new link key, saved; the caller disposes it.</summary>
    public KeyResult<LinkKey> CreateLink(string name, Passphrase passphrase) =>
        Create(name, LinkKey.Create, key => KeyFile.Seal(key, name, passphrase));

    /// <summary>A new master secret or module key, saved and synced before anybody has it; the caller disposes it.</summary>
    public KeyResult<SecretKey> CreateSecret(KeyKind kind, string name, Passphrase passphrase) =>
        Create(name, () => SecretKey.Create(kind), key => KeyFile.Seal(key, name, passphrase));

    /// <summary>Every key by name.</summary>
    public KeyResult<ImmutableList<KeyListing>> List()
    {
        try
        {
            if (!Directory.Exists(Folder))
            {
                return ImmutableList<KeyListing>.Empty;
            }
            var names = Directory.EnumerateFiles(Folder, "*" + Suffix).Select(path => Path.GetFileName(path)[..^Suffix.Length]).Where(name => KeyName.IsValid(name));
            return names.Take(MaxListed).Order(StringComparer.Ordinal).Select(name => new KeyListing(name, Read(name))).ToImmutableList();
        }
        catch (Exception e) when (SecretFile.IsRefusal(e))
        {
            return new KeyProblem(KeyFault.Storage, $"the folder {Folder} cannot be read: {e.Message}");
        }
    }

    /// <summary>What a key's file says in clear. A file under another key's name is refused, so that keys cannot be swapped behind their owner's back.</summary>
    public KeyResult<KeyFile> Read(string name)
    {
        var bytes = Export(name);
        if (!bytes.Ok)
        {
            return bytes.Problem;
        }
        var file = KeyFile.Parse(bytes.Value);
        return file.Ok && file.Value.Name != name
            ? new KeyProblem(KeyFault.KeyMismatch, $"the file {PathOf(name)} holds the key '{file.Value.Name}': import it instead of renaming it")
            : file;
    }

    /// <summary>Opens a signing key.</summary>
    public KeyResult<SigningKey> Open(string name, Passphrase passphrase)
    {
        var file = Read(name);
        return file.Ok ? file.Value.OpenSigning(passphrase) : file.Problem;
    }

    /// <summary>Opens a link key.</summary>
    public KeyResult<LinkKey> OpenLink(string name, Passphrase passphrase)
    {
        var file = Read(name);
        return file.Ok ? file.Value.OpenLink(passphrase) : file.Problem;
    }

    /// <summary>Opens a master secret or module key.</summary>
    public KeyResult<SecretKey> OpenSecret(KeyKind kind, string name, Passphrase passphrase)
    {
        var file = Read(name);
        return file.Ok ? file.Value.OpenSecret(kind, passphrase) : file.Problem;
    }

    /// <summary>The bytes of a key's file, still encrypted: a backup for another machine or a browser.</summary>
    public KeyResult<byte[]> Export(string name) => KeyName.Problem(name) is { } problem ? problem : SecretFile.Read(PathOf(name), KeyFile.MaxBytes);

    /// <summary>Copies a key's file, still encrypted, to a path where there is none; only its owner may read the copy.</summary>
    public KeyProblem? ExportTo(string name, string path)
    {
        var bytes = Export(name);
        return bytes.Ok ? SecretFile.CreateNew(path, bytes.Value) : bytes.Problem;
    }

    /// <summary>
    /// Takes a key file from elsewhere once the passphrase opens it; under another name when <paramref name="newName"/> is given, then encrypted again.
    /// </summary>
    public KeyResult<KeyFile> Import(ReadOnlyMemory<byte> json, Passphrase passphrase, string? newName = null)
    {
        var parsed = KeyFile.Parse(json);
        if (!parsed.Ok)
        {
            return parsed;
        }
        var file = parsed.Value;
        if (Free(newName ?? file.Name) is { } problem)
        {
            return problem;
        }
        return file.Kind switch
        {
            KeyKind.Signing => Take(file, file.OpenSigning(passphrase), newName, (key, name) => KeyFile.Seal(key, name, passphrase, file.Iterations)),
            KeyKind.Link => Take(file, file.OpenLink(passphrase), newName, (key, name) => KeyFile.Seal(key, name, passphrase, file.Iterations)),
            _ => Take(file, file.OpenSecret(file.Kind, passphrase), newName, (key, name) => KeyFile.Seal(key, name, passphrase, file.Iterations)),
        };
    }

    /// <summary>Takes an unencrypted private JWK as a signing key and encrypts it.</summary>
    public KeyResult<KeyFile> ImportPrivateJwk(string name, ReadOnlySpan<byte> jwk, Passphrase passphrase)
    {
        if (Free(name) is { } problem)
        {
            return problem;
        }
        using var key = SigningKey.FromPrivateJwk(jwk);
        return key is null
            ? new KeyProblem(KeyFault.Malformed, "this is not a private P-256 key in JWK form, or its halves do not belong together")
            : Save(KeyFile.Seal(key, name, passphrase));
    }

    /// <summary>Takes 32 bytes as a master secret or module key, such as an unencrypted backup, and encrypts them; the caller zeroes what it gave.</summary>
    public KeyResult<KeyFile> ImportSecret(KeyKind kind, string name, ReadOnlySpan<byte> secret, Passphrase passphrase)
    {
        if (Free(name) is { } problem)
        {
            return problem;
        }
        using var key = SecretKey.FromBytes(kind, secret);
        return key is null
            ? new KeyProblem(KeyFault.Malformed, $"a {KeyFileReader.Spoken(kind)} has 32 bytes that are not all zero")
            : Save(KeyFile.Seal(key, name, passphrase));
    }

    /// <summary>Saves a sealed key under its own name.</summary>
    public KeyResult<KeyFile> Save(KeyResult<KeyFile> file)
    {
        if (!file.Ok)
        {
            return file;
        }
        var problem = SecretFile.CreateFolder(Folder) ?? SecretFile.CreateAtomically(PathOf(file.Value.Name), file.Value.Encode());
        return problem is null ? file : problem;
    }

    private KeyResult<T> Create<T>(string name, Func<T> create, Func<T, KeyResult<KeyFile>> seal)
        where T : class, IDisposable
    {
        if (Free(name) is { } problem)
        {
            return problem;
        }
        var key = create();
        if (Save(seal(key)).Problem is { } failed)
        {
            key.Dispose();
            return failed;
        }
        return key;
    }

    private KeyResult<KeyFile> Take<T>(KeyFile file, KeyResult<T> opened, string? newName, Func<T, string, KeyResult<KeyFile>> seal)
        where T : class, IDisposable
    {
        if (!opened.Ok)
        {
            return opened.Problem;
        }
        using var key = opened.Value;
        return Save(newName is null || newName == file.Name ? file : seal(key, newName));
    }

    /// <summary>Says early, before a second is spent on PBKDF2, that a name is bad or taken.</summary>
    private KeyProblem? Free(string name) => KeyName.Problem(name)
        ?? (Path.Exists(PathOf(name)) ? new KeyProblem(KeyFault.AlreadyExists, $"there is a key '{name}' in {Folder} already, and it is not overwritten") : null);
}
