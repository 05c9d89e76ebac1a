namespace Scew.Simulation;

/// <summary>xoshiro256** (Blackman, Vigna 2018), seeded by SplitMix64. Every choice of a run comes from one of these.</summary>
public sealed class Prng
{
    private ulong _a;
    private ulong _b;
    private ulong _c;
    private ulong _d;

    public Prng(ulong seed)
    {
        var state = seed;
        _a = SplitMix(ref state);
        _b = SplitMix(ref state);
        _c = SplitMix(ref state);
        _d = SplitMix(ref state);
    }

    public ulong Next()
    {
        unchecked
        {
            var result = ulong.RotateLeft(_b * 5, 7) * 9;
            var t = _b << 17;
            _c ^= _a;
            _d ^= _b;
            _b ^= _c;
            _a ^= _d;
            _c ^= t;
            _d = ulong.RotateLeft(_d, 45);
            return result;
        }
    }

    /// <summary>0 to <paramref name="bound"/> - 1.</summary>
    public int Below(int bound) => (int)(Next() % (ulong)bound);

    /// <summary>Both bounds inclusive.</summary>
    public long Between(long low, long high) => low + (long)(Next() % (ulong)(high - low + 1));

    public bool Chance(int permille) => permille > 0 && Below(1000) < permille;

    public bool OneIn(int count) => Below(count) == 0;

    public T Pick<T>(IReadOnlyList<T> items) => items[Below(items.Count)];

    /// <summary>A source of its own, so that taking one kind of fault away does not move the choices of the others.</summary>
    public Prng Fork() => new(Next());

    public static ulong Mix(ulong state, ulong value)
    {
        unchecked
        {
            var mixed = state ^ value;
            return SplitMix(ref mixed);
        }
    }

    private static ulong SplitMix(ref ulong state)
    {
        unchecked
        {
            state += 0x9E3779B97F4A7C15;
            var z = state;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return z ^ (z >> 31);
        }
    }
}
