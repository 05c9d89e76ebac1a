using System.Collections.Immutable;
using System.Numerics;

namespace Scew.Homomorphic.Additive;

/// <summary>The primes below 2^16, and their product for finding small factors of public numbers.</summary>
internal static class SmallPrimes
{
    /// <summary>No prime factor of a registered modulus lies below this.</summary>
    public const int Bound = 1 << 16;

    public static ImmutableArray<ushort> All { get; } = Sieve();

    private static readonly BigInteger Product = Multiply(All.AsSpan());

    /// <summary>A factor of two is none here: odd numbers are asked about.</summary>
    public static bool DivideAny(BigInteger number) => !BigInteger.GreatestCommonDivisor(Product % number, number).IsOne;

    private static ImmutableArray<ushort> Sieve()
    {
        var composite = new bool[Bound];
        var primes = ImmutableArray.CreateBuilder<ushort>(6542);
        for (var i = 2; i < Bound; i++)
        {
            if (composite[i])
            {
                continue;
            }
            primes.Add((ushort)i);
            for (var j = (long)i * i; j < Bound; j += i)
            {
                composite[j] = true;
            }
        }
        return primes.ToImmutable();
    }

    // In halves: the factors stay of equal size, which multiplication likes.
    private static BigInteger Multiply(ReadOnlySpan<ushort> primes) =>
        primes.Length == 1 ? primes[0] : Multiply(primes[..(primes.Length / 2)]) * Multiply(primes[(primes.Length / 2)..]);
}
