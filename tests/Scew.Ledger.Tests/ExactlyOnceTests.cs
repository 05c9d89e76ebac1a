using Scew.Protocol;
using Scew.Protocol.Requests;
using static Scew.Ledger.Tests.TestLedger;

namespace Scew.Ledger.Tests;

/// <summary>Schedule (7): one request in parent and child, and replay after state transfer; execution does not trust the votes that should prevent both.</summary>
[Trait("row", "F7")]
public class ExactlyOnceTests
{
    private static readonly string A = Own(Alice, "a");
    private static readonly string B = Own(Bob, "b");

    [Fact]
    public void One_request_in_parent_and_child_runs_once()
    {
        var ledger = WithTwoWallets();
        var request = ledger.Signed(new Transfer(A, B, 30, null), Alice);
        var other = ledger.Signed(new Transfer(A, B, 1, null), Alice);
        Assert.Single(ledger.Block(request).Results);
        var child = ledger.Block(request, other);
        Assert.Equal((0, other.Id), (child.Results.Single().Index, child.Results.Single().Result.RequestId));
        Assert.Equal(69, ledger.BalanceOf(A));
        Assert.True(ledger.State.IsExecuted(request.Id));
    }

    [Fact]
    public void A_refused_request_does_not_run_later_either()
    {
        var ledger = WithTwoWallets();
        var request = ledger.Signed(new Transfer(B, A, 11, null), Bob);
        Assert.Equal("insufficient-balance", ledger.Block(request).Results.Single().Result.Code);
        ledger.Run(new Transfer(A, B, 50, null), Alice);
        Assert.Empty(ledger.Block(request).Results);
        Assert.Equal(60, ledger.BalanceOf(B));
    }

    [Fact]
    public void Replay_after_state_transfer_runs_nothing_again_and_ends_at_the_same_root()
    {
        var ledger = WithTwoWallets();
        var requests = Enumerable.Range(1, 5).Select(i => ledger.Signed(new Transfer(A, B, i, null), Alice)).ToArray();
        ledger.Block(requests[0], requests[1]);
        var transferred = ledger.Restored();
        foreach (var replica in new[] { ledger, transferred })
        {
            Assert.Equal(3, replica.Block([.. requests]).Results.Length);
            Assert.Empty(replica.Block([.. requests]).Results);
        }
        Assert.Equal(ledger.State.Trees.StateRoot, transferred.State.Trees.StateRoot);
        Assert.Equal(85, transferred.BalanceOf(A));
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(WindowMs, true)]
    [InlineData(WindowMs + 1, false)]
    public void One_signer_is_judged_by_the_short_window(long aheadMs, bool runs)
    {
        var ledger = WithTwoWallets();
        var time = ledger.NowMs + 10;
        var outcome = ledger.BlockAt(time, Request(900, time + aheadMs, new Transfer(A, B, 1, null), Alice));
        Assert.Equal(runs ? 1 : 0, outcome.Results.Length);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(SeveralWindowMs, true)]
    [InlineData(SeveralWindowMs + 1, false)]
    public void Several_signers_are_judged_by_the_long_window(long aheadMs, bool runs)
    {
        var ledger = WithTwoWallets();
        var time = ledger.NowMs + 10;
        var outcome = ledger.BlockAt(time, Request(900, time + aheadMs, new Transfer(A, B, 1, null), Alice, Bob));
        Assert.Equal(runs ? 1 : 0, outcome.Results.Length);
    }

    [Fact]
    public void A_request_not_yet_valid_may_run_when_its_time_has_come()
    {
        var ledger = WithTwoWallets();
        var request = Request(900, ledger.NowMs + WindowMs + 1000, new Transfer(A, B, 1, null), Alice);
        Assert.Empty(ledger.Block(request).Results);
        Assert.Single(ledger.BlockAt(ledger.NowMs + 1000, request).Results);
    }

    [Fact]
    public void Another_groups_request_leaves_no_result()
    {
        var ledger = WithTwoWallets();
        var request = ledger.Signed(new Transfer(A, B, 1, null), Alice);
        var foreign = request with { Payload = request.Payload with { Group = Digest.Of("other"u8) } };
        Assert.Empty(ledger.Block(foreign).Results);
        Assert.Single(ledger.Block(request).Results);
    }

    [Fact]
    public void Ids_are_remembered_one_window_longer_than_they_could_run()
    {
        var ledger = new TestLedger();
        var one = Request(900, 1000, new Balance(A), Alice);
        var several = Request(901, 1000, new Balance(A), Alice, Bob);
        ledger.BlockAt(10, one, several);
        ledger.BlockAt(1000 + WindowMs);
        Assert.True(ledger.State.IsExecuted(one.Id));
        ledger.BlockAt(1000 + WindowMs + 2000);
        Assert.False(ledger.State.IsExecuted(one.Id));
        Assert.True(ledger.State.IsExecuted(several.Id));
        Assert.Empty(ledger.Block(one, several).Results);
        Assert.Equal(1, ledger.Restored().State.RememberedIds);
        ledger.BlockAt(1000 + SeveralWindowMs + 2000);
        Assert.Equal(0, ledger.State.RememberedIds);
        Assert.Empty(ledger.Block(one, several).Results);
    }
}
