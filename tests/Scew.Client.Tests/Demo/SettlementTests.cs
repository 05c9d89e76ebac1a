using Scew.Cli.Demo;

namespace Scew.Client.Tests.Demo;

public sealed class SettlementTests
{
    [Fact]
    public void TheOldestPointsAreSpentFirstAndTheirIssuerOwes()
    {
        var settlement = new Settlement();
        settlement.Issued("A", "c1", 100);
        settlement.Issued("B", "c1", 50);
        settlement.Redeemed("C", "c1", 120);
        Assert.Equal([("A", "C", 100L), ("B", "C", 20L)], settlement.Debts);
        Assert.Equal((-100, -20, 120), (settlement.Net("A"), settlement.Net("B"), settlement.Net("C")));
    }

    [Fact]
    public void NobodyOwesThemselves()
    {
        var settlement = new Settlement();
        settlement.Issued("A", "c1", 100);
        settlement.Redeemed("A", "c1", 100);
        Assert.Empty(settlement.Debts);
    }

    [Fact]
    public void ACancellationTakesTheMerchantsYoungestPointsFirst()
    {
        var settlement = new Settlement();
        settlement.Issued("A", "c1", 30);
        settlement.Issued("B", "c1", 30);
        settlement.Issued("A", "c1", 30);
        settlement.TakenBack("A", "c1", 40);
        settlement.Redeemed("C", "c1", 50);
        Assert.Equal([("A", "C", 20L), ("B", "C", 30L)], settlement.Debts);
    }
}
