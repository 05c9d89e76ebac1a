using System.Collections.Immutable;
using Scew.Machines.Language.Compiling;
using Scew.Machines.Language.Syntax;

namespace Scew.Machines.Checking;

/// <summary>
/// Which values, inputs and surroundings can make a difference to what steps an asset takes: what a condition or a calculation reads, and what comes into such a value. A title that is only
/// kept and shown is none of them, so it is not varied and does not tell situations apart. Of a machine that came as C# everything counts.
/// </summary>
internal sealed partial class Relevance
{
    private readonly SortedSet<string> _values = new(StringComparer.Ordinal);
    private readonly SortedSet<long> _numbers = [];
    private readonly SortedSet<long> _durations = [];
    private readonly SortedSet<string> _texts = new(StringComparer.Ordinal);
    private bool _sums;
    private readonly HashSet<string> _lists = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TransitionLooks> _looks = new(StringComparer.Ordinal);

    /// <summary>
    /// What counts in a machine; where its assets move on by <paramref name="migration"/>, also what counts of them in the <paramref name="newer"/> one.
    /// </summary>
    public Relevance(Machine machine, Relevance? newer = null, MigrationSyntax? migration = null)
    {
        if (newer is not null && migration is not null)
        {
            TakeOver(machine, newer, migration);
        }
        foreach (var transition in machine.Transitions)
        {
            _looks.Add(transition.Name, Begin(transition));
        }
        if (machine.Syntax is { } syntax)
        {
            Collect(syntax);
        }
        else
        {
            TakeAll(machine);
        }
        Numbers = [.. _numbers];
        DurationsMs = [.. _durations.Where(static one => one > 0)];
        Texts = [.. _texts];
    }

    /// <summary>Whole numbers of the text, in order.</summary>
    public ImmutableArray<long> Numbers { get; }

    /// <summary>Durations of the text in milliseconds, in order.</summary>
    public ImmutableArray<long> DurationsMs { get; }

    /// <summary>Texts that are compared, in order.</summary>
    public ImmutableArray<string> Texts { get; }

    /// <summary>Somebody asks for the group's members.</summary>
    public bool Members { get; private set; }

    /// <summary>Somebody asks for the account or purse of an asset.</summary>
    public bool Assets { get; private set; }

    /// <summary>The height tells situations apart.</summary>
    public bool Height { get; private set; }

    /// <summary>Somebody asks how long a text is.</summary>
    public bool Sizes { get; private set; }

    /// <summary>
    /// All comparisons are between plain values, sums and differences, so the small domains hold something on both sides of each. With products, quotients and counts they may not, and what was
    /// never seen to happen is no proof.
    /// </summary>
    public bool IsLinear { get; private set; } = true;

    public TransitionLooks Of(Transition transition) => _looks[transition.Name];

    /// <summary>Whether the value tells situations apart; <c>owner</c> is one.</summary>
    public bool IsRelevant(string value) => _values.Contains(value);

    private static TransitionLooks Begin(Transition transition)
    {
        var guards = new List<string>();
        var costs = new List<long>();
        var asked = new List<Reads>();
        var reads = Reads.Nothing;
        foreach (var (reason, cost, own) in Guards(transition))
        {
            reads |= own;
            if (reason.Length > 0 && !guards.Contains(reason))
            {
                guards.Add(reason);
                costs.Add(Cost(cost, own));
                asked.Add(reads);
            }
            else if (reason.Length > 0)
            {
                // Two guards with one sentence cannot be told apart by it.
                asked[guards.IndexOf(reason)] |= Reads.Input | Reads.Caller | Reads.Now;
            }
        }
        var whole = Math.Max(16, transition.Cost) + Guards(transition).Sum(static one => Cost(one.Cost, one.Reads) - one.Cost);
        return new TransitionLooks(transition)
        {
            Guards = [.. guards],
            GuardCosts = [.. costs],
            GuardReads = [.. asked],
            GuardInputs = new int[guards.Count],
            Order = [.. Enumerable.Range(0, transition.Inputs.Length)],
            Cost = Math.Max(16, whole),
        };
    }

    /// <summary>The lists of what reads neither values nor inputs are members and signers, of which the cast has few, and the machine thinks of many.</summary>
    private static long Cost(long cost, Reads reads) => (reads & (Reads.Values | Reads.Input)) == Reads.Nothing ? Math.Min(cost, 64) : cost;

    private static IEnumerable<(string Reason, long Cost, Reads Reads)> Guards(Transition transition) => transition.Code is { } code
        ? code.Guards.Select(static guard => (guard.Reason, guard.Holds.Cost, guard.Holds.Reads))
        : transition.Guards.Select(static guard => (guard.Reason, 8L, Reads.Caller | Reads.Now | (guard.ReadsInput ? Reads.Input : Reads.Nothing)))
            .Prepend((transition.Who.Reason, 8L, Reads.Caller));

