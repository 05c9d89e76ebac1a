using System.Collections.Immutable;
using Scew.Homomorphic.Modules;
using Scew.Ledger.Operations;
using Scew.Machines.Language;
using Scew.Protocol;
using Scew.Protocol.Registers;
using Scew.Protocol.Requests;
using static Scew.Ledger.Tests.TestLedger;
using static Scew.Ledger.Tests.Variables.VariableWorld;
using Order = Scew.Homomorphic.Comparison;

namespace Scew.Ledger.Tests.Variables;

/// <summary>
/// How secure modules are asked. Invariant: every operation asks at most once, ahead only what is certain, and the results are those of asking each question when its turn comes. The worst
/// schedule is a chain: operations of one request on one variable, each of which builds on what the one before made; it takes a round for each, which the request's cost pays for.
/// </summary>
public class QuestionTests
{
    private readonly VariableWorld _world = new();

    private TestLedger Ledger => _world.Ledger;

    private Client Client => _world.Client;

    [Fact]
    public void What_is_certain_for_a_whole_block_is_asked_at_once()
    {
        var id = Own(Alice, "new");
        var block = Ledger.Block(
            Ledger.Signed(_world.Add(P, 1), Bob),
            Ledger.Signed(_world.SetAdditive(Q, 2), Alice),
            _world.SumO(3, Alice),
            Ledger.Signed(new CreateVariable(id, VariableType.Additive, Key, Client.Encrypt(Ann, 4), [], []), Alice),
            Ledger.Signed(Client.Register(Homomorphic.Tests.TestKeys.Bob, Own(Bob, "key"), Bob), Bob));
        Assert.All(block.Results, one => Assert.Equal("ok", one.Result.Code));
        Assert.Equal(
            [typeof(ModuleCall.SumAdditive), typeof(ModuleCall.CheckAdditive), typeof(ModuleCall.Delegated), typeof(ModuleCall.CheckAdditive), typeof(ModuleCall.CheckKey)],
            Assert.Single(Ledger.Rounds).Select(question => question.GetType()));
        Assert.Equal((101, 2, 10, 4), (_world.Value(P), _world.Value(Q), _world.Value(O), _world.Value(id)));
    }

    [Fact]
    public void What_an_earlier_request_may_change_is_asked_when_its_turn_comes()
    {
        var compare = _world.CompareP(Order.Equal, 100, Alice);
        var refused = Ledger.Signed(_world.Add(P, 1), Carol);
        Ledger.Block(refused, compare, Ledger.Signed(_world.Add(Q, 1), Alice));
        // Carol may not write, but that is not looked at: what may write is plain from the operations.
        Assert.Equal([1, 1], Ledger.Rounds.Select(round => round.Length));
        Assert.IsType<ModuleCall.SumAdditive>(Ledger.Rounds[0][0]);
        Assert.IsType<ModuleCall.Delegated>(Ledger.Rounds[1][0]);
        Ledger.Block(_world.CompareP(Order.Equal, 100, Alice), Ledger.Signed(_world.Add(P, 1), Alice));
        Assert.Equal(2, Assert.Single(Ledger.Rounds).Length);
    }

    [Fact]
    public void A_chain_on_one_variable_takes_a_round_for_each_link_and_asks_nothing_twice()
    {
        var parts = Enumerable.Range(0, 6).Select(Operation (i) => _world.Add(i % 2 == 0 ? P : Q, 1)).ToList();
        Ledger.Ok(new Transaction([.. parts]), Alice);
        Assert.Equal([2, 1, 1, 1, 1], Ledger.Rounds.Select(round => round.Length));
        RequireDistinct();
        Assert.Equal((103, -37), (_world.Value(P), _world.Value(Q)));
    }

