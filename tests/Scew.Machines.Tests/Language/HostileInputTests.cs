using Scew.Machines.Applications;
using Scew.Machines.Language;
using Scew.Protocol;
using Scew.Protocol.Requests;
using static Scew.Machines.Tests.Language.Texts;

namespace Scew.Machines.Tests.Language;

/// <summary>Whatever somebody sends as inputs: what is not of its type is refused by name before any guard is asked, and nothing throws.</summary>
public sealed class HostileInputTests
{
    private const long TooLate = 1L << 53;

    /// <summary>A list of a hundred accounts for each of a thousand times that a step asks for it took five times what the step pays.</summary>
    [Fact]
    public void AStepListsTheMembersOnce()
    {
        var machine = Compile("""
            machine Asks
            states Start, On
            transition create: Start -> On
            transition step: On -> On (l: list(int, 250))
              guard (sum a in input.l: size(members) + size(signers) + size(members) + size(signers)) >= 0

            """);
        var context = Context(0, 1_000_000) with { Members = [.. Enumerable.Range(0, 100).Select(static one => new Account(Digest.Of([(byte)one, 1])))] };
        var state = Next(machine.Create(MachineValues.Empty, context));
        var input = MachineValues.Empty.Set("l", new MachineValue.List([.. Enumerable.Repeat((MachineValue)new MachineValue.Int(1), 250)]));
        Next(machine.Step(state, "step", input, context));
        var before = GC.GetAllocatedBytesForCurrentThread();
        Next(machine.Step(state, "step", input, context));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 200_000);
    }

    [Fact]
    public void OneWrongInputIsRefusedByItsName()
    {
        var kinds = new SortedSet<MachineTypeKind>();
        Fuzz.Run(30, 2, random =>
        {
            var text = random.Next(3) == 0 ? ShippedTexts.Find(ShippedTexts.Names[random.Next(ShippedTexts.Names.Count)])! : new RandomMachines(random).Next();
            if (MachineText.Compile(text).Machine is not { } machine)
            {
                return;
            }
            foreach (var step in machine.Transitions.Where(static one => one.Automatic is null && !one.Inputs.IsEmpty))
            {
                var state = Anything(random, machine, step.From[random.Next(step.From.Length)]);
                var context = Context(random.Next(6), 1_000_000);
                var good = RandomValues.Inputs(random, step.Inputs);
                var wrong = step.Inputs[random.Next(step.Inputs.Length)];
                kinds.Add(wrong.Type.Kind);
                AssertBad(machine, state, step, good.Set(wrong.Name, Spoiled(random, wrong.Type)), wrong.Name, context);
                AssertBad(machine, state, step, good.Set("unknown", new MachineValue.Int(1)), "unknown", context);
                if (!wrong.Type.Optional)
                {
                    AssertBad(machine, state, step, step.Inputs.Where(one => one.Name != wrong.Name).Aggregate(MachineValues.Empty, (all, one) => all.Set(one.Name, RandomValues.Of(random, one.Type))), wrong.Name, context);
                    AssertBad(machine, state, step, good.Set(wrong.Name, MachineValue.None.Value), wrong.Name, context);
                }
                _ = machine.OpenTransitions(state, context);
            }
        });
        Assert.True(kinds.Count >= 11, string.Join(", ", kinds));
    }

    [Fact]
    public void WhoeverMovesTimeIsRefused()
    {
        var machine = Compile(ShippedTexts.Find("lending")!);
        foreach (var step in machine.Transitions.Where(static one => one.Automatic is not null))
        {
            var state = Anything(new Random(1), machine, step.From[0]);
            Assert.Equal(MachineRefusal.GuardRefused, Refused(machine.Step(state, step.Name, MachineValues.Empty, Context(0, 5))).Code);
        }
        foreach (var name in new[] { "", "create ", "CREATE", "migrate", "\u202e", new string('x', 10_000) })
        {
            Assert.Equal(MachineRefusal.UnknownTransition, Refused(machine.Step(Anything(new Random(1), machine, machine.States[1]), name, MachineValues.Empty, Context(0, 5))).Code);
        }
    }

    private static MachineRefusal Refused(StepResult result) => Assert.IsType<StepResult.Refused>(result).Refusal;

    private static void AssertBad(Machine machine, MachineState state, Transition step, MachineValues inputs, string name, MachineContext context)
    {
        var refusal = Refused(machine.Step(state, step.Name, inputs, context));
        Assert.Equal((MachineRefusal.BadInput, name, step.Name), (refusal.Code, refusal.Input, refusal.Transition));
        Assert.Equal(state, refusal.State);
    }

    private static MachineState Anything(Random random, Machine machine, string name) => name == machine.States[0]
        ? machine.Start(Context(0, 1))
        : new MachineState(name, People[random.Next(6)], machine.ValuesOf(name).Aggregate(MachineValues.Empty, (all, one) => all.Set(one.Name, RandomValues.Of(random, one.Type))));

    /// <summary>A value that is not of the type, though often nearly.</summary>
    private static MachineValue Spoiled(Random random, MachineType type)
    {
        var good = RandomValues.Of(random, type.Required);
        return (type.Kind, random.Next(4)) switch
        {
            (MachineTypeKind.Int, _) => new MachineValue.Time(5),
            (MachineTypeKind.Bool, _) => new MachineValue.Text("true"),
            (MachineTypeKind.Account, _) => new MachineValue.Text(new string('A', 43)),
            (not MachineTypeKind.Bytes, 0) => new MachineValue.Bytes("00"),
            (MachineTypeKind.Amount, _) => new MachineValue.Int(random.Next(2) == 0 ? -1 : long.MinValue),
            (MachineTypeKind.Time, _) => new MachineValue.Time(random.Next(2) == 0 ? -1 : TooLate),
            (MachineTypeKind.Duration, _) => new MachineValue.Duration(random.Next(2) == 0 ? TooLate : -TooLate),
            (MachineTypeKind.Text, 1) => new MachineValue.Text("\ud800"),
            (MachineTypeKind.Text, _) => new MachineValue.Text(new string('ü', type.Bound / 2 + 1)),
            (MachineTypeKind.Bytes, _) => new MachineValue.Bytes(string.Concat(Enumerable.Repeat("00", type.Bound + random.Next(1, 3)))),
            (MachineTypeKind.Choice, _) => new MachineValue.Choice(type.Cases[0] + "x"),
            (MachineTypeKind.Asset or MachineTypeKind.Wallet, _) => new MachineValue.Text(random.Next(3) switch { 0 => string.Empty, 1 => "Drill", _ => new string('a', 129) }),
            (MachineTypeKind.List, 1) => new MachineValue.List([.. ((MachineValue.List)good).Items.Take(type.Bound - 1), Spoiled(random, type.Element!)]),
            (MachineTypeKind.List, _) => new MachineValue.List([.. Enumerable.Range(0, type.Bound + 1).Select(_ => RandomValues.Of(random, type.Element!))]),
            (MachineTypeKind.Map, var how) => SpoiledMap(random, type, how),
            _ => SpoiledRecord(random, type, (MachineValue.Record)good),
        };
    }

    private static MachineValue.Map SpoiledMap(Random random, MachineType type, int how)
    {
        var (key, value) = (RandomValues.Of(random, type.Key!), RandomValues.Of(random, type.Element!));
        var pair = KeyValuePair.Create(key, value);
        return new MachineValue.Map(how switch
        {
            1 => [pair, pair],
            2 => [KeyValuePair.Create(key, Spoiled(random, type.Element!))],
            _ => [KeyValuePair.Create(Spoiled(random, type.Key!), value)],
        });
    }

    private static MachineValue.Record SpoiledRecord(Random random, MachineType type, MachineValue.Record good)
    {
        var at = random.Next(good.Fields.Length);
        var field = good.Fields[at];
        return new MachineValue.Record(random.Next(5) switch
        {
            0 => good.Fields.RemoveAt(at),
            1 => good.Fields.Add(KeyValuePair.Create("zzz", field.Value)),
            2 => [.. good.Fields.Reverse()],
            3 => good.Fields.Add(field),
            _ => good.Fields.SetItem(at, KeyValuePair.Create(field.Key, Spoiled(random, type.Fields.Single(one => one.Name == field.Key).Type))),
        });
    }
}
