using Scew.Machines.Checking;

namespace Scew.Machines.Tests.Checking;

/// <summary>One machine per check that fails it, with the shortest way that shows it.</summary>
public sealed class FailingMachineTests
{
    [Fact]
    public void AStateThatNoArrowLeadsTo() => CheckThat.Finds(
        """
        machine Lamp
        states Start, Off, On, Gone
        final Gone
        transition create: Start -> Off
        transition light: Off -> On
        transition dim: On -> Off
        """,
        "error unreachable-state Gone: no arrow leads to Gone");

    [Fact]
    public void AStateThatGuardsCloseOff() => CheckThat.Finds(
        """
        machine Lamp
        value level: int
        states Start, Off, On
        transition create: Start -> Off
          effect level := 3
        transition light: Off -> On
          guard level > 5 else "the lamp is too weak"
        transition rename: Off, On -> Off
          by owner else "the owner renames a lamp"
        """,
        "error dead-transition light: 'light' was never taken: its guard \"the lamp is too weak\" refused every time",
        "error unreachable-state On: no asset came to be On",
        "warning guard-never-holds light: the lamp is too weak: the guard \"the lamp is too weak\" of 'light' never held");

    /// <summary>What a product comes to is not tried out, so it is no proof.</summary>
    [Fact]
    public void AStateThatAProductClosesOff() => CheckThat.Finds(
        """
        machine Lamp
        value level: int
        states Start, Off, On
        transition create: Start -> Off (level: int)
          guard input.level >= 0 and input.level < 100 else "a level is 0 to 99"
          effect level := input.level
        transition light: Off -> On
          guard level * level = 529 else "the lamp is too weak"
        transition dim: On -> Off
        transition rename: Off -> Off
        """,
        "warning dead-transition dim: 'dim' was never taken: no asset came to be On",
        "warning dead-transition light: 'light' was never taken: its guard \"the lamp is too weak\" refused every time",
        "warning guard-never-holds light: the lamp is too weak: the guard \"the lamp is too weak\" of 'light' never held",
        "warning unreachable-state On: no asset came to be On");

    [Fact]
    public void WhatLiesTooDeepToBeSeen()
    {
        var machine = CheckThat.Compile("""
            machine Lamp
            value turns: amount
            states Start, Off, Broken
            final Broken
            transition create: Start -> Off
              effect turns := 0
            transition light: Off -> Off
              effect turns := turns + 1
            transition smash: Off -> Broken
              guard turns > 100000 else "only an old lamp breaks"
            """);
        var report = MachineChecker.Check(machine, CheckBounds.Deployment);
        Assert.Equal("warning not-reached Lamp: not all was looked at, and these were not seen: Broken, smash", Assert.Single(report.Findings).ToString());
        Assert.False(report.Explored.IsExhaustive);
    }

    [Fact]
    public void AGuardThatNeverRefuses() => CheckThat.Finds(
        """
        machine Lamp
        value level: int
        states Start, Off, On
        transition create: Start -> Off (level: int)
          guard input.level >= 0 and input.level < 10 else "a level is 0 to 9"
          effect level := input.level
        transition light: Off -> On
          guard level < 10 else "the lamp is too strong"
        transition dim: On -> Off
        """,
        "warning guard-never-refuses light: the lamp is too strong: the guard \"the lamp is too strong\" of 'light' never refused");

    [Fact]
    public void AStateWithoutAWayOut() => CheckThat.Finds(
        """
        machine Lamp
        states Start, Off, Broken
        transition create: Start -> Off
        transition breaks: Off -> Broken
        """,
        "error no-way-out Broken: an asset can be Broken with no step that leads on, and Broken is not declared final",
        "at 2027-01-15T08:00:00Z @anna takes create -> Off",
        "at 2027-01-15T08:00:00Z @anna takes breaks -> Broken");

    [Fact]
    public void ASituationWithoutAWayOut() => CheckThat.Finds(
        """
        machine Lamp
        value turns: amount
        states Start, Off, Broken
        final Broken
        transition create: Start -> Off (turns: amount)
          guard input.turns <= 2 else "a lamp has at most 2 turns"
          effect turns := input.turns
        transition light: Off -> Off
          guard turns > 0 else "the lamp is worn out"
          effect turns := turns - 1
        transition smash: Off -> Broken
          guard turns = 2 else "only a new lamp breaks"
        """,
        "error no-way-out Off: an asset can be Off with no step that leads on, and Off is not declared final",
        "at 2027-01-15T08:00:00Z @anna takes create(turns: 0) -> Off");

