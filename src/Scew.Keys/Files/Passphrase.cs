using System.Security.Cryptography;
using System.Text;

namespace Scew.Keys.Files;

/// <summary>
/// A passphrase as the UTF-8 bytes that were typed, without any normalisation, in memory that the collector does not move and that <see cref="Dispose"/>
/// zeroes. What it is made from is zeroed at once.
/// </summary>
public sealed class Passphrase : IDisposable
{
    /// <summary>Fewest bytes of a passphrase that encrypts a key.</summary>
    public const int MinBytes = 8;

    /// <summary>Most bytes.</summary>
    public const int MaxBytes = 1024;

    private static readonly UTF8Encoding StrictUtf8 = new(false, true);
    private readonly byte[] _utf8;
    private bool _disposed;

    private Passphrase(int sizeBytes) => _utf8 = GC.AllocateArray<byte>(sizeBytes, pinned: true);

    internal ReadOnlySpan<byte> Utf8
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _utf8;
        }
    }

    /// <summary>Takes characters and zeroes them.</summary>
    public static KeyResult<Passphrase> FromChars(Span<char> characters)
    {
        try
        {
            var sizeBytes = characters.Length > MaxBytes ? MaxBytes + 1 : StrictUtf8.GetByteCount(characters);
            if (sizeBytes is 0 or > MaxBytes)
            {
                return BadSize();
            }
            var passphrase = new Passphrase(sizeBytes);
            StrictUtf8.GetBytes(characters, passphrase._utf8);
            return passphrase;
        }
        catch (EncoderFallbackException)
        {
            return new KeyProblem(KeyFault.BadPassphrase, "the passphrase is not Unicode text");
        }
        finally
        {
            characters.Clear();
        }
    }

    /// <summary>Takes UTF-8 bytes and zeroes them.</summary>
    public static KeyResult<Passphrase> FromUtf8(Span<byte> utf8)
    {
        try
        {
            if (utf8.Length is 0 or > MaxBytes)
            {
                return BadSize();
            }
            if (!System.Text.Unicode.Utf8.IsValid(utf8))
            {
                return new KeyProblem(KeyFault.BadPassphrase, "the passphrase is not UTF-8 text");
            }
            var passphrase = new Passphrase(utf8.Length);
            utf8.CopyTo(passphrase._utf8);
            return passphrase;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(utf8);
        }
    }

    /// <summary>Reads a file or pipe; one line end at its end is not part of the passphrase.</summary>
    public static KeyResult<Passphrase> ReadFile(string path)
    {
        var buffer = GC.AllocateArray<byte>(MaxBytes + 3, pinned: true);
        try
        {
            using var file = new FileStream(path, new FileStreamOptions { BufferSize = 0 });
            var length = file.ReadAtLeast(buffer, buffer.Length, false);
            length -= length > 0 && buffer[length - 1] == '\n' ? 1 : 0;
            length -= length > 0 && buffer[length - 1] == '\r' ? 1 : 0;
            return FromUtf8(buffer.AsSpan(0, length));
        }
        catch (Exception e) when (SecretFile.IsRefusal(e))
        {
            return new KeyProblem(KeyFault.Storage, $"the passphrase file cannot be read: {e.Message}");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(buffer);
        }
    }

    /// <summary>Hands its bytes to a stream that leads to a keeper of secrets, and to nowhere else.</summary>
    public void WriteTo(Stream keeper) => keeper.Write(Utf8);

    /// <summary>Whether both are the same bytes, for one that is typed twice.</summary>
    public bool SameAs(Passphrase other) => CryptographicOperations.FixedTimeEquals(Utf8, other.Utf8);

    /// <summary>Never the passphrase.</summary>
    public override string ToString() => "passphrase";

    /// <inheritdoc/>
    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(_utf8);
        _disposed = true;
    }

    private static KeyProblem BadSize() => new(KeyFault.BadPassphrase, "a passphrase has 1 to 1024 bytes of UTF-8");
}
