using Scew.Homomorphic.Ordered;

namespace Scew.Homomorphic.Tests.Ordered;

/// <summary>Our halves against those of <see cref="SecondOrder"/>, bit for bit.</summary>
public class SecondOrderTests
{
    [Fact]
    public void Both_halves_are_those_of_a_second_implementation()
    {
        var random = new Random(3);
        for (var round = 0; round < 12; round++)
        {
            var (key, salt, x) = (TestKeys.Noise(32, round), TestKeys.Noise(16, round + 50), (ulong)random.NextInt64(long.MinValue, long.MaxValue));
            var (places, numbers, right) = (new byte[8], new byte[256], new byte[64]);
            BlockOrder.Left(key, x, places, numbers);
            BlockOrder.Right(key, salt, x, right);
            var left = SecondOrder.Left(key, x);
            Assert.Equal(left.Places, Enumerable.Range(0, 16).Select(i => i % 2 == 0 ? places[i / 2] >> 4 : places[i / 2] & 15));
            Assert.Equal(left.Numbers.SelectMany(number => number), numbers);
            Assert.Equal(SecondOrder.Right(key, salt, x), Enumerable.Range(0, 256).Select(i => (right[i / 4] >> (i % 4 * 2)) & 3));
        }
    }
}
