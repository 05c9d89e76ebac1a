using System.Collections.Immutable;
using Scew.Protocol.Api;
using Scew.Protocol.Json;
using Scew.Protocol.Receipts;
using Scew.Protocol.Requests;

namespace Scew.Ledger.Operations;

/// <summary>Runs an operation: null and its result in the writer, or a refusal, after which the caller takes everything back.</summary>
internal static class OperationRunner
{
    public static Refusal? Run(BlockScope scope, RequestPayload payload, JsonWriter json) => Run(scope, payload.Operation, Authority.Of(payload), Place.Of(payload, scope.Parameters.ModulesEpoch), json);

    private static Refusal? Run(BlockScope scope, Operation operation, Authority enclosing, Place place, JsonWriter json)
    {
        if (!enclosing.TryNarrow(operation, out var authority))
        {
            return new Refusal(Codes.BadOperation, "'as' names nobody");
        }
        return operation switch
        {
            Transfer transfer => TransferOperations.Run(scope, transfer, authority, json),
            AtomicTransfer transfer => TransferOperations.Run(scope, transfer, authority, json),
            CreateWallet create => IssuerOperations.Create(scope, create, authority, json),
            SetValue set => IssuerOperations.Set(scope, set, authority, json),
            Sum sum => IssuerOperations.Sum(scope, sum, authority, json),
            Balance balance => ReadOperations.Balance(scope, balance, json),
            LedgerPage page => ReadOperations.Ledger(scope, page, json),
            Get get => ReadOperations.Get(scope, get, json),
            GetRange range => ReadOperations.GetRange(scope, range, json),
            Compare compare => ReadOperations.Compare(scope, compare, json),
            ConditionalUpdate update => Conditional(scope, update, authority, place, json),
            Transaction transaction => All(scope, transaction, authority, place, json),
            AssetCreate create => AssetOperations.Create(scope, create, authority, json),
            AssetTransition transition => AssetOperations.Transition(scope, transition, authority, json),
            AssetMigrate migrate => MachineOperations.Migrate(scope, migrate, authority, json),
            GroupPropose propose => GroupOperations.Propose(scope, propose, authority, json),
            GroupApprove approve => GroupOperations.Approve(scope, approve, authority, json),
            MachineDeploy deploy => MachineOperations.Deploy(scope, deploy, authority, json),
            VariableOperation or KeyCreate or PublishKey => VariableRunner.Run(scope, operation, authority, place, json),
            _ => new Refusal(Codes.BadOperation, "this ledger does not know the operation"),
        };
    }

    private static Refusal? Conditional(BlockScope scope, ConditionalUpdate update, Authority authority, Place place, JsonWriter json)
    {
        if (update.Updates.Length is < 1 or > RequestLimits.MaxUpdates || !update.Updates.All(ConditionalUpdate.IsUpdate) || !ConditionalUpdate.IsCondition(update.Condition))
        {
            return new Refusal(Codes.BadOperation, $"a conditional update has 1 to {RequestLimits.MaxUpdates} of transfer, atomic-transfer, set and sum, and a comparison");
        }
        return Holds(scope, update.Condition, authority, place.Condition()) ?? Parts(scope, update.Updates, authority, place.Update, json);
    }

    /// <summary>Null when the condition holds.</summary>
    private static Refusal? Holds(BlockScope scope, Operation condition, Authority enclosing, Place place)
    {
        if (!enclosing.TryNarrow(condition, out var authority))
        {
            return new Refusal(Codes.BadOperation, "'as' names nobody");
        }
        if (condition is not Compare compare)
        {
            return VariableRunner.Holds(scope, condition, authority, place);
        }
        return ReadOperations.Holds(scope, compare, out var value, out var holds) ?? (holds ? null : new Refusal(
            Codes.ConditionFalse, "the condition does not hold", RefusalDetail.Text("id", compare.Id), RefusalDetail.Amount("value", value)));
    }

    private static Refusal? All(BlockScope scope, Transaction transaction, Authority authority, Place place, JsonWriter json)
    {
        if (transaction.Operations.Length is < 1 or > RequestLimits.MaxOperations || transaction.Operations.Any(part => part is Transaction))
        {
            return new Refusal(Codes.BadOperation, $"a transaction has 1 to {RequestLimits.MaxOperations} operations, none of them a transaction");
        }
        return Parts(scope, transaction.Operations, authority, place.Part, json);
    }

    private static Refusal? Parts(BlockScope scope, ImmutableArray<Operation> parts, Authority authority, Func<int, Place> placeOf, JsonWriter json)
    {
        json.StartObject().Name("results").StartArray();
        for (var i = 0; i < parts.Length; i++)
        {
            if (Run(scope, parts[i], authority, placeOf(i), json) is { } refusal)
            {
                return refusal.Within(i);
            }
            if (json.Written.Length > Receipt.MaxResultBytes)
            {
                return new Refusal(Codes.TooLarge, "the result would be larger than a receipt holds; ask for less in one request").Within(i);
            }
        }
        json.EndArray().EndObject();
        return null;
    }
}
