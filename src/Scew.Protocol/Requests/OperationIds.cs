namespace Scew.Protocol.Requests;

/// <summary>Every id and every <c>as</c> that an operation names, its parts included.</summary>
public static class OperationIds
{
    /// <summary>True when every id has the form of <see cref="IdRules"/>.</summary>
    public static bool AllValid(Operation operation) => operation switch
    {
        CreateWallet create => IdRules.IsValid(create.Id),
        Transfer transfer => IdRules.IsValid(transfer.From) && IdRules.IsValid(transfer.To),
        AtomicTransfer atomic => atomic.Legs.All(leg => IdRules.IsValid(leg.From) && IdRules.IsValid(leg.To)),
        Balance balance => IdRules.IsValid(balance.Id),
        LedgerPage page => page.After is null || IdRules.IsValid(page.After),
        Get get => IdRules.IsValid(get.Id),
        GetRange range => range.Ids.All(id => IdRules.IsValid(id)),
        SetValue set => IdRules.IsValid(set.Id),
        Sum sum => IdRules.IsValid(sum.Id),
        Compare compare => IdRules.IsValid(compare.Id),
        ConditionalUpdate conditional => AllValid(conditional.Condition) && conditional.Updates.All(AllValid),
        Transaction transaction => transaction.Operations.All(AllValid),
        AssetCreate create => IdRules.IsValid(create.Id),
        AssetTransition transition => IdRules.IsValid(transition.Id),
        _ => throw new InvariantException("an operation whose ids are unknown: " + operation.GetType().Name),
    };

    /// <summary>True when every <c>as</c> names one of <paramref name="signers"/> members of <c>by</c>.</summary>
    public static bool AllWithin(Operation operation, int signers) => (operation.As is null || operation.As < signers) && operation switch
    {
        ConditionalUpdate conditional => AllWithin(conditional.Condition, signers) && conditional.Updates.All(update => AllWithin(update, signers)),
        Transaction transaction => transaction.Operations.All(part => AllWithin(part, signers)),
        _ => true,
    };
}
