using Scew.Liars;

namespace Scew.Simulation.Tests.Rows;

/// <summary>Rows C7, C9 and C10: repeated requests, votes for far views, many proposals.</summary>
public class FloodRowTests
{
    [Theory]
    [InlineData(LiarKind.Repeater, "C7")]
    [InlineData(LiarKind.Flooder, "C9")]
    [InlineData(LiarKind.Extremist, "C9")]
    [InlineData(LiarKind.Equivocator, "C10")]
    [Trait("row", "C7")]
    [Trait("row", "C9")]
    [Trait("row", "C10")]
    public void A_flood_of_one_member_leaves_buffers_bounded_and_requests_executed_once(LiarKind lie, string row)
    {
        for (var seed = 1; seed <= 20; seed++)
        {
            // The oracles count views, blocks and attested heights that are kept, and every request of the chain.
            var result = Simulator.Run(Runs.WithLiar(seed, seed % 2 == 0 ? 4 : 7, lie) with { RequestEveryMs = 100 });
            Assert.True(result.Failure is null, $"{row}: {Simulator.Explain(result)}");
        }
    }
}
