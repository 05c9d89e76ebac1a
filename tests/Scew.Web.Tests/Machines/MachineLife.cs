using System.Collections.Immutable;
using Scew.Machines;
using Scew.Machines.Tests.Language;
using Scew.Protocol.Requests;
using static Scew.Machines.Tests.Language.Texts;

namespace Scew.WebTests.Machines;

/// <summary>One asset's life under a machine with random steps, those that time takes among them; every step is a case.</summary>
internal static class MachineLife
{
    public static List<MachineCase> Of(Machine machine, Random random, int steps)
    {
        var cases = new List<MachineCase>();
        MachineState? state = null;
        var now = 1_000_000L;
        for (var i = 0; i < steps; i++)
        {
            now += random.Next(3) * 40_000_000L;
            var context = Context(random.Next(6), now, [.. Enumerable.Range(0, 6).Where(_ => random.Next(2) == 0)]) with { CallerMachine = random.Next(3) == 0 ? machine.Name : string.Empty };
            var from = state ?? machine.Start(context);
            ImmutableArray<Transition> leading = [.. machine.Transitions.Where(one => one.From.Contains(from.Name))];
            var step = leading.IsEmpty || random.Next(12) == 0 ? machine.Transitions[random.Next(machine.Transitions.Length)] : leading[random.Next(leading.Length)];
            var input = Spoilt(random, RandomValues.Inputs(random, step.Inputs));
            cases.Add(MachineCase.Of(machine, from, random.Next(60) == 0 ? "nothing" : step.Name, input, context));
            state = step.Automatic is not null && from.Timers.DueMs(step.Name) is not null && from.Name != machine.States[0]
                ? machine.Fire(from, step.Name, context).State
                : machine.Step(from, step.Name, input, context) is StepResult.Next next ? next.State : state;
            if (leading.IsEmpty)
            {
                state = null;
            }
        }
        return cases;
    }

    /// <summary>Now and then an input is missing, of another type, or one too many.</summary>
    private static MachineValues Spoilt(Random random, MachineValues input) => random.Next(40) switch
    {
        0 => MachineValues.Empty,
        1 => input.Set("zzz", new MachineValue.Bool(true)),
        2 => input.Items.Select(static one => one.Key).FirstOrDefault() is { } name ? input.Set(name, new MachineValue.Bytes("00ff00")) : input,
        3 => input.Items.Select(static one => one.Key).LastOrDefault() is { } name ? input.Set(name, new MachineValue.Int(-1)) : input,
        _ => input,
    };
}
