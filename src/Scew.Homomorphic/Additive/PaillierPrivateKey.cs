using System.Numerics;
using System.Security.Cryptography;
using Scew.Homomorphic.Native;
using Scew.Protocol;

namespace Scew.Homomorphic.Additive;

/// <summary>
/// The factors of a Paillier modulus and what follows from them. Every exponentiation with a private exponent is libcrypto's constant-time one. p and q are
/// primes of half the modulus' bits each, 3 modulo 4, with gcd(p-1, q-1) = 2, as Damgard, Jurik and Nielsen ask; about one in six pairs
/// that RSA key generation draws is so.
/// </summary>
public sealed class PaillierPrivateKey : IDisposable
{
    /// <summary>Version of <see cref="Export"/>, its first byte.</summary>
    public const byte Version = 1;

    /// <summary>Random bytes that choose the base h of a new key.</summary>
    public const int SeedBytes = 32;

    internal const int ShortExportBytes = 1 + 2048 / 8;

    internal const int LongExportBytes = 1 + 3072 / 8;

    /// <summary>Bytes by which the owner's exponent is longer than n: it is then uniform modulo the order but for 2^-128.</summary>
    private const int ExtraExponentBytes = 16;

    private readonly PrimeSide _p;
    private readonly PrimeSide _q;
    private readonly Garner _modN;
    private readonly Garner _modNSquared;

    private PaillierPrivateKey(PaillierPublicKey publicKey, BigNum p, BigNum q, BigNumContext context)
    {
        PublicKey = publicKey;
        _p = new PrimeSide(p, q, publicKey, context);
        _q = new PrimeSide(q, p, publicKey, context);
        _modN = new Garner(p, q, _p.ModPrime, context);
        _modNSquared = new Garner(_p.Squared, _q.Squared, _p.ModSquare, context);
    }

    /// <summary>The key that may be published. It is disposed with this one.</summary>
    public PaillierPublicKey PublicKey { get; }

    /// <summary>Random bytes that <see cref="Encrypt"/> takes.</summary>
    public int RandomnessBytes => PublicKey.ModulusBytes + ExtraExponentBytes;

    /// <summary>Bytes of <see cref="Export"/>.</summary>
    public int ExportBytes => 1 + PublicKey.ModulusBytes;

    /// <summary>
    /// A new key of two RSA primes (unsigned big-endian, as in <c>RSAParameters</c>) with a base h chosen by <see cref="SeedBytes"/> random bytes, or null and
    /// why not. Whoever calls overwrites the primes, and draws others while the fault <see cref="IsUnlucky"/>.
    /// </summary>
    public static PaillierPrivateKey? TryCreate(ReadOnlySpan<byte> p, ReadOnlySpan<byte> q, ReadOnlySpan<byte> seed, out KeyFault fault)
    {
        Invariant.Require(seed.Length == SeedBytes && seed.ContainsAnyExcept((byte)0), "a seed has 32 random bytes");
        return TryMake(p, q, seed, [], out fault);
    }

    /// <summary>True when nothing is wrong but the draw: five of six pairs of primes that RSA key generation makes.</summary>
    public static bool IsUnlucky(KeyFault fault) => fault is KeyFault.NotBlum or KeyFault.SharedFactor or KeyFault.TooClose;

    /// <summary>The key of two primes and of the public key that was made with them, or null and why they do not belong together.</summary>
    public static PaillierPrivateKey? TryOpen(ReadOnlySpan<byte> p, ReadOnlySpan<byte> q, ReadOnlySpan<byte> publicKey, out KeyFault fault) =>
        TryMake(p, q, [], publicKey, out fault);

    /// <summary>The key that <see cref="Export"/> wrote, beside its public key; null for everything else.</summary>
    public static PaillierPrivateKey? TryImport(ReadOnlySpan<byte> exported, ReadOnlySpan<byte> publicKey, out KeyFault fault)
    {
        fault = KeyFault.Form;
        if (exported.Length is not (ShortExportBytes or LongExportBytes) || exported[0] != Version)
        {
            return null;
        }
        var half = exported.Length / 2;
        // The greater factor first: one key has one encoding.
        return exported.Slice(1, half).SequenceCompareTo(exported[(1 + half)..]) > 0
            ? TryOpen(exported.Slice(1, half), exported[(1 + half)..], publicKey, out fault) : null;
    }

    /// <summary>Writes version ‖ p ‖ q. Whoever calls overwrites it.</summary>
    public void Export(Span<byte> destination)
    {
        Invariant.Require(destination.Length == ExportBytes, "an exported key is one byte longer than its modulus");
        var half = PublicKey.ModulusBytes / 2;
        destination[0] = Version;
        _p.Prime.CopyTo(destination.Slice(1, half));
        _q.Prime.CopyTo(destination[(1 + half)..]);
    }

    /// <summary>
    /// As <see cref="PaillierPublicKey.Encrypt(long, ReadOnlySpan{byte}, EncryptionTables?)"/>, in half the time and with an exponent of full length:
    /// c is computed modulo p^2 and q^2, with s modulo p-1 and q-1.
    /// </summary>
    public byte[] Encrypt(long value, ReadOnlySpan<byte> randomness, EncryptionTables? tables = null)
    {
        PaillierPublicKey.RequireRandom(randomness, RandomnessBytes);
        using var context = new BigNumContext();
        using var exponent = new BigNum(randomness).Secret();
        using var lease = tables?.Rent(PublicKey.Id, isOwner: true, () => [_p.Table(), _q.Table()]);
        using var magnitude = SignedResidue.Magnitude(value);
        using var maskedP = _p.Mask(magnitude, value < 0, exponent, lease?.Tables[0], context);
        using var maskedQ = _q.Mask(magnitude, value < 0, exponent, lease?.Tables[1], context);
        using var ciphertext = _modNSquared.Combine(maskedP, maskedQ, context);
        return ciphertext.ToArray(PublicKey.CiphertextBytes);
    }

