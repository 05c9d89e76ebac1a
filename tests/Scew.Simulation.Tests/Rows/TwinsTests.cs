using Scew.Simulation.Twins;

namespace Scew.Simulation.Tests.Rows;

/// <summary>Row A5. Every day a fixed slice of the canonical set; the whole is <c>--twins 1</c>.</summary>
[Trait("row", "A5")]
public class TwinsTests
{
    private const int EveryNth = 100;

    [Fact]
    public void Every_scenario_of_the_slice_agrees_and_goes_on_within_ten_views()
    {
        var (played, all, most, failures) = TwinsCommand.Play(EveryNth, first: 7);
        Assert.True(failures.Count == 0, string.Join('\n', failures));
        Assert.Equal(139_264, all);
        Assert.InRange(played, all / EveryNth, all / EveryNth + 1);
        Assert.InRange(most, 1, TwinsRun.MostViews);
    }

    [Fact]
    public void A_quorum_of_2f_is_found()
    {
        var twin = TwinsRun.MemberAt(1);
        var failures = TwinsScenario.Canonical(TwinsRun.MemberAt).Where(scenario => scenario.Place == 1).Where((_, number) => number % 97 == 0).Take(60)
            .Select(scenario => TwinsRun.Play(scenario, twin, Defect.SmallQuorum).Failure?.Oracle);
        Assert.Contains(failures, oracle => oracle is "certificates" or "agreement");
    }
}
