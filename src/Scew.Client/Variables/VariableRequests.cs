using System.Runtime.ExceptionServices;
using Scew.Homomorphic.Envelopes;
using Scew.Protocol;
using Scew.Protocol.Requests;
using SealedComparison = Scew.Homomorphic.Comparison;

namespace Scew.Client.Variables;

/// <summary>Operations on variables that were read, with what they delegate; <c>path</c> is their place in the request.</summary>
internal static class VariableRequests
{
    /// <summary>
    /// An ordered record that does not open here was perhaps made under another master secret: what would be stored over it, its readers could not open.
    /// </summary>
    public static SetRecord Set(VariableSet variables, string id, long value, Digest? expected = null, bool overwrites = false)
    {
        var variable = variables.Variable(id);
        if (!overwrites && variable.Type == VariableType.Ordered && variables.Writing(id).TryOpen(variable, out _) == VariableReading.Corrupt)
        {
            throw VariableFaults.Corrupt(variable);
        }
        return new SetRecord(id, variable.Type, variable.Value.Key, variables.Writing(id).Seal(id, value), expected);
    }

    public static Operation Sum(VariableSet variables, EnvelopeParts parts, string path, string id, long addend)
    {
        var variable = variables.Variable(id);
        if (variable.Type == VariableType.Additive)
        {
            return new SumAdditive(id, variable.Value.Key, variables.Writing(id).Seal(id, addend));
        }
        parts.Add(variables.Ordered(id).Sum(path, variable, addend));
        return new SumOrdered(id, variable.Value.Key);
    }

    public static Operation Compare(VariableSet variables, EnvelopeParts parts, string path, string id, Comparison comparison, long argument)
    {
        var variable = variables.Variable(id);
        if (variable.Type == VariableType.Ordered)
        {
            return new CompareOrdered(id, comparison, variables.Ordered(id).Token(variable, argument));
        }
        var key = variables.Additive(id);
        parts.Add(new EnvelopePart.Compare(path, Sealed(comparison), argument, key.Open(variable)));
        return new CompareAdditive(id, key.Bits);
    }

    /// <summary>Both bounds for each of at most 100 variables of one type.</summary>
    public static Operation Range(VariableSet variables, EnvelopeParts parts, long low, long high)
    {
        if (variables.All[0].Type == VariableType.Ordered)
        {
            return new RangeOrdered([.. variables.All.Select(variable => variables.Ordered(variable.Id).Bounds(variable, low, high))]);
        }
        parts.Add(EnvelopePart.Range.Of("", low, high, Openings(variables)));
        return new RangeAdditive([.. variables.All.Select(static variable => variable.Id)], variables.All.Max(variable => variables.Additive(variable.Id).Bits));
    }

    // Each takes three exponentiations, and there may be a hundred.
    private static SealedOpening[] Openings(VariableSet variables)
    {
        var openings = new SealedOpening[variables.All.Count];
        try
        {
            Parallel.For(0, openings.Length, i => openings[i] = variables.Additive(variables.All[i].Id).Open(variables.All[i]));
        }
        catch (AggregateException several)
        {
            ExceptionDispatchInfo.Throw(several.InnerExceptions[0]);
        }
        return openings;
    }

    /// <summary>Condition and changes; what is not of a wallet was read.</summary>
    public static ConditionalUpdate Update(VariableSet variables, EnvelopeParts parts, VariableCondition condition, IReadOnlyList<VariableChange> changes) => new(
        condition.OfWallet
            ? new Compare(condition.Id, condition.Operator, condition.Argument)
            : Compare(variables, parts, Delegation.ConditionOf(""), condition.Id, condition.Operator, condition.Argument),
        [.. changes.Select((change, i) => Change(variables, parts, Delegation.UpdateOf("", i), change))]);

    private static Operation Change(VariableSet variables, EnvelopeParts parts, string path, VariableChange change) => change switch
    {
        VariableChange.Set { OfWallet: true } set => new SetValue(set.Id, set.Value),
        VariableChange.Sum { OfWallet: true } sum => new Sum(sum.Id, sum.Addend),
        VariableChange.Set set => Set(variables, set.Id, set.Value),
        VariableChange.Sum sum => Sum(variables, parts, path, sum.Id, sum.Addend),
        VariableChange.Transfer transfer => new Transfer(transfer.From, transfer.To, transfer.Amount, transfer.ToOwner),
        _ => throw new InvariantException("an unknown change"),
    };

    // The numbers of the two types differ.
    private static SealedComparison Sealed(Comparison comparison) => comparison switch
    {
        Comparison.Equal => SealedComparison.Equal,
        Comparison.NotEqual => SealedComparison.NotEqual,
        Comparison.Less => SealedComparison.Less,
        Comparison.LessOrEqual => SealedComparison.LessOrEqual,
        Comparison.Greater => SealedComparison.Greater,
        Comparison.GreaterOrEqual => SealedComparison.GreaterOrEqual,
        _ => throw new InvariantException("one of the six comparisons"),
    };
}
