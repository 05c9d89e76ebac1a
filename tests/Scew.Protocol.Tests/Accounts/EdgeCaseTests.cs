using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;
using Org.BouncyCastle.Math;
using Org.BouncyCastle.Math.EC;
using Scew.Protocol.Accounts;
using Scew.Protocol.Ordering;
using Scew.Protocol.Tests.Fuzz;
using Xunit.Abstractions;

namespace Scew.Protocol.Tests.Accounts;

/// <summary>
/// F6: the corners of ECDSA over P-256, in the manner of Wycheproof, made here from their definitions, and every verdict compared with another implementation.
/// There is no verification in batches: one library, one call, the same for votes, attestations and requests.
/// </summary>
public sealed class EdgeCaseTests(ITestOutputHelper output)
{
    private static readonly BigInteger N = TestKey.Curve.N;
    private static readonly ECPoint G = TestKey.Curve.G;
    private static readonly BigInteger P = new(1, P256.FieldPrime.ToArray());

    private sealed record Vector(string Name, ECPoint Key, byte[] Hash, BigInteger R, BigInteger S, bool? Valid);

    private static BigInteger Number(int value) => BigInteger.ValueOf(value);

    private static BigInteger Z(byte[] hash) => new(1, hash);

    /// <summary>The key under which (R.x mod n, s) signs this hash: Q = (sR - zG) / r.</summary>
    private static Vector Signs(string name, ECPoint point, BigInteger s, byte[] hash)
    {
        point = point.Normalize();
        var r = point.AffineXCoord.ToBigInteger().Mod(N);
        var key = point.Multiply(s).Subtract(G.Multiply(Z(hash).Mod(N))).Multiply(r.ModInverse(N)).Normalize();
        return new Vector(name, key, hash, r, s, true);
    }

    private static Vector Signed(string name, BigInteger d, BigInteger k, byte[] hash)
    {
        var r = G.Multiply(k).Normalize().AffineXCoord.ToBigInteger().Mod(N);
        var s = k.ModInverse(N).Multiply(Z(hash).Add(r.Multiply(d))).Mod(N);
        return new Vector(name, G.Multiply(d).Normalize(), hash, r, s, true);
    }

    private static IEnumerable<Vector> Corners()
    {
        var hash = Digest.Of("edge"u8).ToArray();
        var last = N.Subtract(BigInteger.One);
        byte[][] hashes = [hash, new byte[32], [.. P256.Order], [.. Enumerable.Repeat((byte)0xFF, 32)], [.. new byte[31], 1], TestKey.Fixed(last)];
        BigInteger[] scalars = [BigInteger.One, Number(2), Number(3), last, last.ShiftRight(1), last.ShiftRight(1).Add(BigInteger.One), BigInteger.One.ShiftLeft(128), BigInteger.One.ShiftLeft(255)];
        foreach (var h in LongRun.On ? hashes : hashes[..2])
        {
            foreach (var d in scalars)
            {
                foreach (var k in scalars)
                {
                    var vector = Signed("small and large key and nonce", d, k, h);
                    if (vector.S.SignValue != 0)
                    {
                        yield return vector;
                        yield return vector with { Name = "the other s", S = N.Subtract(vector.S) };
                        yield return vector with { Name = "r and s swapped", R = vector.S, S = vector.R, Valid = vector.R.Equals(vector.S) ? true : null };
                    }
                }
            }
            foreach (var s in scalars)
            {
                yield return Signs("a chosen s", G.Multiply(Number(7)), s, h);
                // x of R at or above n: r is what is left, and only reducing x gives it.
                yield return Signs("x of R above n", AboveN(), s, h);
                yield return Signs("x of R above n", AboveN(), s, h) with { Name = "r not reduced", R = AboveN().AffineXCoord.ToBigInteger(), Valid = false };
            }
            foreach (var value in new[] { BigInteger.Zero, BigInteger.One, last, N, N.Add(BigInteger.One), P, P.Subtract(BigInteger.One) })
            {
                yield return new Vector("r at a bound", G, h, value, BigInteger.One, null);
                yield return new Vector("s at a bound", G, h, BigInteger.One, value, null);
                yield return new Vector("both at a bound", G, h, value, value, null);
            }
            if (Z(h).Mod(N).SignValue != 0)
            {
                // z G = -r Q: the sum is the point at infinity, which is no signature.
                var r = G.Multiply(Number(5)).Normalize().AffineXCoord.ToBigInteger().Mod(N);
                var opposite = G.Multiply(N.Subtract(Z(h).Mod(N)).Multiply(r.ModInverse(N)).Mod(N)).Normalize();
                yield return new Vector("infinity", opposite, h, r, Number(11), false);
                yield return new Vector("doubling", opposite.Negate().Normalize(), h, r, Number(11), null);
            }
        }
    }

