using Scew.Machines.Checking;

namespace Scew.Machines.Tests.Checking;

/// <summary>Step files: what is written can be read, what is wrong is told, and what comes out otherwise is seen.</summary>
public sealed class StepScriptTests
{
    private const string Tool = """
        machine Tool
        enum Grade: Good, Worn
        record Part: name: text(20), worth: amount?
        value holder: account, due: time?, grade: Grade, parts: list(Part, 4), notes: map(account, text(40), 4), photo: bytes(4), rest: duration
        states Start, Ready, Lent, refused
        final refused
        transition create: Start -> Ready (grade: Grade, parts: list(Part, 4), notes: map(account, text(40), 4), photo: bytes(4), rest: duration)
          effect holder := caller, grade := input.grade, parts := input.parts, notes := input.notes, photo := input.photo, rest := input.rest
        transition lend: Ready -> Lent (to: account, until: time)
          by owner and input.to else "both sign"
          effect holder := input.to, due := input.until
        transition expire: Lent -> refused
          automatic when now >= due
        """;

    private const string Life = """
        # a tool comes back by time
        at 2027-01-15T08:00:00Z @anna takes create(grade: Worn, notes: {@ben: "says \"hm\" \\ \u0007"}, parts: [(name: "bit", worth: 5), (name: "box", worth: none)], photo: 0x00ff10aa, rest: 15 days) -> Ready
        # ben did not sign
        at 2027-01-15T08:00:00.001Z @anna takes lend(to: @ben, until: 2027-01-15T09:00:00Z) -> refused guard-refused "both sign"
        at 2027-01-15T08:00:00.001Z height 90 @anna with @ben, @member1 takes lend(to: @ben, until: 2027-01-15T09:00:00Z) -> Lent
        or at 2027-01-15T08:00:00.001Z @anna with @ben takes lend(to: @ben, until: unix(9007199254740991)) -> Lent
        at 2027-01-15T09:00:00Z time takes expire -> refused

        """;

    public static string WithoutComments(string text) => string.Concat(text.Split('\n').Where(static line => line.Length > 0 && line[0] != '#').Select(static line => line + "\n"));

    [Fact]
    public void AFileIsReadAndWrittenAsItWas()
    {
        var (script, fault) = StepScript.Parse(Life);
        Assert.Null(fault);
        Assert.Equal(Life, script!.Format());
        var run = script.Run(CheckThat.Compile(Tool));
        Assert.All(run.Lines, static line => Assert.True(line.AsExpected, line.Actual.ToString()));
        Assert.True(run.Passed);
    }

    [Fact]
    public void WhatComesOutOtherwiseIsSeen()
    {
        var wrong = Life.Replace("-> refused guard-refused \"both sign\"", "-> Lent", StringComparison.Ordinal);
        var run = StepScript.Parse(wrong).Script!.Run(CheckThat.Compile(Tool));
        Assert.False(run.Passed);
        Assert.Equal([1], run.Lines.Select(static (line, at) => (line.AsExpected, at)).Where(static one => !one.AsExpected).Select(static one => one.at));
        Assert.Equal(new StepOutcome(null, "guard-refused", "both sign"), run.Lines[1].Actual);
        Assert.False(StepScript.Empty.Run(CheckThat.Compile(Tool)).Passed);
    }

    [Theory]
    [InlineData("at 2027-01-15T08:00:00Z @anna takes expire -> Lent", "guard-refused")]
    [InlineData("at 2027-01-15T08:00:00Z time takes expire -> Lent", "not-due")]
    [InlineData("at 2026-01-15T08:00:00Z @anna takes expire -> Lent", "time-goes-back")]
    [InlineData("at 2027-01-15T09:00:00Z @anna takes lend -> Lent", "time-is-first")]
    [InlineData("at 2027-01-15T08:00:00Z @anna takes sell -> Lent", "unknown-transition")]
    [InlineData("at 2027-01-15T08:00:00Z @anna takes lend(to: 5) -> Lent", "wrong-state")]
    public void LinesRunAsTheLedgerRunsThem(string line, string code)
    {
        const string Before = """
            at 2027-01-15T08:00:00Z @anna takes create(grade: Good, notes: {}, parts: [], photo: 0x00000000, rest: -1 ms) -> Ready
            at 2027-01-15T08:00:00Z @anna with @ben takes lend(to: @ben, until: 2027-01-15T09:00:00Z) -> Lent

            """;
        var run = StepScript.Parse(Before + line).Script!.Run(CheckThat.Compile(Tool));
        Assert.Equal(code, run.Lines[2].Actual.Code);
    }

