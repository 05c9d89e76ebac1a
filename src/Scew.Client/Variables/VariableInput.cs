using System.Collections.Immutable;
using Scew.Protocol;
using Scew.Protocol.Requests;

namespace Scew.Client.Variables;

/// <summary>What callers give, checked before anything is read or sent.</summary>
internal static class VariableInput
{
    public static void Id(string id)
    {
        if (!IdRules.IsValid(id))
        {
            throw VariableFaults.BadId(id);
        }
    }

    /// <summary>An id that this account may perhaps create: whether it is a merchant or issuer, the group knows.</summary>
    public static void NewId(string id, Account account)
    {
        Id(id);
        if (id.Contains(':', StringComparison.Ordinal) && !IdRules.IsUnder(id, account))
        {
            throw VariableFaults.OutsidePrefix(id, account);
        }
    }

    /// <summary>Writers or readers: distinct, at most 16, without the owner, who is both anyhow.</summary>
    public static ImmutableArray<Account> Named(IReadOnlyList<Account>? accounts, Account owner, string role)
    {
        var named = (accounts ?? []).Where(one => one != owner).ToImmutableArray();
        return named.Length > RequestLimits.MaxNamed ? throw VariableFaults.Usage($"a variable has at most {RequestLimits.MaxNamed} {role}s")
            : named.Distinct().Count() != named.Length ? throw VariableFaults.Usage($"a {role} is named twice", "name each once")
            : named;
    }

    public static void Operator(Comparison comparison)
    {
        if (!Enum.IsDefined(comparison))
        {
            throw VariableFaults.Usage("there is no such comparison", "use one of = != < <= > >=");
        }
    }

    public static void Range(IReadOnlyList<string> ids, long low, long high)
    {
        foreach (var id in ids)
        {
            Id(id);
        }
        if (ids.Distinct(StringComparer.Ordinal).Count() != ids.Count)
        {
            throw VariableFaults.Usage("a variable is named twice", "name each once");
        }
        if (low > high)
        {
            throw VariableFaults.Usage("the lower bound lies above the upper one", "exchange the two");
        }
    }

    /// <summary>The variables that a conditional update is about, each once, condition first.</summary>
    public static IReadOnlyList<string> Update(VariableCondition condition, IReadOnlyList<VariableChange> changes)
    {
        Operator(condition.Operator);
        if (changes.Count is < 1 or > RequestLimits.MaxUpdates)
        {
            throw VariableFaults.Usage($"an update has 1 to {RequestLimits.MaxUpdates} changes");
        }
        var ids = new List<string>();
        var all = changes.SelectMany<VariableChange, (string Id, bool OfWallet)>(static change => change switch
        {
            VariableChange.Set set => [(set.Id, set.OfWallet)],
            VariableChange.Sum sum => [(sum.Id, sum.OfWallet)],
            VariableChange.Transfer transfer => [(transfer.From, true), (transfer.To, true)],
            _ => [],
        });
        foreach (var (id, ofWallet) in all.Prepend((condition.Id, condition.OfWallet)))
        {
            Id(id);
            if (!ofWallet && !ids.Contains(id))
            {
                ids.Add(id);
            }
        }
        return ids;
    }

    /// <summary>An ordered sum is sealed for the record that was read, so nothing else in its request may change that variable before it.</summary>
    public static void OneChangeEach(VariableSet variables, IReadOnlyList<VariableChange> changes)
    {
        var changed = new HashSet<string>(StringComparer.Ordinal);
        foreach (var change in changes)
        {
            var id = change switch { VariableChange.Set { OfWallet: false } set => set.Id, VariableChange.Sum { OfWallet: false } sum => sum.Id, _ => null };
            if (id is null)
            {
                continue;
            }
            if (!changed.Add(id) && variables.Variable(id).Type == VariableType.Ordered)
            {
                throw VariableFaults.Usage($"'{id}' is changed twice in one update", "put the two changes of an ordered variable into one");
            }
        }
    }
}
