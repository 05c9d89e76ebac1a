using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using Scew.Protocol;
using Scew.Protocol.Codec;
using Scew.Protocol.Registers;
using Scew.Protocol.Requests;

namespace Scew.Machines.Tests;

/// <summary>
/// The invariant: each value that a condition takes fires at most once, not before its time, and never less than 60 s after the block that armed it.
/// </summary>
public class TimerTests
{
    private const long Now = 1_790_000_000_000;
    private static readonly Account Owner = new(Digest.Of("owner"u8));
    private static readonly Account Stranger = new(Digest.Of("stranger"u8));

    private static readonly Transition Create = new("create", ["Start"], "Idle", [], Actors.Anyone, [], static (state, _, context) => state with
    {
        Owner = context.Caller,
        Values = state.Values.Set("at", new MachineValue.None()).Set("muted", new MachineValue.Bool(false)).Set("rings", new MachineValue.Int(0)),
    });

    private static readonly Transition Set = new(
        "set", ["Idle", "Set", "Rung"], "Set", [new("at", MachineType.Time), new("muted", MachineType.Bool)], Actors.Anyone, [],
        static (state, input, _) => state.With("at", input.Find("at")!).With("muted", input.Find("muted")!));

    private static readonly Transition Clear = new(
        "clear", ["Set", "Rung"], "Idle", [], Actors.Anyone, [], static (state, _, _) => state.With("at", new MachineValue.None()));

    private static readonly Transition Ring = new(
        "ring", ["Set", "Rung"], "Rung", [], Actors.Anyone, [new Guard("the alarm is muted", static (state, _, _) => !state.Values.Bool("muted"), ReadsInput: false)],
        static (state, _, _) => state.With("rings", new MachineValue.Int(state.Values.Int("rings") + 1)),
        new TimerCondition("now >= at", static state => state.Values.IsNone("at") ? null : state.Values.Time("at")));

    private static readonly Machine Alarm = new(
        "builtin/alarm/1", ["Start", "Idle", "Set", "Rung"], [],
        [new("at", MachineType.Time.OrNone), new("muted", MachineType.Bool), new("rings", MachineType.Int)], [Create, Set, Clear, Ring],
        [new MachineInvariant("at most three rings", static state => state.Values.Int("rings") <= 3)]);

    [Theory]
    [InlineData(60_001, 60_001)]
    [InlineData(60_000, 60_000)]
    [InlineData(59_999, 60_000)]
    [InlineData(0, 60_000)]
    [InlineData(-Now, 60_000)]
    public void A_timer_is_armed_at_its_time_and_never_less_than_a_minute_ahead(long aheadMs, long armedMs)
    {
        var set = SetAt(Idle(), Now + aheadMs);
        Assert.Equal(Now + armedMs, set.Timers.DueMs("ring"));
    }

    [Fact]
    public void Firing_consumes_the_timer_and_the_same_value_arms_it_no_more()
    {
        var set = SetAt(Idle(), Now + 90_000);
        var fired = Alarm.Fire(set, "ring", At(Now + 90_000));
        Assert.Null(fired.Refusal);
        Assert.Equal(("Rung", 1L), (fired.State.Name, fired.State.Values.Int("rings")));
        Assert.True(fired.State.Timers.IsEmpty);
        Assert.True(SetAt(fired.State, Now + 90_000, Now + 91_000).Timers.IsEmpty);
        Assert.Equal(Now + 151_000, SetAt(fired.State, Now + 90_001, Now + 91_000).Timers.DueMs("ring"));
    }

    [Fact]
    public void A_step_that_leaves_the_time_alone_leaves_the_armed_time_alone()
    {
        // Asked for in the past, so armed at the floor: the floor must not move with every later step.
        var set = SetAt(Idle(), Now - 5);
        Assert.Equal(set.Timers, SetAt(set, Now - 5, Now + 59_000).Timers);
        Assert.True(Step(set, "clear", MachineValues.Empty, Now).Timers.IsEmpty);
    }

    [Fact]
    public void Another_time_arms_anew_and_a_state_that_is_not_left_disarms()
    {
        var set = SetAt(Idle(), Now + 90_000);
        Assert.Equal(Now + 70_000, SetAt(set, Now + 70_000).Timers.DueMs("ring"));
        Assert.Equal(Now + 80_000, SetAt(set, Now + 70_000, Now + 20_000).Timers.DueMs("ring"));
        Assert.Null(Step(set, "clear", MachineValues.Empty, Now).Timers.DueMs("ring"));
    }

    [Fact]
    public void A_refused_firing_consumes_the_timer_and_changes_nothing_else()
    {
        var muted = SetAt(Idle(), Now + 90_000, muted: true);
        var fired = Alarm.Fire(muted, "ring", At(Now + 90_000));
        Assert.Equal((MachineRefusal.GuardRefused, "the alarm is muted"), (fired.Refusal!.Code, fired.Refusal.Message));
        Assert.Equal((muted.Values, 1), (fired.State.Values, fired.State.Timers.Firings));
        Assert.True(fired.State.Timers.IsEmpty);
        var worn = SetAt(Idle(), Now + 90_000).With("rings", new MachineValue.Int(3));
        Assert.Equal(MachineRefusal.InvariantRefused, Alarm.Fire(worn, "ring", At(Now + 90_000)).Refusal!.Code);
    }

