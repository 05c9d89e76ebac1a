using Scew.Protocol.Requests;
using static Scew.Ledger.Tests.TestLedger;

namespace Scew.Ledger.Tests;

public class TransferTests
{
    private static readonly string A = Own(Alice, "a");
    private static readonly string B = Own(Bob, "b");

    [Fact]
    public void A_transfer_moves_and_answers_both_balances()
    {
        var ledger = WithTwoWallets();
        var (code, json) = ledger.Run(new Transfer(A, B, 30, Bob), Alice);
        Assert.Equal("ok", code);
        Assert.Equal("{\"from\":{\"balance\":\"70\",\"id\":\"" + A + "\"},\"to\":{\"balance\":\"40\",\"id\":\"" + B + "\"}}", json);
        Assert.Equal((70, 40), (ledger.BalanceOf(A), ledger.BalanceOf(B)));
    }

    [Fact]
    public void A_request_twice_in_a_block_and_again_in_the_next_runs_once()
    {
        var ledger = WithTwoWallets();
        var request = ledger.Signed(new Transfer(A, B, 30, null), Alice);
        Assert.Single(ledger.Block(request, request).Results);
        Assert.Empty(ledger.Block(request).Results);
        Assert.Equal(70, ledger.BalanceOf(A));
    }
}
