using System.Text;
using Scew.Machines.Applications;
using Scew.Protocol;
using Scew.Protocol.Requests;

namespace Scew.Machines.Tests;

public class EShareTests
{
    private const long Now = 1_790_000_000_000;
    private static readonly Account Owner = Person("owner");
    private static readonly Account Neighbour = Person("neighbour");
    private static readonly Account Stranger = Person("stranger");
    private static readonly Machine Machine = EShare.Machine;

    [Fact]
    public void It_has_exactly_the_edges_of_the_benchmark()
    {
        var edges = Machine.Transitions.SelectMany(transition => transition.From.Select(from => $"{from} -> {transition.To}")).Order(StringComparer.Ordinal);
        Assert.Equal(["Offered -> Ready", "Ready -> Broken", "Ready -> Offered", "Start -> Ready"], edges);
        Assert.Equal(["Start", "Ready", "Offered", "Broken"], Machine.States.AsEnumerable());
        Assert.Equal(["Broken"], Machine.FinalStates.AsEnumerable());
        Assert.Equal("builtin/eshare/1", Machine.Name);
        Assert.Same(Machine, MachineCatalog.Shipped.Find("builtin/eshare/1"));
        Assert.Null(MachineCatalog.Shipped.Find("builtin/eshare/2"));
    }

    [Fact]
    public void A_tool_is_created_offered_given_back_and_retired()
    {
        var ready = Created();
        Assert.Equal((EShare.Ready, Owner, Owner), (ready.Name, ready.Owner, ready.Values.Account("holder")));
        Assert.Equal(("drill", 500L, true), (ready.Values.Text("title"), ready.Values.Int("deposit"), ready.Values.IsNone("dueBack")));
        var offered = Next(ready, "offer", Owner, Offer(Neighbour, Now + 1));
        Assert.Equal((EShare.Offered, Neighbour, Now + 1), (offered.Name, offered.Values.Account("holder"), offered.Values.Time("dueBack")));
        Assert.Equal(Owner, offered.Owner);
        foreach (var giver in new[] { Owner, Neighbour })
        {
            Assert.Equal(ready, Next(offered, "giveBack", giver, MachineValues.Empty));
        }
        Assert.Equal(EShare.Broken, Next(ready, "retire", Owner, MachineValues.Empty).Name);
    }

    [Fact]
    public void A_guard_refuses_with_its_own_sentence()
    {
        var ready = Created();
        var offered = Next(ready, "offer", Owner, Offer(Neighbour, Now + 1));
        AssertRefused("guard-refused", "only the owner offers a tool", ready, "offer", Stranger, Offer(Stranger, Now + 1));
        AssertRefused("guard-refused", "the return date is in the past", ready, "offer", Owner, Offer(Neighbour, Now));
        AssertRefused("guard-refused", "only the owner or the holder gives a tool back", offered, "giveBack", Stranger, MachineValues.Empty);
        AssertRefused("guard-refused", "only the owner retires a tool", ready, "retire", Neighbour, MachineValues.Empty);
    }

    [Fact]
    public void A_co_signer_is_not_the_caller()
    {
        var context = Context(Stranger) with { CoSigners = [Owner] };
        var step = Machine.Step(Created(), "retire", MachineValues.Empty, context);
        Assert.Equal("guard-refused", Assert.IsType<StepResult.Refused>(step).Refusal.Code);
    }

    [Fact]
    public void Every_transition_is_refused_outside_its_states()
    {
        var ready = Created();
        var offered = Next(ready, "offer", Owner, Offer(Neighbour, Now + 1));
        var broken = Next(ready, "retire", Owner, MachineValues.Empty);
        foreach (var state in new[] { ready, offered, broken })
        {
            foreach (var transition in Machine.Transitions.Where(transition => !transition.From.Contains(state.Name)))
            {
                var refusal = Refused(state, transition.Name, Owner, MachineValues.Empty);
                Assert.Equal("wrong-state", refusal.Code);
                Assert.Equal(transition.From, refusal.AllowedFrom);
                Assert.Contains(state.Name, refusal.Message, StringComparison.Ordinal);
            }
        }
        Assert.Equal("unknown-transition", Refused(ready, "sell", Owner, MachineValues.Empty).Code);
    }

