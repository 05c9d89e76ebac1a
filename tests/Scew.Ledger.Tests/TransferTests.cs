using Scew.Protocol.Requests;
using static Scew.Ledger.Tests.TestLedger;

namespace Scew.Ledger.Tests;

public class TransferTests
{
    private static readonly string A = Own(Alice, "a");
    private static readonly string B = Own(Bob, "b");
    private static readonly string C = Own(Carol, "c");

    [Fact]
    public void A_transfer_moves_and_answers_both_balances()
    {
        var ledger = WithTwoWallets();
        var (code, json) = ledger.Run(new Transfer(A, B, 30, Bob), Alice);
        Assert.Equal("ok", code);
        Assert.Equal($"{{'from':{{'balance':'70','id':'{A}'}},'to':{{'balance':'40','id':'{B}'}}}}".Replace('\'', '"'), json);
        Assert.Equal((70, 40), (ledger.BalanceOf(A), ledger.BalanceOf(B)));
    }

    [Fact]
    public void Refusals_have_their_code_and_change_nothing()
    {
        Refused("zero-amount", new Transfer(A, B, 0, null));
        Refused("negative-amount", new Transfer(A, B, -1, null));
        Refused("same-wallet", new Transfer(A, A, 1, null));
        Refused("unknown-wallet", new Transfer(C, B, 1, null));
        Refused("unknown-wallet", new Transfer(A, C, 1, null));
        Refused("not-owner", new Transfer(B, A, 1, null));
        Refused("wrong-owner", new Transfer(A, B, 1, Carol));
        Refused("insufficient-balance", new Transfer(A, B, 101, null));
        Refused("insufficient-balance", new Transfer(A, B, long.MaxValue, null));

        static void Refused(string code, Operation operation) => RefusalTests.AssertRefused(code, WithTwoWallets(), operation, Alice);
    }

    [Fact]
    public void The_refusal_of_too_much_is_this_document()
    {
        var (_, json) = WithTwoWallets().Run(new Transfer(A, B, 101, null), Alice);
        Assert.Equal($"{{'details':{{'amount':'101','balance':'100','id':'{A}'}},'message':'#{A}# holds less than 101'}}".Replace('\'', '"').Replace('#', '\''), json);
    }

    [Fact]
    public void More_than_a_wallet_can_hold_is_refused()
    {
        var ledger = WithTwoWallets();
        Assert.Equal("ok", ledger.Run(new Sum(B, long.MaxValue - 50), Boundless).Code);
        RefusalTests.AssertRefused("overflow", ledger, new Transfer(A, B, 41, null), Alice);
        Assert.Equal("ok", ledger.Run(new Transfer(A, B, 40, null), Alice).Code);
        Assert.Equal(long.MaxValue, ledger.BalanceOf(B));
    }

    [Fact]
    public void An_atomic_transfer_needs_every_payer()
    {
        var ledger = WithTwoWallets();
        var swap = new AtomicTransfer([new(A, B, 60, null), new(B, A, 70, null)]);
        RefusalTests.AssertRefused("not-owner", ledger, swap, Alice);
        RefusalTests.AssertRefused("not-owner", ledger, swap, Bob);
        RefusalTests.AssertRefused("not-owner", ledger, swap with { As = 0 }, Alice, Bob);
        Assert.Equal("ok", ledger.Run(swap, Carol, Bob, Alice).Code);
        Assert.Equal((110, 0), (ledger.BalanceOf(A), ledger.BalanceOf(B)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4)]
    public void An_atomic_transfer_fails_as_a_whole_at_any_leg(int failing)
    {
        var ledger = WithTwoWallets();
        var legs = Enumerable.Range(0, 5).Select(i => new TransferLeg(A, i == failing ? C : B, 5, null));
        var (_, json) = RefusalTests.AssertRefused("unknown-wallet", ledger, new AtomicTransfer([.. legs]), Alice);
        Assert.EndsWith($",\"part\":[{failing}]}}", json, StringComparison.Ordinal);
    }

    [Fact]
    public void An_atomic_transfer_has_1_to_64_legs()
    {
        RefusalTests.AssertRefused("bad-operation", WithTwoWallets(), new AtomicTransfer([]), Alice);
        RefusalTests.AssertRefused("bad-operation", WithTwoWallets(), new AtomicTransfer([.. Enumerable.Repeat(new TransferLeg(A, B, 1, null), 65)]), Alice);
    }
}