    [Theory]
    [InlineData("@anna migrates Ready(level: 3) from \"OLD\" -> Ready", null)]
    [InlineData("@anna migrates Ready(level: 3) of @ben with 7 from \"OLD\" -> Ready", "not-allowed")]
    [InlineData("@anna with @ben migrates Ready(level: 3) of @ben with 7 from \"OLD\" -> Ready", null)]
    [InlineData("@anna migrates Ready(level: -1) from \"OLD\" -> Ready", "invariant-refused")]
    [InlineData("@anna migrates Ready(level: \"3\") from \"OLD\" -> Ready", "bad-input")]
    [InlineData("@anna migrates Ready from \"OLD\" -> Ready", "bad-input")]
    [InlineData("@anna migrates Ready(level: 3, more: 1) from \"OLD\" -> Ready", "bad-input")]
    [InlineData("@anna migrates Gone(level: 3) from \"OLD\" -> Ready", "wrong-state")]
    [InlineData("@anna migrates Gone(level: 3) of @ben from \"OLD\" -> Ready", "not-allowed")]
    [InlineData("@anna migrates Nowhere from \"OLD\" -> Ready", "bad-input")]
    [InlineData("@anna migrates Start from \"OLD\" -> Ready", "bad-input")]
    [InlineData("@anna migrates Ready(level: 3) from \"other\" -> Ready", "bad-operation")]
    [InlineData("@anna takes create -> Ready\nat 2027-01-15T08:00:00Z @anna migrates Ready(level: 3) from \"OLD\" -> Ready", "wrong-state")]
    public void AMoveRunsAsTheLedgerRunsIt(string line, string? code)
    {
        var old = CheckThat.Compile("machine Old\nvalue level: int\nstates Start, Ready, Gone\ntransition create: Start -> Ready\n  effect level := 1\ntransition go: Ready -> Gone\nmovable by owner\n");
        var text = $"machine New\nvalue level: int = 1\nstates Start, Ready\ntransition create: Start -> Ready\ninvariant level > 0\nmigrate from \"{old.Name}\": Ready -> Ready\n";
        var machine = Scew.Machines.Language.MachineText.Compile(text, name => name == old.Name ? old : null).Machine!;
        var (script, fault) = StepScript.Parse("at 2027-01-15T08:00:00Z " + line.Replace("OLD", old.Name, StringComparison.Ordinal) + "\n");
        Assert.Null(fault);
        Assert.Equal("at 2027-01-15T08:00:00Z " + line.Replace("OLD", old.Name, StringComparison.Ordinal) + "\n", script!.Format());
        var last = script.Run(machine).Lines[^1];
        Assert.Equal(code, last.Actual.Code);
        Assert.True(code is not null || last.AsExpected && last.Purse == script.Steps[^1].Older!.Purse);
    }

    [Theory]
    [InlineData("at noon @anna takes create -> Ready", "line 1: column 4: a time is needed here")]
    [InlineData("at 2027-01-15 @anna takes create -> Ready", "line 1: column 14: a time such as 2027-01-15T08:00:00Z is needed here")]
    [InlineData("at 2027-01-15T08:00:00Z @anna takes create(due: 0727-01-15T08:00:00Z) -> Ready", "line 1: column 69: a time such as 2027-01-15T08:00:00Z is needed here")]
    [InlineData("at 2027-01-15T08:00:00Z anna takes create -> Ready", "line 1: column 25: '@' is needed here")]
    [InlineData("at 2027-01-15T08:00:00Z @zoe takes create -> Ready", "line 1: column 29: there is no account 'zoe'; accounts are @anna, @ben, @carla, @dora, @emil, @member1 to @member4, @asset, @other, or @ and 43 characters")]
    [InlineData("at 2027-01-15T08:00:00Z @anna takes create -> ", "line 1: column 46: a state is needed here")]
    [InlineData("at 2027-01-15T08:00:00Z @anna takes create(a: 1, a: 2) -> Ready", "line 1: column 54: the input 'a' stands here twice, or there are more than 32")]
    [InlineData("at 2027-01-15T08:00:00Z @anna takes create(a: [[[[[1]]]]]) -> Ready", "line 1: column 51: lists, maps and records lie at most 3 deep in each other")]
    [InlineData("at 2027-01-15T08:00:00Z @anna takes create(a: 99999999999999999999) -> Ready", "line 1: column 67: this number is too large")]
    [InlineData("at 2027-01-15T08:00:00Z @anna takes create(a: {2: 1, 1: 1}) -> Ready", "line 1: column 56: the keys of a map are distinct and in order")]
    [InlineData("# x\nor at 2027-01-15T08:00:00Z @anna takes create -> Ready", "line 2: column 55: 'or' stands beside a line before it")]
    [InlineData("at 2027-01-15T08:00:00Z @anna takes create(a: \"x) -> Ready", "line 1: column 59: '\"' is needed here")]
    [InlineData("at unix(9007199254740992) @anna takes create -> Ready", "line 1: column 54: there is no such time")]
    [InlineData("at 2027-01-15T08:00:00Z @anna migrates -> Ready", "line 1: column 40: a state of the older machine is needed here")]
    [InlineData("at 2027-01-15T08:00:00Z @anna migrates Ready(a: 1) of @ben with 5 -> Ready", "line 1: column 67: 'from' is needed here")]
    [InlineData("at 2027-01-15T08:00:00Z @anna migrates Ready(a: 1, a: 2) from \"old\" -> Ready", "line 1: column 56: the input 'a' stands here twice, or there are more than 64")]
    [InlineData("at 2027-01-15T08:00:00Z time migrates Ready from \"old\" -> Ready", "line 1: column 30: 'takes' is needed here")]
    [InlineData("at 2027-01-15T08:00:00Z @anna takes create -> Ready now", "line 1: column 53: the line does not end where it could")]
    public void WhatIsWrongIsTold(string text, string fault) => Assert.Equal(fault, StepScript.Parse(text).Fault!.ToString());
}
