using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Scew.Homomorphic.Native;
using Scew.Protocol;
using Scew.Protocol.Requests;

namespace Scew.Homomorphic.Additive;

/// <summary>
/// Proof that gcd(n, phi(n)) = 1: Goldberg, Reyzin, Sagga and Baldimtsi, Efficient noninteractive certification of RSA moduli and beyond (ePrint 2018/057),
/// the protocol for Paillier moduli. The prover gives the n-th roots of random numbers; the verifier raises them to n.
/// <para>
/// Soundness. If a prime p divides both n and phi(n), raising to n maps Z_n* to itself with a kernel of at least p elements, so at most one number in p is
/// an n-th power. The key's parser excluded factors below alpha = 2^16 (so p >= 65537); with 8 challenges, each a unit of Z_n drawn by a hash of key and
/// context, a false key passes with probability below 65537^-8 &lt; 2^-128 for each key and context tried (random oracle). Challenges are SHA-256 output
/// 128 bits longer than n, reduced: 2^-128 from uniform. A challenge with a common factor is refused, which an honest prover never meets.
/// </para>
/// It does not show that n has two factors, nor that they are large: who makes n of more primes gives away only the own values.
/// </summary>
public static class ModulusProof
{
    /// <summary>Challenges: 8 * log2(65537) > 128.</summary>
    public const int Challenges = 8;

    /// <summary>Bytes of a proof for a modulus of so many bytes.</summary>
    public static int SizeBytes(int modulusBytes) => Challenges * modulusBytes;

    /// <summary>What a proof is made for: the key's register and who fills it.</summary>
    public static byte[] ContextOf(Digest group, Account account, string keyId)
    {
        Invariant.Require(IdRules.IsValid(keyId), "an id");
        return [.. group.ToArray(), .. account.Thumbprint.ToArray(), .. Encoding.ASCII.GetBytes(keyId)];
    }

    /// <summary>
    /// The proof for this key. <paramref name="context"/> says who registers it and where (<see cref="ContextOf"/>): another's proof does not serve, so nobody
    /// registers a key of somebody else as his own.
    /// </summary>
    public static byte[] Prove(PaillierPrivateKey key, ReadOnlySpan<byte> context)
    {
        var size = key.PublicKey.ModulusBytes;
        var proof = new byte[SizeBytes(size)];
        var seed = Seed(key.PublicKey, context);
        using var scratch = new BigNumContext();
        for (var i = 0; i < Challenges; i++)
        {
            using var challenge = Challenge(seed, i, key.PublicKey, scratch);
            using var root = key.Root(challenge, scratch);
            root.CopyTo(proof.AsSpan(i * size, size));
        }
        return proof;
    }

    /// <summary>Checks a proof: eight exponentiations modulo n.</summary>
    public static KeyFault Verify(PaillierPublicKey key, ReadOnlySpan<byte> context, ReadOnlySpan<byte> proof)
    {
        var size = key.ModulusBytes;
        if (proof.Length != SizeBytes(size))
        {
            return KeyFault.ProofForm;
        }
        var seed = Seed(key, context);
        using var scratch = new BigNumContext();
        using var montgomery = new Montgomery(key.N, scratch);
        for (var i = 0; i < Challenges; i++)
        {
            using var challenge = Challenge(seed, i, key, scratch);
            using var root = new BigNum(proof.Slice(i * size, size));
            using var inverse = challenge.InverseMod(key.N, scratch);
            if (inverse is null || root.Compare(key.N) >= 0)
            {
                return KeyFault.Proof;
            }
            using var power = root.PowMod(key.N, key.N, montgomery, scratch);
            if (power.Compare(challenge) != 0)
            {
                return KeyFault.Proof;
            }
        }
        return KeyFault.None;
    }

    /// <summary>One challenge, for a second implementation of the prover.</summary>
    internal static byte[] ChallengeBytes(PaillierPublicKey key, ReadOnlySpan<byte> context, int index)
    {
        using var scratch = new BigNumContext();
        using var challenge = Challenge(Seed(key, context), index, key, scratch);
        return challenge.ToArray(key.ModulusBytes);
    }

    private static byte[] Seed(PaillierPublicKey key, ReadOnlySpan<byte> context)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Tags.ModulusProof);
        hash.AppendData(key.Encoded);
        hash.AppendData(SHA256.HashData(context));
        return hash.GetHashAndReset();
    }

    private static BigNum Challenge(ReadOnlySpan<byte> seed, int index, PaillierPublicKey key, BigNumContext scratch)
    {
        var bytes = new byte[key.ModulusBytes + 16];
        Span<byte> input = stackalloc byte[Digest.SizeBytes + 8];
        Span<byte> block = stackalloc byte[Digest.SizeBytes];
        seed.CopyTo(input);
        BinaryPrimitives.WriteInt32BigEndian(input[32..], index);
        for (var offset = 0; offset < bytes.Length; offset += block.Length)
        {
            BinaryPrimitives.WriteInt32BigEndian(input[36..], offset);
            SHA256.HashData(input, block);
            block[..Math.Min(block.Length, bytes.Length - offset)].CopyTo(bytes.AsSpan(offset));
        }
        using var number = new BigNum(bytes);
        return number.Mod(key.N, scratch);
    }
}
