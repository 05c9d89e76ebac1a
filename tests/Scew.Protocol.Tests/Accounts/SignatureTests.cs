using System.Security.Cryptography;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;
using Org.BouncyCastle.Math;
using Scew.Protocol.Accounts;
using Scew.Protocol.Requests;
using Scew.Protocol.Tests.Requests;

namespace Scew.Protocol.Tests.Accounts;

public sealed class SignatureTests
{
    private readonly AccountKeyCache _keys = new();
    private readonly TestKey _ann = SampleRequests.Ann;

    [Fact]
    [Trait("row", "F6")]
    public void AnotherImplementationAgreesBothWays()
    {
        for (var i = 0; i < 40; i++)
        {
            var key = new TestKey(1000 + i);
            var message = Digest.Of([(byte)i]).ToArray();
            var hash = Digest.Of(message);
            var theirs = key.SignDeterministic(message);
            Assert.True(_keys.Verify(key.Public, hash, theirs));

            var ours = key.Sign(message);
            var point = TestKey.Curve.Curve.CreatePoint(new BigInteger(1, key.Public.X), new BigInteger(1, key.Public.Y));
            var verifier = new ECDsaSigner();
            verifier.Init(false, new ECPublicKeyParameters(point, TestKey.Curve));
            Assert.True(verifier.VerifySignature(hash.ToArray(), new BigInteger(1, ours, 0, 32), new BigInteger(1, ours, 32, 32)));

            var broken = (byte[])ours.Clone();
            broken[i] ^= 1;
            Assert.Equal(
                verifier.VerifySignature(hash.ToArray(), new BigInteger(1, broken, 0, 32), new BigInteger(1, broken, 32, 32)), _keys.Verify(key.Public, hash, broken));
        }
    }

    [Fact]
    [Trait("row", "F5")]
    public void BothFormsOfSVerifyAndGiveOneId()
    {
        var payload = PayloadCodec.Encode(SampleRequests.Payload(SampleRequests.Transfer()));
        var signature = _ann.Sign(RequestBuilder.SigningInput(_ann.Public, payload));
        var first = RequestParser.Parse(RequestBuilder.Assemble(payload, [(_ann.Public, signature)]), SampleRequests.Group, _keys);
        var second = RequestParser.Parse(RequestBuilder.Assemble(payload, [(_ann.Public, TestKey.OtherS(signature))]), SampleRequests.Group, _keys);
        Assert.Equal(RequestFault.None, first.Fault);
        Assert.Equal(RequestFault.None, second.Fault);
        Assert.Equal(first.Request!.Id, second.Request!.Id);
        Assert.False(first.Request.Wire.Span.SequenceEqual(second.Request.Wire.Span));
    }

    [Fact]
    public void RAndSOutOfRangeAreRefusedBeforeThePlatformSeesThem()
    {
        var zero = new byte[32];
        byte[][] bad = [zero, P256.Order.ToArray(), P256.FieldPrime.ToArray(), [.. Enumerable.Repeat((byte)0xFF, 32)]];
        var good = _ann.Sign("x"u8);
        foreach (var half in bad)
        {
            Assert.False(P256.IsSignature([.. half, .. good[32..]]));
            Assert.False(P256.IsSignature([.. good[..32], .. half]));
            Assert.False(_keys.Verify(_ann.Public, Digest.Of("x"u8), [.. good[..32], .. half]));
        }
        var last = P256.Order.ToArray();
        last[^1]--;
        Assert.True(P256.IsSignature([.. last, .. last]));
        Assert.False(P256.IsSignature(good.AsSpan(1)));
    }

    [Fact]
    public void APointOffTheCurveIsRefusedByTheImport()
    {
        var y = (byte[])_ann.Public.Y.Clone();
        y[^1] ^= 1;
        var off = PublicKey.Create(_ann.Public.X, y)!;
        Assert.Null(VerifyingKey.Import(off));
        Assert.False(_keys.Verify(off, Digest.Of("x"u8), _ann.Sign("x"u8)));
        Assert.Null(VerifyingKey.Import(PublicKey.Create(new byte[32], new byte[32])!));
        Assert.Null(PublicKey.Create(P256.FieldPrime, y));
        Assert.Null(PublicKey.Create(y, P256.FieldPrime));

        var payload = SampleRequests.Payload(SampleRequests.Transfer()) with { By = [off.Account] };
        var bytes = PayloadCodec.Encode(payload);
        var wire = RequestBuilder.Assemble(bytes, [(off, _ann.Sign(RequestBuilder.SigningInput(off, bytes)))]);
        Assert.Equal(RequestFault.BadSignature, RequestParser.Parse(wire, SampleRequests.Group, _keys).Fault);
    }

    [Fact]
    public void TheAccountIsTheThumbprintOfRfc7638()
    {
        var jwk = $$"""{"crv":"P-256","kty":"EC","x":"{{Base64Url.Encode(_ann.Public.X)}}","y":"{{Base64Url.Encode(_ann.Public.Y)}}"}""";
        Assert.Equal(Base64Url.Encode(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(jwk))), _ann.Account.ToString());
        Assert.Equal(jwk, _ann.Public.Jwk);
        Assert.True(Account.TryParse(_ann.Account.ToString(), out var parsed));
        Assert.Equal(_ann.Account, parsed);
    }

    [Fact]
    public void TheCacheIsBoundedAndSeveralThreadsMayUseOneKey()
    {
        var cache = new AccountKeyCache(8);
        var keys = Enumerable.Range(0, 12).Select(i => new TestKey(i + 50)).ToArray();
        var signed = keys.Select(key => (key, Good: key.Sign("m"u8), Bad: key.Sign("n"u8))).ToArray();
        var hash = Digest.Of("m"u8);
        Parallel.For(0, 4, new ParallelOptions { MaxDegreeOfParallelism = 4 }, worker =>
        {
            for (var round = 0; round < 240; round++)
            {
                var (key, good, bad) = signed[(round / 6 + worker) % signed.Length];
                Assert.True(cache.Verify(key.Public, hash, good));
                Assert.False(cache.Verify(key.Public, hash, bad));
            }
        });
        Assert.InRange(cache.Count, 1, 8);
    }
}
