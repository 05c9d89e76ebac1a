using FsCheck;
using FsCheck.Fluent;
using Scew.Protocol.Requests;
using static Scew.Machines.Tests.Applications.Neighbourhood;

namespace Scew.Machines.Tests.Applications;

/// <summary>What a programme owes its merchants: nothing is lost or made by rounding, and nobody gets what another's points need.</summary>
public sealed class MoneyTests
{
    private readonly Neighbourhood _here = new();
    private int _holds;

    private long Day(long days) => _here.Town.NowMs + days * DayMs;

    [Fact]
    public void PartialRefundsDoNotMakeMoney()
    {
        // 500 for 1000 points: two points are worth 1, one is worth a half.
        Ok(_here.Issue(0, 0, 2, "q1", 0, Day(300)));
        for (var i = 0; i < 50; i++)
        {
            Ok(_here.Authorise(0, "h", 2, 1));
            Ok(_here.Merchant(1, 0, "capture", "h", 2));
            Ok(_here.Merchant(1, 0, "refund", "h", 1));
            Ok(_here.Merchant(1, 0, "refund", "h", 1));
        }
        Assert.Equal([("q1", 2L)], _here.Lots(0));
        Assert.Equal((0L, 0L), (_here.Merchant(0, "debt"), _here.Merchant(1, "credit")));
        _here.Town.Pass(TimeSpan.FromDays(31));
        Assert.Equal((1000L, 1000L), (_here.Merchant(0, "prefund"), _here.Merchant(1, "prefund")));
    }

    [Fact]
    public void WhatIsLessThanAUnitWaitsForTheNextPeriod()
    {
        Ok(_here.Issue(0, 0, 500, "q1", 0, Day(300)));
        Redeem(1, 3);
        Redeem(2, 3);
        Assert.Equal((3L, 1L, 1L), (_here.Merchant(0, "owes"), _here.Merchant(1, "earns"), _here.Merchant(2, "earns")));
        _here.Town.Pass(TimeSpan.FromDays(30));
        // Each gets 1 of 1.5, so that two of the three are moved.
        Assert.Equal((998L, 1001L, 1001L), (_here.Merchant(0, "prefund"), _here.Merchant(1, "prefund"), _here.Merchant(2, "prefund")));
        Assert.Equal((1000L, 500L, 500L), (_here.Merchant(0, "debt"), _here.Merchant(1, "credit"), _here.Merchant(2, "credit")));
        foreach (var row in _here.Records("programme", "rows").Chunk(3))
        {
            Assert.Equal(row.Sum(static one => Number(one, "owes")), row.Sum(static one => Number(one, "earns")));
        }
        Redeem(1, 1);
        Redeem(2, 1);
        _here.Town.Pass(TimeSpan.FromDays(30));
        Assert.Equal((996L, 1002L, 1002L), (_here.Merchant(0, "prefund"), _here.Merchant(1, "prefund"), _here.Merchant(2, "prefund")));
        Assert.Equal(0, _here.Merchant(0, "debt"));
    }

    [Fact]
    public void AMerchantWhoWasPaidOutCannotGiveBackWhatItNoLongerHas()
    {
        Ok(_here.Issue(0, 0, 1000, "q1", 0, Day(300)));
        Redeem(1, 1000);
        _here.Town.Pass(TimeSpan.FromDays(31));
        Assert.Equal("less money lies here", Withdraw(1, 1501));
        Ok(Withdraw(1, 1500));
        Assert.Equal("the merchant no longer has the money for these points", _here.Merchant(1, 0, "refund", "h0", 1000));
        Ok(_here.Town.Do("programme", "topUp", In(("amount", Int(500))), [Merchants[1]]));
        Ok(_here.Merchant(1, 0, "refund", "h0", 1000));
        Assert.Equal("outstanding points need this money", Withdraw(1, 1));
    }

    [Fact]
    public void AProgrammeWithoutPointsIsClosedToTheLastUnit()
    {
        Ok(_here.Issue(0, 0, 3, "q1", 0, Day(300)));
        Redeem(1, 3);
        _here.Town.Pass(TimeSpan.FromDays(31));
        for (var one = 0; one < 3; one++)
        {
            Ok(Withdraw(one, _here.Merchant(one, "prefund")));
        }
        Ok(_here.Town.Do("programme", "close", In(), [Merchants[0], Merchants[1]]));
        Assert.Equal(0, _here.Town.Balance(Town.Purse("programme")));
    }

    [Fact]
    public void WhatMerchantsHaveLiesInThePurseAndEveryPeriodEnds()
    {
        var step =
            from kind in Gen.Choose(0, 9)
            from issuer in Gen.Choose(0, 2)
            from at in Gen.Choose(0, 2)
            from amount in Gen.Choose(1, 400)
            from name in Gen.Choose(0, 3)
            select (Kind: kind, Issuer: issuer, At: at, Amount: amount, Name: name);
        Prop.ForAll(step.ListOf(60).ToArbitrary(), steps =>
        {
            var here = new Neighbourhood();
            var hours = 0L;
            foreach (var (kind, issuer, at, amount, name) in steps)
            {
                _ = kind switch
                {
                    0 or 1 => here.Issue(issuer, 0, amount, $"lot{issuer}", 0, here.Town.NowMs + 10 * DayMs, $"o{name}"),
                    2 or 3 => Redeem(here, $"h{name}", at, amount),
                    4 or 5 => here.Merchant(at, 0, "refund", $"h{name}", amount % 50),
                    6 => here.Town.Do("programme", "withdraw", In(("amount", Int(amount * 2))), [Merchants[at]]),
                    7 => here.Town.Do(
                        "programme", "agree", In(("merchant", Of(Merchants[at])), ("quota", Int(1000)), ("rate", Int(amount * 5))), [Merchants[at], Merchants[(at + 1) % 3]]),
                    _ => Pass(here, amount),
                };
                hours += kind > 7 ? amount : 0;
                Assert.Equal(Enumerable.Range(0, 3).Sum(one => here.Merchant(one, "prefund")), here.Town.Balance(Town.Purse("programme")));
                Assert.Equal(1 + hours / (30 * 24), ((MachineValue.Int)here.Town["programme"].Values.Find("number")!).Value);
            }
            foreach (var rows in here.Records("programme", "rows").GroupBy(static row => Number(row, "period")).Where(static rows => rows.Count() == 3))
            {
                Assert.Equal(rows.Sum(static row => Number(row, "owes")), rows.Sum(static row => Number(row, "earns")));
            }
        }).QuickCheckThrowOnFailure();

        static string? Redeem(Neighbourhood here, string hold, int at, long amount) => here.Authorise(0, hold, amount, at) ?? here.Merchant(at, 0, "capture", hold, amount);

        static string? Pass(Neighbourhood here, long hours)
        {
            here.Town.Pass(TimeSpan.FromHours(hours));
            return null;
        }
    }

    private void Redeem(int merchant, long points)
    {
        var hold = $"h{_holds++}";
        Ok(_here.Authorise(0, hold, points, merchant));
        Ok(_here.Merchant(merchant, 0, "capture", hold, points));
    }

    private string? Withdraw(int merchant, long amount) => _here.Town.Do("programme", "withdraw", In(("amount", Int(amount))), [Merchants[merchant]]);
}
