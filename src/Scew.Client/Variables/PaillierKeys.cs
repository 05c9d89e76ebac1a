using System.Security.Cryptography;
using Scew.Homomorphic.Additive;
using Scew.Keys;
using Scew.Protocol;

namespace Scew.Client.Variables;

/// <summary>New Paillier keys of the platform's RSA primes. About one pair in six has the form that the scheme asks for.</summary>
internal static class PaillierKeys
{
    private const int MaxAttempts = 1000;

    /// <summary>A new key of 2048 or 3072 bits, after about a second of search.</summary>
    public static PaillierPrivateKey Create(int bits, CancellationToken cancellation)
    {
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            cancellation.ThrowIfCancellationRequested();
            using var rsa = RSA.Create(bits);
            var parameters = rsa.ExportParameters(includePrivateParameters: true);
            try
            {
                // Both 3 modulo 4, before the checks that cost something.
                if ((parameters.P![^1] & 3) == 3 && (parameters.Q![^1] & 3) == 3 && Create(parameters) is { } key)
                {
                    return key;
                }
            }
            finally
            {
                Clear(parameters);
            }
        }
        throw new InvariantException("RSA key generation gave no usable pair of primes in a thousand");
    }

    private static PaillierPrivateKey? Create(RSAParameters parameters)
    {
        var seed = GC.AllocateArray<byte>(PaillierPrivateKey.SeedBytes, pinned: true);
        Randomness.Fill(seed);
        var key = PaillierPrivateKey.TryCreate(parameters.P, parameters.Q, seed, out _);
        CryptographicOperations.ZeroMemory(seed);
        return key;
    }

    private static void Clear(RSAParameters parameters)
    {
        foreach (var secret in new[] { parameters.P, parameters.Q, parameters.D, parameters.DP, parameters.DQ, parameters.InverseQ })
        {
            CryptographicOperations.ZeroMemory(secret);
        }
    }
}