    [Fact]
    public void TwoTimersAtOneMoment() => CheckThat.Finds(
        """
        machine Offer
        value until: time
        states Start, Open, Sold, Expired
        final Sold, Expired
        transition create: Start -> Open (until: time)
          guard input.until > now + 1 hour else "an offer is open for more than an hour"
          effect until := input.until
        transition sell: Open -> Sold
          automatic when now >= until
        transition expire: Open -> Expired
          automatic when now >= until
        """,
        "error ambiguous-time sell, expire: time can take 'sell' and 'expire' at the same moment, and they lead to Sold and Expired; it takes the one whose name comes first",
        "at 2027-01-15T08:00:00Z @anna takes create(until: 2027-01-16T08:00:00Z) -> Open",
        "at 2027-01-16T08:00:00Z time takes sell -> Sold",
        "or at 2027-01-16T08:00:00Z time takes expire -> Expired");

    [Fact]
    public void TwoTimersThatAreLateTogether() => CheckThat.Finds(
        """
        machine Offer
        value cheap: time, dear: time
        states Start, Open, Cheap, Dear
        final Cheap, Dear
        transition create: Start -> Open (cheap: time, dear: time)
          guard input.cheap != input.dear else "two times"
          effect cheap := input.cheap, dear := input.dear
        transition drop: Open -> Cheap
          automatic when now >= cheap
        transition raise: Open -> Dear
          automatic when now >= dear
        """,
        "warning ambiguous-time drop, raise: time can take 'drop' and 'raise' at the same moment, and they lead to Cheap and Dear; it takes the one whose name comes first",
        "at 2027-01-15T08:00:00Z @anna takes create(cheap: 2027-01-15T08:00:00Z, dear: 2027-01-15T08:00:00.001Z) -> Open",
        "at 2027-01-15T08:01:00Z time takes drop -> Cheap",
        "or at 2027-01-15T08:01:00Z time takes raise -> Dear");

    [Fact]
    public void WhatHangsOnAnotherMachineIsAWarning() => CheckThat.Finds(
        """
        machine Account
        value friend: text(64)
        states Start, Open, Closed
        final Closed
        transition create: Start -> Open
          effect friend := "builtin/friend/1"
        transition receive: Open -> Open
          guard callerMachine = friend or callerMachine = machine else "only friends pay"
        transition close: Open -> Closed
          by owner else "only the owner closes it"
        property never close after receive
        """,
        "warning never-after never close after receive: close happens after receive, if the calling asset's machine ever calls so",
        "at 2027-01-15T08:00:00Z @anna takes create -> Open",
        "at 2027-01-15T08:00:00Z @other of machine takes receive -> Open",
        "at 2027-01-15T08:00:00Z @anna takes close -> Closed");

    [Fact]
    public void TwoTransitionsThatExcludeEachOther() => CheckThat.Finds(
        """
        machine Hold
        value amount: amount, until: time
        states Start, Held, Taken, Free
        final Taken, Free
        transition hold: Start -> Held (amount: amount, until: time)
          effect amount := input.amount, until := input.until
        transition capture: Held -> Taken
          guard now <= until else "too late to capture"
        transition release: Held -> Free
          guard now >= until else "too early to release"
        property capture excludes release
        """,
        "error not-exclusive capture excludes release: capture and release can be taken at the same moment",
        "at 2027-01-15T08:00:00Z @anna takes hold(amount: 1, until: 2027-01-16T08:00:00Z) -> Held",
        "at 2027-01-16T08:00:00Z @anna takes capture -> Taken",
        "or at 2027-01-16T08:00:00Z @anna takes release -> Free");

    [Fact]
    public void AnInvariantThatAStepBreaks() => CheckThat.Finds(
        """
        machine Tool
        value holder: account
        states Start, Ready, Offered, Gone
        final Gone
        transition create: Start -> Ready
          effect holder := caller
        transition offer: Ready -> Offered (to: account)
          by owner else "only the owner offers a tool"
          effect holder := input.to
        transition giveBack: Offered -> Ready
          by holder else "only the holder gives a tool back"
        transition lose: Offered -> Gone
        invariant state = Ready implies holder = owner else "a tool that is ready is with its owner"
        """,
        "error invariant-broken giveBack: a tool that is ready is with its owner: 'giveBack' passes its guards and breaks the invariant \"a tool that is ready is with its owner\"",
        "at 2027-01-15T08:00:00Z @anna takes create -> Ready",
        "at 2027-01-15T08:00:00Z @anna takes offer(to: @ben) -> Offered",
        "at 2027-01-15T08:00:00Z @ben takes giveBack -> refused invariant-refused \"a tool that is ready is with its owner\"");

    [Fact]
    public void ANumberThatLeavesItsRange() => CheckThat.Finds(
        """
        machine Counter
        value total: amount
        states Start, Open
        transition create: Start -> Open
          effect total := 0
        transition add: Open -> Open (points: amount)
          effect total := total + input.points
        """,
        "warning overflow add: 'add' is refused without a guard's sentence: 'total + input.points' leaves the range of int",
        "at 2027-01-15T08:00:00Z @anna takes create -> Open",
        "at 2027-01-15T08:00:00Z @anna takes add(points: 1) -> Open",
        "at 2027-01-15T08:00:00Z @anna takes add(points: 9223372036854775807) -> refused overflow \"'total + input.points' leaves the range of int\"");