    [Fact]
    public void A_caller_is_refused_and_told_when_time_will_come()
    {
        var set = SetAt(Idle(), Now + 90_000);
        var refusal = Assert.IsType<StepResult.Refused>(Alarm.Step(set, "ring", MachineValues.Empty, At(Now + 90_001))).Refusal;
        Assert.Equal((MachineRefusal.GuardRefused, "'ring' is taken by time alone"), (refusal.Code, refusal.Message));
        Assert.Equal("taken by time, at 2026-09-21T14:14:50Z", Closed(set));
        Assert.Equal("taken by time, when now >= at", Closed(Alarm.Fire(set, "ring", At(Now + 90_000)).State));
        Assert.Equal("'ring' leads on from Set or Rung, and the asset is Idle", Closed(Idle()));
        Assert.Equal("taken by time, at no date", Closed(SetAt(Idle(), CodecReader.MaxCounter)));
        static string? Closed(MachineState state) => Alarm.OpenTransitions(state, At(Now)).Single(open => open.Transition == Ring).ClosedBecause;
    }

    [Fact]
    public void Time_acts_as_the_owner_and_takes_only_what_it_may()
    {
        MachineContext? seen = null;
        var spying = new Machine("builtin/spy/1", ["Start", "On"], [], [],
        [
            new Transition("create", ["Start"], "On", [], Actors.Anyone, [], static (state, _, context) => state with { Owner = context.Caller }),
            new Transition("look", ["On"], "On", [], Actors.Anyone, [], (state, _, context) =>
            {
                seen = context;
                return state;
            }, new TimerCondition("now >= 5", static _ => 5)),
        ], []);
        var on = Assert.IsType<StepResult.Next>(spying.Create(MachineValues.Empty, At(Now))).State;
        Assert.Equal(Now + 60_000, on.Timers.DueMs("look"));
        Assert.Null(spying.Fire(on, "look", At(Now + 60_000) with { Caller = Stranger, CoSigners = [Stranger] }).Refusal);
        Assert.Equal((Owner, 0, Now + 60_000), (seen!.Caller, seen.CoSigners.Length, seen.TimeMs));
        Assert.Equal(MachineRefusal.UnknownTransition, spying.Fire(on, "create", At(Now)).Refusal!.Code);
        Assert.Equal(MachineRefusal.WrongState, Alarm.Fire(Idle(), "ring", At(Now)).Refusal!.Code);
    }

    [Fact]
    public void What_an_effect_does_to_timers_is_dropped()
    {
        var set = SetAt(Idle(), Now + 90_000);
        var thief = Set with { Effect = (state, input, context) => Set.Effect(state, input, context) with { Timers = ArmedTimers.None } };
        var machine = new Machine(Alarm.Name, Alarm.States, [], Alarm.Values, [Create, thief, Clear, Ring], []);
        var next = Assert.IsType<StepResult.Next>(machine.Step(set, "set", Input(Now + 90_000, false), At(Now + 1))).State;
        Assert.Equal(set.Timers, next.Timers);
    }

    [Fact]
    public void A_timer_with_inputs_or_at_the_creation_is_our_bug()
    {
        Assert.Throws<InvariantException>(() => Define(Create, Set, Ring with { Inputs = [new("x", MachineType.Int)] }));
        Assert.Throws<InvariantException>(() => Define(Create with { Automatic = Ring.Automatic }, Set, Ring));
        static Machine Define(params ImmutableArray<Transition> transitions) => new(Alarm.Name, Alarm.States, [], Alarm.Values, transitions, []);
    }

    /// <summary>A signature pays for a few firings. The worst schedule: two assets whose timers arm each other's by calls, for ever.</summary>
    [Fact]
    public void A_called_step_pays_for_no_firings_and_a_signed_one_for_16()
    {
        var state = SetAt(Idle(), Now + 60_000);
        for (var i = 0; i < Machine.FreeFirings; i++)
        {
            Assert.Equal((i, Now + 60_000), (state.Timers.Firings, state.Timers.DueMs("ring")));
            var fired = Alarm.Fire(state.With("rings", new MachineValue.Int(0)), "ring", At(Now)).State;
            state = Assert.IsType<StepResult.Next>(Alarm.Step(fired, "set", Input(Now - i, false), At(Now) with { CallerMachine = "builtin/other/1" })).State;
        }
        Assert.Equal((Machine.FreeFirings, Now + Machine.RestMs), (state.Timers.Firings, state.Timers.DueMs("ring")));
        Assert.Equal(state, AssetRegister.ToState(AssetRegister.ToRegister("a", 1, Alarm.Name, state)));
        var signed = SetAt(state, Now + 5);
        Assert.Equal((0, Now + 60_000), (signed.Timers.Firings, signed.Timers.DueMs("ring")));
    }

