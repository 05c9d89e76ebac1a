using System.Buffers.Binary;
using System.Security.Cryptography;
using Scew.Homomorphic.Native;
using Scew.Protocol;

namespace Scew.Homomorphic.Additive;

/// <summary>Which primes make a key, and how its base h is chosen.</summary>
internal static class PrimeRules
{
    /// <summary>Bits below half the modulus' length by which the primes must differ at least: FIPS 186-5, A.1.3.</summary>
    private const int ClosenessBits = 100;

    /// <summary>One candidate in three or so serves; this many never all fail.</summary>
    private const int MaxCandidates = 1000;

    /// <summary>Checks two factors, the greater first.</summary>
    public static KeyFault FaultOf(BigNum p, BigNum q, BigNum n, int bits, BigNumContext context)
    {
        if (p.Bits != bits / 2 || q.Bits != bits / 2 || n.Bits != bits)
        {
            return KeyFault.Size;
        }
        using var distance = p.Minus(q);
        if (distance.Bits <= bits / 2 - ClosenessBits)
        {
            return KeyFault.TooClose;
        }
        if (p.ModWord(4) != 3 || q.ModWord(4) != 3)
        {
            return KeyFault.NotBlum;
        }
        // Both are needed: a product of products would decrypt to something else under another split of the same n.
        if (!p.IsPrime(context) || !q.IsPrime(context))
        {
            return KeyFault.NotPrime;
        }
        return ShareFactor(p, q, context) ? KeyFault.SharedFactor : KeyFault.None;
    }

    /// <summary>
    /// h = (-x^2)^n mod n^2 for the first x of a sequence made from the seed whose square has the full power of every prime below 2^16 in its order. -1 has
    /// Jacobi symbol 1 and is no square modulo either prime, and gcd(p-1, q-1) = 2, so the residues of Jacobi symbol 1 are a cyclic group of order
    /// (p-1)(q-1)/2, and -x^2 generates it but for a prime above 2^16 in the index, which happens to less than one key in a hundred and is harmless as far
    /// as anybody knows. A random x alone would miss a factor of 3 in every other key.
    /// </summary>
    public static PaillierPublicKey? Choose(BigNum p, BigNum q, BigNum n, ReadOnlySpan<byte> seed, BigNumContext context, out KeyFault fault)
    {
        using var sideP = new OrderCheck(p, context);
        using var sideQ = new OrderCheck(q, context);
        using var square = n.Times(n, context);
        using var montgomery = new Montgomery(square, context);
        for (var i = 0; i < MaxCandidates; i++)
        {
            using var x = Candidate(seed, i, n, context);
            if (!sideP.HasFullSmallOrder(x, context) || !sideQ.HasFullSmallOrder(x, context))
            {
                continue;
            }
            using var xSquared = x.TimesMod(x, n, context);
            using var root = n.Minus(xSquared);
            using var h = root.PowMod(n, square, montgomery, context);
            return PaillierPublicKey.TryMake(n, h, n.Bits, out fault);
        }
        throw new InvariantException("no base in a thousand candidates");
    }

    /// <summary>h^(p-1) = 1 modulo p^2: what somebody handed over as a base would otherwise add itself to every plaintext.</summary>
    public static bool IsPower(BigNum h, BigNum prime, BigNumContext context)
    {
        using var square = prime.Times(prime, context).Secret();
        using var montgomery = new Montgomery(square, context);
        using var reduced = h.Mod(square, context);
        using var exponent = prime.Minus(1).Secret();
        using var power = reduced.PowMod(exponent, square, montgomery, context);
        return power.IsOne;
    }

    private static bool ShareFactor(BigNum p, BigNum q, BigNumContext context)
    {
        using var a = p.Minus(1).Secret();
        using var halfQ = Half(q, context);
        // (q-1)/2 is odd; it shares a factor with p-1 exactly when p-1 has no inverse modulo it.
        using var inverse = a.InverseMod(halfQ, context);
        return inverse is null;
    }

    private static BigNum Half(BigNum prime, BigNumContext context)
    {
        using var even = prime.Minus(1);
        using var two = new BigNum(2UL);
        return even.DividedBy(two, context).Secret();
    }

    private static BigNum Candidate(ReadOnlySpan<byte> seed, int index, BigNum n, BigNumContext context)
    {
        var bytes = SecretBytes.New(n.Bits / 8 + 16);
        Span<byte> input = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(input, index);
        HKDF.DeriveKey(HashAlgorithmName.SHA256, seed, bytes, salt: default, [.. Tags.PaillierBase, .. input]);
        using var number = new BigNum(bytes);
        SecretBytes.Clear(bytes);
        return number.Mod(n, context);
    }

    /// <summary>Whether the square of a number has, modulo a prime p, the full power of every small odd prime of p-1 in its order.</summary>
    private sealed class OrderCheck : IDisposable
    {
        private readonly BigNum _prime;
        private readonly Montgomery _montgomery;
        private readonly List<BigNum> _exponents = [];

        public OrderCheck(BigNum prime, BigNumContext context)
        {
            _prime = prime;
            _montgomery = new Montgomery(prime, context);
            using var order = prime.Minus(1).Secret();
            foreach (var small in SmallPrimes.All.AsSpan()[1..])
            {
                if (order.ModWord(small) == 0)
                {
                    using var divisor = new BigNum((ulong)small);
                    using var cofactor = order.DividedBy(divisor, context);
                    _exponents.Add(cofactor.Plus(cofactor).Secret());
                }
            }
        }

        public bool HasFullSmallOrder(BigNum x, BigNumContext context)
        {
            using var reduced = x.Mod(_prime, context);
            foreach (var exponent in _exponents)
            {
                using var power = reduced.PowMod(exponent, _prime, _montgomery, context);
                if (power.IsOne)
                {
                    return false;
                }
            }
            return !reduced.IsZero;
        }

        public void Dispose()
        {
            _montgomery.Dispose();
            foreach (var exponent in _exponents)
            {
                exponent.Dispose();
            }
        }
    }
}
