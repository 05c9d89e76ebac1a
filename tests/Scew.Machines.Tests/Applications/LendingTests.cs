using FsCheck;
using FsCheck.Fluent;
using Scew.Protocol;
using Scew.Protocol.Requests;
using static Scew.Machines.Tests.Applications.Neighbourhood;

namespace Scew.Machines.Tests.Applications;

/// <summary>eShare from an owner's and a borrower's side; the owner is the first neighbour.</summary>
public sealed class LendingTests
{
    private readonly Neighbourhood _here = WithDrill(20);

    [Fact]
    public void ALoanWithADepositThatGoesBack()
    {
        Ok(_here.Issue(0, 1, 50, "q1", 0, _here.Town.NowMs + 200 * DayMs));
        Ok(Do("book", [1]));
        Assert.Equal("only the owner offers the tool", Do("offer", [1], ("until", _here.In(7))));
        Ok(Do("offer", [0], ("until", _here.In(7))));
        Assert.Equal("owner and borrower sign the hand-over", HandOver([0, 2], 20));
        Assert.Equal("owner and borrower sign the hand-over", HandOver([1], 20));
        Assert.Equal("the step takes more than the request allows", HandOver([0, 1], 19));
        Ok(HandOver([0, 1], 20));
        Assert.Equal([("q1", 30L)], _here.Lots(1));
        Assert.Equal("OnLoan", Drill.Name);
        Assert.Equal("'book' leads on from Ready, and the asset is OnLoan", Do("book", [2]));
        Assert.Equal("owner and borrower sign when the tool comes back", GiveBack([0]));
        Ok(GiveBack([1, 0]));
        Assert.Equal("only the owner inspects the tool", Do("accept", [1]));
        Ok(Do("accept", [0]));
        Assert.Equal([("q1", 50L)], _here.Lots(1));
        Assert.Equal(["handOver", "giveBack"], _here.Records("drill", "history").Select(static one => Name(one, "step")));
        Assert.Equal((1L, 0L), (Standing(1, "loans"), Standing(1, "late")));
    }

    [Fact]
    public void WithoutEnoughPointsTheToolStaysWhereItIs()
    {
        Ok(_here.Issue(0, 1, 19, "q1", 0, _here.Town.NowMs + 200 * DayMs));
        Ok(Do("offerTo", [0], ("to", Of(People[1])), ("until", _here.In(7))));
        Assert.Equal("the account has fewer points that can be spent", HandOver([0, 1], 20));
        Assert.Equal(("Offered", People[0]), (Drill.Name, Drill.Values.Account("holder")));
    }

    [Fact]
    public void WhoDoesNotComeIsPassedOverAndNobodyHandsOverWhatAnotherBooked()
    {
        Ok(Do("book", [1]));
        Assert.Equal("the owner needs no booking", Do("queueUp", [0]));
        Ok(Do("queueUp", [2]));
        Assert.Equal("you wait already", Do("queueUp", [2]));
        Assert.StartsWith("'offerTo' leads on from Ready", Do("offerTo", [0], ("to", Of(People[2])), ("until", _here.In(7))), StringComparison.Ordinal);
        Ok(Do("offer", [0], ("until", _here.In(30))));
        Assert.Equal("owner and borrower sign the hand-over", HandOver([0, 2], 20));
        _here.Town.Pass(TimeSpan.FromDays(3));
        Assert.Equal("Reserved", Drill.Name);
        Assert.Equal([Of(People[2])], Queue);
        _here.Town.Pass(TimeSpan.FromDays(3));
        Assert.Equal("Ready", Drill.Name);
        Assert.Empty(Queue);
    }

    [Fact]
    public void ATooLateToolIsLostByTimeAndTheDepositIsTheOwners()
    {
        Lend();
        Ok(Do("bookNext", [2]));
        _here.Town.Pass(TimeSpan.FromDays(8));
        Assert.Equal(("Overdue", 1L), (Drill.Name, Standing(1, "late")));
        _here.Town.Pass(TimeSpan.FromDays(31));
        Assert.Equal(("Lost", 1L), (Drill.Name, Standing(1, "lost")));
        Assert.Equal([("q1", 30L), ("q1", 20L)], [.. _here.Lots(1), .. _here.Lots(0)]);
        Ok(Do("found", [0]));
        Ok(Do("repairedForNext", [0]));
        Assert.Equal([Of(People[2])], Queue);
    }

