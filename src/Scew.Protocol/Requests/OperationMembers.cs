using System.Collections.Immutable;

namespace Scew.Protocol.Requests;

/// <summary>The members of one operation object as they were read, before the type tells which belong together.</summary>
internal struct OperationMembers
{
    public string? Type;
    public string? Id;
    public string? From;
    public string? To;
    public string? After;
    public string? Contract;
    public string? Machine;
    public string? Transition;
    public string? Operator;
    public string? Text;
    public string? Wallet;
    public string? Asset;
    public long? As;
    public long? Limit;
    public long? Amount;
    public long? Initial;
    public long? Value;
    public long? Delta;
    public long? Argument;
    public long? Low;
    public long? High;
    public long? Most;
    public long? Calls;
    public ImmutableArray<Allowance> Allow;
    public VariableMembers Variable;
    public Digest? Plan;
    public Account? ToOwner;
    public Operation? Condition;
    public ImmutableArray<TransferLeg> Legs;
    public ImmutableArray<string> Ids;
    public ImmutableArray<Operation> Updates;
    public ImmutableArray<Operation> Operations;
    public ImmutableSortedDictionary<string, MachineValue>? Input;

    /// <summary>The leg, or null when a member is missing or the amount negative.</summary>
    public readonly TransferLeg? Leg() => this is { From: { } from, To: { } to, Amount: >= 0 and { } amount } ? new TransferLeg(from, to, amount, ToOwner) : null;

    /// <summary>The operation, or null when a member that its type needs is missing or out of bounds.</summary>
    public readonly Operation? Build(int depth)
    {
        // What a contract other than a wallet makes it is settled first: the members of both overlap.
        var operation = Variable.Build(this) ?? Type switch
        {
            "create" when this is { Contract: "wallet", Id: { } id, Initial: >= 0 and { } initial } => new CreateWallet(id, initial),
            "transfer" when Leg() is { } leg => new Transfer(leg.From, leg.To, leg.Amount, leg.ToOwner),
            "atomic-transfer" when !Legs.IsDefaultOrEmpty => new AtomicTransfer(Legs),
            "balance" when Id is { } id => new Balance(id),
            "ledger" when Limit is >= 1 and <= RequestLimits.MaxPage and { } limit => new LedgerPage(After, (int)limit),
            "get" when Id is { } id => new Get(id),
            "get" when this is { Low: { } low, High: { } high } && !Ids.IsDefaultOrEmpty => new GetRange(Ids, low, high),
            "set" when this is { Id: { } id, Value: { } value } => new SetValue(id, value),
            "sum" when this is { Id: { } id, Delta: { } delta } => new Sum(id, delta),
            "compare" when this is { Id: { } id, Argument: { } argument } && ComparisonOf(Operator) is { } comparison => new Compare(id, comparison, argument),
            "conditional-update" when ConditionalUpdate.IsCondition(Condition) && Condition is { } condition && !Updates.IsDefaultOrEmpty && Updates.All(ConditionalUpdate.IsUpdate) => new ConditionalUpdate(condition, Updates),
            "transaction" when depth == 1 && !Operations.IsDefaultOrEmpty => new Transaction(Operations),
            "asset.create" when this is { Id: { } id, Machine: { } machine, Input: { } input } && IdRules.IsMachine(machine) => Step(new AssetCreate(id, machine, input)),
            "asset.transition" when this is { Id: { } id, Transition: { } transition, Input: { } input } && IdRules.IsName(transition) =>
                Step(new AssetTransition(id, transition, input)),
            "asset.migrate" when this is { Id: { } id, Machine: { } machine } && IdRules.IsMachine(machine) => new AssetMigrate(id, machine),
            "group.propose" when Text is { } text => new GroupPropose(text),
            "group.approve" when Plan is { } plan => new GroupApprove(plan),
            "machine.deploy" when Text is { } text => new MachineDeploy(text),
            _ => (Operation?)null,
        };
        return operation is null || As is null ? operation : As <= RequestLimits.MaxSigners ? operation with { As = (int)As } : null;
    }

    /// <summary>One entry of <c>allow</c>, or null when it names not exactly one of wallet and asset.</summary>
    public readonly Allowance? Allowance() => this switch
    {
        { Wallet: { } wallet, Asset: null, Most: >= 0 and { } most } => new Allowance(wallet, true, most),
        { Asset: { } asset, Wallet: null, Most: >= 0 and { } most } => new Allowance(asset, false, most),
        _ => null,
    };

    // A member that says nothing new is not written, so it is not read either.
    private readonly AssetStep? Step(AssetStep step)
    {
        if (Calls is < 1 or > RequestLimits.MaxCalls || Allow is { IsDefault: false, Length: 0 })
        {
            return null;
        }
        var allow = Allow.IsDefault ? [] : Allow;
        return allow.Select(static one => (one.Id, one.OfWallet)).Distinct().Count() == allow.Length ? step with { Allow = allow, Calls = (int)(Calls ?? 0) } : null;
    }

    /// <summary>One entry of a range over ordered variables, or null when a part is missing.</summary>
    public readonly OrderedBounds? Bounds() => this is { Id: { } id, Variable: { Record: { } low, Token: { } high } } ? new OrderedBounds(id, low, high) : null;

    /// <summary>What the text of an operator means, or null.</summary>
    public static Comparison? ComparisonOf(string? text) => text switch
    {
        "=" => Comparison.Equal,
        "!=" => Comparison.NotEqual,
        "<" => Comparison.Less,
        "<=" => Comparison.LessOrEqual,
        ">" => Comparison.Greater,
        ">=" => Comparison.GreaterOrEqual,
        _ => null,
    };
}
