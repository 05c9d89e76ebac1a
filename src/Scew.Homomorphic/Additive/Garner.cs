using Scew.Homomorphic.Native;

namespace Scew.Homomorphic.Additive;

/// <summary>
/// The number that leaves given remainders modulo two coprime numbers (Garner's formula): right + second * ((left - right) / second modulo first). The first
/// modulus is the greater and odd, so the right remainder is below it as it is. Borrows the moduli.
/// </summary>
internal sealed class Garner : IDisposable
{
    private readonly BigNum _first;
    private readonly BigNum _second;
    private readonly Montgomery _modFirst;
    private readonly BigNum _secondInverse;

    public Garner(BigNum first, BigNum second, Montgomery modFirst, BigNumContext context)
    {
        _first = first;
        _second = second;
        _modFirst = modFirst;
        using var inverse = second.InverseMod(first, context)!;
        _secondInverse = inverse.ToMontgomery(modFirst, context);
    }

    public BigNum Combine(BigNum left, BigNum right, BigNumContext context)
    {
        using var difference = left.MinusMod(right, _first, context);
        using var factor = difference.TimesMontgomery(_secondInverse, _modFirst, context);
        using var multiple = factor.Times(_second, context);
        return multiple.Plus(right);
    }

    public void Dispose() => _secondInverse.Dispose();
}
