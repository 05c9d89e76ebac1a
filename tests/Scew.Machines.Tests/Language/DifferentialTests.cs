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
            var compiled = MachineText.Compile(text);
            if (compiled.Faults is [{ Message: var message }] && message.Contains("operations", StringComparison.Ordinal))
            {
                return;
            }
            Assert.True(compiled.Machine is not null, string.Join("\n", compiled.Faults) + "\n" + text);
            machines++;
            Live(compiled.Machine, random, steps, refusals, text);
            var formatted = MachineText.Format(text).Text!;
            Assert.Equal(formatted, MachineText.Format(formatted).Text);
        });
        Assert.True(machines > 50 && steps.Taken > 200, $"{machines} machines, {steps.Taken} steps");
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

    /// <summary>One asset's life, every step in both ways.</summary>
    private static void Live(Machine machine, Random random, Counts steps, SortedSet<string> refusals, string text)
    {
        var naive = new NaiveMachine(machine.Syntax!, machine.Name);
        var now = 1_000_000L;
        MachineState? state = null;
        for (var i = 0; i < 40; i++)
        {
            now += random.Next(3) * 40_000_000L;
            var context = Context(random.Next(6), now, [.. Enumerable.Range(0, 6).Where(_ => random.Next(2) == 0)]) with { CallerMachine = random.Next(2) == 0 ? string.Empty : machine.Name };
            var from = state ?? machine.Start(context);
            ImmutableArray<Transition> open = [.. machine.Transitions.Where(one => one.From.Contains(from.Name))];
            if (open.IsEmpty)
            {
                return;
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
                state = fired.State;
                continue;
            }
            var interpreted = naive.Step(from, step.Name, input, context);
            switch (machine.Step(from, step.Name, input, context))
            {
                case StepResult.Refused { Refusal: var refusal }:
                    Assert.True(refusal.Code == interpreted.Refused, $"{refusal.Code} {refusal.Message} / {interpreted.Refused} in {step.Name}\n{text}");
                    Assert.True(interpreted.Message is null || refusal.Message == interpreted.Message, text);
                    refusals.Add(refusal.Code);
                    break;
                case StepResult.Next next:
                    Assert.True(interpreted.Refused is null, $"{interpreted.Refused} {interpreted.Message} in {step.Name}\n{text}");
                    Assert.True(interpreted.Operations <= step.Cost, $"{interpreted.Operations} operations, {step.Cost} at most in {step.Name}\n{text}");
                    var same = interpreted.State!.Values.Equals(next.State.Values) && interpreted.State.Owner == next.State.Owner && interpreted.State.Name == next.State.Name;
                    Assert.True(same && interpreted.Takes == next.Takes, $"states differ in {step.Name}\n{text}");
                    Assert.Equal(interpreted.Calls.Select(Shown), next.Calls.Select(Shown));
                    Assert.Equal(interpreted.Events.Select(static one => one.Name + Hex(one.Values)), next.Events.Select(static one => one.Name + Hex(one.Values)));
                    state = next.State;
                    steps.Taken++;
                    break;
                default:
                    break;
            }
        }
    }

    private sealed class Counts
    {
        public int Taken { get; set; }
    }
}
