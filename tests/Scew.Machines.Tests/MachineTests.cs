using System.Collections.Immutable;
using Scew.Protocol;
using Scew.Protocol.Requests;

namespace Scew.Machines.Tests;

public class MachineTests
{
    private static readonly Declaration Count = new("count", MachineType.Int);
    private static readonly Transition Create = Step("create", "Start", "Open", static (state, _, _) => state.With("count", new MachineValue.Int(0)));
    private static readonly Transition Add = Step(
        "add", "Open", "Open", static (state, _, _) => state.With("count", new MachineValue.Int(state.Values.Int("count") + 1)));

    [Fact]
    public void An_invariant_refuses_the_step_that_would_break_it()
    {
        var machine = Define([Create, Add], [new MachineInvariant("at most one", static state => state.Values.Int("count") <= 1)]);
        var open = Assert.IsType<StepResult.Next>(machine.Create(MachineValues.Empty, Context)).State;
        var one = Assert.IsType<StepResult.Next>(machine.Step(open, "add", MachineValues.Empty, Context)).State;
        var refusal = Assert.IsType<StepResult.Refused>(machine.Step(one, "add", MachineValues.Empty, Context)).Refusal;
        Assert.Equal(("invariant-refused", "at most one", one), (refusal.Code, refusal.Message, refusal.State));
    }

    [Fact]
    public void Guards_that_read_no_input_close_a_transition_beforehand()
    {
        var add = Add with { Guards = [new Guard("the count is full", static (state, _, _) => state.Values.Int("count") < 1, ReadsInput: false)] };
        var machine = Define([Create, add]);
        var open = Assert.IsType<StepResult.Next>(machine.Create(MachineValues.Empty, Context)).State;
        Assert.True(machine.OpenTransitions(open, Context)[1].IsOpen);
        var full = Assert.IsType<StepResult.Next>(machine.Step(open, "add", MachineValues.Empty, Context)).State;
        Assert.Equal("the count is full", machine.OpenTransitions(full, Context)[1].ClosedBecause);
    }

    [Fact]
    public void A_faulty_definition_is_our_bug()
    {
        Assert.Throws<InvariantException>(() => Define([Create, Create]));
        Assert.Throws<InvariantException>(() => Define([Create, Add with { To = "Nowhere" }]));
        Assert.Throws<InvariantException>(() => Define([Create, Add with { To = "Start" }]));
        Assert.Throws<InvariantException>(() => Define([Create, Add with { From = ["Closed"] }]));
        Assert.Throws<InvariantException>(() => Define([Create, Add with { Name = "add it" }]));
        Assert.Throws<InvariantException>(() => Define([Create, Add with { Inputs = [Count, Count] }]));
        Assert.Throws<InvalidOperationException>(() => Define([Create, Add with { From = ["Start"] }]));
        Assert.Throws<InvalidOperationException>(() => Define([Add]));
    }

    [Fact]
    public void An_effect_that_leaves_other_values_than_declared_is_our_bug()
    {
        var forgetful = Define([Step("create", "Start", "Open", static (state, _, _) => state)]);
        Assert.Throws<InvariantException>(() => forgetful.Create(MachineValues.Empty, Context));
        var confused = Define([Step("create", "Start", "Open", static (state, _, _) => state.With("count", new MachineValue.Bool(true)))]);
        Assert.Throws<InvariantException>(() => confused.Create(MachineValues.Empty, Context));
    }

    [Theory]
    [InlineData("int", true, false, false)]
    [InlineData("time?", false, true, true)]
    [InlineData("text(3)", false, false, false)]
    public void Types_accept_their_values_only(string type, bool number, bool time, bool none)
    {
        MachineType[] types = [MachineType.Int, MachineType.Time.OrNone, MachineType.Text(3), MachineType.Amount, MachineType.Bool, MachineType.Account];
        var found = types.Single(candidate => candidate.ToString() == type);
        Assert.Equal(number, found.Refuse(new MachineValue.Int(-5)) is null);
        Assert.Equal(time, found.Refuse(new MachineValue.Time(5)) is null);
        Assert.Equal(none, found.Refuse(new MachineValue.None()) is null);
        Assert.NotNull(MachineType.Time.Refuse(new MachineValue.Time(1L << 53)));
        Assert.Null(MachineType.Bool.Refuse(new MachineValue.Bool(false)));
        Assert.Null(MachineType.Text(3).Refuse(new MachineValue.Text("aü")));
        Assert.NotNull(MachineType.Text(3).Refuse(new MachineValue.Text("aüb")));
    }

    private static MachineContext Context => new(default, [], 1, 1, "x", default);

    private static Transition Step(string name, string from, string to, Effect effect) => new(name, [from], to, [], Actors.Anyone, [], effect);

    private static Machine Define(ImmutableArray<Transition> transitions, ImmutableArray<MachineInvariant>? invariants = null) =>
        new("builtin/count/1", ["Start", "Open", "Closed"], ["Closed"], [Count], transitions, invariants ?? []);
}
