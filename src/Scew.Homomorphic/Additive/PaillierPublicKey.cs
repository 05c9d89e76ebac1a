using System.Numerics;
using Scew.Homomorphic.Native;
using Scew.Protocol;

namespace Scew.Homomorphic.Additive;

/// <summary>
/// A Paillier key as Damgard, Jurik and Nielsen use it (A generalization of Paillier's public-key system with applications to electronic voting, IJIS 9,
/// 2010, with s = 1): c = (1 + m n) h^s mod n^2 with h = (-x^2)^n mod n^2. CRYPTOGRAPHY.md says why this hides m.
/// </summary>
public sealed class PaillierPublicKey : IDisposable
{
    /// <summary>Version of the encoding, its first byte.</summary>
    public const byte Version = 1;

    /// <summary>What a public exponentiation takes without the private key: half the modulus' bits, as in the paper.</summary>
    private const int ShortExponentDivisor = 2;

    private readonly byte[] _encoded;

    private PaillierPublicKey(byte[] encoded, BigNumContext context)
    {
        _encoded = encoded;
        Id = Digest.Of([.. Tags.PaillierKey, .. encoded]);
        N = new BigNum(ModulusOf(encoded));
        NSquared = N.Times(N, context);
        H = new BigNum(encoded.AsSpan(1 + ModulusBytes));
        ModNSquared = new Montgomery(NSquared, context);
    }

    /// <summary>2048 or 3072.</summary>
    public int Bits => ModulusBytes * 8;

    /// <summary>Bytes of n, of a plaintext residue and of each half of an opening.</summary>
    public int ModulusBytes => (_encoded.Length - 1) / 3;

    /// <summary>Bytes of every ciphertext.</summary>
    public int CiphertextBytes => 2 * ModulusBytes;

    /// <summary>Random bytes that <see cref="Encrypt(long, ReadOnlySpan{byte}, EncryptionTables?)"/> takes.</summary>
    public int RandomnessBytes => ModulusBytes / ShortExponentDivisor;

    /// <summary>version ‖ n ‖ h, as it stands in a register: 769 or 1153 bytes.</summary>
    public ReadOnlySpan<byte> Encoded => _encoded;

    /// <summary>Names the key.</summary>
    public Digest Id { get; }

    /// <summary>The modulus, unsigned big-endian.</summary>
    public ReadOnlySpan<byte> Modulus => ModulusOf(_encoded);

    internal BigNum N { get; }

    internal BigNum NSquared { get; }

    internal BigNum H { get; }

    internal Montgomery ModNSquared { get; }

    /// <summary>The key of these bytes, or null and the reason. Of gcd(n, phi(n)) = 1 it knows nothing: that is <see cref="ModulusProof"/>.</summary>
    public static PaillierPublicKey? TryParse(ReadOnlySpan<byte> encoded, out KeyFault fault)
    {
        fault = FaultOf(encoded);
        if (fault != KeyFault.None)
        {
            return null;
        }
        using var context = new BigNumContext();
        return new PaillierPublicKey(encoded.ToArray(), context);
    }

    /// <summary>The key of n and h, for whoever knows the factors.</summary>
    internal static PaillierPublicKey? TryMake(BigNum n, BigNum h, int bits, out KeyFault fault)
    {
        var encoded = new byte[1 + bits / 8 * 3];
        encoded[0] = Version;
        n.CopyTo(encoded.AsSpan(1, bits / 8));
        h.CopyTo(encoded.AsSpan(1 + bits / 8));
        return TryParse(encoded, out fault);
    }

    /// <summary>True for the two lengths that an encoded key can have.</summary>
    public static bool IsForm(ReadOnlySpan<byte> encoded) => encoded.Length is 1 + 3 * 256 or 1 + 3 * 384 && encoded[0] == Version;

    /// <summary>The modulus within an encoded key of a right form.</summary>
    public static ReadOnlySpan<byte> ModulusOf(ReadOnlySpan<byte> encoded) => encoded.Slice(1, (encoded.Length - 1) / 3);

