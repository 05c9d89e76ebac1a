using Scew.Liars;

namespace Scew.Simulation.Tests;

/// <summary>Each lie alone, in an otherwise calm group.</summary>
public class LiarSeedTests
{
    public static TheoryData<LiarKind> Kinds() => [.. Enum.GetValues<LiarKind>().Where(kind => kind != LiarKind.WrongReceipt)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void One_liar_neither_breaks_nor_stops_a_group(LiarKind kind)
    {
        foreach (var result in Enumerable.Range(1, 5).Select(seed => Simulator.Run(Runs.WithLiar(seed, seed % 2 == 0 ? 4 : 7, kind))))
        {
            Assert.True(result.Failure is null, $"{kind}: {Simulator.Explain(result)}");
            Assert.True(result.Blocks > 0);
        }
    }

    [Theory]
    [InlineData(LiarKind.Equivocator)]
    [InlineData(LiarKind.Conflicter)]
    [InlineData(LiarKind.FalseAttester)]
    public void Who_contradicts_itself_is_named(LiarKind kind)
    {
        for (var seed = 1; seed <= 12; seed++)
        {
            var result = Simulator.Run(Runs.WithLiar(seed, 4, kind) with { RequestEveryMs = 200 });
            Assert.True(result.Failure is null, result.Failure?.Message);
            Assert.Equal([seed % 4], result.Accused.Order());
        }
    }
}
