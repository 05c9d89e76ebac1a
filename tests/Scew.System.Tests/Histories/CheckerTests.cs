namespace Scew.SystemTests.Histories;

/// <summary>A checker counts only after it was seen failing: planted violations are found, and good histories pass.</summary>
[Trait("row", "A21")]
public sealed class CheckerTests
{
    [Fact]
    public void OverlappingOperationsMayTakeEffectInEitherOrder()
    {
        Passes(Add(0, 10, 5, 5), Read(1, 9, 0), Read(2, 8, 5), Read(11, 12, 5));
        Passes(Add(0, 10, 1, 3), Add(1, 9, 2, 2), Read(20, 21, 3));
    }

    [Fact]
    public void AStaleReadIsFound()
    {
        Fails(Add(0, 10, 5, 5), Read(11, 12, 0));
        // Two reads of one client that go back in time while a write is under way.
        Fails(Add(0, 100, 5, 5), Read(10, 20, 5), Read(30, 40, 0));
    }

    [Fact]
    public void ALostUpdateIsFound()
    {
        Fails(Add(0, 10, 5, 5), Add(11, 20, 7, 7), Read(30, 31, 7));
        Fails(Add(0, 10, 5, 5), Add(1, 9, 7, 12), Read(20, 21, 7));
        Fails(Set(0, 10, 4), Set(11, 12, 6), Read(13, 14, 4));
    }

    [Fact]
    public void AnOperationThatRanTwiceIsFound() => Fails(Add(0, 10, 5, 5), Read(20, 30, 10));

    [Fact]
    public void AnAnswerFromNowhereIsFound() => Fails(Add(0, 10, 5, 5), Read(2, 8, 3));

    [Fact]
    public void AnUnknownOutcomeMayTakeEffectAnyTimeLaterOrNever()
    {
        Passes(Unknown(0, 5), Read(10, 11, 0));
        Passes(Unknown(0, 5), Read(10, 11, 5));
        Passes(Unknown(0, 5), Read(10, 11, 0), Read(12, 13, 0), Read(14, 15, 5));
        // But not twice, not taken back, and not before it was asked for.
        Fails(Unknown(0, 5), Read(10, 11, 10));
        Fails(Unknown(0, 5), Read(10, 11, 5), Read(12, 13, 0));
        Fails(Read(1, 2, 5), Unknown(3, 5));
    }

    /// <summary>Histories of a correct wallet pass whatever overlaps; with one answer changed to a value that it never had, they do not.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void RandomHistoriesOfACorrectWalletPass(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 20; round++)
        {
            var history = Generate(random, 300);
            Assert.True(LinearizabilityChecker.IsLinearizable(history, 0));
            var victim = random.Next(history.Count);
            if (history[victim].Answer is not null)
            {
                history[victim] = history[victim] with { Answer = -1 };
                Assert.False(LinearizabilityChecker.IsLinearizable(history, 0));
            }
        }
    }

    private static List<HistoryOperation> Generate(Random random, int count)
    {
        var moments = Enumerable.Range(0, count).Select(i => (Effect: (long)(i * 10) + random.Next(10), Index: i)).OrderBy(one => one.Effect);
        var history = new List<HistoryOperation>();
        long balance = 0;
        foreach (var (effect, index) in moments)
        {
            var action = (WalletAction)random.Next(3);
            var operation = new HistoryOperation("w", index % 5, action, random.Next(1, 1000), effect - random.Next(60), effect + 1 + random.Next(60), null);
            (_, balance) = operation.On(balance);
            history.Add(random.Next(40) == 0 && action != WalletAction.Read ? operation with { Completed = long.MaxValue } : operation with { Answer = balance });
        }
        return history;
    }

    private static HistoryOperation Read(long from, long to, long answer) => new("w", 0, WalletAction.Read, 0, from, to, answer);

    private static HistoryOperation Add(long from, long to, long amount, long answer) => new("w", 0, WalletAction.Add, amount, from, to, answer);

    private static HistoryOperation Set(long from, long to, long value) => new("w", 0, WalletAction.Set, value, from, to, value);

    private static HistoryOperation Unknown(long from, long amount) => new("w", 0, WalletAction.Add, amount, from, long.MaxValue, null);

    private static void Passes(params HistoryOperation[] history) => Assert.Empty(LinearizabilityChecker.Violations(history, 0));

    private static void Fails(params HistoryOperation[] history) => Assert.NotEmpty(LinearizabilityChecker.Violations(history, 0));
}
