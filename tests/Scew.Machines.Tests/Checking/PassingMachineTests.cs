using Scew.Machines.Applications;
using Scew.Machines.Checking;

namespace Scew.Machines.Tests.Checking;

/// <summary>Machines that are as they should be, and what a check may cost.</summary>
public sealed class PassingMachineTests
{
    public const string Tool = """
        machine Tool "a neighbour lends a tool"

        value title: text(80), owner: account, holder: account, dueBack: time?, deposit: amount
        states Start, Ready, Offered, Broken
        final Broken

        transition create: Start -> Ready (title: text(80), deposit: amount)
          effect title := input.title, owner := caller, holder := caller, deposit := input.deposit

        transition offer: Ready -> Offered (to: account, until: time)
          guard caller = owner else "only the owner offers a tool"
          guard input.until > now else "the return date is in the past"
          effect holder := input.to, dueBack := input.until

        transition giveBack: Offered -> Ready
          guard caller = owner or caller = holder else "only the owner or the holder gives a tool back"
          effect holder := owner, dueBack := none

        transition retire: Ready -> Broken
          guard caller = owner else "only the owner retires a tool"

        invariant state = Ready implies holder = owner else "a tool that is ready is with its owner"

        property never offer after retire
        property giveBack only after offer
        property from Offered eventually Broken
        property retire excludes giveBack
        """;

    [Fact]
    public void TheToolPasses()
    {
        var report = MachineChecker.Check(CheckThat.Compile(Tool), CheckBounds.Deployment);
        Assert.Empty(report.Findings);
        Assert.True(report.Explored.IsExhaustive, report.Explored.ToString());
    }

    [Fact]
    public void TheShippedToolHasNoErrors()
    {
        var report = MachineChecker.Check(EShare.Machine, CheckBounds.Deployment);
        Assert.False(report.HasErrors, string.Join('\n', report.Findings));
    }

    [Fact]
    public void ADepositWithTimersPasses() => CheckThat.Finds(
        """
        machine Loan "a tool with a deposit"
        value holder: account, deposit: amount, wallet: wallet
        states Start, Ready, OnLoan(dueBack: time), Overdue(lostAt: time), Returned, Gone
        final Gone

        transition create: Start -> Ready (deposit: amount)
          effect holder := caller, deposit := input.deposit, wallet := "none"

        transition handOver: Ready -> OnLoan (to: account, from: wallet, until: time)
          by owner and input.to else "both sign the hand-over"
          guard input.to != owner else "nobody lends to themselves"
          guard input.until > now + 1 hour else "a loan lasts more than an hour"
          guard input.until < now + 90 days else "a loan lasts at most 90 days"
          guard input.from != purse else "the purse cannot pay itself"
          effect holder := input.to, dueBack := input.until, wallet := input.from
          pay deposit from input.from to purse

        transition extend: OnLoan -> OnLoan (until: time)
          by owner else "the owner extends a loan"
          guard input.until > dueBack else "an extension ends later"
          guard input.until < now + 90 days else "a loan lasts at most 90 days"
          effect dueBack := input.until

        transition miss: OnLoan -> Overdue
          automatic when now >= dueBack
          effect lostAt := dueBack + 30 days

        transition giveBack: OnLoan, Overdue -> Returned
          by holder else "the holder gives it back"

        transition inspect: Returned -> Ready
          by owner else "the owner inspects"
          effect holder := owner
          pay deposit from purse to wallet

        transition lose: Overdue -> Gone
          automatic when now >= lostAt
          pay deposit from purse to "shop"

        transition retire: Ready -> Gone
          by owner else "the owner retires a tool"

        invariant state = Ready implies holder = owner else "a tool that is ready is with its owner"
        property never handOver after Gone
        property Overdue only after handOver
        property from Returned eventually Ready
        property giveBack excludes retire
        """);

    [Fact]
    public void MembersSignTogether() => CheckThat.Finds(
        """
        machine Proposal
        states Start, Open, Agreed
        final Agreed
        transition propose: Start -> Open
          by any of members else "a member proposes"
        transition agree: Open -> Agreed
          by 3 of members else "three members agree"
        """);
}
