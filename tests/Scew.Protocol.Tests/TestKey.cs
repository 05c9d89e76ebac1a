using System.Security.Cryptography;
using Scew.Protocol.Accounts;
using Scew.Protocol.Requests;

namespace Scew.Protocol.Tests;

/// <summary>A signing key made from a number, the same in every run; signatures are random, as ECDSA's are.</summary>
internal sealed class TestKey
{
    private readonly ECDsa _key;

    public TestKey(int seed)
    {
        var d = Digest.Of(BitConverter.GetBytes(seed)).ToArray();
        d[0] &= 0x7F;
        _key = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, D = d });
        var q = _key.ExportParameters(false).Q;
        Public = PublicKey.Create(q.X, q.Y)!;
    }

    public PublicKey Public { get; }

    public Account Account => Public.Account;

    public byte[] PrivateScalar => _key.ExportParameters(true).D!;

    public byte[] Sign(ReadOnlySpan<byte> data) => _key.SignData(data, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);

    public byte[] Request(RequestPayload payload, params TestKey[] others) => Wire(PayloadCodec.Encode(payload), others);

    public byte[] Wire(ReadOnlySpan<byte> payload, params TestKey[] others)
    {
        var signatures = new List<(PublicKey, byte[])>();
        foreach (var key in (TestKey[])[this, .. others])
        {
            signatures.Add((key.Public, key.Sign(RequestBuilder.SigningInput(key.Public, payload))));
        }
        return RequestBuilder.Assemble(payload, signatures);
    }
}
