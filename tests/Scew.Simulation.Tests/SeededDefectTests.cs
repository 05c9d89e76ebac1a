using Scew.Liars;

namespace Scew.Simulation.Tests;

/// <summary>The defects that must be found, each by the oracle that watches for it, most beside the lie that makes use of it.</summary>
public class SeededDefectTests
{
    [Theory]
    [InlineData(Defect.DuplicateSigners, LiarKind.Disrupter, "certificates")]
    [InlineData(Defect.ViewNotSigned, LiarKind.Disrupter, "certificates")]
    [InlineData(Defect.HeightIgnored, LiarKind.Disrupter, "certificates")]
    [InlineData(Defect.SendersCounted, LiarKind.FalseAttester, "certificates")]
    [InlineData(Defect.UnboundedFuture, LiarKind.Flooder, "bounded buffers")]
    [InlineData(Defect.CrashOnEvidence, LiarKind.Conflicter, "no exception")]
    [InlineData(Defect.CrashOnEvidence, LiarKind.Accuser, "no exception")]
    [InlineData(Defect.TimestampRatchet, LiarKind.TimePusher, "time")]
    [InlineData(Defect.TolerantDecoder, LiarKind.Conflicter, "codec")]
    public void A_missing_check_is_found_beside_the_lie_that_uses_it(Defect defect, LiarKind lie, string oracle)
    {
        // Bytes on the way would hide what a decoder refuses already.
        var on = defect == Defect.TolerantDecoder ? Faults.Encoded : Faults.None;
        var found = Runs.FirstFailure(40, seed => Lying(seed, lie, on) with { Defect = defect }, oracle);
        Assert.True(found is not null, $"no seed lets '{oracle}' see {defect}");
        Assert.Null(Simulator.Run(found.Scenario with { Defect = Defect.None }).Failure);
    }

    [Theory]
    [InlineData(Defect.HashTableOrder, "equal states")]
    [InlineData(Defect.RandomExecution, "equal states")]
    [InlineData(Defect.PartialUpdate, "conservation")]
    public void An_execution_that_is_not_the_same_everywhere_or_not_whole_is_found(Defect defect, string oracle)
    {
        var found = Runs.FirstFailure(20, seed => Scenario.FromSeed((ulong)seed, 4, Runs.Ticks, Faults.None) with { Defect = defect });
        Assert.Equal(oracle, found?.Failure?.Oracle);
    }

    [Fact]
    [Trait("row", "D3")]
    public void A_set_of_registers_that_a_power_loss_tears_is_found()
    {
        const Faults Power = Faults.Crash | Faults.CrashAll | Faults.TornWrites | Faults.SlowDisk;
        var found = Runs.FirstFailure(40, seed => Scenario.FromSeed((ulong)seed, 4, Runs.Ticks, Power) with { Faults = Power, CrashEveryMs = 700, Defect = Defect.TornSets });
        Assert.Equal("equal states", found?.Failure?.Oracle);
    }

    private static Scenario Lying(int seed, LiarKind lie, Faults more)
    {
        var scenario = Runs.WithLiar(seed, 4, lie);
        return scenario with { Faults = scenario.Faults | more, RequestEveryMs = 100 };
    }
}