    [Fact]
    public void ATimerThatComesToNothing() => CheckThat.Finds(
        """
        machine Counter
        value rounds: amount, next: time
        states Start, Open, Done
        final Done
        transition create: Start -> Open
          effect rounds := 1, next := now + 1 hour
        transition tick: Open -> Open
          automatic when now >= next
          effect rounds := rounds - 1, next := next + 1 hour
        transition stop: Open -> Done
          by owner else "the owner stops it"
        """,
        "error overflow tick: time takes 'tick', which comes to nothing, and its timer is gone: 'rounds': an amount is not negative",
        "at 2027-01-15T08:00:00Z @anna takes create -> Open",
        "at 2027-01-15T09:00:00Z time takes tick -> Open",
        "at 2027-01-15T10:00:00Z time takes tick -> refused overflow \"'rounds': an amount is not negative\"");

    [Fact]
    public void APurseThatPaysMoreThanItGot() => CheckThat.Finds(
        """
        machine Deposit
        value from: wallet, sum: amount
        states Start, Held, Back
        final Back
        transition create: Start -> Held (from: wallet, sum: amount)
          guard input.from != purse else "the purse cannot pay itself"
          guard input.sum <= 100 else "at most 100 are held"
          effect from := input.from, sum := input.sum
          pay input.sum from input.from to purse
        transition refund: Held -> Back (bonus: amount)
          guard input.bonus <= 1 else "a bonus is at most 1"
          pay sum + input.bonus from purse to from
        """,
        "error purse-overdrawn refund: 'refund' takes more from the purse than was paid to it: the step pays 2 from the purse, and 1 is in it",
        "at 2027-01-15T08:00:00Z @anna takes create(from: \"wallet\", sum: 1) -> Held",
        "at 2027-01-15T08:00:00Z @anna takes refund(bonus: 1) -> refused insufficient-balance \"the step pays 2 from the purse, and 1 is in it\"");

    [Fact]
    public void MoneyThatStaysInAPurse() => CheckThat.Finds(
        """
        machine Deposit
        value from: wallet, sum: amount
        states Start, Held, Back, Lost
        final Back, Lost
        transition create: Start -> Held (from: wallet, sum: amount)
          guard input.from != purse else "the purse cannot pay itself"
          effect from := input.from, sum := input.sum
          pay input.sum from input.from to purse
        transition refund: Held -> Back
          pay sum from purse to from
        transition lose: Held -> Lost
        """,
        "error money-left Lost: 1 stays in the purse of an asset that is Lost, and nothing leads on from there",
        "at 2027-01-15T08:00:00Z @anna takes create(from: \"wallet\", sum: 1) -> Held",
        "at 2027-01-15T08:00:00Z @anna takes lose -> Lost");

    [Fact]
    public void NeverAfter() => CheckThat.Finds(
        """
        machine Tool
        states Start, Ready, Lent, Gone
        final Gone
        transition create: Start -> Ready
        transition lend: Ready -> Lent
        transition giveBack: Lent -> Ready
        transition lose: Lent -> Gone
        transition report: Ready -> Ready
        property never lend after report
        """,
        "error never-after never lend after report: lend happens after report",
        "at 2027-01-15T08:00:00Z @anna takes create -> Ready",
        "at 2027-01-15T08:00:00Z @anna takes report -> Ready",
        "at 2027-01-15T08:00:00Z @anna takes lend -> Lent");

    [Fact]
    public void OnlyAfter() => CheckThat.Finds(
        """
        machine Tool
        states Start, Ready, Inspected, Lent
        transition create: Start -> Ready
        transition inspect: Ready -> Inspected
        transition lend: Ready, Inspected -> Lent
        transition giveBack: Lent -> Ready
        property Lent only after inspect
        """,
        "error only-after Lent only after inspect: Lent happens, and inspect did not before",
        "at 2027-01-15T08:00:00Z @anna takes create -> Ready",
        "at 2027-01-15T08:00:00Z @anna takes lend -> Lent");

    [Fact]
    public void Eventually() => CheckThat.Finds(
        """
        machine Deposit
        states Start, Held, Disputed, Argued, Paid
        final Paid
        transition create: Start -> Held
        transition pay_back: Held -> Paid
        transition dispute: Held -> Disputed
        transition argue: Disputed -> Argued
        transition answer: Argued -> Disputed
        property from create eventually Paid
        """,
        "error eventually from create eventually Paid: after create an asset can be Disputed, and from there Paid cannot be reached",
        "at 2027-01-15T08:00:00Z @anna takes create -> Held",
        "at 2027-01-15T08:00:00Z @anna takes dispute -> Disputed");
}
