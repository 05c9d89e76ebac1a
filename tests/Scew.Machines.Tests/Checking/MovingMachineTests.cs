using Scew.Machines.Checking;
using Scew.Machines.Language;

namespace Scew.Machines.Tests.Checking;

/// <summary>Machines that are well as long as assets begin under them, and fail once assets of an older machine come over.</summary>
public sealed class MovingMachineTests
{
    private const string Lamp = """
        machine Lamp "the older one"
        value level: int
        states Start, Off, On, Broken
        final Broken
        transition create: Start -> Off (level: int)
          guard input.level >= 0 and input.level < 10 else "a level is 0 to 9"
          effect level := input.level
        transition light: Off -> On
        transition dim: On -> Off
        transition smash: On -> Broken
        movable by owner
        """;

    private const string Deposit = """
        machine Deposit
        value from: wallet, sum: amount
        states Start, Held, Back
        final Back
        transition create: Start -> Held (from: wallet, sum: amount)
          guard input.from != purse else "the purse cannot pay itself"
          effect from := input.from, sum := input.sum
          pay input.sum from input.from to purse
        transition refund: Held -> Back
          by owner else "the owner refunds"
          pay sum from purse to from
        movable by owner
        """;

    [Fact]
    public void AnInvariantThatAnOlderAssetBreaks() => Finds(
        Lamp,
        """
        machine Lamp
        value level: int, spare: int = 0
        states Start, Off, On
        transition create: Start -> Off
          effect level := 0
        transition light: Off -> On
          effect spare := level
        transition dim: On -> Off
        transition rename: Off -> Off
        invariant spare < 5 else "the spare bulb is weak"
        migrate from "OLD": Off -> Off, On -> On
        """,
        "error invariant-broken light: the spare bulb is weak: 'light' passes its guards and breaks the invariant \"the spare bulb is weak\"",
        "# under OLD:",
        "# at 2027-01-15T08:00:00Z @anna takes create(level: 5) -> Off",
        "at 2027-01-15T08:00:00Z @anna migrates Off(level: 5) from \"OLD\" -> Off",
        "at 2027-01-15T08:00:00Z @anna takes light -> refused invariant-refused \"the spare bulb is weak\"");

    [Fact]
    public void AMoveThatAnInvariantRefuses() => Finds(
        Lamp,
        """
        machine Lamp
        value level: int
        states Start, Off, On
        transition create: Start -> Off
          effect level := 1
        transition light: Off -> On
        transition dim: On -> Off
        invariant level > 0 else "a lamp shines"
        migrate from "OLD": Off -> Off, On -> On
        """,
        "warning migration-refused Off of OLD: an asset that is Off cannot move here: a lamp shines",
        "warning migration-refused On of OLD: an asset that is On cannot move here: a lamp shines",
        "# under OLD:",
        "# at 2027-01-15T08:00:00Z @anna takes create(level: 0) -> Off",
        "at 2027-01-15T08:00:00Z @anna migrates Off(level: 0) from \"OLD\" -> refused invariant-refused \"a lamp shines\"");

    [Fact]
    public void WhatHappenedBeforeTheMoveHappened() => Finds(
        Lamp,
        """
        machine Lamp
        value level: int
        states Start, Off, On
        transition create: Start -> Off (level: int)
          guard input.level > 2 else "a level is above 2"
          effect level := input.level
        transition rename: Off -> Off
        transition light: Off -> On
        transition use: On -> On
        property never rename after light
        migrate from "OLD": Off -> Off, On -> On
        """,
        "error never-after never rename after light: rename happens after light",
        "# under OLD:",
        "# at 2027-01-15T08:00:00Z @anna takes create(level: 1) -> Off",
        "# at 2027-01-15T08:00:00Z @anna takes light -> On",
        "# at 2027-01-15T08:00:00Z @anna takes dim -> Off",
        "at 2027-01-15T08:00:00Z @anna migrates Off(level: 1) from \"OLD\" -> Off",
        "at 2027-01-15T08:00:00Z @anna takes rename -> Off");

    [Fact]
    public void WhatOnlyThisMachineDoesAfter() => Finds(
        Lamp,
        """
        machine Lamp
        states Start, Off, Tested, On
        transition create: Start -> Off
        transition test: Off -> Tested
        transition light: Tested -> On
        transition use: On -> On
        property On only after test
        migrate from "OLD": On -> On
        """,
        "error only-after On only after test: On happens, and test did not before",
        "# under OLD:",
        "# at 2027-01-15T08:00:00Z @anna takes create(level: 1) -> Off",
        "# at 2027-01-15T08:00:00Z @anna takes light -> On",
        "at 2027-01-15T08:00:00Z @anna migrates On(level: 1) from \"OLD\" -> On");

