using System.Security.Cryptography;
using Scew.Protocol;

namespace Scew.Homomorphic.Hybrid;

/// <summary>
/// RFC 9180 (HPKE), base mode, single shot: DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, AES-256-GCM; curve, hash and cipher are the platform's. One message a key
/// pair: the ephemeral key comes from the caller's random seed by DeriveKeyPair, so nothing here is random.
/// </summary>
public static class HybridEncryption
{
    /// <summary>Bytes by which a sealed message is longer than its plaintext: an encapsulated key before it, a tag behind it.</summary>
    public const int OverheadBytes = PublicKeyBytes + TagBytes;

    private const int PublicKeyBytes = HybridKeys.PublicKeyBytes;
    private const int TagBytes = 16;
    private const int NonceBytes = 12;

    /// <summary>
    /// enc ‖ ciphertext ‖ tag; null when the recipient's key is no point of the curve. <paramref name="seed"/> is 32 fresh random bytes: a second message under
    /// one seed would share key and nonce.
    /// </summary>
    public static byte[]? Seal(ReadOnlySpan<byte> recipient, ReadOnlySpan<byte> info, ReadOnlySpan<byte> associated, ReadOnlySpan<byte> plaintext, ReadOnlySpan<byte> seed) =>
        Seal(HybridSuite.Aes256, recipient, info, associated, plaintext, seed);

    /// <summary>Opens into <paramref name="plaintext"/>, which is <see cref="OverheadBytes"/> shorter; false, and nothing written, for anything not sealed so.</summary>
    public static bool TryOpen(HybridPrivateKey recipient, ReadOnlySpan<byte> info, ReadOnlySpan<byte> associated, ReadOnlySpan<byte> sealedBytes, Span<byte> plaintext) =>
        TryOpen(HybridSuite.Aes256, recipient, info, associated, sealedBytes, plaintext);

    internal static byte[]? Seal(
        HybridSuite suite, ReadOnlySpan<byte> recipient, ReadOnlySpan<byte> info, ReadOnlySpan<byte> associated, ReadOnlySpan<byte> plaintext, ReadOnlySpan<byte> seed)
    {
        using var ephemeral = HybridPrivateKey.Derive(seed);
        var secret = ephemeral.Agree(recipient, ephemeral.PublicKey, recipient);
        if (secret is null)
        {
            return null;
        }
        var message = new byte[plaintext.Length + OverheadBytes];
        ephemeral.PublicKey.CopyTo(message);
        Span<byte> nonce = stackalloc byte[NonceBytes];
        using var cipher = Schedule(suite, secret, info, nonce);
        cipher.Encrypt(nonce, plaintext, message.AsSpan(PublicKeyBytes, plaintext.Length), message.AsSpan(PublicKeyBytes + plaintext.Length), associated);
        return message;
    }

    internal static bool TryOpen(
        HybridSuite suite, HybridPrivateKey recipient, ReadOnlySpan<byte> info, ReadOnlySpan<byte> associated, ReadOnlySpan<byte> sealedBytes, Span<byte> plaintext)
    {
        if (sealedBytes.Length < OverheadBytes)
        {
            return false;
        }
        Invariant.Require(plaintext.Length == sealedBytes.Length - OverheadBytes, "room for exactly the plaintext");
        var encapsulated = sealedBytes[..PublicKeyBytes];
        var secret = recipient.Agree(encapsulated, encapsulated, recipient.PublicKey);
        if (secret is null)
        {
            return false;
        }
        Span<byte> nonce = stackalloc byte[NonceBytes];
        using var cipher = Schedule(suite, secret, info, nonce);
        try
        {
            cipher.Decrypt(nonce, sealedBytes.Slice(PublicKeyBytes, plaintext.Length), sealedBytes[^TagBytes..], plaintext, associated);
            return true;
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }
    }

    /// <summary>KeySchedule of section 5.1 in base mode; clears the shared secret.</summary>
    private static AesGcm Schedule(HybridSuite suite, byte[] secret, ReadOnlySpan<byte> info, Span<byte> nonce)
    {
        var id = suite.Id;
        byte[] context = [0, .. suite.NoPskHash, .. LabeledKdf.Extract(id, [], "info_hash"u8, info)];
        var schedule = LabeledKdf.Extract(id, secret, "secret"u8, []);
        Span<byte> key = stackalloc byte[suite.KeyBytes];
        LabeledKdf.Expand(id, schedule, "key"u8, context, key);
        LabeledKdf.Expand(id, schedule, "base_nonce"u8, context, nonce);
        var cipher = new AesGcm(key, TagBytes);
        CryptographicOperations.ZeroMemory(key);
        SecretBytes.Clear(schedule);
        SecretBytes.Clear(secret);
        return cipher;
    }
}