    /// <summary>Once everything before it has run, a request's variables stand still until it runs, so what it asks for certain is asked along.</summary>
    [Fact]
    public void A_request_that_waits_asks_all_that_is_certain_by_then()
    {
        var results = Ledger.Block(
            Ledger.Signed(new Transaction([_world.Add(P, 1), _world.Add(Q, 1)]), Alice),
            Ledger.Signed(new Transaction([_world.Add(P, 1), _world.Add(Q, 1)]), Alice)).Results;
        Assert.All(results, one => Assert.Equal("ok", one.Result.Code));
        Assert.Equal([2, 2], Ledger.Rounds.Select(round => round.Length));
        Assert.Equal((102, -38), (_world.Value(P), _world.Value(Q)));
    }

    [Fact]
    public void What_registers_refuse_and_what_does_not_run_asks_nothing()
    {
        var executed = Ledger.Signed(_world.Add(P, 1), Alice);
        Ledger.Block(executed);
        var expired = Request(900, Ledger.NowMs, _world.Add(Q, 1), Alice);
        var root = Ledger.State.Trees.TrieRoot;
        Ledger.Block(
            executed,
            expired,
            Ledger.Signed(_world.Add(Q, 1), Bob),
            Ledger.Signed(_world.Add(Own(Alice, "none"), 1), Alice),
            Ledger.Signed(_world.Add(P, 1) with { Key = "other" }, Alice),
            Ledger.Signed(Client.Register(Ann, Key, Alice), Alice),
            Ledger.Signed(new CreateVariable(P, VariableType.Additive, Key, Client.Encrypt(Ann, 4), [], []), Alice));
        Assert.Empty(Ledger.Rounds);
        Assert.Equal(root, Ledger.State.Trees.TrieRoot);
    }

    /// <summary>It is paid for; whether it comes to run is not known before.</summary>
    [Fact]
    public void Updates_under_a_false_condition_are_asked_once_and_change_nothing()
    {
        var root = Ledger.State.Trees.TrieRoot;
        var (code, _) = Ledger.Run(new ConditionalUpdate(_world.CompareO(Comparison.Less, 7), [_world.Add(P, 1), _world.Add(P, 2), _world.Add(Q, 1)]), Alice);
        Assert.Equal("condition-false", code);
        Assert.Equal([3], Ledger.Rounds.Select(round => round.Length));
        Assert.Equal(root, Ledger.State.Trees.TrieRoot);
    }

    [Fact]
    public void A_request_keeps_its_answers_while_registers_that_a_machine_led_it_to_are_loaded()
    {
        const string Machine = """
            machine Caller
            states Start, On
            transition create: Start -> On
            transition note: On -> On
            transition pass: On -> On (to: asset)
              call input.to.note()

            """;
        var name = MachineText.NameOf(Machine);
        Ledger.Ok(new MachineDeploy(Machine), Alice);
        Ledger.Ok(new AssetCreate(Own(Bob, "x"), name, AssetTests.Input()), Bob);
        Ledger.Ok(new AssetCreate(Own(Bob, "y"), name, AssetTests.Input()), Bob);
        var pass = new AssetTransition(Own(Bob, "x"), "pass", AssetTests.Input(("to", new MachineValue.Text(Own(Bob, "y"))))) { Calls = 1 };
        Ledger.Ok(new Transaction([_world.Add(P, 1), _world.Add(P, 1), pass, _world.Add(P, 1)]), Bob);
        Assert.Equal([1, 1, 1], Ledger.Rounds.Select(round => round.Length));
        RequireDistinct();
    }

