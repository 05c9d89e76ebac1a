using Scew.Protocol.Requests;
using static Scew.Machines.Tests.Applications.Neighbourhood;

namespace Scew.Machines.Tests.Applications;

/// <summary>Whose points lie in which lot of an account, and who can be kept from them.</summary>
public sealed class LotTests
{
    private readonly Neighbourhood _here = new();

    private long Day(long days) => _here.Town.NowMs + days * DayMs;

    [Fact]
    public void PointsComeBackIntoTheirOwnLotNotOneOfTheSameName()
    {
        // Merchant 0 pays next to nothing for its points; merchant 1's are worth 500 per 1000.
        Ok(_here.Town.Do("programme", "agree", In(("merchant", Of(Merchants[0])), ("quota", Int(1000)), ("rate", Int(1))), [Merchants[0], Merchants[1]]));
        Ok(_here.Issue(1, 1, 900, "spring", 0, Day(200)));
        Ok(_here.Issue(0, 0, 800, "spring", 0, Day(3)));
        Ok(_here.Town.Do("points0", "authorise", In(("hold", Text("h")), ("amount", Int(800)), ("agent", Of(People[0])), ("until", _here.In(20))), [People[0]]));
        _here.Town.Pass(TimeSpan.FromDays(4));
        Ok(Transfer(1, 0, 1));
        Assert.Equal([("spring", 1L)], _here.Lots(0));
        Ok(_here.Town.Do("points0", "void", In(("hold", Text("h"))), [People[0]]));
        Assert.Equal([("spring", 1L)], _here.Lots(0));
        Assert.Equal((800L, 900L), (_here.Merchant(0, "expired"), _here.Merchant(1, "outstanding")));
    }

    [Fact]
    public void LotsOfTheSameNameLieBesideEachOther()
    {
        Ok(_here.Issue(0, 0, 10, "q1", 0, Day(90)));
        Ok(_here.Issue(1, 0, 20, "q1", 5, Day(90)));
        Ok(_here.Issue(0, 0, 30, "q1", 0, Day(60), "other"));
        Ok(_here.Issue(0, 1, 5, "q1", 0, Day(90)));
        Ok(Transfer(1, 0, 5));
        _here.Town.Pass(TimeSpan.FromDays(6));
        Assert.Equal([("q1", 30L), ("q1", 15L), ("q1", 20L)], _here.Lots(0));
    }

    [Fact]
    public void OnlyTheIssuerIsCreditedForWhatItCancels()
    {
        Ok(_here.Issue(0, 0, 100, "a", 14, Day(90)));
        Ok(_here.Issue(1, 1, 100, "b", 0, Day(90)));
        Ok(_here.Town.Do("points0", "cancel", In(("order", Text("order"))), [Merchants[1], Merchants[0]]));
        Assert.Equal((0L, 100L), (_here.Merchant(0, "outstanding"), _here.Merchant(1, "outstanding")));
    }

    [Fact]
    public void OnlyTheMerchantOfTheHoldEarnsWhoeverCalls()
    {
        Ok(_here.Issue(0, 0, 100, "a", 0, Day(90)));
        Ok(_here.Authorise(0, "h", 100, 1));
        Ok(_here.Town.Do("points0", "capture", In(("hold", Text("h")), ("amount", Int(100))), [Merchants[2], Merchants[1]]));
        Assert.Equal((50L, 0L), (_here.Merchant(1, "earns"), _here.Merchant(2, "earns")));
        Ok(_here.Town.Do("points0", "refund", In(("hold", Text("h")), ("amount", Int(100))), [Merchants[2], Merchants[1]]));
        Assert.Equal((0L, 0L), (_here.Merchant(1, "earns"), _here.Merchant(2, "earns")));
    }

    [Fact]
    public void GiftsCannotFillAnAccountAndTheCustomerDropsThem()
    {
        for (var i = 0; i < 13; i++)
        {
            Ok(_here.Issue(i % 3, 1, 2, $"dust{i}", 0, Day(90 + i)));
        }
        Assert.Equal("at most 12 lots are given in one step; give less", Transfer(1, 0, 26));
        Ok(Transfer(1, 0, 24));
        Assert.Equal(12, _here.Lots(0).Length);
        Assert.Equal("the account has too many lots; spend or drop some first", Transfer(1, 0, 1));
        Ok(_here.Issue(0, 0, 50, "q1", 0, Day(200)));
        var dust = In(("lot", Text("dust3")), ("issuer", Of(Merchants[0])), ("expires", new MachineValue.Time(Day(93))));
        Assert.Equal("only the customer gives points up", _here.Town.Do("points0", "drop", dust, [Merchants[0]]));
        Ok(_here.Town.Do("points0", "drop", dust, [People[0]]));
        Assert.DoesNotContain("dust3", _here.Lots(0).Select(static lot => lot.Lot));
        Assert.Equal(2, _here.Merchant(0, "expired"));
    }

    [Fact]
    public void WhatTimeWasRefusedIsTriedAgain()
    {
        Ok(_here.Issue(0, 0, 10, "q1", 0, Day(3)));
        var spent = Machine.Spend(_here.Town["points0"], "expire");
        var early = new MachineContext(People[2], [], Day(2), 1, "points0", Town.Group);
        Assert.Equal("nothing is overdue", Assert.IsType<StepResult.Refused>(Points.Step(spent, "retry", In(), early)).Refusal.Message);
        var again = Assert.IsType<StepResult.Next>(Points.Step(spent, "retry", In(), early with { TimeMs = Day(4) })).State;
        Assert.Equal(Day(4) + 60_000, again.Timers.DueMs("expire"));
        Assert.Equal("it was tried within the hour", Assert.IsType<StepResult.Refused>(Points.Step(again, "retry", In(), early with { TimeMs = Day(4) + 1 })).Refusal.Message);
    }

    [Fact]
    public void EmptyLotsEndWithoutTheProgramme()
    {
        Ok(_here.Issue(0, 0, 2, "q1", 0, Day(40)));
        Ok(_here.Authorise(0, "h", 2, 0));
        Ok(_here.Merchant(0, 0, "capture", "h", 2));
        _here.Town.Pass(TimeSpan.FromDays(31));
        for (var one = 0; one < 3; one++)
        {
            Ok(_here.Town.Do("programme", "withdraw", In(("amount", Int(1000))), [Merchants[one]]));
        }
        Ok(_here.Town.Do("programme", "close", In(), [Merchants[0], Merchants[1]]));
        _here.Town.Pass(TimeSpan.FromDays(10));
        Assert.Empty(_here.Lots(0));
    }

    private string? Transfer(int from, int to, long amount) =>
        _here.Town.Do($"points{from}", "transfer", In(("to", Text($"points{to}")), ("amount", Int(amount))), [People[from]]);
}
