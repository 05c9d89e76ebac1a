using System.Collections.Immutable;
using Scew.Machines.Language.Syntax;
using Scew.Protocol.Requests;

namespace Scew.Machines.Tests.Language;

/// <summary>What a step came to, as the naive interpreter sees it. A refusal for a range has no message: only the compiler says which.</summary>
internal sealed record NaiveStep(string? Refused, string? Message, MachineState? State)
{
    public ImmutableArray<MachineCall> Calls { get; init; } = [];

    public ImmutableArray<MachineEvent> Events { get; init; } = [];

    public long Takes { get; init; }

    public long Operations { get; init; }
}

/// <summary>Steps of a machine text, straight from its parts. State and inputs fit, as <see cref="Machine.Step"/> has checked.</summary>
internal sealed class NaiveMachine(MachineSyntax syntax, string machine)
{
    private readonly NaiveTypes _types = new(syntax);

    private IEnumerable<DeclarationSyntax> Common => syntax.Parts.OfType<ValueSyntax>().SelectMany(static part => part.Values).Where(static one => one.Name != "owner");

    public NaiveStep Step(MachineState before, string transition, MachineValues input, MachineContext context)
    {
        var step = syntax.Parts.OfType<TransitionSyntax>().Single(one => one.Name == transition);
        var work = new NaiveEvaluation(_types, Names(before), input, context);
        try
        {
            foreach (var clause in step.Clauses)
            {
                switch (clause)
                {
                    case LetSyntax let:
                        work.Let(let.Name, let.Value);
                        break;
                    case BySyntax by when !Signed(by.Role, work, context):
                        return new NaiveStep(MachineRefusal.GuardRefused, by.Reason, null);
                    case GuardSyntax guard when !work.Holds(guard.Holds):
                        return new NaiveStep(MachineRefusal.GuardRefused, guard.Reason, null);
                    default:
                        break;
                }
            }
            var effects = step.Clauses.OfType<EffectSyntax>().SelectMany(static one => one.Assignments);
            var after = After(before, step.To, effects, work, (name, _) => before.Values.Find(name));
            var takes = step.Clauses.OfType<TakesSyntax>().Select(one => Number(NaiveTypes.Fit(MachineType.Amount, work.Of(one.Amount)))).FirstOrDefault();
            var calls = step.Clauses.Select(clause => Call(clause, work)).OfType<MachineCall>().ToImmutableArray();
            var events = step.Clauses.OfType<EventSyntax>().Where(one => one.When is null || work.Holds(one.When))
                .Select(one => new MachineEvent(one.Name, Values(one.Values, work))).ToImmutableArray();
            return Invariants(after) is { } broken
                ? new NaiveStep(MachineRefusal.InvariantRefused, broken, null)
                : new NaiveStep(null, null, after) { Calls = calls, Events = events, Takes = takes, Operations = work.Operations };
        }
        catch (NaiveFaultException)
        {
            return new NaiveStep(MachineRefusal.Overflow, null, null);
        }
    }

    /// <summary>What stands for a name, or a member of one, in the guards of a transition; null where working it out leaves a range.</summary>
    public MachineValue? Look(MachineState before, string transition, MachineValues input, MachineContext context, string text)
    {
        var work = new NaiveEvaluation(_types, Names(before), input, context);
        foreach (var let in syntax.Parts.OfType<TransitionSyntax>().Single(one => one.Name == transition).Clauses.OfType<LetSyntax>())
        {
            work.Let(let.Name, let.Value);
        }
        var (names, place) = (text.Split('.'), syntax.Place);
        try
        {
            return work.Of(names.Skip(1).Aggregate((Expression)new NameExpression(place, names[0]), (target, member) => new MemberExpression(place, target, member)));
        }
        catch (NaiveFaultException)
        {
            return null;
        }
    }

    /// <summary>What an asset of the older machine becomes here.</summary>
    public NaiveStep Migrate(MachineState before, NaiveMachine older, string from, MachineContext context)
    {
        var migration = syntax.Parts.OfType<MigrationSyntax>().Single(one => one.From == from);
        if (migration.States.All(one => one.From != before.Name))
        {
            return new NaiveStep(MachineRefusal.WrongState, null, null);
        }
        var to = migration.States.Single(one => one.From == before.Name).To;
        var old = new MachineValue.Record([.. before.Values.Items]);
        var work = new NaiveEvaluation(_types, name => name == "old" ? old : Names(before with { Values = MachineValues.Empty })(name), MachineValues.Empty, context);
        try
        {
            var same = older.Of(before.Name).ToDictionary(static one => one.Name, one => older._types.Of(one.Type), StringComparer.Ordinal);
            var after = After(
                before with { Timers = ArmedTimers.None }, to, migration.Effects, work, (name, type) => same.TryGetValue(name, out var was) && was.Equals(type) ? before.Values.Find(name) : null);
            return Invariants(after) is { } broken ? new NaiveStep(MachineRefusal.InvariantRefused, broken, null) : new NaiveStep(null, null, after);
        }
        catch (NaiveFaultException)
        {
            return new NaiveStep(MachineRefusal.Overflow, null, null);
        }
    }

    /// <summary>Whether those who sign may move the asset to a newer machine.</summary>
    public bool MayLeave(MachineState state, MachineContext context)
    {
        try
        {
            return syntax.Parts.OfType<MovableSyntax>().SingleOrDefault() is { } movable && Signed(movable.Role, new NaiveEvaluation(_types, Names(state), MachineValues.Empty, context), context);
        }
        catch (NaiveFaultException)
        {
            return false;
        }
    }

