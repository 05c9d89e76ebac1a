using System.Collections.Immutable;
using Scew.Protocol;
using Scew.Protocol.Requests;
using Scew.Simulation.Sealed;

namespace Scew.Simulation.Oracles;

/// <summary>
/// What the simulated requests mean, written a second time and as plainly as can be: a value that is replaced as a whole or not at all. It shares no code with the
/// ledger or its machines; customer 0 is the only issuer.
/// </summary>
internal sealed record NaiveLedger(
    ImmutableSortedDictionary<string, (Account Owner, long Balance)> Wallets, ImmutableSortedDictionary<string, NaiveTool> Tools,
    ImmutableSortedDictionary<string, NaiveAlarm> Alarms, ImmutableSortedDictionary<string, NaiveSealed> Sealed, ImmutableSortedSet<string> Keys, long Minted)
{
    /// <summary>Most timers that fire in a block.</summary>
    public const int MaxFired = 64;

    public static NaiveLedger Empty { get; } = new(
        ImmutableSortedDictionary.Create<string, (Account Owner, long Balance)>(StringComparer.Ordinal), ImmutableSortedDictionary.Create<string, NaiveTool>(StringComparer.Ordinal),
        ImmutableSortedDictionary.Create<string, NaiveAlarm>(StringComparer.Ordinal), ImmutableSortedDictionary.Create<string, NaiveSealed>(StringComparer.Ordinal),
        ImmutableSortedSet.Create<string>(StringComparer.Ordinal), 0);

    public bool Conserves => Wallets.Values.Sum(wallet => wallet.Balance) == Minted;

    public long? NextDueMs => Alarms.Values.Min(alarm => alarm.DueMs);

    /// <summary>What fires first in a block of this time.</summary>
    public IReadOnlyList<(string Id, long DueMs)> Due(long timeMs) =>
    [
        .. Alarms.Where(alarm => alarm.Value.DueMs <= timeMs).OrderBy(alarm => alarm.Value.Firings).ThenBy(alarm => alarm.Value.DueMs).ThenBy(alarm => alarm.Key, StringComparer.Ordinal).Take(MaxFired)
            .Select(alarm => (Id: alarm.Key, DueMs: alarm.Value.DueMs!.Value)),
    ];

    public NaiveLedger Fired(IEnumerable<(string Id, long DueMs)> due, long timeMs) =>
        due.Aggregate(this, (now, one) => now with { Alarms = now.Alarms.SetItem(one.Id, now.Alarms[one.Id].Fired(timeMs)) });

    /// <summary>A request that is refused changes nothing.</summary>
    public NaiveLedger After(SimulatedRequest request, long timeMs) =>
        (request.Meaning is { } meaning ? Run(meaning, request.By, timeMs) : Run(request.Operation, request.By, timeMs)) ?? this;

    /// <summary>Null: refused.</summary>
    private NaiveLedger? Run(SealedStep step, ImmutableArray<Account> by, long timeMs) => step switch
    {
        SealedStep.Register register => Issued(by) && !Keys.Contains(register.Id) && by[0] == SimulatedRequest.Customer(0) ? this with { Keys = Keys.Add(register.Id) } : null,
        SealedStep.Create create => Issued(by) && !Sealed.ContainsKey(create.Id) && (!create.IsAdditive || Registered(create.Key, by[0]))
            ? this with { Sealed = Sealed.Add(create.Id, new NaiveSealed(by[0], create.IsAdditive, create.Key, create.Value, 1, 1)) }
            : null,
        SealedStep.Set set => Changed(set.Id, set, by),
        SealedStep.Sum sum => Changed(sum.Id, sum, by),
        SealedStep.Rekey rekey => rekey.Value is null || !SealedRequests.IsAdditive(rekey.Id) || Registered(rekey.Key, SimulatedRequest.Customer(0)) ? Changed(rekey.Id, rekey, by) : null,
        SealedStep.If update => Sealed.TryGetValue(update.Condition.Id, out var compared) && compared.Holds(update.Condition, by)
            ? update.Updates.Aggregate((NaiveLedger?)this, (state, part) => state?.Run(part, by, timeMs))
            : null,
        SealedStep.All all => all.Steps.Aggregate((NaiveLedger?)this, (state, part) => state?.Run(part, by, timeMs)),
        SealedStep.Plain plain => Run(plain.Operation, by, timeMs),
        _ => this,
    };

    private NaiveLedger? Changed(string id, SealedStep step, ImmutableArray<Account> by) =>
        Sealed.TryGetValue(id, out var variable) && variable.After(step, by) is { } next ? this with { Sealed = Sealed.SetItem(id, next) } : null;

    private bool Registered(string key, Account owner) => Keys.Contains(key) && owner == SimulatedRequest.Customer(0);

    /// <summary>Null: refused.</summary>
    private NaiveLedger? Run(Operation operation, ImmutableArray<Account> by, long timeMs) => operation switch
    {
        CreateWallet create => Issued(by) && !Wallets.ContainsKey(create.Id)
            ? this with { Wallets = Wallets.Add(create.Id, (by[0], create.Initial)), Minted = Minted + create.Initial }
            : null,
        Sum sum => Issued(by) && Wallets.TryGetValue(sum.Id, out var wallet)
            ? this with { Wallets = Wallets.SetItem(sum.Id, wallet with { Balance = wallet.Balance + sum.Delta }), Minted = Minted + sum.Delta }
            : null,
        Transfer transfer => Moved(transfer.From, transfer.To, transfer.Amount, by),
        AtomicTransfer atomic => atomic.Legs.Aggregate((NaiveLedger?)this, (state, leg) => state?.Moved(leg.From, leg.To, leg.Amount, by)),
        ConditionalUpdate update => Holds((Compare)update.Condition) ? update.Updates.Aggregate((NaiveLedger?)this, (state, part) => state?.Run(part, by, timeMs)) : null,
        Transaction all => all.Operations.Aggregate((NaiveLedger?)this, (state, part) => state?.Run(part, by, timeMs)),
        AssetCreate { Machine: SimulatedAlarm.Name } create => Issued(by) && !Alarms.ContainsKey(create.Id)
            ? this with { Alarms = Alarms.Add(create.Id, NaiveAlarm.Created(by[0], create, timeMs)) }
            : null,
        AssetTransition { Transition: "set" or "stop" } step => Alarms.TryGetValue(step.Id, out var alarm) && alarm.After(step, timeMs) is { } set
            ? this with { Alarms = Alarms.SetItem(step.Id, set) }
            : null,
        AssetCreate create => Issued(by) && !Tools.ContainsKey(create.Id) ? this with { Tools = Tools.Add(create.Id, new NaiveTool(by[0], "Ready", by[0], 1)) } : null,
        AssetTransition step => Tools.TryGetValue(step.Id, out var tool) && tool.After(step, by[0], timeMs) is { } next ? this with { Tools = Tools.SetItem(step.Id, next) } : null,
        Balance => this,
        _ => throw new InvalidOperationException("the naive ledger does not know " + operation.Type),
    };

    private NaiveLedger? Moved(string from, string to, long amount, ImmutableArray<Account> by)
    {
        if (from == to || !Wallets.TryGetValue(from, out var payer) || !Wallets.TryGetValue(to, out var payee) || !by.Contains(payer.Owner) || payer.Balance < amount)
        {
            return null;
        }
        return this with
        {
            Wallets = Wallets.SetItem(from, payer with { Balance = payer.Balance - amount }).SetItem(to, payee with { Balance = payee.Balance + amount }),
        };
    }

    private bool Holds(Compare condition) => Wallets.TryGetValue(condition.Id, out var wallet) && condition.Operator switch
    {
        Comparison.Equal => wallet.Balance == condition.Argument,
        Comparison.NotEqual => wallet.Balance != condition.Argument,
        Comparison.Less => wallet.Balance < condition.Argument,
        Comparison.LessOrEqual => wallet.Balance <= condition.Argument,
        Comparison.Greater => wallet.Balance > condition.Argument,
        _ => wallet.Balance >= condition.Argument,
    };

    private static bool Issued(ImmutableArray<Account> by) => by.Contains(SimulatedRequest.Customer(0));
}

/// <summary>A tool that is lent.</summary>
internal sealed record NaiveTool(Account Owner, string State, Account Holder, long Version)
{
    /// <summary>Null: not allowed.</summary>
    public NaiveTool? After(AssetTransition step, Account caller, long timeMs) => (step.Transition, State) switch
    {
        ("offer", "Ready") when caller == Owner && step.Input["until"] is MachineValue.Time until && until.UnixMs > timeMs && step.Input["to"] is MachineValue.AccountRef to =>
            Next("Offered", to.Value),
        ("giveBack", "Offered") when caller == Owner || caller == Holder => Next("Ready", Owner),
        ("retire", "Ready") when caller == Owner => Next("Broken", Holder),
        _ => null,
    };

    private NaiveTool Next(string state, Account holder) => this with { State = state, Holder = holder, Version = Version + 1 };
}
