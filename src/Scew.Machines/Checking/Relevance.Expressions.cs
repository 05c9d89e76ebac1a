using System.Collections.Immutable;
using Scew.Machines.Language.Syntax;

namespace Scew.Machines.Checking;

/// <summary>What expressions look at.</summary>
internal sealed partial class Relevance
{
    /// <summary>The whole expression counts.</summary>
    private void Read(Expression? expression, TransitionLooks? looks)
    {
        if (expression is null)
        {
            return;
        }
        Note(expression, looks);
        foreach (var child in expression.Children())
        {
            // The other machine's fields and this one's inputs are no values.
            if (expression is not MemberExpression { Target: NameExpression { Name: "input" or "old" } })
            {
                Read(child, looks);
            }
        }
    }

    /// <summary>Only what the expression calculates counts: a calculation can refuse the step. A list that grows too long is left to the random search.</summary>
    private void Scan(Expression? expression, TransitionLooks? looks)
    {
        switch (expression)
        {
            case null:
                break;
            case BinaryExpression or UnaryExpression or QuantifierExpression when Calculates(expression):
                Read(expression, looks);
                break;
            case ConditionalExpression conditional when HasCalculation(conditional.Then) || HasCalculation(conditional.Else):
                Read(conditional.Condition, looks);
                Scan(conditional.Then, looks);
                Scan(conditional.Else, looks);
                break;
            default:
                foreach (var child in expression.Children())
                {
                    Scan(child, looks);
                }
                break;
        }
    }

    private bool HasCalculation(Expression expression) => Calculates(expression) || expression.Children().Any(HasCalculation);

    /// <summary>Whether it adds numbers up or takes them apart. One that counts up by a fixed number, and one of sizes, does not come to an end of its range.</summary>
    private bool Calculates(Expression expression) => expression switch
    {
        BinaryExpression { Operator: "+", Right: NumberLiteral } => false,
        BinaryExpression { Operator: "+" } sum when IsList(sum.Left) || IsList(sum.Right) => false,
        BinaryExpression { Operator: "+" or "-" or "*" or "/" or "%" } calculation => !IsSize(calculation),
        UnaryExpression { Operator: "-", Operand: not NumberLiteral } => true,
        QuantifierExpression { Kind: "sum" or "spread" } => true,
        _ => false,
    };

    private static bool IsSize(Expression expression) => expression switch
    {
        NumberLiteral or CallExpression { Function: "size" } => true,
        BinaryExpression binary => IsSize(binary.Left) && IsSize(binary.Right),
        _ => false,
    };

    private bool IsList(Expression expression) => expression switch
    {
        ListLiteral or QuantifierExpression { Kind: "where" or "each" or "sorted" or "spread" } or CallExpression { Function: "keys" or "values" or "remove" } => true,
        NameExpression name => _lists.Contains(name.Name),
        MemberExpression { Target: NameExpression { Name: "input" } } member => _lists.Contains("input." + member.Member),
        BinaryExpression { Operator: "+" } sum => IsList(sum.Left) || IsList(sum.Right),
        ConditionalExpression conditional => IsList(conditional.Then) || IsList(conditional.Else),
        _ => false,
    };

    private void Scan(ImmutableArray<Argument> arguments, TransitionLooks looks)
    {
        foreach (var argument in arguments)
        {
            Scan(argument.Value, looks);
        }
    }

