using System.Collections.Immutable;

namespace Scew.Protocol.Requests;

/// <summary>Every id and every <c>as</c> that an operation names, its parts included.</summary>
public static class OperationIds
{
    /// <summary>True when every id has the form of <see cref="IdRules"/>.</summary>
    public static bool AllValid(Operation operation) => All(operation, static id => IdRules.IsValid(id));

    /// <summary>The ids in order of their first mention.</summary>
    public static ImmutableArray<string> Of(Operation operation)
    {
        var ids = ImmutableArray.CreateBuilder<string>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        All(operation, id =>
        {
            if (seen.Add(id))
            {
                ids.Add(id);
            }
            return true;
        });
        return ids.ToImmutable();
    }

    /// <summary>True when every <c>as</c> names one of <paramref name="signers"/> members of <c>by</c>.</summary>
    public static bool AllWithin(Operation operation, int signers) => (operation.As is null || operation.As < signers) && operation switch
    {
        ConditionalUpdate conditional => AllWithin(conditional.Condition, signers) && conditional.Updates.All(update => AllWithin(update, signers)),
        Transaction transaction => transaction.Operations.All(part => AllWithin(part, signers)),
        _ => true,
    };

    private static bool All(Operation operation, Func<string, bool> holds) => operation switch
    {
        CreateWallet create => holds(create.Id),
        Transfer transfer => holds(transfer.From) && holds(transfer.To),
        AtomicTransfer atomic => atomic.Legs.All(leg => holds(leg.From) && holds(leg.To)),
        Balance balance => holds(balance.Id),
        LedgerPage page => page.After is null || holds(page.After),
        Get get => holds(get.Id),
        GetRange range => range.Ids.All(holds),
        SetValue set => holds(set.Id),
        Sum sum => holds(sum.Id),
        Compare compare => holds(compare.Id),
        ConditionalUpdate conditional => All(conditional.Condition, holds) && conditional.Updates.All(update => All(update, holds)),
        Transaction transaction => transaction.Operations.All(part => All(part, holds)),
        AssetStep step => holds(step.Id) && step.Allow.All(allowance => holds(allowance.Id)),
        AssetMigrate migrate => holds(migrate.Id),
        MachineDeploy or PublishKey or GroupPropose or GroupApprove => true,
        KeyCreate create => holds(create.Id),
        VariableOperation variable => Variable(variable, holds),
        _ => throw new InvariantException("an operation whose ids are unknown: " + operation.GetType().Name),
    };

    private static bool Variable(VariableOperation operation, Func<string, bool> holds) => operation switch
    {
        CreateVariable create => holds(create.Id) && holds(create.Key),
        GetVariable get => holds(get.Id),
        SetRecord set => holds(set.Id) && holds(set.Key),
        SumAdditive sum => holds(sum.Id) && holds(sum.Key),
        SumOrdered sum => holds(sum.Id) && holds(sum.Key),
        CompareOrdered compare => holds(compare.Id),
        CompareAdditive compare => holds(compare.Id),
        RangeOrdered range => range.Items.All(item => holds(item.Id)),
        RangeAdditive range => range.Ids.All(holds),
        Rekey rekey => holds(rekey.Id) && holds(rekey.Key),
        _ => throw new InvariantException("an operation whose ids are unknown: " + operation.GetType().Name),
    };
}
