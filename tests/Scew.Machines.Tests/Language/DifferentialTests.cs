using System.Collections.Immutable;
using System.Globalization;
using Scew.Machines.Applications;
using Scew.Machines.Language;
using static Scew.Machines.Tests.Language.Texts;

namespace Scew.Machines.Tests.Language;

/// <summary>
/// Compiled machines against the naive interpreter: random machines and the ones that ship, with random inputs. <c>SCEW_FUZZ_SECONDS</c> makes it longer, <c>SCEW_FUZZ_SEED</c> another one.
/// </summary>
public sealed class DifferentialTests
{
    [Fact]
    public void RandomMachinesMeanTheSameCompiledAndInterpreted()
    {
        var (machines, steps, refusals) = (0, new Counts(), new SortedSet<string>(StringComparer.Ordinal));
        Fuzz.Run(7, 4, random =>
        {
            var text = new RandomMachines(random).Next();
            if (Affordable(MachineText.Compile(text)) is not { } machine)
            {
                return;
            }
            machines++;
            Live(machine, random, steps, refusals, text);
            var formatted = MachineText.Format(text).Text!;
            Assert.Equal(formatted, MachineText.Format(formatted).Text);
        });
        Assert.True(machines > 50 && steps.Taken > 200 && steps.Reasons > 100, $"{machines} machines, {steps.Taken} steps, {steps.Reasons} values in reasons");
        Assert.Subset(refusals, new SortedSet<string>([MachineRefusal.GuardRefused, MachineRefusal.Overflow, MachineRefusal.InvariantRefused]));
    }

