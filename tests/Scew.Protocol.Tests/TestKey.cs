using System.Security.Cryptography;
using Org.BouncyCastle.Crypto.Digests;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;
using Org.BouncyCastle.Math;
using Scew.Protocol.Accounts;
using Scew.Protocol.Requests;

namespace Scew.Protocol.Tests;

/// <summary>A signing key made from a number, the same in every run.</summary>
internal sealed class TestKey
{
    private readonly ECDsa _key;

    public TestKey(int seed)
    {
        Scalar = Digest.Of(BitConverter.GetBytes(seed)).ToArray();
        Scalar[0] &= 0x7F;
        _key = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, D = Scalar });
        var q = _key.ExportParameters(false).Q;
        Public = PublicKey.Create(q.X, q.Y)!;
    }

    public PublicKey Public { get; }

    public Account Account => Public.Account;

    public byte[] Scalar { get; }

    public byte[] Sign(ReadOnlySpan<byte> data) => _key.SignData(data, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);

    /// <summary>The signature of RFC 6979, by another implementation: the same bytes in every run.</summary>
    public byte[] SignDeterministic(ReadOnlySpan<byte> data)
    {
        var signer = new ECDsaSigner(new HMacDsaKCalculator(new Sha256Digest()));
        signer.Init(true, new ECPrivateKeyParameters(new BigInteger(1, Scalar), Curve));
        var parts = signer.GenerateSignature(SHA256.HashData(data));
        return [.. Fixed(parts[0]), .. Fixed(parts[1])];
    }

    public static ECDomainParameters Curve
    {
        get
        {
            var curve = Org.BouncyCastle.Asn1.Nist.NistNamedCurves.GetByName("P-256");
            return new ECDomainParameters(curve.Curve, curve.G, curve.N, curve.H);
        }
    }

    /// <summary>The other valid form of a signature: s replaced by n - s.</summary>
    public static byte[] OtherS(byte[] signature) => [.. signature[..32], .. Fixed(Curve.N.Subtract(new BigInteger(1, signature, 32, 32)))];

    public byte[] Request(RequestPayload payload, params TestKey[] others) => Wire(PayloadCodec.Encode(payload), others);

    public byte[] Wire(ReadOnlySpan<byte> payload, params TestKey[] others) => Wire(payload, (key, input) => key.Sign(input), others);

    public byte[] DeterministicWire(ReadOnlySpan<byte> payload, params TestKey[] others) => Wire(payload, (key, input) => key.SignDeterministic(input), others);

    public static byte[] Fixed(BigInteger value)
    {
        var bytes = value.ToByteArrayUnsigned();
        return [.. new byte[32 - bytes.Length], .. bytes];
    }

    private byte[] Wire(ReadOnlySpan<byte> payload, Func<TestKey, byte[], byte[]> sign, TestKey[] others)
    {
        var signatures = new List<(PublicKey, byte[])>();
        foreach (var key in (TestKey[])[this, .. others])
        {
            signatures.Add((key.Public, sign(key, RequestBuilder.SigningInput(key.Public, payload))));
        }
        return RequestBuilder.Assemble(payload, signatures);
    }
}
