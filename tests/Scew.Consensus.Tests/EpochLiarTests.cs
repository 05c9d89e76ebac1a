using Scew.Consensus.Tests.Harness;

namespace Scew.Consensus.Tests;

/// <summary>Members are added, removed, replaced and given other places while up to f of the old ones and up to f of the next ones lie, and everything else fails too.</summary>
[Trait("row", "A18")]
public sealed class EpochLiarTests
{
    /// <summary><c>SCEW_ERA_SEEDS=5000</c> for more.</summary>
    private static readonly int Seeds = int.TryParse(Environment.GetEnvironmentVariable("SCEW_ERA_SEEDS"), out var seeds) ? seeds : 75;

    [Theory]
    [InlineData(1)]
    [InlineData(1_000_000)]
    public void The_epochs_pass_once_and_no_word_of_the_old_set_counts_in_the_next(int firstSeed)
    {
        for (var seed = firstSeed; seed < firstSeed + Seeds; seed++)
        {
            var eras = new TwoEras(seed);
            eras.Run();
            Assert.True(eras.Failures.Count == 0, $"seed {seed}: {string.Join("; ", eras.Failures)}");
        }
    }

    [Fact]
    public void A_group_that_does_not_tell_its_epochs_apart_is_found_out()
    {
        var eras = new TwoEras(1, nextEpoch: 0);
        eras.Run();
        Assert.Contains(eras.Failures, static failure => failure.Contains("goes by the old set's word", StringComparison.Ordinal));
    }
}