    [Fact]
    public void FromWhereNothingLeadsOn() => Finds(
        Lamp,
        """
        machine Lamp
        value level: int
        states Start, Off, Sold
        final Sold
        transition create: Start -> Off
          effect level := 0
        transition sell: Off -> Sold
          guard level != 7 else "nobody buys such a lamp"
        property from Off eventually Sold
        migrate from "OLD": Off -> Off
        """,
        "error eventually from Off eventually Sold: after Off an asset can be Off, and from there Sold cannot be reached",
        "error no-way-out Off: an asset can be Off with no step that leads on, and Off is not declared final",
        "# under OLD:",
        "# at 2027-01-15T08:00:00Z @anna takes create(level: 7) -> Off",
        "at 2027-01-15T08:00:00Z @anna migrates Off(level: 7) from \"OLD\" -> Off");

    [Fact]
    public void MoneyThatComesAlongAndStays() => Finds(
        Deposit,
        """
        machine Deposit
        states Start, Held, Back
        final Back
        transition create: Start -> Held
        transition refund: Held -> Back
        migrate from "OLD": Held -> Held
        """,
        "error money-left Back: 1 stays in the purse of an asset that is Back, and nothing leads on from there",
        "# under OLD:",
        "# at 2027-01-15T08:00:00Z @anna takes create(from: \"wallet\", sum: 1) -> Held",
        "at 2027-01-15T08:00:00Z @anna migrates Held(from: \"wallet\", sum: 1) with 1 from \"OLD\" -> Held",
        "at 2027-01-15T08:00:00Z @anna takes refund -> Back");

    [Fact]
    public void MoneyThatIsPromisedTwice() => Finds(
        Deposit,
        """
        machine Deposit
        value from: wallet, sum: amount
        states Start, Held, Back
        final Back
        transition create: Start -> Held (from: wallet)
          guard input.from != purse else "the purse cannot pay itself"
          effect from := input.from, sum := 0
        transition refund: Held -> Back
          pay sum from purse to from
        transition keep: Held -> Held
        migrate from "OLD": Back -> Held
        """,
        "error purse-overdrawn refund: 'refund' takes more from the purse than was paid to it: the step pays 1 from the purse, and 0 is in it",
        "# under OLD:",
        "# at 2027-01-15T08:00:00Z @anna takes create(from: \"wallet\", sum: 1) -> Held",
        "# at 2027-01-15T08:00:00Z @anna takes refund -> Back",
        "at 2027-01-15T08:00:00Z @anna migrates Back(from: \"wallet\", sum: 1) from \"OLD\" -> Held",
        "at 2027-01-15T08:00:00Z @anna takes refund -> refused insufficient-balance \"the step pays 1 from the purse, and 0 is in it\"");

    [Fact]
    public void WhereNobodyMayLeave() => Finds(
        Lamp.Replace("movable by owner", string.Empty, StringComparison.Ordinal),
        """
        machine Lamp
        states Start, Off, On
        transition create: Start -> Off
        transition rename: Off -> Off
        transition dim: On -> Off
        migrate from "OLD": On -> On
        """,
        "error dead-transition dim: 'dim' was never taken: no asset came to be On",
        "error unreachable-state On: no asset came to be On",
        "warning dead-migration On of OLD: no asset that is On comes over: whoever signs, its machine does not let it go");

    [Fact]
    public void WhereNoAssetEverWas() => Finds(
        Lamp.Replace("guard input.level >= 0 and input.level < 10 else \"a level is 0 to 9\"", "guard input.level != input.level else \"never\"", StringComparison.Ordinal),
        """
        machine Lamp
        states Start, Off
        transition create: Start -> Off
        transition rename: Off -> Off
        migrate from "OLD": Off -> Off
        """,
        "warning dead-migration Off of OLD: no asset that is Off comes over: no asset of that machine came to be Off");