    /// <summary>The plaintext as a residue modulo n; null when the bytes are no ciphertext under this key.</summary>
    public byte[]? DecryptResidue(ReadOnlySpan<byte> ciphertext)
    {
        if (PublicKey.Check(ciphertext) is not (CiphertextFault.None or CiphertextFault.Transparent))
        {
            return null;
        }
        using var context = new BigNumContext();
        using var c = new BigNum(ciphertext);
        return Residue(c, context);
    }

    /// <summary>The plaintext as a signed integer; null when the bytes are no ciphertext under this key.</summary>
    public BigInteger? Decrypt(ReadOnlySpan<byte> ciphertext)
    {
        var residue = DecryptResidue(ciphertext);
        if (residue is null)
        {
            return null;
        }
        var value = SignedResidue.Decode(residue, PublicKey.Modulus);
        SecretBytes.Clear(residue);
        return value;
    }

    /// <summary>
    /// What proves the content of this ciphertext; null when the bytes are no ciphertext under this key. Opening what somebody else chose tells him what is
    /// in it, so only a certified record of an own variable is opened. Checked before it is given.
    /// </summary>
    public AdditiveOpening? Open(ReadOnlySpan<byte> ciphertext)
    {
        if (PublicKey.Check(ciphertext) is not (CiphertextFault.None or CiphertextFault.Transparent))
        {
            return null;
        }
        using var context = new BigNumContext();
        using var c = new BigNum(ciphertext);
        var residue = Residue(c, context);
        var root = SecretBytes.New(PublicKey.ModulusBytes);
        using (var r = Root(c, context))
        {
            r.CopyTo(root);
        }
        var opening = new AdditiveOpening(residue, root);
        SecretBytes.Clear(residue);
        SecretBytes.Clear(root);
        if (!AdditiveOpening.Holds(PublicKey.Modulus, ciphertext, opening.Residue, opening.Root))
        {
            // Right modulo one prime only, it would give that prime away to whoever the opening is shown (Boneh, DeMillo, Lipton, EUROCRYPT '97).
            opening.Dispose();
            throw new CryptographicException("an opening was computed wrongly: a fault of this machine; nothing was shown to anybody");
        }
        return opening;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _modN.Dispose();
        _modNSquared.Dispose();
        _p.Dispose();
        _q.Dispose();
        PublicKey.Dispose();
    }

    /// <summary>The n-th root of a unit modulo n.</summary>
    internal BigNum Root(BigNum number, BigNumContext context)
    {
        using var rootP = _p.Root(number, context);
        using var rootQ = _q.Root(number, context);
        return _modN.Combine(rootP, rootQ, context);
    }

    private byte[] Residue(BigNum c, BigNumContext context)
    {
        using var residueP = _p.Decrypt(c, context);
        using var residueQ = _q.Decrypt(c, context);
        using var m = _modN.Combine(residueP, residueQ, context);
        var residue = SecretBytes.New(PublicKey.ModulusBytes);
        m.CopyTo(residue);
        return residue;
    }

    private static PaillierPrivateKey? TryMake(ReadOnlySpan<byte> p, ReadOnlySpan<byte> q, ReadOnlySpan<byte> seed, ReadOnlySpan<byte> publicKey, out KeyFault fault)
    {
        if (p.Length != q.Length || p.Length is not (128 or 192))
        {
            fault = KeyFault.Size;
            return null;
        }
        if (p.SequenceCompareTo(q) < 0)
        {
            var greater = q;
            q = p;
            p = greater;
        }
        using var context = new BigNumContext();
        BigNum? first = new BigNum(p).Secret();
        BigNum? second = new BigNum(q).Secret();
        try
        {
            using var n = first.Times(second, context);
            fault = PrimeRules.FaultOf(first, second, n, p.Length * 16, context);
            var key = fault == KeyFault.None ? Public(first, second, n, seed, publicKey, context, out fault) : null;
            if (key is null)
            {
                return null;
            }
            var made = new PaillierPrivateKey(key, first, second, context);
            (first, second) = (null, null);
            return made;
        }
        finally
        {
            first?.Dispose();
            second?.Dispose();
        }
    }

    private static PaillierPublicKey? Public(
        BigNum p, BigNum q, BigNum n, ReadOnlySpan<byte> seed, ReadOnlySpan<byte> encoded, BigNumContext context, out KeyFault fault)
    {
        if (!seed.IsEmpty)
        {
            return PrimeRules.Choose(p, q, n, seed, context, out fault);
        }
        var key = PaillierPublicKey.TryParse(encoded, out fault);
        if (key is null)
        {
            return null;
        }
        fault = key.N.Compare(n) != 0 ? KeyFault.OtherKey
            : PrimeRules.IsPower(key.H, p, context) && PrimeRules.IsPower(key.H, q, context) ? KeyFault.None : KeyFault.BaseNotPower;
        if (fault == KeyFault.None)
        {
            return key;
        }
        key.Dispose();
        return null;
    }
}
