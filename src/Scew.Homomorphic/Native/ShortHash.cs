using System.Security.Cryptography;
using Scew.Protocol;

namespace Scew.Homomorphic.Native;

/// <summary>
/// SHA-256 of a hundred bytes. .NET's goes through OpenSSL's EVP layer, whose objects take three times as long as the comparison that this protects. Not for secrets: the
/// state is not overwritten.
/// </summary>
internal static class ShortHash
{
    // 112 bytes in every version (SHA256_CTX of sha.h), and some to spare.
    private const int StateBytes = 256;

    public static void Of(ReadOnlySpan<byte> bytes, Span<byte> hash)
    {
        Invariant.Require(hash.Length == SHA256.HashSizeInBytes, "room for a hash");
        Span<byte> state = stackalloc byte[StateBytes];
        if (LibCrypto.SHA256_Init(state) != 1 || LibCrypto.SHA256_Update(state, bytes, (nuint)bytes.Length) != 1 || LibCrypto.SHA256_Final(hash, state) != 1)
        {
            throw new CryptographicException("libcrypto failed to hash a record");
        }
    }
}
