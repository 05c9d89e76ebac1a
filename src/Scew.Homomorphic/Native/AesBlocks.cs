using System.Security.Cryptography;
using Scew.Protocol;

namespace Scew.Homomorphic.Native;

/// <summary>
/// AES as a bare pseudorandom permutation of 16-byte blocks. .NET's <c>Aes</c> does the same in ten times the time, because every record has a key of its
/// own and it builds objects for each key.
/// </summary>
internal static class AesBlocks
{
    public const int BlockBytes = 16;

    private static readonly nint Aes128 = Fetch("AES-128-ECB");
    private static readonly nint Aes256 = Fetch("AES-256-ECB");

    /// <summary>Encrypts whole blocks, each by itself, under a key of 16 or 32 bytes.</summary>
    public static void Encrypt(ReadOnlySpan<byte> key, ReadOnlySpan<byte> blocks, Span<byte> output)
    {
        Invariant.Require(key.Length is 16 or 32, "an AES key has 16 or 32 bytes");
        Invariant.Require(blocks.Length % BlockBytes == 0 && output.Length >= blocks.Length, "whole blocks, with room for all");
        var context = BigNum.Checked(LibCrypto.EVP_CIPHER_CTX_new());
        try
        {
            // The last block of a padded encryption would only come with a "final" call, which is never made; whole blocks come out at once.
            if (LibCrypto.EVP_EncryptInit_ex(context, key.Length == 16 ? Aes128 : Aes256, 0, key, 0) != 1
                || LibCrypto.EVP_EncryptUpdate(context, output, out var written, blocks, blocks.Length) != 1 || written != blocks.Length)
            {
                LibCrypto.ERR_clear_error();
                throw new CryptographicException("libcrypto failed to encrypt a block");
            }
        }
        finally
        {
            // Overwrites the expanded key.
            LibCrypto.EVP_CIPHER_CTX_free(context);
        }
    }

    private static nint Fetch(string name) => BigNum.Checked(LibCrypto.EVP_CIPHER_fetch(0, name, 0));
}
