using FsCheck;
using FsCheck.Fluent;
using Scew.Machines.Applications;
using Scew.Machines.Language;
using Scew.Protocol.Requests;
using static Scew.Machines.Tests.Applications.Neighbourhood;

namespace Scew.Machines.Tests.Applications;

/// <summary>eLoyalty from a customer's and a merchant's side.</summary>
public sealed class LoyaltyTests
{
    private readonly Neighbourhood _here = new();

    private long Day(long days) => _here.Town.NowMs + days * DayMs;

    [Fact]
    public void PointsArePendingUntilTheOrderStands()
    {
        Ok(_here.Issue(0, 0, 100, "q1", 14, Day(90)));
        Assert.Equal([("q1", 0L)], _here.Lots(0));
        Assert.Equal(100, _here.Merchant(0, "outstanding"));
        Assert.Equal("the account has fewer points that can be spent", _here.Authorise(0, "h", 10, 1));
        Assert.Equal("only the merchant who issued the points confirms them", _here.Town.Do("points0", "confirm", In(("order", Text("order"))), [Merchants[1]]));
        Ok(_here.Town.Do("points0", "confirm", In(("order", Text("order"))), [Merchants[0]]));
        Assert.Equal([("q1", 100L)], _here.Lots(0));

        Ok(_here.Issue(0, 0, 50, "q1", 14, Day(90), "second"));
        _here.Town.Pass(TimeSpan.FromDays(15));
        Assert.Equal([("q1", 150L)], _here.Lots(0));

        Ok(_here.Issue(0, 0, 30, "q2", 14, Day(95), "third"));
        Ok(_here.Town.Do("points0", "cancel", In(("order", Text("third"))), [Merchants[0]]));
        Assert.Equal(150, _here.Merchant(0, "outstanding"));
    }

    [Fact]
    public void NobodyIssuesBeyondQuotaMoneyOrMembership()
    {
        Assert.Equal("the merchant's quota is used up", _here.Issue(0, 0, 1001, "q1", 0, Day(90)));
        Assert.Empty(_here.Lots(0));
        Ok(_here.Issue(0, 0, 1000, "q1", 0, Day(90)));
        Assert.Equal("the merchant's quota is used up", _here.Issue(0, 1, 1, "q1", 0, Day(90)));
        var agreed = In(("merchant", Of(Merchants[0])), ("quota", Int(9000)), ("rate", Int(1000)));
        Ok(_here.Town.Do("programme", "agree", agreed, [Merchants[0], Merchants[1]]));
        Assert.Equal("the merchant's money does not cover so many points", _here.Issue(0, 1, 1, "q1", 0, Day(90)));
        Ok(_here.Town.Do("programme", "topUp", In(("amount", Int(5))), [Merchants[0]]));
        Ok(_here.Issue(0, 1, 1, "q1", 0, Day(90)));
        var nobody = In(("order", Text("o")), ("lot", Text("q1")), ("amount", Int(1)), ("opens", _here.In(0)), ("expires", _here.In(9)));
        Assert.Equal("the merchant is not enrolled in the programme", _here.Town.Do("points2", "issue", nobody, [People[1]]));
    }

    [Fact]
    public void WhatEndsFirstIsSpentFirstAndComesBackIntoItsLot()
    {
        Ok(_here.Issue(0, 0, 40, "late", 0, Day(90)));
        Ok(_here.Issue(1, 0, 30, "early", 0, Day(30)));
        Assert.Equal([("early", 30L), ("late", 40L)], _here.Lots(0));
        Ok(_here.Authorise(0, "till", 50, 2));
        Assert.Equal([("early", 0L), ("late", 20L)], _here.Lots(0));
        Assert.Equal("only the one whom the points are set aside for captures them", _here.Merchant(1, 0, "capture", "till", 50));
        Assert.Equal("the hold has fewer points", _here.Merchant(2, 0, "capture", "till", 51));
        Ok(_here.Merchant(2, 0, "capture", "till", 45));
        Assert.Equal([("early", 0L), ("late", 25L)], _here.Lots(0));
        Assert.Equal((15L, 7L, 30L, 15L), (_here.Merchant(0, "redeemed"), _here.Merchant(0, "owes"), _here.Merchant(1, "redeemed"), _here.Merchant(1, "owes")));
        Assert.Equal((45L, 22L), (_here.Merchant(2, "accepted"), _here.Merchant(2, "earns")));
        Assert.Equal("there is no hold of this name", _here.Merchant(2, 0, "capture", "till", 1));

        Ok(_here.Merchant(2, 0, "refund", "till", 32));
        Assert.Equal([("early", 30L), ("late", 27L)], _here.Lots(0));
        Assert.Equal("fewer points were captured", _here.Merchant(2, 0, "refund", "till", 14));
        Ok(_here.Merchant(2, 0, "refund", "till", 13));
        Assert.Equal([("early", 30L), ("late", 40L)], _here.Lots(0));
    }

