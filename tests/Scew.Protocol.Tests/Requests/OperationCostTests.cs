using System.Collections.Immutable;
using Scew.Protocol.Requests;

namespace Scew.Protocol.Tests.Requests;

/// <summary>Costs are rules of validity: replicas that disagree on one split. Whoever changes a number here changes what is a valid block.</summary>
public sealed class OperationCostTests
{
    private static readonly byte[] Some = [1];
    private static readonly ImmutableSortedDictionary<string, MachineValue> NoInput = ImmutableSortedDictionary<string, MachineValue>.Empty;
    private static readonly SumAdditive Sum = new("a", "k", Some);
    private static readonly SumOrdered Ordered = new("a", "k");

    public static TheoryData<int, Operation> Table => new()
    {
        { 3, new CreateWallet("a", 0) },
        { 4, SampleRequests.Transfer() },
        { 256, new AtomicTransfer([.. Enumerable.Repeat(new TransferLeg("a", "b", 1, null), 64)]) },
        { 1, new Balance("a") },
        { 1, new Get("a") },
        { 1, new Compare("a", Comparison.Less, 1) },
        { 100, new LedgerPage(null, 100) },
        { 100, new GetRange([.. Enumerable.Repeat("a", 100)], 0, 1) },
        { 4, new SetValue("a", 1) },
        { 4, new Sum("a", 1) },
        { 82, new AssetCreate("a", "m", NoInput) },
        { 82 + 8 * 84, new AssetTransition("a", "t", NoInput) { Calls = 8 } },
        { 82, new AssetMigrate("a", "m") },
        { 3800, new MachineDeploy("") },
        { 2000, new GroupPropose("") },
        { 5, new GroupApprove(Digest.Of([1])) },
        { 13, new CreateVariable("a", VariableType.Additive, "k", Some, [], []) },
        { 3, new CreateVariable("a", VariableType.Ordered, "k", Some, [], []) },
        { 1, new GetVariable("a", VariableType.Additive) },
        { 13, new SetRecord("a", VariableType.Additive, "k", Some, null) },
        { 3, new SetRecord("a", VariableType.Ordered, "k", Some, null) },
        { 13, Sum },
        { 17, Ordered },
        { 4, new CompareOrdered("a", Comparison.Less, Some) },
        { 464, new CompareAdditive("a", 2048) },
        { 1544, new CompareAdditive("a", 3072) },
        { 400, new RangeOrdered([.. Enumerable.Range(0, 100).Select(i => new OrderedBounds($"{i}", Some, Some))]) },
        { 464, Range(1, 2048) },
        { 45_212, Range(100, 2048) },
        { 64_356, Range(42, 3072) },
        { 153_212, Range(100, 3072) },
        { 13, new Rekey("a", VariableType.Additive, "k", Some, [], [], 1) },
        { 3, new Rekey("a", VariableType.Ordered, "k", Some, [], [], 1) },
        { 3803, new KeyCreate("a", Some, Some, Some) },
        { 11, new PublishKey(Some) },
        { 464 + 17 + 13, new ConditionalUpdate(new CompareAdditive("a", 2048), [Ordered, Sum]) },
        { 1 + 464, new Transaction([new Get("a"), new CompareAdditive("a", 2048)]) },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public void EveryOperationHasItsCost(int cost, Operation operation) => Assert.Equal(cost, OperationCost.Of(operation));

    [Fact]
    public void NoOperationIsWithoutACostHere() =>
        Assert.Empty(Fuzz.RandomValue.Concrete(typeof(Operation)).Except(Table.Select(row => row[1].GetType())).Select(type => type.Name));

    // Signatures; what runs again after each answer; what a long envelope adds.
    [Fact]
    public void ARequestPaysForSignaturesRepeatsAndItsEnvelopesLength()
    {
        Assert.Equal(20 + 4, Of(SampleRequests.Payload(SampleRequests.Transfer(), SampleRequests.Bob)));
        Assert.Equal(10 + 13, Of(SampleRequests.Payload(Sum)));
        Assert.Equal(10 + 3 * 13 + 3 * 2 / 4, Of(SampleRequests.Payload(new Transaction([Sum, Sum, Sum]))));
        Assert.Equal(10 + 40 * 13 + 40 * 39 / 4, Of(SampleRequests.Payload(new Transaction([.. Enumerable.Repeat(Sum, 40)]))));
        Assert.Equal(10 + 256 * 1, Of(SampleRequests.Payload(new Transaction([.. Enumerable.Repeat(new Get("a"), 256)]))));
        // A list runs again item by item.
        var legs = new AtomicTransfer([.. Enumerable.Repeat(new TransferLeg("a", "b", 1, null), 64)]);
        Assert.Equal(10 + 256 + 2 * 13 + 2 * 65 / 4, Of(SampleRequests.Payload(new Transaction([legs, Sum, Sum]))));
        Assert.Equal(10 + 17, Of(SampleRequests.Payload(Ordered) with { Envelope = new byte[6143] }));
        Assert.Equal(10 + 17 + 1, Of(SampleRequests.Payload(Ordered) with { Envelope = new byte[6144] }));
        Assert.Equal(10 + 3 * (17 + 17) + 3 * 2 / 4, Of(SampleRequests.Payload(new Transaction([Ordered, Ordered, Ordered])) with { Envelope = new byte[RequestLimits.MaxEnvelopeBytes] }));
    }

    [Fact]
    public void AnEnvelopeBuysOpeningsAndNothingElse()
    {
        Assert.Equal((4096, 1 << 16), (OperationCost.MaxPerRequest, OperationCost.MaxPerDelegating));
        Assert.Equal(4096, OperationCost.MostOf(SampleRequests.Payload(Sum)));
        Assert.Equal(4096 + 14, OperationCost.MostOf(SampleRequests.Payload(Ordered)));
        Assert.Equal(1 << 16, OperationCost.MostOf(SampleRequests.Payload(Range(100, 3072))));
        Assert.True(IsTaken(new MachineDeploy("")));
        Assert.False(IsTaken(new Transaction([new MachineDeploy(""), new MachineDeploy("")])));
        Assert.False(IsTaken(new Transaction([new MachineDeploy(""), new MachineDeploy(""), Ordered])));
        Assert.False(IsTaken(new Transaction([new KeyCreate("a", Some, Some, Some), new KeyCreate("b", Some, Some, Some), Ordered])));
        Assert.True(IsTaken(Range(100, 2048)));
        Assert.True(IsTaken(Range(42, 3072)));
        Assert.False(IsTaken(Range(43, 3072)));
        Assert.True(IsTaken(new Transaction([.. Enumerable.Repeat(Sum, 104)])));
        Assert.False(IsTaken(new Transaction([.. Enumerable.Repeat(Sum, 105)])));
        Assert.True(IsTaken(new Transaction([.. Enumerable.Repeat(new CompareAdditive("a", 2048), 64)])));
    }

    // Far above what fits into 192 KiB: a cost is never negative, so it is never below a cap by accident.
    [Fact]
    public void TheWorstOfEverythingOverflowsNowhere()
    {
        Operation[] updates = [new AtomicTransfer([.. Enumerable.Repeat(new TransferLeg("a", "b", 1, null), 64)]), Ordered, Sum, new SetRecord("a", VariableType.Additive, "k", Some, null)];
        foreach (var part in updates)
        {
            var conditional = new ConditionalUpdate(new CompareAdditive("a", 3072), [.. Enumerable.Repeat(part, 64)]);
            Costly(new Transaction([.. Enumerable.Repeat<Operation>(conditional, 256)]));
            Costly(new Transaction([.. Enumerable.Repeat<Operation>(conditional, 128), .. Enumerable.Repeat(Range(100, 3072), 128)]));
        }
        Costly(new Transaction([.. Enumerable.Repeat(Range(100, 3072), 256)]));
        Costly(new Transaction([.. Enumerable.Repeat<Operation>(new KeyCreate("a", Some, Some, Some), 256)]));
        Costly(new Transaction([.. Enumerable.Repeat<Operation>(new MachineDeploy(""), 256)]));
    }

    private static void Costly(Operation operation)
    {
        var payload = SampleRequests.Payload(operation);
        payload = payload with { Envelope = payload.Envelope.Length > 0 ? new byte[RequestLimits.MaxEnvelopeBytes] : [] };
        Assert.InRange(OperationCost.Of(operation), OperationCost.MaxPerDelegating + 1, int.MaxValue);
        Assert.InRange(OperationCost.Of(payload), OperationCost.Of(operation), int.MaxValue);
        Assert.InRange(OperationCost.MostOf(payload), OperationCost.MaxPerRequest, OperationCost.MaxPerDelegating);
    }

    private static bool IsTaken(Operation operation) => Of(SampleRequests.Payload(operation)) <= OperationCost.MostOf(SampleRequests.Payload(operation));

    private static int Of(RequestPayload payload) => OperationCost.Of(payload);

    private static RangeAdditive Range(int count, int bits) => new([.. Enumerable.Range(0, count).Select(i => $"v{i}")], bits);
}