    /// <summary>The inputs in the order in which guards first ask for them, so that after a refusal those that were not asked for need not be varied.</summary>
    private static void Order(TransitionSyntax transition, TransitionLooks looks)
    {
        var lets = new Dictionary<string, SortedSet<string>>(StringComparer.Ordinal);
        var order = new List<string>();
        var guards = looks.Transition.Code!.Guards;
        var guard = 0;
        foreach (var clause in transition.Clauses)
        {
            if (clause is LetSyntax let)
            {
                lets[let.Name] = Inputs(let.Value, lets);
            }
            else if (clause is BySyntax or GuardSyntax)
            {
                var asked = clause is BySyntax by ? Accounts(by.Role).Select(one => Inputs(one, lets)) : [Inputs(((GuardSyntax)clause).Holds, lets)];
                order.AddRange(asked.SelectMany(static one => one).Distinct(StringComparer.Ordinal).Where(one => !order.Contains(one)).ToArray());
                var at = looks.Guards.IndexOf(guards[guard++].Reason);
                if (at >= 0)
                {
                    looks.GuardInputs[at] = order.Count;
                }
            }
        }
        order.AddRange(looks.Inputs.Select(static one => one.Name).Where(one => !order.Contains(one)).ToArray());
        looks.Order = [.. order.Select(one => looks.Inputs.FirstOrDefault(input => input.Name == one) is { } input ? looks.Inputs.IndexOf(input) : -1).Where(static at => at >= 0)];
    }

    private static IEnumerable<Expression> Accounts(RoleSyntax role) => role switch
    {
        RolePair pair => Accounts(pair.Left).Concat(Accounts(pair.Right)),
        RoleOf one => [one.Accounts],
        RoleCount count => [count.Accounts],
        _ => [],
    };

    private static SortedSet<string> Inputs(Expression expression, Dictionary<string, SortedSet<string>> lets)
    {
        var inputs = new SortedSet<string>(StringComparer.Ordinal);
        Inputs(expression, lets, inputs);
        return inputs;
    }

    private static void Inputs(Expression expression, Dictionary<string, SortedSet<string>> lets, SortedSet<string> inputs)
    {
        if (expression is MemberExpression { Target: NameExpression { Name: "input" }, Member: var input })
        {
            inputs.Add(input);
        }
        else if (expression is NameExpression name && lets.TryGetValue(name.Name, out var bound))
        {
            inputs.UnionWith(bound);
        }
        foreach (var child in expression.Children())
        {
            Inputs(child, lets, inputs);
        }
    }

    private static bool HasSum(Expression expression) => expression is BinaryExpression { Operator: "+" or "-" } || expression.Children().Any(HasSum);

    private void Note(Expression expression, TransitionLooks? looks)
    {
        switch (expression)
        {
            case NumberLiteral number:
                _numbers.Add(number.Value);
                break;
            case DurationLiteral duration:
                _durations.Add(duration.Ms);
                looks?.DurationsMs.Add(duration.Ms);
                break;
            case TextLiteral text:
                _texts.Add(text.Value);
                break;
            case NameExpression name:
                Note(name.Name, looks);
                break;
            case MemberExpression { Target: NameExpression { Name: "input" }, Member: var input }:
                looks?.Relevant.Add(input);
                break;
            case BinaryExpression { Operator: "*" or "/" or "%" }:
                IsLinear = false;
                break;
            case QuantifierExpression { Kind: "count" or "sum" or "each" or "spread" }:
                IsLinear = false;
                break;
            case CallExpression call:
                Sizes |= call.Function == "size";
                IsLinear &= call.Function != "size";
                Assets |= call.Function is "accountOf" or "purseOf";
                break;
            default:
                break;
        }
    }

    private void Note(string name, TransitionLooks? looks)
    {
        switch (name)
        {
            case "members":
                Members = true;
                break;
            case "height":
                Height = true;
                _ = looks is not null && (looks.Height = true);
                break;
            case "now" when looks is not null:
                looks.Now = true;
                break;
            case "caller" when looks is not null:
                looks.Caller = looks.NamesCaller = true;
                break;
            case "callerMachine" when looks is not null:
                looks.Caller = looks.CallerMachine = true;
                break;
            case "signers" when looks is not null:
                looks.Caller = looks.CoSigners = true;
                break;
            default:
                if (looks?.Lets.Remove(name, out var value) == true)
                {
                    Read(value, looks);
                }
                // Cases and items of quantifiers are no values; they do no harm here.
                _values.Add(name);
                break;
        }
    }
}
