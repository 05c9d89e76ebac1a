namespace Scew.Homomorphic.Additive;

/// <summary>Why a Paillier key is refused.</summary>
public enum KeyFault
{
    /// <summary>It is not.</summary>
    None,

    /// <summary>Not the length of a key of 2048 or 3072 bits, or another version.</summary>
    Form,

    /// <summary>The modulus is shorter than its length stands for.</summary>
    Size,

    /// <summary>The modulus is even.</summary>
    Even,

    /// <summary>The modulus has a prime factor below 2^16.</summary>
    SmallFactor,

    /// <summary>h is not in 2 to n^2-2, or is 1 or -1 modulo n.</summary>
    BaseRange,

    /// <summary>h and n have a common factor.</summary>
    BaseFactor,

    /// <summary>h is no n-th power modulo n^2; only who knows the factors can tell.</summary>
    BaseNotPower,

    /// <summary>The proof that gcd(n, phi(n)) = 1 is not of its length.</summary>
    ProofForm,

    /// <summary>The proof does not hold.</summary>
    Proof,

    /// <summary>A factor is not prime.</summary>
    NotPrime,

    /// <summary>A factor is not 3 modulo 4; other primes have to be drawn.</summary>
    NotBlum,

    /// <summary>p-1 and q-1 have a common factor besides 2; other primes have to be drawn.</summary>
    SharedFactor,

    /// <summary>The factors are equal, or so near each other that n is easily factored.</summary>
    TooClose,

    /// <summary>The factors are not those of the public key.</summary>
    OtherKey,
}