    [Fact]
    public void MachinesThatShipMeanTheSameCompiledAndInterpreted()
    {
        var steps = new Counts();
        Fuzz.Run(8, 3, random =>
        {
            var text = ShippedTexts.Find(ShippedTexts.Names[random.Next(ShippedTexts.Names.Count)])!;
            Live(Compile(text), random, steps, [], text);
        });
        Assert.True(steps.Taken > 100, steps.Taken.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>An asset lives under one machine, moves to the next wherever that is refused and wherever not, and lives on there.</summary>
    [Fact]
    public void AssetsMoveToTheSameCompiledAndInterpreted()
    {
        var (moved, steps, refusals) = (0, new Counts(), new SortedSet<string>(StringComparer.Ordinal));
        Fuzz.Run(10, 4, random =>
        {
            var texts = new RandomMachines(random);
            var text = texts.NextMovable();
            if (Affordable(MachineText.Compile(text)) is not { } older)
            {
                return;
            }
            var next = texts.NextAfter(older.Name);
            if (Affordable(MachineText.Compile(next, name => name == older.Name ? older : null)) is not { } machine)
            {
                return;
            }
            foreach (var state in Live(older, random, steps, [], text).Append(Anything(random, older)))
            {
                var context = Context(random.Next(6), 50_000_000_000 + random.Next(1000), [.. Enumerable.Range(0, 6).Where(_ => random.Next(2) == 0)]);
                if (Move(older, machine, state, context, refusals, text + next) is { } arrived)
                {
                    moved++;
                    Live(machine, random, steps, [], next, arrived);
                }
            }
        });
        Assert.True(moved > 100, moved.ToString(CultureInfo.InvariantCulture));
        Assert.Equal([MachineRefusal.InvariantRefused, MachineRefusal.Overflow, MachineRefusal.WrongState], refusals);
    }

    [Fact]
    public void AFormattedMachineBehavesAsBefore() => Fuzz.Run(9, 3, random =>
    {
        var text = new RandomMachines(random).Next();
        if (MachineText.Compile(text).Machine is not { } machine)
        {
            return;
        }
        var formatted = Compile(MachineText.Format(text).Text!);
        var input = RandomValues.Inputs(random, machine.Creating.Inputs);
        var context = Context(random.Next(6), random.Next(1000));
        var (left, right) = (machine.Create(input, context), formatted.Create(input, context));
        for (var i = 0; i < 20 && left is StepResult.Next next; i++)
        {
            var step = machine.Transitions[random.Next(machine.Transitions.Length)];
            input = RandomValues.Inputs(random, step.Inputs);
            var (first, second) = (machine.Step(next.State, step.Name, input, context), formatted.Step(next.State, step.Name, input, context));
            Assert.Equal(Shown(first, machine), Shown(second, formatted));
            left = first is StepResult.Next ? first : left;
        }
    });

    private static string Shown(StepResult result, Machine machine) => result switch
    {
        StepResult.Next next => $"{next.State.Name} {next.State.Owner} {Hex(next.State.Values)} {next.Takes} {string.Join(' ', next.Calls.Select(Shown))} {string.Join(' ', next.Events.Select(static one => one.Name + Hex(one.Values)))}",
        StepResult.Refused refused => $"{refused.Refusal.Code} {refused.Refusal.Message.Replace(machine.Name, string.Empty, StringComparison.Ordinal)}",
        _ => string.Empty,
    };

    private static string Hex(MachineValues values) => Convert.ToHexStringLower(values.Encode());

    private static string Shown(MachineCall call) => call is MachineCall.Asset asset ? $"{asset.Id}.{asset.Transition} {Hex(asset.Input)}" : call.ToString();

    /// <summary>The machine, or null where a step of it would cost too much; random texts have no other fault.</summary>
    private static Machine? Affordable(CompiledMachine compiled)
    {
        var isCostly = compiled.Faults.Length > 0 && compiled.Faults.All(static fault => fault.Message.Contains("operations", StringComparison.Ordinal));
        Assert.True(compiled.Machine is not null || isCostly, string.Join("\n", compiled.Faults));
        return compiled.Machine;
    }

    /// <summary>A state that no life may ever lead to; a migration has to mean something for it all the same.</summary>
    private static MachineState Anything(Random random, Machine machine)
    {
        var name = machine.States[random.Next(1, machine.States.Length)];
        return new MachineState(name, People[random.Next(6)], machine.ValuesOf(name).Aggregate(MachineValues.Empty, (all, one) => all.Set(one.Name, RandomValues.Of(random, one.Type))));
    }

    /// <summary>The asset under the newer machine, moved in both ways; null where both refuse.</summary>
    private static MachineState? Move(Machine older, Machine machine, MachineState state, MachineContext context, SortedSet<string> refusals, string text)
    {
        var (was, naive) = (new NaiveMachine(older.Syntax!, older.Name), new NaiveMachine(machine.Syntax!, machine.Name));
        Assert.True(was.MayLeave(state, context) == older.MayLeave(state, context), $"who may leave {state.Name}\n{text}");
        var interpreted = naive.Migrate(state, was, older.Name, context);
        switch (machine.Migrate(state, machine.Migrations.Single(), context))
        {
            case StepResult.Refused { Refusal: var refusal }:
                Assert.True(refusal.Code == interpreted.Refused, $"{refusal.Code} {refusal.Message} / {interpreted.Refused}\n{text}");
                Assert.True(interpreted.Message is null || refusal.Message == interpreted.Message, text);
                Assert.Equal(state, refusal.State);
                refusals.Add(refusal.Code);
                return null;
            case StepResult.Next next:
                Assert.True(interpreted.Refused is null, $"{interpreted.Refused} {interpreted.Message} in a migration\n{text}");
                var same = interpreted.State!.Values.Equals(next.State.Values) && interpreted.State.Owner == next.State.Owner && interpreted.State.Name == next.State.Name;
                Assert.True(same && next.Takes == 0 && next.Calls.IsEmpty && next.Events.IsEmpty, $"states differ in a migration\n{text}");
                Assert.True(naive.Timers(null, next.State, context.TimeMs).SequenceEqual(next.State.Timers.Items), $"timers differ in a migration\n{text}");
                // What the register holds afterwards is what a replica reads back.
                Assert.True(next.State.Values.Equals(MachineValues.Decode(next.State.Values.Encode())), text);
                return next.State;
            default:
                throw new InvalidOperationException("a migration leads on or is refused");
        }
    }

    /// <summary>One asset's life, every step in both ways; all states that it came to.</summary>
    private static List<MachineState> Live(Machine machine, Random random, Counts steps, SortedSet<string> refusals, string text, MachineState? state = null)
    {
        var naive = new NaiveMachine(machine.Syntax!, machine.Name);
        var now = state is null ? 1_000_000L : 60_000_000_000;
        var reached = new List<MachineState>();
        for (var i = 0; i < 40; i++)
        {
            now += random.Next(3) * 40_000_000L;
            var context = Context(random.Next(6), now, [.. Enumerable.Range(0, 6).Where(_ => random.Next(2) == 0)]) with { CallerMachine = random.Next(2) == 0 ? string.Empty : machine.Name };
            var from = state ?? machine.Start(context);
            ImmutableArray<Transition> open = [.. machine.Transitions.Where(one => one.From.Contains(from.Name))];
            if (open.IsEmpty)
            {
                return reached;
            }
            var step = open[random.Next(open.Length)];
            var input = RandomValues.Inputs(random, step.Inputs);
            if (step.Automatic is not null)
            {
                Assert.Equal(naive.Due(from, step.Name), step.Automatic.DueMs(from));
                var fired = machine.Fire(from, step.Name, context);
                var expected = naive.Step(from, step.Name, input, context with { Caller = from.Owner, CoSigners = [] });
                Assert.Equal(expected.Refused, fired.Refusal?.Code);
                Assert.True(fired.Refusal is not null || fired.State.Values.Equals(expected.State!.Values), text);
                var spent = Machine.Spend(from, step.Name);
                Assert.True(fired.Refusal is not null ? fired.State == spent : naive.Timers(spent, fired.State, now).SequenceEqual(fired.State.Timers.Items), $"timers differ in {step.Name}\n{text}");
                state = fired.State;
                reached.Add(state);
                continue;
            }
            var interpreted = naive.Step(from, step.Name, input, context);
            switch (machine.Step(from, step.Name, input, context))
            {
                case StepResult.Refused { Refusal: var refusal }:
                    Assert.True(refusal.Code == interpreted.Refused, $"{refusal.Code} {refusal.Message} / {interpreted.Refused} in {step.Name}\n{text}");
                    Assert.True(interpreted.Message is null || refusal.Message == interpreted.Message, text);
                    foreach (var (look, value) in refusal.Because)
                    {
                        Assert.True(naive.Look(from, step.Name, input, context, look)?.Equals(value) != false, $"'{look}' was {value} in {step.Name}\n{text}");
                        steps.Reasons++;
                    }
                    refusals.Add(refusal.Code);
                    break;
                case StepResult.Next next:
                    Assert.True(interpreted.Refused is null, $"{interpreted.Refused} {interpreted.Message} in {step.Name}\n{text}");
                    Assert.True(interpreted.Operations <= step.Cost, $"{interpreted.Operations} operations, {step.Cost} at most in {step.Name}\n{text}");
                    var same = interpreted.State!.Values.Equals(next.State.Values) && interpreted.State.Owner == next.State.Owner && interpreted.State.Name == next.State.Name;
                    Assert.True(same && interpreted.Takes == next.Takes, $"states differ in {step.Name}\n{text}");
                    Assert.Equal(interpreted.Calls.Select(Shown), next.Calls.Select(Shown));
                    Assert.Equal(interpreted.Events.Select(static one => one.Name + Hex(one.Values)), next.Events.Select(static one => one.Name + Hex(one.Values)));
                    Assert.True(naive.Timers(from, next.State, now).SequenceEqual(next.State.Timers.Items), $"timers differ in {step.Name}\n{text}");
                    state = next.State;
                    reached.Add(state);
                    steps.Taken++;
                    break;
                default:
                    break;
            }
        }
        return reached;
    }

    private sealed class Counts
    {
        public int Taken { get; set; }

        public int Reasons { get; set; }
    }
}