    [Fact]
    public void DamageIsClaimedDisputedAndSettled()
    {
        Lend();
        Ok(Do("reportDamage", [1], ("note", Text("the cable is broken")), ("photo", Photo)));
        Ok(GiveBack([0, 1]));
        Assert.Equal("the deposit is smaller", Do("claim", [0], ("keep", Int(21)), ("note", Text("cable"))));
        Ok(Do("claim", [0], ("keep", Int(15)), ("note", Text("cable"))));
        Ok(Do("dispute", [1]));
        var settle = In(("keep", Int(5)), ("reason", Text("it was old")));
        Assert.Equal("two members settle a dispute", _here.Town.Do("drill", "resolve", settle, [Merchants[0], People[0]]));
        Ok(_here.Town.Do("drill", "resolve", settle, [Merchants[0], Merchants[1]]));
        Assert.Equal([("q1", 45L), ("q1", 5L)], [.. _here.Lots(1), .. _here.Lots(0)]);
        Ok(Do("repaired", [0]));
    }

    [Fact]
    public void AClaimStandsAndAnInspectionEndsByTime()
    {
        Lend();
        Ok(GiveBack([0, 1]));
        Ok(Do("claim", [0], ("keep", Int(15)), ("note", Text("cable"))));
        _here.Town.Pass(TimeSpan.FromDays(15));
        Assert.Equal(("InRepair", 1L), (Drill.Name, Standing(1, "damaged")));
        Assert.Equal([("q1", 35L), ("q1", 15L)], [.. _here.Lots(1), .. _here.Lots(0)]);
        Ok(Do("repaired", [0]));

        Ok(Do("offerTo", [0], ("to", Of(People[1])), ("until", _here.In(7))));
        Ok(HandOver([0, 1], 20));
        Ok(GiveBack([0, 1]));
        _here.Town.Pass(TimeSpan.FromDays(8));
        Assert.Equal("Ready", Drill.Name);
        Assert.Equal([("q1", 35L)], _here.Lots(1));
    }

    [Fact]
    public void AClaimThatTimeCouldNotSettleIsNotStuck()
    {
        Lend();
        Ok(GiveBack([0, 1]));
        Ok(Do("claim", [0], ("keep", Int(15)), ("note", Text("cable"))));
        // The owner's account takes nothing, so that time cannot move the deposit.
        Ok(_here.Town.Do("points0", "freeze", In(("reason", Text("stolen telephone"))), [Merchants[1], Merchants[2]]));
        Assert.Equal("the borrower still has time to answer", Do("waive", [0]));
        _here.Town.Pass(TimeSpan.FromDays(15));
        Assert.Equal("Damaged", Drill.Name);
        Assert.Equal("the owner or two members give a claim up", Do("waive", [2]));
        Ok(_here.Town.Do("drill", "waive", In(), [Merchants[0], Merchants[1]]));
        Ok(Do("repaired", [0]));
        _here.Town.Pass(TimeSpan.FromDays(100));
        Assert.Equal([("q1", 50L)], _here.Lots(1));
    }

    [Theory]
    [InlineData("resolve", "InRepair")]
    [InlineData("resolveLost", "Lost")]
    public void ABorrowerWhomTheOwnerDoesNotSignForTurnsToTheMembers(string settle, string state)
    {
        Lend();
        _here.Town.Pass(TimeSpan.FromDays(8));
        Assert.Equal("Overdue", Drill.Name);
        Assert.Equal("only the borrower says that the tool came back", Do("contest", [2], ("note", Text("hello"))));
        Ok(Do("contest", [1], ("note", Text("it stands in your shed"))));
        _here.Town.Pass(TimeSpan.FromDays(31));
        Assert.Equal("Disputed", Drill.Name);
        Ok(_here.Town.Do("drill", settle, In(("keep", Int(0)), ("reason", Text("we looked"))), [Merchants[0], Merchants[1]]));
        Assert.Equal(state, Drill.Name);
        Assert.Equal([("q1", 50L)], _here.Lots(1));
        if (state == "Lost")
        {
            Ok(Do("found", [0]));
        }
        Ok(Do("repaired", [0]));
        Assert.Equal(People[0], Drill.Values.Account("holder"));
    }

    [Fact]
    public void ALoanIsExtendedByBothWhileNobodyWaits()
    {
        Lend();
        Assert.Equal("the deposit is not set aside so long", Do("extend", [0, 1], ("until", _here.In(60))));
        Ok(Do("extend", [1, 0], ("until", _here.In(20))));
        _here.Town.Pass(TimeSpan.FromDays(8));
        Assert.Equal("OnLoan", Drill.Name);
        Ok(Do("bookNext", [2]));
        Assert.Equal("somebody else waits for the tool", Do("extend", [0, 1], ("until", _here.In(22))));
    }