    // The point with the smallest x at or above n: such r are below p - n.
    private static ECPoint AboveN()
    {
        for (var x = N; ; x = x.Add(BigInteger.One))
        {
            try
            {
                return TestKey.Curve.Curve.DecodePoint([2, .. TestKey.Fixed(x)]).Normalize();
            }
            catch (ArgumentException)
            {
                // No point has this x.
            }
        }
    }

    private static bool Reference(Vector vector)
    {
        var verifier = new ECDsaSigner();
        verifier.Init(false, new ECPublicKeyParameters(vector.Key, TestKey.Curve));
        return verifier.VerifySignature(vector.Hash, vector.R, vector.S);
    }

    private static bool Ours(Vector vector)
    {
        var key = PublicKey.Create(TestKey.Fixed(vector.Key.AffineXCoord.ToBigInteger()), TestKey.Fixed(vector.Key.AffineYCoord.ToBigInteger()))!;
        byte[] signature = [.. TestKey.Fixed(vector.R), .. TestKey.Fixed(vector.S)];
        var asAccount = new AccountKeyCache().Verify(key, new Digest(vector.Hash), signature);
        Assert.Equal(asAccount, VerifyingKey.Import(key)!.VerifyHash(new Digest(vector.Hash), signature));
        return asAccount;
    }

    [Fact]
    [Trait("row", "F6")]
    public void TheCornersHaveTheVerdictOfTheReference()
    {
        var count = 0;
        var valid = 0;
        foreach (var vector in Corners())
        {
            var ours = Ours(vector);
            Assert.True(Reference(vector) == ours && (vector.Valid ?? ours) == ours, $"{vector.Name}: r {vector.R}, s {vector.S}: {ours}");
            count++;
            valid += ours ? 1 : 0;
        }
        output.WriteLine($"{count} vectors, {valid} valid");
        Assert.True(valid > 100 && count - valid > 100);
    }

    [Fact]
    [Trait("row", "F6")]
    public void ChangedSignaturesHaveTheVerdictOfTheReference()
    {
        var random = new Prng(6);
        var keys = Enumerable.Range(0, 8).Select(i => new TestKey(300 + i)).ToArray();
        for (var round = LongRun.Cases(80, 20_000); round > 0; round--)
        {
            var key = random.Pick<TestKey>(keys);
            var message = random.Bytes(20);
            var signature = key.Sign(message);
            var hash = Digest.Of(message).ToArray();
            switch (random.Below(4))
            {
                case 0:
                    signature[random.Below(64)] ^= (byte)(1 << random.Below(8));
                    break;
                case 1:
                    hash[random.Below(32)] ^= (byte)(1 << random.Below(8));
                    break;
                case 2:
                    signature = TestKey.OtherS(signature);
                    break;
            }
            var point = TestKey.Curve.Curve.CreatePoint(new BigInteger(1, key.Public.X), new BigInteger(1, key.Public.Y));
            var vector = new Vector("changed", point, hash, new BigInteger(1, signature, 0, 32), new BigInteger(1, signature, 32, 32), null);
            Assert.Equal(Reference(vector), Ours(vector));
        }
    }

    [Fact]
    [Trait("row", "F6")]
    public void MembersAndAccountsAreVerifiedByTheSameCall()
    {
        var key = new TestKey(5);
        var verifier = P256Verifier.Create([key.Public])!;
        var message = "m"u8.ToArray();
        var good = key.Sign(message);
        foreach (var signature in MalformedSignatures.Of(good).Append(good).Append(TestKey.OtherS(good)))
        {
            Assert.Equal(new AccountKeyCache().Verify(key.Public, Digest.Of(message), signature), verifier.Verify(0, message, signature));
        }
        // One place in the sources asks the platform; everybody else asks it.
        var sources = Directory.EnumerateFiles(Path.Combine(Vectors.GoldenVectors.Root(), "src"), "*.cs", SearchOption.AllDirectories)
            .Concat(Directory.EnumerateFiles(Path.Combine(Vectors.GoldenVectors.Root(), "silo"), "*.cs", SearchOption.AllDirectories))
            .Where(path => File.ReadAllText(path) is var text && (text.Contains("DSASignatureFormat", StringComparison.Ordinal) && text.Contains(".VerifyHash(", StringComparison.Ordinal) || text.Contains(".VerifyData(", StringComparison.Ordinal)));
        Assert.Equal(["VerifyingKey.cs"], sources.Select(Path.GetFileName));
    }
}