    [Fact]
    public void HoldsAreVoidedOrLapse()
    {
        Ok(_here.Issue(0, 0, 40, "q1", 0, Day(90)));
        Ok(_here.Authorise(0, "a", 10, 1));
        Ok(_here.Authorise(0, "b", 10, 1, 5));
        Assert.Equal("there is a hold of this name", _here.Authorise(0, "b", 10, 1));
        Ok(_here.Merchant(1, 0, "void", "a", null));
        Assert.Equal([("q1", 30L)], _here.Lots(0));
        _here.Town.Pass(TimeSpan.FromDays(6));
        Assert.Equal([("q1", 40L)], _here.Lots(0));
    }

    [Fact]
    public void PointsEndByTimeAndTheProgrammeKnows()
    {
        Ok(_here.Issue(0, 0, 40, "q1", 0, Day(20)));
        Ok(_here.Issue(1, 0, 7, "q1b", 0, Day(20)));
        Ok(_here.Authorise(0, "held", 10, 1, 29));
        _here.Town.Pass(TimeSpan.FromDays(21));
        Assert.Empty(_here.Lots(0));
        Assert.Equal((30L, 10L), (_here.Merchant(0, "expired"), _here.Merchant(0, "outstanding")));
        Assert.Equal((7L, 0L), (_here.Merchant(1, "expired"), _here.Merchant(1, "outstanding")));
        // What was set aside in time can still be captured; the rest of the hold has ended.
        Ok(_here.Merchant(1, 0, "capture", "held", 4));
        Assert.Equal((36L, 0L, 4L), (_here.Merchant(0, "expired"), _here.Merchant(0, "outstanding"), _here.Merchant(0, "redeemed")));
    }

    [Fact]
    public void CustomersGiveEachOtherPointsAndNoOtherAccountCan()
    {
        Ok(_here.Issue(0, 0, 40, "q1", 0, Day(90)));
        Ok(_here.Issue(0, 1, 5, "q1", 0, Day(90)));
        Ok(_here.Town.Do("points0", "transfer", In(("to", Text("points1")), ("amount", Int(15))), [People[0]]));
        Assert.Equal([("q1", 25L), ("q1", 20L)], [.. _here.Lots(0), .. _here.Lots(1)]);
        Assert.Equal("only the customer gives points away", _here.Town.Do("points0", "transfer", In(("to", Text("points1")), ("amount", Int(15))), [People[1]]));

        var forged = MachineText.Compile(ShippedTexts.Points + "\n").Machine!;
        Ok(_here.Town.Create("forged", forged, In(("programme", Text("programme"))), [People[2]]));
        var issue = In(("order", Text("o")), ("lot", Text("q1")), ("amount", Int(10)), ("opens", _here.In(0)), ("expires", _here.In(9)));
        Assert.Equal("only accounts of this programme report", _here.Town.Do("forged", "issue", issue, [Merchants[0]]));
        Assert.Equal("points come from accounts of the same programme", _here.Town.Do("points0", "receive", In(("programme", Text("programme")), ("lots", MachineValue.List.Empty)), [People[0]]));
    }

    [Fact]
    public void TwoMerchantsAdjustAndFreeze()
    {
        Ok(_here.Issue(0, 0, 40, "q1", 0, Day(90)));
        var adjust = In(("lot", Text("q1")), ("issuer", Of(Merchants[0])), ("change", Int(-10)), ("reason", Text("typed twice")));
        Assert.Equal("an adjustment needs the signatures of two merchants", _here.Town.Do("points0", "adjust", adjust, [Merchants[0], People[0]]));
        Ok(_here.Town.Do("points0", "adjust", adjust, [Merchants[0], Merchants[2]]));
        Assert.Equal([("q1", 30L), ("all", 30L)], [.. _here.Lots(0), ("all", _here.Merchant(0, "outstanding"))]);
        Ok(_here.Town.Do("points0", "freeze", In(("reason", Text("stolen telephone"))), [Merchants[1], Merchants[2]]));
        Assert.Equal("the account is frozen", _here.Authorise(0, "h", 10, 1));
        Ok(_here.Town.Do("points0", "unfreeze", In(("reason", Text("found again"))), [Merchants[1], Merchants[2]]));
        Ok(_here.Authorise(0, "h", 10, 1));
    }

