using System.Collections.Immutable;
using Scew.Protocol.Registers;
using Scew.Protocol.Requests;
using static Scew.Ledger.Tests.RefusalTests;
using static Scew.Ledger.Tests.TestLedger;

namespace Scew.Ledger.Tests;

public class ReadTests
{
    private static readonly string A = Own(Alice, "a");
    private static readonly string B = Own(Bob, "b");
    private static readonly string C = Own(Carol, "c");

    [Fact]
    public void A_balance_of_an_unknown_wallet_is_0()
    {
        var ledger = WithTwoWallets();
        Assert.Equal(("ok", $$"""{"balance":"100","id":"{{A}}"}"""), ledger.Run(new Balance(A), Carol));
        Assert.Equal(("ok", $$"""{"balance":"0","id":"{{C}}"}"""), ledger.Run(new Balance(C), Carol));
    }

    [Fact]
    public void Get_answers_value_and_owner_or_that_there_is_none()
    {
        var ledger = WithTwoWallets();
        Assert.Equal(("ok", $$"""{"balance":"100","id":"{{A}}","owner":"{{Alice}}"}"""), ledger.Run(new Get(A), Carol));
        AssertRefused("unknown-wallet", ledger, new Get(C), Carol);
    }

    [Fact]
    public void A_range_is_inclusive_and_keeps_the_order_of_the_question()
    {
        var ledger = WithTwoWallets();
        Assert.Equal(("ok", $$"""{"ids":["{{B}}","{{A}}"]}"""), ledger.Run(new GetRange([B, C, A], 10, 100), Carol));
        Assert.Equal(("ok", $$"""{"ids":["{{A}}"]}"""), ledger.Run(new GetRange([A, B], 11, 100), Carol));
        Assert.Equal(("ok", """{"ids":[]}"""), ledger.Run(new GetRange([A, B], 100, 10), Carol));
        AssertRefused("bad-operation", ledger, new GetRange([], 0, 1), Carol);
        AssertRefused("bad-operation", ledger, new GetRange([.. Enumerable.Repeat(A, 101)], 0, 1), Carol);
    }

    [Theory]
    [InlineData(Comparison.Equal, 9, false, 10, true, 11, false)]
    [InlineData(Comparison.NotEqual, 9, true, 10, false, 11, true)]
    [InlineData(Comparison.Less, 9, false, 10, false, 11, true)]
    [InlineData(Comparison.LessOrEqual, 9, false, 10, true, 11, true)]
    [InlineData(Comparison.Greater, 9, true, 10, false, 11, false)]
    [InlineData(Comparison.GreaterOrEqual, 9, true, 10, true, 11, false)]
    public void Compare_reads_variable_operator_argument(Comparison comparison, long x, bool atX, long y, bool atY, long z, bool atZ)
    {
        var ledger = WithTwoWallets();
        foreach (var (argument, holds) in new[] { (x, atX), (y, atY), (z, atZ) })
        {
            var expected = $$"""{"holds":{{(holds ? "true" : "false")}},"id":"{{B}}","value":"10"}""";
            Assert.Equal(("ok", expected), ledger.Run(new Compare(B, comparison, argument), Carol));
        }
        AssertRefused("unknown-wallet", ledger, new Compare(C, comparison, 1), Carol);
        AssertRefused("bad-operation", ledger, new Compare(B, (Comparison)7, 1), Carol);
    }

    [Fact]
    public void The_ledger_pages_in_order_of_ids()
    {
        var ledger = new TestLedger();
        string[] names = ["d", "b", "e", "a", "c"];
        foreach (var name in names)
        {
            ledger.Run(new CreateWallet(name, 1), Bank);
        }
        Assert.Equal(Page("b", "a", "b"), ledger.Run(new LedgerPage(null, 2), Alice).Json);
        Assert.Equal(Page("d", "c", "d"), ledger.Run(new LedgerPage("b", 2), Alice).Json);
        Assert.Equal(Page(null, "e"), ledger.Run(new LedgerPage("d", 2), Alice).Json);
        Assert.Equal(Page(null, "d", "e"), ledger.Run(new LedgerPage("cc", 2), Alice).Json);
        Assert.Equal(Page(null), ledger.Run(new LedgerPage("e", 2), Alice).Json);
        Assert.Equal(Page(null, "a", "b", "c", "d", "e"), ledger.Run(new LedgerPage(null, 5), Alice).Json);
        AssertRefused("bad-operation", ledger, new LedgerPage(null, 0), Alice);
        AssertRefused("bad-operation", ledger, new LedgerPage(null, 101), Alice);
        Assert.Equal(["c", "d"], ledger.State.Ids.Page(RegisterKind.Wallet, "", "b", 2).AsEnumerable());
    }

    [Fact]
    public void A_page_shows_wallets_opened_earlier_in_the_block_and_not_those_of_a_refused_request()
    {
        var ledger = new TestLedger();
        ledger.Run(new CreateWallet("b", 1), Bank);
        ledger.Run(new CreateWallet("d", 1), Bank);
        var outcome = ledger.Block(
            ledger.Signed(new CreateWallet("a", 1), Bank),
            ledger.Signed(new Transaction([new CreateWallet("c", 1), new Get("zz")]), Bank),
            ledger.Signed(new LedgerPage(null, 2), Alice),
            ledger.Signed(new Transaction([new CreateWallet("c", 1), new LedgerPage("a", 2), new LedgerPage("c", 9)]), Bank));
        Assert.Equal(Page("b", "a", "b"), Json(outcome, 2));
        Assert.Equal("unknown-wallet", outcome.Results[1].Result.Code);
        Assert.Contains(Page("c", "b", "c") + "," + Page(null, "d"), Json(outcome, 3), StringComparison.Ordinal);
    }

    private static string Json(BlockOutcome outcome, int index) => System.Text.Encoding.UTF8.GetString(outcome.Results[index].Result.Json);

    private static string Page(string? next, params ImmutableArray<string> ids)
    {
        var wallets = string.Join(',', ids.Select(id => $$"""{"balance":"1","id":"{{id}}","owner":"{{Bank}}"}"""));
        return (next is null ? "{" : $"{{\"next\":\"{next}\",") + $"\"wallets\":[{wallets}]}}";
    }
}