    [Fact]
    public void A_timer_that_arms_itself_again_rests_a_day_after_16_firings()
    {
        var clock = new Machine("builtin/clock/1", ["Start", "On"], [], [new("at", MachineType.Time)],
        [
            new Transition("create", ["Start"], "On", [], Actors.Anyone, [], static (state, _, context) => state.With("at", new MachineValue.Time(context.TimeMs))),
            new Transition("tick", ["On"], "On", [], Actors.Anyone, [], static (state, _, _) => state.With("at", new MachineValue.Time(state.Values.Time("at") + 1)),
                new TimerCondition("now >= at", static state => state.Values.Time("at"))),
        ], []);
        var state = Assert.IsType<StepResult.Next>(clock.Create(MachineValues.Empty, At(Now))).State;
        var now = Now;
        var ahead = new List<long>();
        for (var i = 0; i < 20; i++)
        {
            ahead.Add(state.Timers.DueMs("tick")!.Value - now);
            now = state.Timers.DueMs("tick")!.Value;
            state = clock.Fire(state, "tick", At(now)).State;
        }
        Assert.Equal([.. Enumerable.Repeat(Machine.MinAheadMs, 16), .. Enumerable.Repeat(Machine.RestMs, 4)], ahead);
    }

    [Fact]
    public void A_register_without_timers_has_the_bytes_of_before_and_one_with_timers_comes_back()
    {
        var idle = Idle();
        Assert.Equal(idle.Values.Encode(), AssetRegister.ToRegister("a", 1, Alarm.Name, idle).Value);
        var set = SetAt(idle, Now + 90_000);
        var register = AssetRegister.ToRegister("a", 2, Alarm.Name, set);
        Assert.Equal(set, AssetRegister.ToState(register));
        Assert.Equal(Convert.ToHexString(set.Values.Encode()) + "000000010000000472696E67" + (Now + 90_000).ToString("X16", null) + "00", Convert.ToHexString(register.Value));
    }

    [Theory]
    [InlineData("00000000")]
    [InlineData("000000010000000161" + "0000000000000005")]
    [InlineData("000000010000000161" + "0000000000000005" + "11")]
    [InlineData("000000010000000161" + "0000000000000005" + "0000")]
    [InlineData("0000000000")]
    [InlineData("000000010000000161" + "00000000000005")]
    [InlineData("000000010000000161" + "0020000000000000")]
    [InlineData("000000010000000120" + "0000000000000005")]
    [InlineData("0000000100000000" + "0000000000000005")]
    [InlineData("000000020000000162" + "0000000000000005" + "0000000161" + "0000000000000005")]
    [InlineData("000000020000000161" + "0000000000000005" + "0000000161" + "0000000000000006")]
    [InlineData("ffffffff")]
    [InlineData("00000041")]
    public void Timers_that_nobody_writes_are_not_read(string timers) => Assert.Null(AssetRegister.ToState(
        new Register(new RegisterKey(RegisterKind.Asset, "a"), 1, Alarm.Name, "Set", Owner, [.. Idle().Values.Encode(), .. Convert.FromHexString(timers)])));

    [Fact]
    public void Whatever_decodes_encodes_to_the_same_bytes() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(2000),
        Prop.ForAll(Gen.Choose(0, 400).SelectMany(at => Gen.Choose(0, 255).Select(value => (at, (byte)value))).ToArbitrary(), change =>
        {
            var bytes = AssetRegister.ToRegister("a", 1, Alarm.Name, SetAt(Idle(), Now + 90_000)).Value;
            bytes[change.at % bytes.Length] = change.Item2;
            var register = new Register(new RegisterKey(RegisterKind.Asset, "a"), 1, Alarm.Name, "Set", Owner, bytes);
            return AssetRegister.ToState(register) is not { } state || AssetRegister.ToRegister("a", 1, Alarm.Name, state).Value.AsSpan().SequenceEqual(bytes);
        }));

    private static MachineState Idle() => Assert.IsType<StepResult.Next>(Alarm.Create(MachineValues.Empty, At(Now))).State;

    private static MachineState SetAt(MachineState state, long atMs, long timeMs = Now, bool muted = false) => Step(state, "set", Input(atMs, muted), timeMs);

    private static MachineValues Input(long atMs, bool muted) =>
        MachineValues.Empty.Set("at", new MachineValue.Time(atMs)).Set("muted", new MachineValue.Bool(muted));

    private static MachineState Step(MachineState state, string transition, MachineValues input, long timeMs) =>
        Assert.IsType<StepResult.Next>(Alarm.Step(state, transition, input, At(timeMs))).State;

    private static MachineContext At(long timeMs) => new(Owner, [], timeMs, 1, "a", default);
}