    private void TakeAll(Machine machine)
    {
        _values.Add("owner");
        foreach (var value in machine.States.SelectMany(state => machine.ValuesOf(state)))
        {
            _values.Add(value.Name);
        }
        foreach (var transition in machine.Transitions)
        {
            var looks = _looks[transition.Name];
            looks.Relevant.UnionWith(transition.Inputs.Select(static input => input.Name));
            for (var i = 0; i < looks.GuardInputs.Length; i++)
            {
                looks.GuardInputs[i] = looks.GuardReads[i].HasFlag(Reads.Input) ? transition.Inputs.Length : 0;
            }
            (looks.Caller, looks.CoSigners, looks.Now) = (true, false, true);
        }
        _numbers.UnionWith(machine.Constants.Numbers);
        _durations.UnionWith(machine.Constants.DurationsMs);
        _texts.UnionWith(machine.Constants.Texts);
        // What C# does with its values is not known.
        IsLinear = false;
    }

    private void Collect(MachineSyntax syntax)
    {
        foreach (var invariant in syntax.Parts.OfType<InvariantSyntax>())
        {
            Read(invariant.Holds, null);
            _sums |= HasSum(invariant.Holds);
        }
        foreach (var declared in syntax.Parts.OfType<ValueSyntax>().SelectMany(static part => part.Values).Concat(syntax.Parts.OfType<StatesSyntax>().SelectMany(static part => part.States).SelectMany(static state => state.Values)))
        {
            _ = declared.Type.Name is "list" or "map" && _lists.Add(declared.Name);
        }
        foreach (var input in syntax.Parts.OfType<TransitionSyntax>().SelectMany(static part => part.Inputs))
        {
            _ = input.Type.Name is "list" or "map" && _lists.Add("input." + input.Name);
        }
        var flows = new List<(TransitionLooks Looks, string Target, Expression Value)>();
        foreach (var transition in syntax.Parts.OfType<TransitionSyntax>())
        {
            var looks = _looks[transition.Name];
            foreach (var clause in transition.Clauses)
            {
                Collect(clause, looks, flows);
            }
            Order(transition, looks);
            looks.Sums |= _sums;
            foreach (var input in looks.Transition.Inputs)
            {
                // A conversion can refuse these where they are put.
                if (input.Type.Kind is MachineTypeKind.Int or MachineTypeKind.List or MachineTypeKind.Map)
                {
                    looks.Relevant.Add(input.Name);
                }
            }
        }
        foreach (var value in syntax.Parts.OfType<ValueSyntax>().SelectMany(static part => part.Values))
        {
            Scan(value.Initial, null);
        }
        // What comes into a value that counts, counts; until nothing is added.
        for (var known = -1; known != _values.Count;)
        {
            known = _values.Count;
            flows.RemoveAll(flow =>
            {
                var counts = _values.Contains(flow.Target);
                if (counts)
                {
                    Read(flow.Value, flow.Looks);
                }
                return counts;
            });
        }
        foreach (var looks in _looks.Values)
        {
            // A caller whose signature is not asked for can have the others sign beside.
            looks.CoSigners |= looks.HasRole && looks.NamesCaller;
        }
    }

    private void Collect(ClauseSyntax clause, TransitionLooks looks, List<(TransitionLooks Looks, string Target, Expression Value)> flows)
    {
        switch (clause)
        {
            case BySyntax by:
                looks.Caller = looks.HasRole = true;
                Role(by.Role, looks);
                break;
            case GuardSyntax guard:
                Read(guard.Holds, looks);
                looks.Sums |= HasSum(guard.Holds);
                break;
            case LetSyntax let:
                looks.Lets[let.Name] = let.Value;
                Scan(let.Value, looks);
                looks.Sums |= HasSum(let.Value);
                break;
            case AutomaticSyntax automatic:
                Read(automatic.Due, looks);
                break;
            case EffectSyntax effect:
                foreach (var assignment in effect.Assignments)
                {
                    Scan(assignment.Value, looks);
                    flows.Add((looks, assignment.Name, assignment.Value));
                }
                break;
            case TakesSyntax takes:
                Scan(takes.Amount, looks);
                break;
            case PaySyntax pay:
                Read(pay.Amount, looks);
                Read(pay.From, looks);
                Read(pay.To, looks);
                Read(pay.When, looks);
                break;
            case CallSyntax call:
                Scan(call.Asset, looks);
                Read(call.When, looks);
                Scan(call.Inputs, looks);
                break;
            case EventSyntax happened:
                Scan(happened.Values, looks);
                break;
            default:
                break;
        }
    }

    private void Role(RoleSyntax role, TransitionLooks looks)
    {
        switch (role)
        {
            case RolePair pair:
                looks.CoSigners |= pair.Operator == "and";
                Role(pair.Left, looks);
                Role(pair.Right, looks);
                break;
            case RoleOf one:
                Read(one.Accounts, looks);
                break;
            case RoleCount count:
                looks.CoSigners |= count.Count > 1;
                Read(count.Accounts, looks);
                break;
            default:
                break;
        }
    }
}
