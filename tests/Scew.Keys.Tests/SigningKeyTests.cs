using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;
using Org.BouncyCastle.Math;
using Org.BouncyCastle.Security;
using Scew.Protocol;
using Scew.Protocol.Accounts;

namespace Scew.Keys.Tests;

public class SigningKeyTests
{
    [Fact]
    public void A_signature_verifies_here_and_with_another_implementation()
    {
        using var key = SigningKey.Create();
        var message = "the bytes that a merchant signs"u8.ToArray();
        var signature = key.Sign(message);
        Assert.Equal(P256.SignatureBytes, signature.Length);
        Assert.True(VerifyingKey.Import(key.PublicKey)!.VerifyHash(Digest.Of(message), signature));
        Assert.True(VerifiesElsewhere(key.PublicKey, SHA256.HashData(message), signature));
        Assert.False(VerifiesElsewhere(key.PublicKey, SHA256.HashData("other"u8), signature));
        Assert.True(VerifiesElsewhere(key.PublicKey, SHA256.HashData(message), key.SignHash(Digest.Of(message))));
    }

    [Fact]
    public void Two_new_keys_differ()
    {
        using var one = SigningKey.Create();
        using var other = SigningKey.Create();
        Assert.NotEqual(one.Account, other.Account);
        Assert.False(one.IsDev);
    }

    [Fact]
    public void A_key_comes_back_from_its_private_forms()
    {
        using var key = SigningKey.Create();
        using var fromPkcs8 = SigningKey.FromPkcs8(key.ExportPrivatePkcs8());
        using var fromJwk = SigningKey.FromPrivateJwk(key.ExportPrivateJwk());
        Assert.Equal(key.Account, fromPkcs8!.Account);
        Assert.Equal(key.Account, fromJwk!.Account);
        var message = "m"u8.ToArray();
        Assert.True(VerifiesElsewhere(key.PublicKey, SHA256.HashData(message), fromJwk.Sign(message)));
    }

    [Fact]
    public void Another_implementation_reads_the_private_form()
    {
        using var key = SigningKey.Create();
        var read = (ECPrivateKeyParameters)PrivateKeyFactory.CreateKey(key.ExportPrivatePkcs8());
        var point = read.Parameters.G.Multiply(read.D).Normalize();
        Assert.Equal(key.PublicKey.X, point.AffineXCoord.GetEncoded());
        Assert.Equal(key.PublicKey.Y, point.AffineYCoord.GetEncoded());
    }

    [Fact]
    public void Pkcs8_that_is_no_p256_key_is_refused()
    {
        using var key = SigningKey.Create();
        var good = key.ExportPrivatePkcs8();
        using var p384 = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        using var rsa = RSA.Create(2048);
        Assert.Null(SigningKey.FromPkcs8([]));
        Assert.Null(SigningKey.FromPkcs8(p384.ExportPkcs8PrivateKey()));
        Assert.Null(SigningKey.FromPkcs8(rsa.ExportPkcs8PrivateKey()));
        Assert.Null(SigningKey.FromPkcs8([.. good, 0]));
        Assert.Null(SigningKey.FromPkcs8(good.AsSpan(0, good.Length - 1)));
        Assert.Null(SigningKey.FromPkcs8(new byte[100_000]));
    }

    [Fact]
    public void A_private_form_with_another_keys_public_half_is_refused()
    {
        using var key = SigningKey.Create();
        using var other = SigningKey.Create();
        byte[] mixed = [.. key.ExportPrivatePkcs8()[..^64], .. other.PublicKey.X, .. other.PublicKey.Y];
        Assert.Null(SigningKey.FromPkcs8(mixed));
        var jwk = Encoding.UTF8.GetString(key.ExportPrivateJwk()).Replace(Base64Url.Encode(key.PublicKey.X), Base64Url.Encode(other.PublicKey.X), StringComparison.Ordinal);
        Assert.Null(SigningKey.FromPrivateJwk(Encoding.UTF8.GetBytes(jwk)));
    }

    [Fact]
    public void Many_threads_sign_with_one_key_and_no_signature_repeats_its_secret_number()
    {
        using var key = SigningKey.Create();
        var verifier = VerifyingKey.Import(key.PublicKey)!;
        var seen = new ConcurrentDictionary<string, int>(StringComparer.Ordinal);
        Parallel.For(0, 2000, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
        {
            var hash = Digest.Of(BitConverter.GetBytes(i % 50));
            var signature = key.SignHash(hash);
            Assert.True(verifier.VerifyHash(hash, signature));
            Assert.True(seen.TryAdd(Convert.ToHexString(signature.AsSpan(0, 32)), i));
        });
        Assert.Equal(2000, seen.Count);
    }

    [Fact]
    public void A_disposed_key_signs_no_more()
    {
        var key = SigningKey.Create();
        key.Dispose();
        key.Dispose();
        Assert.Throws<ObjectDisposedException>(() => key.Sign("m"u8));
    }

    [Fact]
    public void The_secret_does_not_show()
    {
        using var key = SigningKey.Create();
        using var dev = DevKeys.FromNumber(1).Link("merchant/1");
        Assert.Equal($"signing key of {key.Account}", key.ToString());
        Assert.Equal($"link key with pin {dev.Pin}", dev.ToString());
    }

    private static bool VerifiesElsewhere(PublicKey key, byte[] hash, byte[] signature)
    {
        var curve = Org.BouncyCastle.Asn1.Sec.SecNamedCurves.GetByName("secp256r1");
        var domain = new ECDomainParameters(curve.Curve, curve.G, curve.N, curve.H);
        var point = curve.Curve.CreatePoint(new BigInteger(1, key.X), new BigInteger(1, key.Y));
        var verifier = new ECDsaSigner();
        verifier.Init(false, new ECPublicKeyParameters(point, domain));
        return verifier.VerifySignature(hash, new BigInteger(1, signature, 0, 32), new BigInteger(1, signature, 32, 32));
    }
}
