using System.Security.Cryptography;
using System.Text;
using Scew.Homomorphic.Additive;
using Scew.Protocol;

namespace Scew.Homomorphic.Keys;

/// <summary>
/// A Paillier key as it lies in its register beside its public half: version ‖ nonce (12) ‖ AES-256-GCM of the exported key ‖ tag (16). The associated data
/// bind it to group, key id and public key, so a register cannot be filled with another.
/// </summary>
public static class SealedPaillierKey
{
    /// <summary>Version of the format, its first byte.</summary>
    public const byte Version = 1;

    /// <summary>Bytes of a nonce: random, new for every sealing.</summary>
    public const int NonceBytes = 12;

    private const int TagBytes = 16;

    /// <summary>Seals the key for the register of this id.</summary>
    public static byte[] Seal(MasterSecret master, Digest group, string keyId, PaillierPrivateKey key, ReadOnlySpan<byte> nonce)
    {
        Invariant.Require(nonce.Length == NonceBytes, "a nonce has 12 bytes");
        var plaintext = SecretBytes.New(key.ExportBytes);
        var sealingKey = master.SealingKey(group, keyId);
        var result = new byte[1 + NonceBytes + plaintext.Length + TagBytes];
        try
        {
            key.Export(plaintext);
            result[0] = Version;
            nonce.CopyTo(result.AsSpan(1));
            using var cipher = new AesGcm(sealingKey, TagBytes);
            cipher.Encrypt(nonce, plaintext, result.AsSpan(1 + NonceBytes, plaintext.Length), result.AsSpan(1 + NonceBytes + plaintext.Length),
                Associated(group, keyId, key.PublicKey.Encoded));
            return result;
        }
        finally
        {
            SecretBytes.Clear(plaintext);
            SecretBytes.Clear(sealingKey);
        }
    }

    /// <summary>The key that was sealed for this register and public key; null for anything else.</summary>
    public static PaillierPrivateKey? TryOpen(MasterSecret master, Digest group, string keyId, ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> sealedKey)
    {
        if (!PaillierPublicKey.IsForm(publicKey) || sealedKey.Length != 1 + NonceBytes + 1 + (publicKey.Length - 1) / 3 + TagBytes || sealedKey[0] != Version)
        {
            return null;
        }
        var plaintext = SecretBytes.New(sealedKey.Length - 1 - NonceBytes - TagBytes);
        var sealingKey = master.SealingKey(group, keyId);
        try
        {
            using var cipher = new AesGcm(sealingKey, TagBytes);
            cipher.Decrypt(sealedKey.Slice(1, NonceBytes), sealedKey.Slice(1 + NonceBytes, plaintext.Length), sealedKey[^TagBytes..], plaintext,
                Associated(group, keyId, publicKey));
            return PaillierPrivateKey.TryImport(plaintext, publicKey, out _);
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
        finally
        {
            SecretBytes.Clear(plaintext);
            SecretBytes.Clear(sealingKey);
        }
    }

    private static byte[] Associated(Digest group, string keyId, ReadOnlySpan<byte> publicKey) =>
        [.. Tags.SealedKey, .. group.ToArray(), .. SHA256.HashData(publicKey), .. Encoding.ASCII.GetBytes(keyId)];
}
