using Scew.Homomorphic.Native;

namespace Scew.Homomorphic.Additive;

/// <summary>What the owner computes modulo one of the two primes and its square.</summary>
internal sealed class PrimeSide : IDisposable
{
    private readonly int _sizeBytes;
    private readonly BigNum _minusOne;
    private readonly BigNum _rootExponent;
    private readonly BigNum _decryptionFactor;
    private readonly BigNum _base;
    private readonly BigNum _modulus;

    public PrimeSide(BigNum prime, BigNum other, PaillierPublicKey publicKey, BigNumContext context)
    {
        _sizeBytes = publicKey.ModulusBytes / 2;
        Prime = prime;
        Squared = prime.Times(prime, context).Secret();
        _minusOne = prime.Minus(1).Secret();
        using var n = publicKey.N.Mod(_minusOne, context).Secret();
        _rootExponent = n.InverseMod(_minusOne, context)!.Secret();
        // L((1+n)^(p-1) mod p^2) = (p-1) q = -q modulo p, and the factor is its inverse.
        using var reduced = other.Mod(prime, context);
        using var negated = prime.Minus(reduced).Secret();
        _decryptionFactor = negated.InverseMod(prime, context)!;
        _base = publicKey.H.Mod(Squared, context);
        _modulus = publicKey.N.Mod(Squared, context);
        ModPrime = new Montgomery(prime, context);
        ModSquare = new Montgomery(Squared, context);
    }

    public BigNum Prime { get; }

    public BigNum Squared { get; }

    public Montgomery ModPrime { get; }

    public Montgomery ModSquare { get; }

    /// <summary>m modulo p: L(c^(p-1) mod p^2) times the factor, with L(x) = (x-1)/p.</summary>
    public BigNum Decrypt(BigNum ciphertext, BigNumContext context)
    {
        using var reduced = ciphertext.Mod(Squared, context);
        using var power = reduced.PowMod(_minusOne, Squared, ModSquare, context);
        using var multiple = power.Minus(1);
        using var quotient = multiple.DividedBy(Prime, context);
        return quotient.TimesMod(_decryptionFactor, Prime, context);
    }

    /// <summary>The n-th root modulo p.</summary>
    public BigNum Root(BigNum number, BigNumContext context)
    {
        using var reduced = number.Mod(Prime, context);
        return reduced.PowMod(_rootExponent, Prime, ModPrime, context);
    }

    /// <summary>(1 + m n) h^s modulo p^2, for m of 64 bits. h is an n-th power, so its order there divides p-1.</summary>
    public BigNum Mask(BigNum magnitude, bool isNegative, BigNum exponent, FixedBaseTable? table, BigNumContext context)
    {
        using var factor = Unmasked(magnitude, isNegative, context);
        using var reduced = exponent.Mod(_minusOne, context).Secret();
        if (table is null)
        {
            using var mask = _base.PowMod(reduced, Squared, ModSquare, context);
            return factor.TimesMod(mask, Squared, context);
        }
        var bytes = SecretBytes.New(_sizeBytes);
        reduced.CopyTo(bytes);
        var masked = table.Multiply(factor, bytes, context);
        SecretBytes.Clear(bytes);
        return masked;
    }

    // 11 teeth and 4 copies: some 120 shorter multiplications for 1024 bits, in 2 MB.
    public FixedBaseTable Table()
    {
        using var context = new BigNumContext();
        return new FixedBaseTable(_base, new Montgomery(Squared, context), 2 * _sizeBytes, _sizeBytes * 8, teeth: 11, copies: 4, context);
    }

    /// <summary>1 + m n modulo p^2. p divides m n, so 0 is the only multiple that p^2 divides, and it has no sign.</summary>
    private BigNum Unmasked(BigNum magnitude, bool isNegative, BigNumContext context)
    {
        using var multiple = magnitude.TimesMod(_modulus, Squared, context);
        if (!isNegative)
        {
            return multiple.Plus(1);
        }
        using var negated = Squared.Minus(multiple);
        return negated.Plus(1);
    }

    public void Dispose()
    {
        Prime.Dispose();
        Squared.Dispose();
        _minusOne.Dispose();
        _rootExponent.Dispose();
        _decryptionFactor.Dispose();
        _base.Dispose();
        _modulus.Dispose();
        ModPrime.Dispose();
        ModSquare.Dispose();
    }
}