    /// <summary>What requests name, then the keys of the variables that are there; not one more for each variable or request.</summary>
    [Fact]
    public void Registers_come_in_two_rounds_before_any_question()
    {
        var id = Own(Alice, "new");
        var execution = Ledger.State.Begin(Ledger.Input(
            Ledger.NowMs + 10,
            Ledger.Signed(_world.Add(P, 1), Bob),
            Ledger.Signed(new Transaction([_world.Add(Q, 1), new CreateVariable(id, VariableType.Additive, Key, Client.Encrypt(Ann, 4), [], [])]), Alice),
            _world.CompareP(Order.Equal, 101, Alice)));
        var rounds = new List<string>();
        while (execution.Step is ExecutionStep.Needs needs)
        {
            rounds.Add(string.Join(' ', needs.Registers.Select(key => key.Id[27..])) + needs.Questions.Length);
            execution.Resume([.. needs.Registers.Select(Ledger.Answer)], [.. needs.Questions.Select(Ledger.Module.Run)]);
        }
        // The key is named by the creation; without it a round of its own brings it.
        Assert.Equal(["p q key0", "3", "1"], rounds);
        var only = Ledger.State.Begin(Ledger.Input(Ledger.NowMs + 10, Ledger.Signed(_world.Add(P, 1), Bob)));
        Assert.Equal([P], Assert.IsType<ExecutionStep.Needs>(only.Step).Registers.Select(key => key.Id));
        only.Resume([Ledger.Answer(new RegisterKey(RegisterKind.Variable, P))]);
        Assert.Equal([Key], Assert.IsType<ExecutionStep.Needs>(only.Step).Registers.Select(key => key.Id));
    }

    [Fact]
    public void Two_requests_with_one_question_ask_it_once()
    {
        var compare = _world.CompareO(Comparison.Less, 8);
        var results = Ledger.Block(Ledger.Signed(compare, Alice), Ledger.Signed(compare, Carol)).Results;
        Assert.All(results, one => Assert.Equal("ok", one.Result.Code));
        Assert.Single(Assert.Single(Ledger.Rounds));
    }

    [Fact]
    public void A_reply_that_is_missing_or_of_another_shape_is_our_bug()
    {
        var input = Ledger.Input(Ledger.NowMs + 10, Ledger.Signed(_world.Add(P, 1), Bob), Ledger.Signed(_world.Add(Q, 1), Alice));
        var answers = ImmutableArray.Create(ModuleAnswer.Truth(true));
        Assert.Throws<InvariantException>(() => Asking(input).Resume([]));
        Assert.Throws<InvariantException>(() => Asking(input).Resume([], [answers]));
        Assert.Throws<InvariantException>(() => Asking(input).Resume([], [answers, []]));
        Assert.Throws<InvariantException>(() => Asking(input).Resume([], [answers, [answers[0], answers[0]]]));
        // A sum whose record is none.
        Assert.Throws<InvariantException>(() => Asking(input).Resume([], [answers, answers]));
    }

    [Fact]
    public void An_answer_is_kept_until_the_last_request_that_wanted_it_is_done()
    {
        var known = new ModuleAnswers();
        var question = new ModuleCall.CheckAdditive([1], [2]);
        var work = PreparedOperation.Ask("a", question, static (_, _) => { });
        known.Want(work, 2);
        known.Want(work, 5);
        Assert.Single(known.Questions);
        known.Take([[ModuleAnswer.Truth(true)]]);
        known.Forget(2);
        Assert.Null(known.TryAnswer(work, out _));
        known.Forget(5);
        Assert.False(known.IsShort);
        Assert.NotNull(known.TryAnswer(work, out _));
        Assert.True(known.IsShort);
        Assert.Same(work, known.TakeMissing());
        Assert.False(known.IsShort);
    }

    private Execution Asking(BlockInput input)
    {
        var execution = Ledger.State.Begin(input);
        var needs = Assert.IsType<ExecutionStep.Needs>(execution.Step);
        Assert.Empty(needs.Questions);
        needs = Assert.IsType<ExecutionStep.Needs>(execution.Resume([.. needs.Registers.Select(Ledger.Answer)]));
        while (needs.Questions.IsEmpty)
        {
            needs = Assert.IsType<ExecutionStep.Needs>(execution.Resume([.. needs.Registers.Select(Ledger.Answer)]));
        }
        Assert.Equal(2, needs.Questions.Length);
        return execution;
    }

    private void RequireDistinct()
    {
        var questions = Ledger.Rounds.SelectMany(round => round).Select(question => Convert.ToHexString(ModuleCodec.Encode(question))).ToList();
        Assert.Equal(questions.Count, questions.Distinct().Count());
    }
}
