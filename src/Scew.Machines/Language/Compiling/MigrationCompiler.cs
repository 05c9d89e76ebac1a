using System.Collections.Immutable;
using Scew.Machines.Language.Syntax;

namespace Scew.Machines.Language.Compiling;

/// <summary>How an asset of an older machine becomes one of this machine.</summary>
internal sealed class MigrationCompiler(MachineScope machine, StateLayout layout, ImmutableArray<CompiledInvariant> invariants, Func<string, Machine?>? known)
{
    private const int MaxMigrations = 16;

    public ImmutableArray<Migration> Compile(ImmutableArray<MigrationSyntax> migrations)
    {
        var compiled = ImmutableArray.CreateBuilder<Migration>();
        var olds = new SortedSet<string>(StringComparer.Ordinal);
        if (migrations.Length > MaxMigrations)
        {
            machine.Fail(migrations[0].Place, migrations[0].From, $"a machine has at most {MaxMigrations} migrations");
            return [];
        }
        foreach (var syntax in migrations)
        {
            if (!olds.Add(syntax.From))
            {
                machine.Fail(syntax.Place, syntax.From, "two migrations begin at the same machine");
            }
            if (known is null)
            {
                continue;
            }
            if (known(syntax.From) is not { } old)
            {
                machine.Fail(syntax.Place, syntax.From, $"there is no machine '{syntax.From}'", "a machine that is deployed, or one that ships");
                continue;
            }
            if (old.MigrationDepth >= Machine.MaxMigrationDepth)
            {
                machine.Fail(syntax.Place, syntax.From, $"machines migrate from each other at most {Machine.MaxMigrationDepth} deep", "deploy the newest as a machine of its own");
                continue;
            }
            var most = 0L;
            var states = ImmutableSortedDictionary.CreateBuilder<string, StepCode>(StringComparer.Ordinal);
            foreach (var (from, to, place) in syntax.States)
            {
                if (!old.States.Contains(from) || from == old.States[0] || states.ContainsKey(from))
                {
                    machine.Fail(place, from, $"'{from}' is no state of {old.Title ?? old.Name}, or stands here twice", "one of " + string.Join(", ", old.States.Skip(1)));
                }
                else if (Code(syntax, old, from, to, place, out var cost) is { } code)
                {
                    states[from] = code;
                    most = Math.Max(most, cost);
                }
            }
            compiled.Add(new Migration(old, states.ToImmutable()) { Cost = most });
        }
        return compiled.ToImmutable();
    }

    /// <summary>A migration is a creating transition whose inputs are the old asset's values; a value of the same name and type moves over by itself.</summary>
    private StepCode? Code(MigrationSyntax syntax, Machine old, string from, string to, Place place, out long cost)
    {
        cost = 0;
        if (!machine.States.Cases.Contains(to) || to == machine.States.Cases[0])
        {
            machine.Fail(place, to, $"there is no state '{to}' to come to", "one of " + string.Join(", ", machine.States.Cases.Skip(1)));
            return null;
        }
        var before = machine.FaultCount;
        var assignments = syntax.Effects.ToBuilder();
        foreach (var slot in layout.Of(to))
        {
            var name = slot.Declared.Name;
            if (!syntax.Effects.Any(one => one.Name == name) && old.ValuesOf(from).Any(one => one.Name == name && one.Type == slot.Declared.Type))
            {
                assignments.Add(new AssignmentSyntax(syntax.Place, name, new MemberExpression(syntax.Place, new NameExpression(syntax.Place, "old"), name)));
            }
        }
        var scope = new ExpressionScope(machine) { From = [machine.States.Cases[0]], HasValues = false, HasCaller = true, Old = old, OldState = from };
        var step = new TransitionSyntax(syntax.Place, "migrate", [(machine.States.Cases[0], place)], to, place, [], []);
        var work = new ClauseWork(machine, layout, scope, step, isCreating: true);
        work.Take(new EffectSyntax(syntax.Place, assignments.ToImmutable()));
        var values = work.After(to);
        cost = work.Cost + invariants.Sum(static one => one.Holds.Cost);
        if (cost > TransitionCompiler.MaxCost)
        {
            machine.Fail(place, from, $"moving an asset over can take {cost} operations, and {TransitionCompiler.MaxCost} is the most", "lower the bounds of lists, or go through them less often");
        }
        return machine.FaultCount > before ? null : work.Build(values, layout, invariants);
    }
}
