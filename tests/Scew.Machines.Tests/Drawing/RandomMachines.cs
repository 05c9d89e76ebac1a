using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;

namespace Scew.Machines.Tests.Drawing;

/// <summary>Machines of any shape: circles, parallel arrows, loops, states that nothing reaches, long names and longer conditions.</summary>
internal static class RandomMachines
{
    private static readonly string[] Roles = ["anyone", "owner", "owner or holder", "any of members", "2 of [alice, bob, carol] and (owner or the one who holds it just now)", "a <b> & \"c\" \\ #1; 'd': {e}"];
    private static readonly string[] Times = ["now >= dueBack", "now >= until + 14 days", "now >= if returned then paidAt + 1 day else dueBack + graceThatIsLongerThanAnyBody"];

    public static Gen<Machine> Any(int maxStates, int maxTransitions) =>
        from states in Gen.Choose(2, maxStates)
        from longNames in Gen.Choose(0, 3)
        from finals in Gen.Choose(0, Math.Min(3, states - 2))
        from count in Gen.Choose(0, maxTransitions - 1)
        from steps in Step(states, finals).ListOf(count)
        select Build(states, longNames == 0, finals, [.. steps]);

    private static Gen<(ImmutableArray<int> From, int To, int Role, int Time)> Step(int states, int finals) =>
        from @from in states - finals <= 1 ? Gen.Constant(new List<int>()) : Gen.Choose(1, states - finals - 1).ListOf().Select(list => list.ToList())
        from first in Gen.Choose(1, Math.Max(1, states - finals - 1))
        from many in Gen.Choose(0, 3)
        from to in Gen.Choose(1, states - 1)
        from role in Gen.Choose(0, Roles.Length - 1)
        from time in Gen.Choose(0, 9)
        select ((ImmutableArray<int>)[.. (many == 0 ? @from.Append(first) : [first]).Distinct().Take(4)], to, role, time);

    private static Machine Build(int states, bool longNames, int finals, ImmutableArray<(ImmutableArray<int> From, int To, int Role, int Time)> steps)
    {
        var names = Enumerable.Range(0, states).Select(state => longNames && state % 3 == 1 ? $"{new string('W', 60)}_{state}" : $"State{state}").ToImmutableArray();
        var transitions = ImmutableArray.CreateBuilder<Transition>();
        transitions.Add(new Transition("create", [names[0]], names[1], [], Actors.Anyone, [], Same));
        foreach (var (from, to, role, time) in steps)
        {
            var who = new Actors(Roles[role], "no", static (_, _) => true);
            var timer = time < Times.Length ? new TimerCondition(Times[time], static _ => null) : null;
            transitions.Add(new Transition($"step{transitions.Count}", [.. from.Select(state => names[state])], names[to], [], who, [], Same, timer));
        }
        // What is left by a step cannot be final, which small numbers of states bring about.
        var left = transitions.SelectMany(transition => transition.From).ToHashSet(StringComparer.Ordinal);
        return new Machine("random/1", names, [.. names.TakeLast(finals).Where(name => !left.Contains(name))], [], transitions.ToImmutable(), []);
    }

    private static MachineState Same(MachineState state, MachineValues input, MachineContext context) => state;
}
