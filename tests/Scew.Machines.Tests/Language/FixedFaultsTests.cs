using System.Diagnostics;
using Scew.Machines.Language;
using Scew.Protocol.Requests;
using static Scew.Machines.Tests.Language.Texts;

namespace Scew.Machines.Tests.Language;

/// <summary>One test for every fault of the language that was found and mended, named after what went wrong.</summary>
public sealed class FixedFaultsTests
{
    [Fact]
    public void TheCostOfManyNestedLoopsDidNotFitALong()
    {
        var loops = string.Concat(Enumerable.Range(0, 9).Select(static i => $"sum a{i} in l: "));
        var faults = Faults($"""
            machine M
            value l: list(int, 256), x: int
            states Start, Here
            transition create: Start -> Here
              effect x := 0
            transition change: Here -> Here
              effect x := {loops}1
            """);
        Assert.Contains("operations", Assert.Single(faults).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AValueToBeginWithUsedTheSlotsOfTheStep()
    {
        var machine = Compile("""
            machine M
            value x: int = sum one in [1, 2, 3]: one
            states Start, Here
            transition create: Start -> Here
            """);
        Assert.Equal(6, Next(machine.Create(MachineValues.Empty, Context(0, 5))).Values.Int("x"));
    }

    [Fact]
    public void NoneWasLookedForInAMap()
    {
        var machine = Compile("""
            machine M
            value m: map(account, int, 4), who: account?, found: bool = false
            states Start, Here
            transition create: Start -> Here
              effect m := []
            transition look: Here -> Here
              effect found := who in m
            transition fill: Here -> Here
              effect m := put(m, caller, 5)
            """);
        var state = Next(machine.Create(MachineValues.Empty, Context(0, 5)));
        state = Next(machine.Step(state, "fill", MachineValues.Empty, Context(0, 5)));
        Assert.False(Next(machine.Step(state, "look", MachineValues.Empty, Context(0, 5))).Values.Bool("found"));
    }

    [Fact]
    public void RecordsThatHoldEachOtherTwiceTookExponentialTime()
    {
        var records = string.Join('\n', Enumerable.Range(1, 400).Select(static i => $"record R{i}: a: R{i - 1}, b: R{i - 1}, c: R{i - 1}"));
        var watch = Stopwatch.StartNew();
        Assert.NotEmpty(Faults($"machine M\nrecord R0: a: int\n{records}\nstates Start, Here\ntransition create: Start -> Here\n"));
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5), watch.Elapsed.ToString());
    }

    [Fact]
    public void AListOfRecordsWithListsWasRefused() => Compile(Small("list(R, 4)", "x", "[R(l: [1, 2])]", "record R: l: list(int, 4)"));

    [Fact]
    public void AnInvariantAskedForAnAccountOfAnotherGroup() =>
        Assert.Contains("accountOf", Assert.Single(Faults(Small("int", "x", "1", "value a: asset = \"a\"\ninvariant accountOf(a) = owner"))).Message, StringComparison.Ordinal);

    [Fact]
    public void ATimeCouldHangOnTheAssetsPlace() =>
        Assert.Contains("values alone", Assert.Single(Faults("""
            machine M
            value a: time = now
            states Start, Here, There
            transition create: Start -> Here
            transition leave: Here -> There
              automatic when now >= (if asset = other then a else none)
            value other: asset = "a"
            """)).Message, StringComparison.Ordinal);

    [Fact]
    public void AnAssetThatMovesOverHasItsTimers()
    {
        var old = Compile("machine Old\nvalue due: time\nstates Start, Here\ntransition create: Start -> Here (due: time)\n  effect due := input.due\n");
        var young = Compile($"""
            machine Young
            value due: time
            states Start, Here, There
            transition create: Start -> Here (due: time)
              effect due := input.due
            transition leave: Here -> There
              automatic when now >= due
            migrate from "{old.Name}": Here -> Here
            """, name => name == old.Name ? old : null);
        var state = Next(old.Create(MachineValues.Empty.Set("due", new MachineValue.Time(1_000_000)), Context(0, 5)));
        Assert.Equal(1_000_000, Next(young.Migrate(state, young.Migrations.Single(), Context(0, 5))).Timers.DueMs("leave"));
    }

    [Theory]
    [InlineData("# a \r b")]
    [InlineData("# \U000E0041")]
    [InlineData("# \u202e")]
    [InlineData("# \u3164")]
    [InlineData("value \U0001D173: int")]
    public void CharactersThatNobodySeesPassed(string line) =>
        Assert.Matches("invisible|no meaning", Assert.Single(Faults($"machine M\n{line}\nstates A, B\ntransition create: A -> B\n")).Message);

    [Fact]
    public void AStateTooLargeWasReportedAtLineZero() =>
        Assert.Equal(3, Assert.Single(Faults("machine M\nvalue l: list(text(1024), 256) = []\nstates Start, Here\ntransition create: Start -> Here\n")).Place.Line);

    [Theory]
    [InlineData("effect x := 5 # why", "  effect x := 5 # why")]
    [InlineData("effect x := # why\n5", "  # why\n  effect x := 5")]
    [InlineData("# before\neffect x := # one\n5 # two", "  # before\n  # one\n  effect x := 5 # two")]
    public void CommentsMovedToTheNextClauseOrWereLost(string clause, string formatted)
    {
        var text = MachineText.Format($"machine M\nvalue x: int\nstates A, B # states\ntransition create: A -> # arrow\nB # head\n{clause}\n# end").Text!;
        Assert.Equal($"machine M\n\nvalue x: int\nstates A, B # states\n\n# arrow\ntransition create: A -> B # head\n{formatted}\n# end\n", text);
        Assert.Equal(text, MachineText.Format(text).Text);
    }

    [Fact]
    public void ALetCouldHideTheOwner() =>
        Assert.Contains("meaning already", Assert.Single(Faults("machine M\nstates A, B\ntransition create: A -> B\n  let owner = caller\n")).Message, StringComparison.Ordinal);

    [Fact]
    public void ARecordCouldHideAType() =>
        Assert.Contains("type or function", Assert.Single(Faults("machine M\nrecord time: a: int\nstates A, B\ntransition create: A -> B\n")).Message, StringComparison.Ordinal);

    [Fact]
    public void TheFaultAfterTheTwentiethWasNone() =>
        Assert.Equal(20, Faults("machine M\nstates A, B\ntransition create: A -> B\n" + string.Concat(Enumerable.Repeat("  guard unknown\n", 30)) + "transition go: B -> Nowhere\n").Length);

    [Fact]
    public void LongRowsOfOperatorsAndSignersWereAsDeepAsTheyWereLong()
    {
        var thread = new Thread(() =>
        {
            Assert.NotEmpty(Faults(Small("bool", string.Concat(Enumerable.Repeat("(true and true or true and true) = ", 900)) + "true", "true")));
            Assert.NotEmpty(Faults("machine M\nstates A, B\ntransition create: A -> B\n  by " + string.Join(" or ", Enumerable.Repeat("owner", 4000))));
        }, 256 * 1024);
        thread.Start();
        thread.Join();
    }
}