    /// <summary>Of three machines: what the oldest let happen breaks the newest.</summary>
    [Fact]
    public void AssetsThatCameALongWay()
    {
        var oldest = CheckThat.Compile(Lamp);
        var older = MachineText.Compile(Older(oldest), name => name == oldest.Name ? oldest : null).Machine!;
        var text = $"""
            machine Lamp
            value level: int
            states Start, Off, Sold
            final Sold
            transition create: Start -> Off
              effect level := 2
            transition sell: Off -> Sold
            transition rename: Off -> Off
            invariant level < 9 or state = Off else "nobody buys such a lamp"
            migrate from "{older.Name}": Off -> Off
            """;
        Machine? Known(string name) => name == oldest.Name ? oldest : name == older.Name ? older : null;
        var machine = MachineText.Compile(text, Known).Machine!;
        var report = MachineChecker.Check(machine, CheckBounds.Deployment, Known);
        var finding = Assert.Single(report.Findings, static one => one.Severity == CheckSeverity.Error);
        Assert.Equal(
            $"""
            # invariant-broken: 'sell' passes its guards and breaks the invariant "nobody buys such a lamp"
            # under {oldest.Name}:
            # at 2027-01-15T08:00:00Z @anna takes create(level: 9) -> Off
            # under {older.Name}:
            # at 2027-01-15T08:00:00Z @anna migrates Off(level: 9) from "{oldest.Name}" -> Off
            at 2027-01-15T08:00:00Z @member1 migrates Off(level: 9) of @anna from "{older.Name}" -> Off
            at 2027-01-15T08:00:00Z @anna takes sell -> refused invariant-refused "nobody buys such a lamp"

            """,
            finding.Script.Format());
        CheckThat.Replays(machine, finding);
        var part = MachineChecker.Check(machine, CheckBounds.Deployment, name => name == older.Name ? older : null);
        Assert.False(part.HasErrors);
        Assert.Equal<string>([$"assets that come from '{oldest.Name}' were not looked at: its text was not at hand", $"not all assets that can come from '{older.Name}' were looked at"], [.. part.Notes]);
    }

    [Fact]
    public void WhatIsNotAtHandIsANoteAndNoFault()
    {
        var oldest = CheckThat.Compile(Lamp);
        var report = MachineChecker.Check(MachineText.Compile(Older(oldest)).Machine!, CheckBounds.Deployment);
        Assert.False(report.HasErrors);
        Assert.Equal<string>([$"assets that come from '{oldest.Name}' were not looked at: its text was not at hand"], [.. report.Notes]);
        Assert.Equal(0, report.Explored.Moved);
        Assert.Equal<string>([.. report.Notes], [.. MachineChecker.Check(MachineText.Compile(Older(oldest), _ => oldest).Machine!, CheckBounds.Deployment).Notes]);
    }

    /// <summary>Time comes along: what an older asset waited for is over at once, or some time later.</summary>
    [Fact]
    public void TimersOfWhatCameLate()
    {
        const string Older = """
            machine Offer
            value until: time
            states Start, Open
            transition create: Start -> Open (until: time)
              effect until := input.until
            transition look: Open -> Open
              guard now <= until else "it is over"
            transition look_back: Open -> Open
            movable by any of members
            """;
        Finds(
            Older,
            """
            machine Offer
            value until: time, since: time
            states Start, Open, Sold, Over
            final Sold, Over
            transition create: Start -> Open (until: time)
              guard input.until > now + 1 hour else "an offer is open for a while"
              effect until := input.until, since := now
            transition sell: Open -> Sold
              by owner else "the owner sells"
            transition expire: Open -> Over
              automatic when now >= until
            invariant state = Open implies since <= until else "an offer is open for a while"
            migrate from "OLD": Open -> Open effect since := now
            """,
            "warning migration-refused Open of OLD: an asset that is Open cannot move here: an offer is open for a while",
            "# under OLD:",
            "# at 2027-01-15T08:00:00Z @anna takes create(until: 2027-01-16T08:00:00Z) -> Open",
            "at 2027-01-16T08:00:00.001Z @member1 migrates Open(until: 2027-01-16T08:00:00Z) of @anna from \"OLD\" -> refused invariant-refused \"an offer is open for a while\"");
    }

    private static string Older(Machine oldest) => $"""
        machine Lamp
        value level: int
        states Start, Off
        transition create: Start -> Off
          effect level := 2
        transition rename: Off -> Off
        movable by 1 of members
        migrate from "{oldest.Name}": Off -> Off
        """;

    /// <summary>All findings, then the steps of the first with how the asset came to be before; every way can be saved, read and replayed.</summary>
    private static void Finds(string older, string newer, params string[] expected)
    {
        var old = CheckThat.Compile(older);
        var machine = MachineText.Compile(newer.Replace("OLD", old.Name, StringComparison.Ordinal), name => name == old.Name ? old : null).Machine!;
        var report = MachineChecker.Check(machine, CheckBounds.Deployment, name => name == old.Name ? old : null);
        var steps = report.Findings.IsEmpty ? string.Empty : string.Concat(report.Findings[0].Script.Format().Split('\n').Skip(1).Where(static line => line.Length > 0).Select(static line => line + "\n"));
        var actual = string.Concat(report.Findings.Select(static finding => finding + "\n")) + steps;
        Assert.Equal(string.Concat(expected.Select(static line => line + "\n")), actual.Replace(old.Name, "OLD", StringComparison.Ordinal));
        Assert.True(report.Explored.IsExhaustive && report.Notes.IsEmpty, report.Explored + string.Join("\n", report.Notes));
        Assert.All(report.Findings, finding => CheckThat.Replays(machine, finding));
    }
}
