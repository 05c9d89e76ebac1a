using System.Security.Cryptography;

namespace Scew.Keys.Files;

/// <summary>AES-256-GCM under a key that PBKDF2-SHA256 makes of a passphrase.</summary>
internal static class KeyFileCipher
{
    public static void Seal(KeyFile file, Passphrase passphrase, ReadOnlySpan<byte> secret, ReadOnlySpan<byte> header)
    {
        using var aes = DeriveKey(file, passphrase);
        aes.Encrypt(file.Iv, secret, file.Data.AsSpan(0, secret.Length), file.Data.AsSpan(secret.Length), header);
    }

    /// <summary>What <paramref name="read"/> makes of the plaintext, which is zeroed afterwards; null of it is a <see cref="KeyFault.KeyMismatch"/>.</summary>
    public static KeyResult<T> Open<T>(KeyFile file, Passphrase passphrase, ReadOnlySpan<byte> header, Func<ReadOnlySpan<byte>, T?> read)
        where T : class
    {
        Span<byte> secret = stackalloc byte[file.Data.Length - KeyFile.TagBytes];
        try
        {
            using var aes = DeriveKey(file, passphrase);
            aes.Decrypt(file.Iv, file.Data.AsSpan(0, secret.Length), file.Data.AsSpan(secret.Length), secret, header);
            return read(secret) is { } key ? key : file.Mismatch();
        }
        catch (AuthenticationTagMismatchException)
        {
            return new KeyProblem(KeyFault.WrongPassphrase, $"the passphrase of '{file.Name}' is wrong, or its file was changed");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }
    }

    private static AesGcm DeriveKey(KeyFile file, Passphrase passphrase)
    {
        Span<byte> key = stackalloc byte[32];
        Rfc2898DeriveBytes.Pbkdf2(passphrase.Utf8, file.Salt, key, file.Iterations, HashAlgorithmName.SHA256);
        var aes = new AesGcm(key, KeyFile.TagBytes);
        CryptographicOperations.ZeroMemory(key);
        return aes;
    }
}
