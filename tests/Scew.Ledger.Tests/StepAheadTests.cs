using System.Collections.Immutable;
using Scew.Machines.Language;
using Scew.Protocol.Requests;
using static Scew.Ledger.Tests.TestLedger;

namespace Scew.Ledger.Tests;

/// <summary>
/// The invariant: what is worked out ahead, all of it, some or none, on whatever threads, changes neither results nor state. The worst schedule: an earlier request of the block turns out to
/// touch, by a call, the asset whose step was worked out ahead.
/// </summary>
public sealed class StepAheadTests
{
    private const string Counter = """
        machine Counter
        value n: int = 0, l: list(int, 30)
        states Start, On
        transition create: Start -> On
        transition add: On -> On (more: int)
          guard not (any a in l: any b in l: a + b < 0)
          guard n + input.more < 10 else "ten is the most"
          effect n := n + input.more
        transition pass: On -> On (to: asset, more: int)
          guard not (any a in l: any b in l: a + b < 0)
          effect n := n - input.more
          call input.to.add(more: input.more)

        """;

    private readonly TestLedger _ledger = WithCounters();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    public void WorkAheadChangesNothing(int chosen)
    {
        var input = _ledger.Input(
            _ledger.NowMs + 10,
            [
                .. Enumerable.Range(0, 8).Select(i => _ledger.Signed(Add(i, 9), Bob)),
                _ledger.Signed(new AssetTransition(Id(8), "pass", In(("more", new MachineValue.Int(4)), ("to", new MachineValue.Text(Id(9))))) { Calls = 1 }, Bob),
                _ledger.Signed(Add(9, 7), Bob),
                _ledger.Signed(Add(9, 5), Bob),
                _ledger.Signed(new Transaction([Add(1, 1), Add(10, 3), Add(10, 3)]), Bob),
            ]);
        _ledger.RunsAhead = static _ => false;
        var expected = _ledger.Execute(input);
        Assert.Equal(["guard-refused", "ok", "guard-refused"], expected.Results.TakeLast(3).Select(static one => one.Result.Code));
        var execution = _ledger.State.Begin(input);
        var ahead = 0;
        while (execution.Step is ExecutionStep.Needs needs)
        {
            ahead += needs.Ahead.Length;
            Parallel.ForEach(needs.Ahead.Where((_, place) => chosen == 7 || place % 2 == chosen), static step => step.Run());
            execution.Resume([.. needs.Registers.Select(_ledger.Answer)]);
        }
        var outcome = ((ExecutionStep.Done)execution.Step).Outcome;
        Assert.Equal(11, ahead);
        Assert.Equal((expected.StateRoot, expected.ResultsRoot), (outcome.StateRoot, outcome.ResultsRoot));
        _ledger.Commit(outcome);
    }

    private static string Id(int i) => Own(Bob, "c" + i);

    private static AssetTransition Add(int i, int by) => new(Id(i), "add", In(("more", new MachineValue.Int(by))));

    private static ImmutableSortedDictionary<string, MachineValue> In(params ReadOnlySpan<(string Name, MachineValue Value)> values) => AssetTests.Input(values);

    private static TestLedger WithCounters()
    {
        var ledger = new TestLedger();
        var (code, json) = ledger.Run(new MachineDeploy(Counter), Alice);
        Assert.True(code == "ok", json);
        ledger.Block([.. Enumerable.Range(0, 11).Select(i => ledger.Signed(new AssetCreate(Id(i), MachineText.NameOf(Counter), In()), Bob))]);
        return ledger;
    }
}