    [Fact]
    public void Inputs_are_checked_by_name_type_and_length()
    {
        var start = Machine.Start(Context(Owner));
        var good = Values(("title", new MachineValue.Text("drill")), ("deposit", new MachineValue.Int(5)));
        AssertBad("title", Values(("deposit", new MachineValue.Int(5))));
        AssertBad("title", good.Set("title", new MachineValue.Int(1)));
        AssertBad("title", good.Set("title", new MachineValue.None()));
        AssertBad("title", good.Set("title", new MachineValue.Text(new string('x', 81))));
        AssertBad("title", good.Set("title", new MachineValue.Text(new string('ü', 41))));
        AssertBad("title", good.Set("title", new MachineValue.Text("\ud800")));
        AssertBad("deposit", good.Set("deposit", new MachineValue.Int(-1)));
        AssertBad("colour", good.Set("colour", new MachineValue.Text("red")));
        Assert.IsType<StepResult.Next>(Machine.Create(good.Set("title", new MachineValue.Text(new string('ü', 40))), Context(Owner)));

        void AssertBad(string input, MachineValues values)
        {
            var refusal = Refused(start, "create", Owner, values);
            Assert.Equal(("bad-input", input), (refusal.Code, refusal.Input));
        }
    }

    [Fact]
    public void Open_transitions_tell_why_the_others_are_closed()
    {
        var ready = Created();
        var mine = Machine.OpenTransitions(ready, Context(Owner));
        Assert.Equal(["offer", "retire"], mine.Where(open => open.IsOpen).Select(open => open.Transition.Name));
        Assert.Equal(["the return date is in the past"], mine.Single(open => open.Transition.Name == "offer").Conditions.AsEnumerable());
        var theirs = Machine.OpenTransitions(ready, Context(Stranger));
        Assert.DoesNotContain(theirs, open => open.IsOpen);
        Assert.Equal("only the owner retires a tool", theirs.Single(open => open.Transition.Name == "retire").ClosedBecause);
        Assert.Equal("'giveBack' leads on from Offered, and the asset is Ready", theirs.Single(open => open.Transition.Name == "giveBack").ClosedBecause);
    }

    private static Account Person(string name) => new(Digest.Of(Encoding.UTF8.GetBytes(name)));

    private static MachineContext Context(Account caller) => new(caller, [], Now, 7, "drill", Digest.Zero);

    private static MachineValues Values(params ReadOnlySpan<(string Name, MachineValue Value)> values)
    {
        var all = MachineValues.Empty;
        foreach (var (name, value) in values)
        {
            all = all.Set(name, value);
        }
        return all;
    }

    private static MachineValues Offer(Account to, long until) => Values(("to", new MachineValue.AccountRef(to)), ("until", new MachineValue.Time(until)));

    private static MachineState Created()
    {
        var input = Values(("title", new MachineValue.Text("drill")), ("deposit", new MachineValue.Int(500)));
        return Assert.IsType<StepResult.Next>(Machine.Create(input, Context(Owner))).State;
    }

    private static MachineState Next(MachineState state, string transition, Account caller, MachineValues input) =>
        Assert.IsType<StepResult.Next>(Machine.Step(state, transition, input, Context(caller))).State;

    private static MachineRefusal Refused(MachineState state, string transition, Account caller, MachineValues input) =>
        Assert.IsType<StepResult.Refused>(Machine.Step(state, transition, input, Context(caller))).Refusal;

    private static void AssertRefused(string code, string message, MachineState state, string transition, Account caller, MachineValues input)
    {
        var refusal = Refused(state, transition, caller, input);
        Assert.Equal((code, message), (refusal.Code, refusal.Message));
    }
}
