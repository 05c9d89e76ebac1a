using System.Security.Cryptography;
using Scew.Homomorphic.Native;
using Scew.Protocol;

namespace Scew.Homomorphic.Additive;

/// <summary>
/// What proves the content of exactly one ciphertext: (m, r) with c = (1 + m n) r^n mod n^2. Where gcd(n, phi(n)) = 1, the map (m, r) -> c from
/// Z_n x Z_n* to Z_n2* is one to one (Paillier, EUROCRYPT '99), so c has one opening and m is what it decrypts to, whatever the factors of n are.
/// <para>
/// For c = (1 + m n) h^s with h = r0^n it is r = r0^s mod n; and as 1 + m n = 1 modulo n, for every ciphertext (sums too) r is the n-th root of c modulo n,
/// which the private key computes: exponentiation is one to one because gcd(n, phi(n)) = 1.
/// </para>
/// </summary>
public sealed class AdditiveOpening : IDisposable
{
    private readonly byte[] _residue;
    private readonly byte[] _root;

    /// <summary>Copies both halves, each as long as the modulus.</summary>
    public AdditiveOpening(ReadOnlySpan<byte> residue, ReadOnlySpan<byte> root)
    {
        _residue = SecretBytes.Copy(residue);
        _root = SecretBytes.Copy(root);
    }

    /// <summary>m, the plaintext as a residue modulo n.</summary>
    public ReadOnlySpan<byte> Residue => _residue;

    /// <summary>r.</summary>
    public ReadOnlySpan<byte> Root => _root;

    /// <inheritdoc/>
    public void Dispose()
    {
        SecretBytes.Clear(_residue);
        SecretBytes.Clear(_root);
    }

    /// <summary>
    /// True when the opening is that of the ciphertext: 0 &lt;= m &lt; n, 0 &lt; r &lt; n and c = (1 + m n) r^n mod n^2. One full exponentiation; the key was
    /// checked when it was registered. Openings are never checked together: coefficients can be ground against a modulus that has small factors.
    /// </summary>
    public static bool Holds(ReadOnlySpan<byte> modulus, ReadOnlySpan<byte> ciphertext, ReadOnlySpan<byte> residue, ReadOnlySpan<byte> root)
    {
        if (!IsForm(modulus, ciphertext, residue, root))
        {
            return false;
        }
        using var context = new BigNumContext();
        using var n = new BigNum(modulus);
        using var square = n.Times(n, context);
        using var montgomery = new Montgomery(square, context);
        using var r = new BigNum(root).Secret();
        using var power = r.PowMod(n, square, montgomery, context);
        using var plain = Unmasked(n, residue, context);
        using var expected = plain.TimesMod(power, square, context);
        return CryptographicOperations.FixedTimeEquals(expected.ToArray(ciphertext.Length), ciphertext);
    }

    /// <summary>
    /// Names (n, c, m, r) for a cache of what held. r has the entropy of a ciphertext's randomness, so the hash tells nothing of m.
    /// </summary>
    public static Digest NameOf(ReadOnlySpan<byte> modulus, ReadOnlySpan<byte> ciphertext, ReadOnlySpan<byte> residue, ReadOnlySpan<byte> root)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Tags.VerifiedOpening);
        // The four lengths follow from the first, and that from the sum.
        hash.AppendData(modulus);
        hash.AppendData(ciphertext);
        hash.AppendData(residue);
        hash.AppendData(root);
        Span<byte> digest = stackalloc byte[Digest.SizeBytes];
        hash.GetHashAndReset(digest);
        return new Digest(digest);
    }

    /// <summary>
    /// 1 + (m + 2^32 n) n, which is 1 + m n modulo n^2 and as long for every m: libcrypto multiplies in a time that depends on lengths, and a small m is a small
    /// value. For n of 2048 bits k n^2 and (k+1) n^2 have 65 words of 64 bits with k = 2^32, for 3072 bits 97.
    /// </summary>
    internal static BigNum Unmasked(BigNum n, ReadOnlySpan<byte> residue, BigNumContext context)
    {
        using var m = new BigNum(residue);
        using var factor = new BigNum(1UL << 32);
        using var padding = n.Times(factor, context);
        using var padded = padding.Plus(m);
        using var multiple = padded.Times(n, context);
        return multiple.Plus(1);
    }

    /// <summary>Lengths and ranges only.</summary>
    internal static bool IsForm(ReadOnlySpan<byte> modulus, ReadOnlySpan<byte> ciphertext, ReadOnlySpan<byte> residue, ReadOnlySpan<byte> root) =>
        ciphertext.Length == 2 * modulus.Length && residue.Length == modulus.Length && root.Length == modulus.Length && (modulus[^1] & 1) == 1
        && residue.SequenceCompareTo(modulus) < 0 && root.SequenceCompareTo(modulus) < 0 && root.ContainsAnyExcept((byte)0);
}
