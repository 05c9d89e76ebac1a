using System.Security.Cryptography;
using Scew.Homomorphic.Additive;

namespace Scew.Benchmarks.Homomorphic;

/// <summary>Paillier, each operation beside its formula in BigInteger.</summary>
internal sealed class AdditiveRows(SideBySide measure, PaillierPrivateKey key, BigIntegerPaillier other)
{
    public IEnumerable<HomomorphicRow> Run()
    {
        using var tables = new EncryptionTables();
        var ownRandomness = RandomNumberGenerator.GetBytes(key.RandomnessBytes);
        var randomness = RandomNumberGenerator.GetBytes(key.PublicKey.RandomnessBytes);
        for (var i = 0; i < EncryptionTables.UsesBeforeTable; i++)
        {
            key.Encrypt(i, ownRandomness, tables);
            key.PublicKey.Encrypt(i, randomness, tables);
        }
        var shortExponent = BigIntegerPaillier.Number(randomness);
        var (c, d) = (key.Encrypt(-41, ownRandomness, tables), key.PublicKey.Encrypt(42, randomness, tables));
        var (bigC, bigD) = (BigIntegerPaillier.Number(c), BigIntegerPaillier.Number(d));
        Require(key.Decrypt(c) == -41 && other.Decrypt(bigC) == other.N - 41 && key.Decrypt(key.PublicKey.Add(c, d)!) == 1, "both decrypt alike");
        // BigInteger gets the shorter exponent in both rows. Ours a fresh one each time: with one exponent the look-ups would always find the table's same entries, in the nearest cache.
        yield return Row("encryption by the key's owner", () => key.Encrypt(-41, Fresh(ownRandomness), tables), () => other.Encrypt(other.N - 41, shortExponent), 300);
        yield return Row("encryption by the public key", () => key.PublicKey.Encrypt(42, Fresh(randomness), tables), () => other.Encrypt(42, shortExponent), 300);
        yield return Row("encryption by the owner, no table", () => key.Encrypt(-41, ownRandomness), null, null);
        yield return Row("encryption by the public key, no table", () => key.PublicKey.Encrypt(42, randomness), null, null);
        yield return Row("decryption", () => key.DecryptResidue(c), () => other.Decrypt(bigC), 3000);
        yield return Row("addition", () => key.PublicKey.Add(c, d), () => other.Add(bigC, bigD), 20);
        yield return Row("check of a ciphertext", () => key.PublicKey.Check(c), null, null);
        using var opening = key.Open(c)!;
        var (m, r) = (opening.Residue.ToArray(), opening.Root.ToArray());
        var modulus = key.PublicKey.Modulus.ToArray();
        Require(AdditiveOpening.Holds(modulus, c, m, r) && other.Opens(bigC, BigIntegerPaillier.Number(m), BigIntegerPaillier.Number(r)), "both open alike");
        yield return Row("opening, made", () => key.Open(c)!.Dispose(), null, null);
        yield return Row(
            "opening, checked", () => AdditiveOpening.Holds(modulus, c, m, r), () => other.Opens(bigC, BigIntegerPaillier.Number(m), BigIntegerPaillier.Number(r)), 10_000);
        yield return Row("opening, found in the cache", () => AdditiveOpening.NameOf(modulus, c, m, r), null, null);
        var proof = ModulusProof.Prove(key, "benchmark"u8);
        yield return Row("proof of a key, made", () => ModulusProof.Prove(key, "benchmark"u8), null, null);
        yield return Row("proof of a key, checked", () => ModulusProof.Verify(key.PublicKey, "benchmark"u8, proof), null, null);
    }

    private HomomorphicRow Row(string name, Action ours, Action? bigInteger, double? target)
    {
        var (microseconds, otherMicroseconds) = measure.Measure(ours, bigInteger);
        return new HomomorphicRow(name, microseconds, otherMicroseconds, target);
    }

    private static byte[] Fresh(byte[] randomness)
    {
        RandomNumberGenerator.Fill(randomness);
        return randomness;
    }

    private static void Require(bool holds, string what)
    {
        if (!holds)
        {
            throw new InvalidOperationException("not so: " + what);
        }
    }
}
