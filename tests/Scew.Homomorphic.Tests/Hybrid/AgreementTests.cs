using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using Scew.Homomorphic.Hybrid;
using Scew.Homomorphic.Native;
using Scew.Protocol.Accounts;

namespace Scew.Homomorphic.Tests.Hybrid;

/// <summary>Keys and agreement beside .NET's own, which import and multiply in another way.</summary>
public class AgreementTests
{
    private static readonly BigInteger Prime = new(P256.FieldPrime, isUnsigned: true, isBigEndian: true);
    private static readonly BigInteger B = BigInteger.Parse("05ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b", NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    // Six hundred: a shared secret that begins with a zero byte comes up once in 256.
    [Fact]
    public void Keys_and_shared_secrets_are_those_of_dotnet()
    {
        var zeros = 0;
        for (var i = 1; i <= 600; i++)
        {
            var (own, theirs) = (TestKeys.Noise(32, i), TestKeys.Noise(32, 10_000 + i));
            using var left = Reference(own);
            using var right = Reference(theirs);
            var (leftPoint, rightPoint) = (Point(left), Point(right));
            using var key = HybridPrivateKey.FromScalar(own)!;
            Assert.Equal(leftPoint, key.PublicKey.ToArray());
            var scalar = new byte[32];
            key.Export(scalar);
            Assert.Equal(own, scalar);
            using var pair = EvpKey.Pair(own, leftPoint);
            using var peer = HybridPoint.Read(rightPoint)!;
            var secret = new byte[32];
            pair.Agree(peer, secret);
            using var rightPublic = right.PublicKey;
            Assert.Equal(left.DeriveRawSecretAgreement(rightPublic), secret);
            zeros += secret[0] == 0 ? 1 : 0;
        }
        Assert.NotEqual(0, zeros);
    }

    [Fact]
    public void The_first_and_the_last_scalar_make_the_generator_and_its_negation()
    {
        var one = new byte[32];
        one[31] = 1;
        var last = P256.Order.ToArray();
        last[31]--;
        using var first = HybridPrivateKey.FromScalar(one)!;
        using var negated = HybridPrivateKey.FromScalar(last)!;
        Assert.Equal("046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296", Convert.ToHexStringLower(first.PublicKey[..33]));
        Assert.Equal(first.PublicKey[..33].ToArray(), negated.PublicKey[..33].ToArray());
        Assert.Equal(Prime, new BigInteger(first.PublicKey[33..], true, true) + new BigInteger(negated.PublicKey[33..], true, true));
        // Two points whose sum is infinity still agree: on the same secret with anybody.
        using var other = HybridPrivateKey.Derive(TestKeys.Noise(32, 1));
        Assert.Equal(other.Agree(first.PublicKey, [], []), other.Agree(negated.PublicKey, [], []));
    }

    [Fact]
    public void Both_checks_of_a_point_say_the_same()
    {
        using var key = HybridPrivateKey.Derive(TestKeys.Noise(32, 1));
        var valid = 0;
        for (var i = 0; i < 300; i++)
        {
            // Random coordinates are on the curve with probability 2^-256; every third has the right y.
            var point = key.PublicKey.ToArray();
            var x = new BigInteger(TestKeys.Noise(32, i), true, true) % Prime;
            var y = i % 3 == 0 ? Root(x) : new BigInteger(TestKeys.Noise(32, -i), true, true) % Prime;
            Write(x, point.AsSpan(1, 32));
            Write(y, point.AsSpan(33));
            using var read = HybridPoint.Read(point);
            Assert.Equal((y * y - x * x * x + 3 * x - B) % Prime == 0, read is not null);
            Assert.Equal(HybridKeys.IsPublicKey(point), read is not null);
            Assert.Equal(read is null, key.Agree(point, point, key.PublicKey) is null);
            valid += read is null ? 0 : 1;
        }
        Assert.InRange(valid, 20, 80);
    }

    [Fact]
    public void A_coordinate_above_the_prime_is_refused_though_it_is_one_of_the_curve_modulo_the_prime()
    {
        using var key = HybridPrivateKey.Derive(TestKeys.Noise(32, 1));
        var refused = 0;
        for (BigInteger x = 0; refused < 8; x++)
        {
            var y = Root(x);
            if ((y * y - x * x * x + 3 * x - B) % Prime != 0)
            {
                continue;
            }
            var point = new byte[65];
            point[0] = 4;
            Write(x, point.AsSpan(1, 32));
            Write(y, point.AsSpan(33));
            Assert.NotNull(key.Agree(point, point, key.PublicKey));
            Write(x + Prime, point.AsSpan(1, 32));
            Assert.Null(key.Agree(point, point, key.PublicKey));
            Assert.False(HybridKeys.IsPublicKey(point));
            refused++;
        }
    }

    [Fact]
    public void A_refused_point_leaves_no_error_behind_for_dotnet()
    {
        using var key = HybridPrivateKey.Derive(TestKeys.Noise(32, 1));
        var off = key.PublicKey.ToArray();
        off[64] ^= 1;
        Assert.Null(key.Agree(off, off, key.PublicKey));
        using var reference = Reference(TestKeys.Noise(32, 2));
        Assert.Equal(65, Point(reference).Length);
        Assert.NotNull(key.Agree(key.PublicKey, key.PublicKey, key.PublicKey));
    }

    [Fact]
    public void One_key_serves_several_threads()
    {
        using var key = HybridPrivateKey.Derive(TestKeys.Noise(32, 1));
        var expected = key.Agree(key.PublicKey, [], [])!;
        Parallel.For(0, 200, _ => Assert.Equal(expected, key.Agree(key.PublicKey, [], [])));
    }

    private static ECDiffieHellman Reference(byte[] scalar) => ECDiffieHellman.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, D = scalar });

    private static byte[] Point(ECDiffieHellman key)
    {
        var q = key.ExportParameters(false).Q;
        return [4, .. q.X!, .. q.Y!];
    }

    /// <summary>A square root of the curve's right side, where it has one: the prime is 3 modulo 4.</summary>
    private static BigInteger Root(BigInteger x) => BigInteger.ModPow(((x * x * x - 3 * x + B) % Prime + Prime) % Prime, (Prime + 1) / 4, Prime);

    private static void Write(BigInteger number, Span<byte> bytes)
    {
        bytes.Clear();
        number.TryWriteBytes(bytes[(bytes.Length - number.GetByteCount(isUnsigned: true))..], out _, isUnsigned: true, isBigEndian: true);
    }
}
