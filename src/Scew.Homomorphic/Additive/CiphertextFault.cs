namespace Scew.Homomorphic.Additive;

/// <summary>Why bytes are no ciphertext under a key.</summary>
public enum CiphertextFault
{
    /// <summary>They are one.</summary>
    None,

    /// <summary>Not exactly twice the modulus' length.</summary>
    Length,

    /// <summary>Not in 1 to n^2-1.</summary>
    Range,

    /// <summary>1 or -1 modulo n, so that (c-1)/n or (-c-1)/n is the plaintext for everybody to read.</summary>
    Transparent,

    /// <summary>A common factor with n.</summary>
    Factor,
}