    [Fact]
    public void TheToolIsNeverLentTwiceAndNobodyWaitsForNothing()
    {
        var step = from pick in Gen.Choose(0, 999) from who in Gen.Choose(0, 2) from both in Gen.Choose(0, 2) from days in Gen.Choose(1, 20) select (pick, who, both, days);
        var reached = new SortedSet<string>(StringComparer.Ordinal);
        Prop.ForAll(step.ListOf(100).ToArbitrary(), steps =>
        {
            var here = WithDrill(0);
            foreach (var (pick, who, both, days) in steps)
            {
                var before = here.Town["drill"];
                string[] open = [.. Lending.Transitions.Where(one => one.From.Contains(before.Name) && one.To != "Retired").Select(static one => one.Name)];
                var name = open[pick % open.Length];
                if (Lending.Find(name)!.Automatic is not null)
                {
                    here.Town.Pass(TimeSpan.FromDays(days));
                }
                else if (Enumerable.Range(0, 3).Any(more => here.Town.Do("drill", name, Inputs(here, name, both, days), Signers(name, (who + more) % 3)) is null) && name == "handOver")
                {
                    Assert.Equal(People[0], before.Values.Account("holder"));
                    Assert.Equal(before.Values.Find("borrower"), Of(here.Town["drill"].Values.Account("holder")));
                    Assert.Equal(before.Values.Find("borrower"), ((MachineValue.List)before.Values.Find("queue")!).Items[0]);
                }
                reached.Add(here.Town["drill"].Name);
            }
        }).QuickCheckThrowOnFailure();
        Assert.Equal(["Damaged", "Disputed", "InRepair", "Lost", "Offered", "OnLoan", "Overdue", "Ready", "Reserved", "Returned"], reached);
    }

    private static readonly MachineValue Photo = new MachineValue.Bytes(new string('a', 64));

    private MachineState Drill => _here.Town["drill"];

    private IEnumerable<MachineValue> Queue => ((MachineValue.List)Drill.Values.Find("queue")!).Items;

    private static Neighbourhood WithDrill(long deposit)
    {
        var here = new Neighbourhood();
        var input = In(("title", Text("drill")), ("deposit", Int(deposit)), ("ownPoints", Text("points0")), ("pickUp", Days(2)));
        Ok(here.Town.Create("drill", Lending, input, [People[0]]));
        return here;
    }

    private void Lend()
    {
        Ok(_here.Issue(0, 1, 50, "q1", 0, _here.Town.NowMs + 200 * DayMs));
        Ok(Do("offerTo", [0], ("to", Of(People[1])), ("until", _here.In(7))));
        Ok(HandOver([0, 1], 20));
    }

    private string? Do(string transition, int[] signers, params (string Name, MachineValue Value)[] input) =>
        _here.Town.Do("drill", transition, In(input), [.. signers.Select(static one => People[one])]);

    private string? HandOver(int[] signers, long allow) => _here.Town.Do(
        "drill", "handOver", In(("condition", new MachineValue.Choice("Fine")), ("photo", Photo), ("points", Text("points1")), ("hold", Text("drill"))),
        [.. signers.Select(static one => People[one])], ("points1", allow));

    private string? GiveBack(int[] signers) => Do("giveBack", signers, ("condition", new MachineValue.Choice("Worn")), ("photo", Photo));

    private long Standing(int person, string field) =>
        ((MachineValue.Map)Drill.Values.Find("standings")!).Pairs.Where(pair => pair.Key.Equals(Of(People[person]))).Select(pair => Number((MachineValue.Record)pair.Value, field)).Single();

    private static Account[] Signers(string name, int who) =>
        name is "resolve" or "resolveLost" ? [Merchants[0], Merchants[1]] : name is "handOver" or "giveBack" or "extend" ? [People[0], People[who]] : [People[who]];

    private static MachineValues Inputs(Neighbourhood here, string name, int both, int days) => name switch
    {
        "offer" or "extend" => In(("until", here.In(days))),
        "offerTo" => In(("to", Of(People[both])), ("until", here.In(days))),
        "handOver" => In(("condition", new MachineValue.Choice("Fine")), ("photo", Photo), ("hold", Text("drill"))),
        "giveBack" => In(("condition", new MachineValue.Choice("Fine")), ("photo", Photo)),
        "reportDamage" => In(("note", Text("scratch")), ("photo", Photo)),
        "claim" => In(("keep", Int(0)), ("note", Text("scratch"))),
        "contest" => In(("note", Text("it stands in your shed"))),
        "resolve" or "resolveLost" => In(("keep", Int(0)), ("reason", Text("old"))),
        _ => MachineValues.Empty,
    };
}