    /// <summary>
    /// A ciphertext of <paramref name="value"/>; <paramref name="randomness"/> is <see cref="RandomnessBytes"/> fresh random bytes, used for nothing else.
    /// A negative value stands for n + value.
    /// </summary>
    public byte[] Encrypt(long value, ReadOnlySpan<byte> randomness, EncryptionTables? tables = null)
    {
        using var context = new BigNumContext();
        using var m = SignedResidue.Of(value, N);
        return Encrypt(m, randomness, tables, context);
    }

    /// <summary>As for 64 bits, with a plaintext of <see cref="ModulusBytes"/> bytes below n.</summary>
    public byte[] EncryptResidue(ReadOnlySpan<byte> residue, ReadOnlySpan<byte> randomness, EncryptionTables? tables = null)
    {
        Invariant.Require(residue.Length == ModulusBytes && residue.SequenceCompareTo(Modulus) < 0, "a residue lies below the modulus");
        using var context = new BigNumContext();
        using var m = new BigNum(residue);
        return Encrypt(m, randomness, tables, context);
    }

    /// <summary>As <see cref="Ciphertext.Add"/>.</summary>
    public byte[]? Add(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right) => Ciphertext.Add(Modulus, left, right);

    /// <summary>As <see cref="Ciphertext.Check"/>.</summary>
    public CiphertextFault Check(ReadOnlySpan<byte> ciphertext) => Ciphertext.Check(Modulus, ciphertext);

    /// <inheritdoc/>
    public void Dispose()
    {
        N.Dispose();
        NSquared.Dispose();
        H.Dispose();
        ModNSquared.Dispose();
    }

    /// <summary>1 + m n: the ciphertext without its mask.</summary>
    internal BigNum Unmasked(BigNum m, BigNumContext context)
    {
        using var multiple = m.Times(N, context);
        return multiple.Plus(1);
    }

    /// <summary>A caller whose generator failed must not publish a plaintext.</summary>
    internal static void RequireRandom(ReadOnlySpan<byte> randomness, int sizeBytes)
    {
        Invariant.Require(randomness.Length == sizeBytes, "encryption takes a fixed number of random bytes");
        Invariant.Require(randomness.ContainsAnyExcept((byte)0), "randomness is not all zeros");
    }

    private byte[] Encrypt(BigNum m, ReadOnlySpan<byte> randomness, EncryptionTables? tables, BigNumContext context)
    {
        RequireRandom(randomness, RandomnessBytes);
        using var lease = tables?.Rent(Id, isOwner: false, () => [Table()]);
        using var plain = Unmasked(m, context);
        using var ciphertext = lease is null ? Slow(plain, randomness, context) : lease.Tables[0].Multiply(plain, randomness, context);
        return ciphertext.ToArray(CiphertextBytes);
    }

    private BigNum Slow(BigNum plain, ReadOnlySpan<byte> randomness, BigNumContext context)
    {
        using var exponent = new BigNum(randomness).Secret();
        using var mask = H.PowMod(exponent, NSquared, ModNSquared, context);
        return plain.TimesMod(mask, NSquared, context);
    }

    // 13 teeth and 8 copies: some 90 multiplications for 1024 bits, in 34 MB.
    private FixedBaseTable Table()
    {
        using var context = new BigNumContext();
        return new FixedBaseTable(H, new Montgomery(NSquared, context), CiphertextBytes, RandomnessBytes * 8, teeth: 13, copies: 8, context);
    }

    private static KeyFault FaultOf(ReadOnlySpan<byte> encoded)
    {
        if (!IsForm(encoded))
        {
            return KeyFault.Form;
        }
        var modulus = ModulusOf(encoded);
        if ((modulus[0] & 0x80) == 0)
        {
            return KeyFault.Size;
        }
        if ((modulus[^1] & 1) == 0)
        {
            return KeyFault.Even;
        }
        var n = new BigInteger(modulus, isUnsigned: true, isBigEndian: true);
        if (SmallPrimes.DivideAny(n))
        {
            return KeyFault.SmallFactor;
        }
        var h = new BigInteger(encoded[(1 + modulus.Length)..], isUnsigned: true, isBigEndian: true);
        var residue = h % n;
        if (h >= n * n || residue.IsOne || residue == n - 1)
        {
            return KeyFault.BaseRange;
        }
        return BigInteger.GreatestCommonDivisor(residue, n).IsOne ? KeyFault.None : KeyFault.BaseFactor;
    }
}
