using Scew.Protocol.Requests;

namespace Scew.Protocol.Tests.Requests;

public sealed class DelegationTests
{
    private static readonly CompareAdditive Compare = new("a", 2048);
    private static readonly SumOrdered Sum = new("b", "b");
    private static readonly RangeAdditive Range = new(["a", "c"], 2048);
    private static readonly ConditionalUpdate Conditional = new(Compare, [SampleRequests.Transfer(), Sum, new SumAdditive("x", "k", [1]), Sum]);

    private static string[] Paths(Operation operation) => [.. Delegation.Of(operation).Select(one => one.Path)];

    [Fact]
    public void AWholeRequestHasTheEmptyPath() => Assert.All(new Operation[] { Compare, Sum, Range }, one => Assert.Equal([("", one)], Delegation.Of(one).ToArray()));

    [Fact]
    public void ConditionsUpdatesAndPartsHaveTheirPaths()
    {
        Assert.Equal([("c", Compare), ("u1", Sum), ("u3", Sum)], Delegation.Of(Conditional).ToArray());
        Assert.Equal(["u0"], Paths(new ConditionalUpdate(new Compare("a", Comparison.Equal, 1), [Sum])));
        Assert.Equal(["1", "2/c", "2/u1", "2/u3", "4"], Paths(new Transaction([new Get("a"), Range, Conditional, SampleRequests.Transfer(), Sum])));
    }

    [Fact]
    public void NumbersHaveNoLeadingZerosAndTheOrderIsThatOfTheRequest()
    {
        var paths = Paths(new Transaction([.. Enumerable.Repeat<Operation>(Sum, 12)]));
        Assert.Equal(Enumerable.Range(0, 12).Select(i => $"{i}"), paths);
        Assert.Equal(["10", "10/c", "10/u0", "c", "u63"], [Delegation.PartOf("", 10), Delegation.ConditionOf("10"), Delegation.UpdateOf("10", 0), Delegation.ConditionOf(""), Delegation.UpdateOf("", 63)]);
    }

    [Fact]
    public void WhatIsNeededIsWhatIsListed()
    {
        Assert.All(SampleRequests.All(), sample => Assert.Equal(!Delegation.Of(sample.Operation).IsEmpty, Delegation.IsNeeded(sample.Operation)));
        Assert.All(SampleVariables.Delegated(), sample => Assert.True(Delegation.IsNeeded(sample.Operation)));
        Assert.All(SampleVariables.Plain(), sample => Assert.False(Delegation.IsNeeded(sample.Operation)));
    }
}
