using Scew.Protocol.Requests;
using static Scew.Ledger.Tests.RefusalTests;
using static Scew.Ledger.Tests.TestLedger;

namespace Scew.Ledger.Tests;

public class CompositeTests
{
    private static readonly string A = Own(Alice, "a");
    private static readonly string B = Own(Bob, "b");
    private static readonly string C = Own(Carol, "c");

    [Fact]
    public void A_conditional_update_runs_when_its_condition_holds()
    {
        var ledger = WithTwoWallets();
        var update = new ConditionalUpdate(new Compare(B, Comparison.Less, 20), [new Transfer(A, B, 5, null), new Sum(A, 1) { As = 1 }]);
        var (code, json) = ledger.Run(update, Alice, Bank);
        Assert.Equal("ok", code);
        Assert.StartsWith("{\"results\":[{\"from\":", json, StringComparison.Ordinal);
        Assert.Equal((96, 15), (ledger.BalanceOf(A), ledger.BalanceOf(B)));
    }

    [Fact]
    public void A_conditional_update_is_refused_whole()
    {
        var ledger = WithTwoWallets();
        var condition = new Compare(B, Comparison.Less, 20);
        AssertRefused("condition-false", ledger, new ConditionalUpdate(condition with { Argument = 10 }, [new Transfer(A, B, 5, null)]), Alice);
        AssertRefused("unknown-wallet", ledger, new ConditionalUpdate(condition with { Id = C }, [new Transfer(A, B, 5, null)]), Alice);
        AssertRefused("not-owner", ledger, new ConditionalUpdate(condition, [new Transfer(A, B, 5, null), new Transfer(B, A, 5, null)]), Alice);
        AssertRefused("bad-operation", ledger, new ConditionalUpdate(condition, []), Alice);
        AssertRefused("bad-operation", ledger, new ConditionalUpdate(condition, [new CreateWallet(C, 0)]), Carol);
        AssertRefused("bad-operation", ledger, new ConditionalUpdate(condition, [.. Enumerable.Repeat(new Transfer(A, B, 1, null), 65)]), Alice);
    }

    [Fact]
    public void Later_operations_of_a_transaction_see_earlier_ones()
    {
        var ledger = WithTwoWallets();
        var transaction = new Transaction([
            new CreateWallet(C, 0),
            new Transfer(A, C, 100, Carol),
            new Transfer(C, B, 60, null) { As = 0 },
            new Compare(C, Comparison.Equal, 40)]);
        var (code, json) = ledger.Run(transaction, Carol, Alice);
        Assert.Equal("ok", code);
        Assert.EndsWith($$"""{"holds":true,"id":"{{C}}","value":"40"}]}""", json, StringComparison.Ordinal);
        Assert.Equal((0, 70, 40), (ledger.BalanceOf(A), ledger.BalanceOf(B), ledger.BalanceOf(C)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(7)]
    public void A_transaction_whose_kth_operation_fails_leaves_nothing(int failing)
    {
        var ledger = WithTwoWallets();
        var parts = Enumerable.Range(0, 8).Select(Operation (i) => i == failing
            ? new ConditionalUpdate(new Compare(B, Comparison.Greater, 0), [new AtomicTransfer([new(A, B, 1, null), new(B, A, 1, null)])])
            : i == 0 ? new CreateWallet(Own(Alice, "new"), 0) : new Transfer(A, B, 1, null));
        var (_, json) = AssertRefused("not-owner", ledger, new Transaction([.. parts]), Alice);
        Assert.EndsWith($"\"part\":[{failing},0,1]}}", json, StringComparison.Ordinal);
        Assert.Equal("ok", ledger.Run(new CreateWallet(Own(Alice, "new"), 0), Alice).Code);
    }

    [Fact]
    public void A_transaction_has_1_to_256_operations_and_holds_none()
    {
        AssertRefused("bad-operation", WithTwoWallets(), new Transaction([]), Alice);
        AssertRefused("bad-operation", WithTwoWallets(), new Transaction([.. Enumerable.Repeat(new Balance(A), 257)]), Alice);
        AssertRefused("bad-operation", WithTwoWallets(), new Transaction([new Transaction([new Balance(A)])]), Alice);
    }
}
