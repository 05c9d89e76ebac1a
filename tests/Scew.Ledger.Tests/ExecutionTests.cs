using Scew.Protocol;
using Scew.Protocol.Registers;
using Scew.Protocol.Requests;
using Scew.Protocol.Trees;
using static Scew.Ledger.Tests.TestLedger;

namespace Scew.Ledger.Tests;

public class ExecutionTests
{
    private static readonly string A = Own(Alice, "a");
    private static readonly string B = Own(Bob, "b");

    [Fact]
    public void Everything_a_block_can_touch_and_that_exists_is_asked_for_once_at_its_start()
    {
        var ledger = WithTwoWallets();
        var execution = ledger.State.Begin(ledger.Input(
            ledger.NowMs + 1,
            ledger.Signed(new Transfer(A, B, 1, null), Alice),
            ledger.Signed(new Transaction([new Sum(A, 1), new Compare("z", Comparison.Less, 1), AssetTests.Create(Own(Bob, "saw"), "builtin/eshare/1")]), Bank)));
        var needs = Assert.IsType<ExecutionStep.Needs>(execution.Step);
        Assert.Equal(
            [Wallet(A), Wallet(B), new(RegisterKind.Issuer, Bank.ToString())], needs.Registers.AsEnumerable());
    }

    [Fact]
    public void Pieces_leave_the_rest_in_need()
    {
        var ledger = WithTwoWallets();
        var execution = ledger.State.Begin(ledger.Input(ledger.NowMs + 1, ledger.Signed(new Transfer(A, B, 1, null), Alice)));
        var rest = Assert.IsType<ExecutionStep.Needs>(execution.Resume([ledger.Answer(Wallet(B))]));
        Assert.Equal([Wallet(A)], rest.Registers.AsEnumerable());
        Assert.IsType<ExecutionStep.Needs>(execution.Resume([]));
        Assert.IsType<ExecutionStep.Done>(execution.Resume([ledger.Answer(Wallet(A))]));
        Assert.Throws<InvariantException>(() => execution.Resume([]));
    }

    [Fact]
    public void An_empty_block_is_done_at_once_and_moves_the_history()
    {
        var ledger = WithTwoWallets();
        var trees = ledger.State.Trees;
        var done = Assert.IsType<ExecutionStep.Done>(ledger.State.Begin(ledger.Input(ledger.NowMs + 1)).Step);
        Assert.Equal((trees.TrieRoot, MerkleTree.EmptyRoot), (done.Outcome.TrieRoot, done.Outcome.ResultsRoot));
        Assert.NotEqual(trees.HistoryRoot, done.Outcome.HistoryRoot);
        Assert.Same(trees, ledger.State.Trees);
        ledger.Commit(done.Outcome);
        Assert.Equal(StateRoot.Of(done.Outcome.TrieRoot, done.Outcome.HistoryRoot), ledger.State.Trees.StateRoot);
    }

    [Fact]
    public void A_stale_a_missing_and_an_unasked_answer_stop_the_replica()
    {
        var ledger = WithTwoWallets();
        var stale = ledger.Registers[Wallet(A)];
        ledger.Run(new Transfer(A, B, 1, null), Alice);
        AssertStops(new(Wallet(A), stale));
        AssertStops(new(Wallet(A), null));
        AssertStops(new(Wallet(B), ledger.Registers[Wallet(A)]));
        AssertStops(new(Wallet("c"), null));

        void AssertStops(RegisterAnswer answer)
        {
            var execution = ledger.State.Begin(ledger.Input(ledger.NowMs + 1, ledger.Signed(new Transfer(A, B, 1, null), Alice)));
            Assert.Throws<InvariantException>(() => execution.Resume([answer]));
        }
    }

    [Fact]
    public void Blocks_come_in_order_of_height_and_time()
    {
        var ledger = WithTwoWallets();
        var next = ledger.Input(ledger.NowMs + 1);
        Assert.Throws<InvariantException>(() => ledger.State.Begin(next with { Height = next.Height + 1 }));
        Assert.Throws<InvariantException>(() => ledger.State.Begin(next with { TimeMs = ledger.NowMs }));
        var outcome = ledger.Execute(next);
        ledger.Commit(outcome);
        Assert.Throws<InvariantException>(() => ledger.State.Commit(outcome));
    }

    [Fact]
    public void Each_request_names_the_registers_that_it_wrote_and_created()
    {
        var ledger = WithTwoWallets();
        var results = ledger.Block(
            ledger.Signed(new Transaction([new Transfer(A, B, 1, null), new Transfer(A, B, 2, null)]), Alice),
            ledger.Signed(new CreateWallet("till", 5), Bank),
            ledger.Signed(new Transfer(A, B, 1000, null), Alice),
            ledger.Signed(new Get(A), Alice)).Results;
        Assert.Equal([Wallet(A), Wallet(B)], results[0].Written.AsEnumerable());
        Assert.Empty(results[0].Created);
        Assert.Equal([Wallet("till")], results[1].Created.AsEnumerable());
        Assert.Equal(2, results[1].Written.Length);
        Assert.Empty(results[2].Written);
        Assert.Empty(results[3].Written);
        Assert.Equal([0, 1, 2, 3], results.Select(executed => executed.Index));
    }

    [Fact]
    public void Versions_count_writes_and_changes_are_sorted()
    {
        var ledger = WithTwoWallets();
        var changes = ledger.Block(
            ledger.Signed(new Transfer(B, A, 1, null), Bob), ledger.Signed(new Transfer(A, B, 1, null), Alice), ledger.Signed(new Sum(B, 1), Bank)).Changes;
        Assert.Equal(changes.Select(change => change.Key).Order(), changes.Select(change => change.Key));
        AssertChange(Wallet(A), 4, 2);
        AssertChange(Wallet(B), 5, 3);
        AssertChange(new(RegisterKind.Issuer, Bank.ToString()), 3, 1);

        void AssertChange(RegisterKey key, long version, int causes)
        {
            var change = changes.Single(change => change.Key == key);
            Assert.Equal((version, causes), (change.After.Version, change.Causes.Length));
        }
    }

    [Fact]
    public void Results_have_paths_and_registers_have_proofs_under_the_attested_roots()
    {
        var ledger = WithTwoWallets();
        var outcome = ledger.Block([.. Enumerable.Range(0, 5).Select(_ => ledger.Signed(new Transfer(A, B, 1, null), Alice))]);
        foreach (var executed in outcome.Results)
        {
            var leaf = executed.Result.Leaf(Group, outcome.Height, executed.Index);
            Assert.True(MerkleTree.Verify(outcome.Attested.ResultsRoot, leaf, executed.Index, 5, outcome.ResultsTree.Paths[executed.Index]));
        }
        var proof = ledger.State.Prove(Wallet(A));
        Assert.Equal(TrieOutcome.Present, proof.Check(outcome.TrieRoot, Wallet(A).Hash()));
        Assert.Equal(StateTrie.RegisterHash(ledger.Registers[Wallet(A)]), proof.Leaf!.RegisterHash);
        Assert.Equal(TrieOutcome.Absent, ledger.State.Prove(Wallet("none")).Check(outcome.TrieRoot, Wallet("none").Hash()));
    }

    private static RegisterKey Wallet(string id) => new(RegisterKind.Wallet, id);
}
