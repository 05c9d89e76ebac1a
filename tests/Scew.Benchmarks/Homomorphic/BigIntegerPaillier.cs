using System.Numerics;

namespace Scew.Benchmarks.Homomorphic;

/// <summary>The same formulas in .NET's big integers, as straightforward as they are written in the papers: what a client would have without libcrypto.</summary>
internal sealed class BigIntegerPaillier
{
    private readonly BigInteger _p;
    private readonly BigInteger _q;
    private readonly BigInteger _h;
    private readonly BigInteger _pFactor;
    private readonly BigInteger _qFactor;
    private readonly BigInteger _qInverse;

    public BigIntegerPaillier(ReadOnlySpan<byte> p, ReadOnlySpan<byte> q, ReadOnlySpan<byte> h)
    {
        (_p, _q, _h) = (Number(p), Number(q), Number(h));
        N = _p * _q;
        Square = N * N;
        // Inverses by Fermat: the moduli are prime.
        _pFactor = BigInteger.ModPow(_p - _q % _p, _p - 2, _p);
        _qFactor = BigInteger.ModPow(_q - _p % _q, _q - 2, _q);
        _qInverse = BigInteger.ModPow(_q % _p, _p - 2, _p);
    }

    public BigInteger N { get; }

    public BigInteger Square { get; }

    public static BigInteger Number(ReadOnlySpan<byte> bytes) => new(bytes, isUnsigned: true, isBigEndian: true);

    public BigInteger Encrypt(BigInteger m, BigInteger exponent) => (1 + m * N) * BigInteger.ModPow(_h, exponent, Square) % Square;

    public BigInteger Add(BigInteger left, BigInteger right) => left * right % Square;

    public BigInteger Decrypt(BigInteger c)
    {
        var p = (BigInteger.ModPow(c % (_p * _p), _p - 1, _p * _p) - 1) / _p * _pFactor % _p;
        var q = (BigInteger.ModPow(c % (_q * _q), _q - 1, _q * _q) - 1) / _q * _qFactor % _q;
        return q + _q * ((p - q % _p + _p) * _qInverse % _p);
    }

    public bool Opens(BigInteger c, BigInteger m, BigInteger r) => (1 + m * N) * BigInteger.ModPow(r, N, Square) % Square == c;
}