    /// <summary>The timers after a step: what is due at another time than before is armed anew, or no longer.</summary>
    public SortedDictionary<string, long> Timers(MachineState? before, MachineState after, long nowMs)
    {
        var timers = new SortedDictionary<string, long>(before?.Timers.Items.ToDictionary(StringComparer.Ordinal) ?? [], StringComparer.Ordinal);
        foreach (var step in syntax.Parts.OfType<TransitionSyntax>().Where(static one => one.Clauses.Any(static clause => clause is AutomaticSyntax)))
        {
            var was = before is not null && step.From.Any(one => one.Name == before.Name) ? Due(before, step.Name) : null;
            var due = step.From.Any(one => one.Name == after.Name) ? Due(after, step.Name) : null;
            if (was != due)
            {
                timers.Remove(step.Name);
                if (due is { } at)
                {
                    timers[step.Name] = Math.Min(Math.Max(at, nowMs + 60_000), (1L << 53) - 1);
                }
            }
        }
        return timers;
    }

    /// <summary>When time takes the transition.</summary>
    public long? Due(MachineState state, string transition)
    {
        var step = syntax.Parts.OfType<TransitionSyntax>().Single(one => one.Name == transition);
        try
        {
            return new NaiveEvaluation(_types, Names(state), MachineValues.Empty, Nowhere).Of(step.Clauses.OfType<AutomaticSyntax>().Single().Due) is MachineValue.Time time ? time.UnixMs : null;
        }
        catch (NaiveFaultException)
        {
            return null;
        }
    }

    private static readonly MachineContext Nowhere = new(default, [], 0, 0, string.Empty, default);

    private static long Number(MachineValue value) => ((MachineValue.Int)value).Value;

    private Func<string, MachineValue?> Names(MachineState state) => name => name switch
    {
        "owner" => new MachineValue.AccountRef(state.Owner),
        "state" => new MachineValue.Choice(state.Name),
        "machine" => new MachineValue.Text(machine),
        _ => state.Values.Find(name) ?? (All.Any(one => one.Name == name) ? MachineValue.None.Value : null),
    };

    private IEnumerable<DeclarationSyntax> All => Common.Concat(States.SelectMany(static one => one.Values));

    private IEnumerable<StateSyntax> States => syntax.Parts.OfType<StatesSyntax>().Single().States;

    private IEnumerable<DeclarationSyntax> Of(string state) => Common.Concat(States.Single(one => one.Name == state).Values);

    private MachineState After(MachineState before, string to, IEnumerable<AssignmentSyntax> effects, NaiveEvaluation work, Func<string, MachineType, MachineValue?> kept)
    {
        var assigned = effects.ToDictionary(static one => one.Name, static one => one.Value, StringComparer.Ordinal);
        var values = MachineValues.Empty;
        foreach (var declared in Of(to).OrderBy(static one => one.Name, StringComparer.Ordinal))
        {
            var type = _types.Of(declared.Type);
            var value = assigned.TryGetValue(declared.Name, out var given) ? work.Of(given)
                : kept(declared.Name, type) is { } stays ? stays
                : declared.Initial is not null ? work.Of(declared.Initial)
                : type.Optional ? MachineValue.None.Value
                : MachineValue.List.Empty;
            values = values.Set(declared.Name, NaiveTypes.Fit(type, value));
        }
        var owner = assigned.TryGetValue("owner", out var heir) ? ((MachineValue.AccountRef)work.Of(heir)).Value : before.Owner;
        return before with { Name = to, Owner = owner, Values = values };
    }

    private string? Invariants(MachineState after)
    {
        foreach (var part in syntax.Parts.OfType<InvariantSyntax>())
        {
            try
            {
                if (!new NaiveEvaluation(_types, Names(after), MachineValues.Empty, Nowhere).Holds(part.Holds))
                {
                    return part.Reason;
                }
            }
            catch (NaiveFaultException)
            {
                return part.Reason;
            }
        }
        return null;
    }

    private static bool Signed(RoleSyntax role, NaiveEvaluation work, MachineContext context) => role switch
    {
        RolePair { Operator: "and" } pair => Signed(pair.Left, work, context) && Signed(pair.Right, work, context),
        RolePair pair => Signed(pair.Left, work, context) || Signed(pair.Right, work, context),
        RoleOf { AnyOf: false } one => work.Of(one.Accounts) is MachineValue.AccountRef account && context.HasSigned(account.Value),
        RoleOf any => Signers(any.Accounts, work, context) >= 1,
        RoleCount count => Signers(count.Accounts, work, context) >= count.Count,
        _ => throw new NotSupportedException(),
    };

    private static int Signers(Expression accounts, NaiveEvaluation work, MachineContext context) =>
        ((MachineValue.List)work.Of(accounts)).Items.Distinct().Count(one => context.HasSigned(((MachineValue.AccountRef)one).Value));

    private static MachineCall? Call(ClauseSyntax clause, NaiveEvaluation work)
    {
        if (clause is CallSyntax call && (call.When is null || work.Holds(call.When)))
        {
            return work.Of(call.Asset) is MachineValue.Text asset
                ? new MachineCall.Asset(asset.Value, call.Transition, Values(call.Inputs, work)) : throw new NaiveFaultException("nobody to call");
        }
        if (clause is PaySyntax pay && (pay.When is null || work.Holds(pay.When)) && Number(NaiveTypes.Fit(MachineType.Amount, work.Of(pay.Amount))) is > 0 and var amount)
        {
            return new MachineCall.Payment(((MachineValue.Text)work.Of(pay.From)).Value, ((MachineValue.Text)work.Of(pay.To)).Value, amount);
        }
        return null;
    }

    private static MachineValues Values(ImmutableArray<Argument> arguments, NaiveEvaluation work) => arguments.OrderBy(static one => one.Name, StringComparer.Ordinal)
        .Aggregate(MachineValues.Empty, (all, one) => all.Set(one.Name!, work.Of(one.Value)));
}
