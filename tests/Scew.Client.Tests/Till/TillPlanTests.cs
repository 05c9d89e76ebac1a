using FsCheck;
using FsCheck.Fluent;
using Scew.Client.Till;

namespace Scew.Client.Tests.Till;

public sealed class TillPlanTests
{
    [Fact]
    public void TakesBackAtMostWhatTheSameMerchantIssued()
    {
        var plan = TillPlan.Of([Row("A", "c1", 100), Row("B", "c1", 40), Row("A", "c1", -130), Row("B", "c1", -10), Row("A", "c1", 5)]);
        Assert.Equal([100, 40, -100, -10, 5], plan.Steps.Select(step => step.Delta));
        Assert.Equal([0, 0, 30, 0, 0], plan.Steps.Select(step => step.NotCovered));
        Assert.Equal(new TillTotals(5, 2, 145, 110, 30), plan.Totals);
        Assert.Equal(35, plan.Totals.Supply);
    }

    [Fact]
    public void TheSecondCountAgreesOnAnyRows()
    {
        var row = Gen.Choose(-300, 300).Zip(Gen.Choose(0, 2)).Zip(Gen.Choose(0, 4))
            .Select(pair => Row("ABC"[pair.Item1.Item2].ToString(), "c" + pair.Item2, pair.Item1.Item1));
        Prop.ForAll(Arb.From(Gen.ListOf(row)), rows =>
        {
            var list = rows.ToList();
            return TillPlan.Of(list).Totals == TillCount.Of(list);
        }).QuickCheckThrowOnFailure();
    }

    private static TillRow Row(string merchant, string customer, long pence) => new(0, 0, merchant, "1", customer, pence);
}