    [Fact]
    public void TimeNetsWhoOwesWhomAndTheRowsStay()
    {
        Ok(_here.Issue(0, 0, 100, "q1", 0, Day(90)));
        Ok(_here.Authorise(0, "h", 60, 1));
        Ok(_here.Merchant(1, 0, "capture", "h", 60));
        Assert.Equal("outstanding points need this money", _here.Town.Do("programme", "withdraw", In(("amount", Int(960))), [Merchants[0]]));
        _here.Town.Pass(TimeSpan.FromDays(30));
        var rows = _here.Records("programme", "rows").ToArray();
        Assert.Equal((1L, 100L, 60L, 0L, 40L, 30L, 0L, 970L), Row(rows[0]));
        Assert.Equal((1L, 0L, 0L, 60L, 0L, 0L, 30L, 1030L), Row(rows[1]));
        Assert.Equal((0L, 0L, 970L), (_here.Merchant(0, "owes"), _here.Merchant(0, "issued"), _here.Merchant(0, "prefund")));
        Ok(_here.Town.Do("programme", "withdraw", In(("amount", Int(1030))), [Merchants[1]]));
        Assert.Equal((9000 + 1030, 1970), (_here.Town.Balance("till1"), _here.Town.Balance(Town.Purse("programme"))));

        static (long, long, long, long, long, long, long, long) Row(MachineValue.Record row) => (
            Number(row, "period"), Number(row, "issued"), Number(row, "redeemed"), Number(row, "accepted"), Number(row, "outstanding"), Number(row, "owes"), Number(row, "earns"),
            Number(row, "prefund"));
    }

    [Fact]
    public void WhatIsOutstandingLiesInTheAccounts() => Compare(Points);

    [Fact]
    public void AnAccountThatMakesPointsIsFound()
    {
        var wrong = ShippedTexts.Points.Replace("lot with (left: lot.left - (parts[i] ?? 0))", "lot", StringComparison.Ordinal);
        Assert.NotEqual(ShippedTexts.Points, wrong);
        Assert.ThrowsAny<Exception>(() => Compare(MachineText.Compile(wrong).Machine!));
    }

    private static void Compare(Machine points)
    {
        var step =
            from kind in Gen.Choose(0, 9)
            from person in Gen.Choose(0, 2)
            from merchant in Gen.Choose(0, 2)
            from amount in Gen.Choose(1, 60)
            from name in Gen.Choose(0, 3)
            select (Kind: kind, Person: person, Merchant: merchant, Amount: amount, Name: name);
        Prop.ForAll(step.ListOf().ToArbitrary(), steps =>
        {
            var here = new Neighbourhood(points);
            foreach (var (kind, person, merchant, amount, name) in steps)
            {
                _ = kind switch
                {
                    0 or 1 => here.Issue(merchant, person, amount, $"lot{merchant}{name}", kind * 3, 1_790_000_000_000 + (name + 1) * 10 * DayMs, $"o{name}"),
                    2 or 3 => here.Authorise(person, $"h{name}", amount, merchant, 1 + name * 7),
                    4 => here.Merchant(merchant, person, "capture", $"h{name}", amount),
                    5 => here.Merchant(merchant, person, "void", $"h{name}", null),
                    6 => here.Merchant(merchant, person, "refund", $"h{name}", amount),
                    7 => here.Town.Do($"points{person}", "transfer", In(("to", Text($"points{merchant}")), ("amount", Int(amount))), [People[person]]),
                    8 => here.Town.Do(
                        $"points{person}", "forfeit", In(("hold", Text($"h{name}")), ("amount", Int(amount)), ("to", Text($"points{(person + 1) % 3}"))), [Merchants[merchant]]),
                    _ => Pass(here, amount),
                };
                for (var one = 0; one < 3; one++)
                {
                    Assert.Equal(here.Merchant(one, "outstanding"), InAccounts(here, one));
                }
            }
        }).QuickCheckThrowOnFailure();

        static string? Pass(Neighbourhood here, long amount)
        {
            here.Town.Pass(TimeSpan.FromHours(amount * 2));
            return null;
        }
    }

    private static long InAccounts(Neighbourhood here, int merchant) => Enumerable.Range(0, 3).Sum(person =>
        new[] { ("lots", "left"), ("pending", "amount"), ("held", "amount") }.Sum(place => here.Records($"points{person}", place.Item1)
            .Where(one => one.Find("issuer") is MachineValue.AccountRef issuer && issuer.Value == Merchants[merchant]).Sum(one => Number(one, place.Item2))));
}
