using System.Collections.Immutable;
using System.Globalization;

namespace Scew.Protocol.Requests;

/// <summary>
/// What a request delegates to the secure modules by its envelope, each with its path there: empty for the request as a whole, <c>3</c> for part 3 of a transaction (from 0),
/// <c>c</c> and <c>u2</c> for condition and update of a conditional update, <c>3/c</c> and <c>3/u2</c> of one in a transaction.
/// </summary>
public static class Delegation
{
    /// <summary>Whether the modules need an envelope for it.</summary>
    public static bool IsDelegated(Operation operation) => operation is SumOrdered or CompareAdditive or RangeAdditive;

    /// <summary>Whether any part is delegated.</summary>
    public static bool IsNeeded(Operation operation) => operation switch
    {
        ConditionalUpdate conditional => IsDelegated(conditional.Condition) || conditional.Updates.Any(IsDelegated),
        Transaction transaction => transaction.Operations.Any(IsNeeded),
        _ => IsDelegated(operation),
    };

    /// <summary>All that is delegated, in the order of the request.</summary>
    public static ImmutableArray<(string Path, Operation Operation)> Of(Operation operation)
    {
        var found = ImmutableArray.CreateBuilder<(string, Operation)>();
        Collect(operation, string.Empty, found);
        return found.ToImmutable();
    }

    /// <summary>The path of a part of a transaction.</summary>
    public static string PartOf(string path, int index) => Below(path, index.ToString(CultureInfo.InvariantCulture));

    /// <summary>The path of a conditional update's condition.</summary>
    public static string ConditionOf(string path) => Below(path, "c");

    /// <summary>The path of a conditional update's update.</summary>
    public static string UpdateOf(string path, int index) => Below(path, "u" + index.ToString(CultureInfo.InvariantCulture));

    private static string Below(string path, string name) => path.Length == 0 ? name : path + "/" + name;

    private static void Collect(Operation operation, string path, ImmutableArray<(string, Operation)>.Builder found)
    {
        switch (operation)
        {
            case ConditionalUpdate conditional:
                Collect(conditional.Condition, ConditionOf(path), found);
                for (var i = 0; i < conditional.Updates.Length; i++)
                {
                    Collect(conditional.Updates[i], UpdateOf(path, i), found);
                }
                break;
            case Transaction transaction:
                for (var i = 0; i < transaction.Operations.Length; i++)
                {
                    Collect(transaction.Operations[i], PartOf(path, i), found);
                }
                break;
            case var one when IsDelegated(one):
                found.Add((path, one));
                break;
            default:
                break;
        }
    }
}
