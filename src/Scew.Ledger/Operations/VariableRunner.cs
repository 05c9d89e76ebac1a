using Scew.Homomorphic.Modules;
using Scew.Protocol;
using Scew.Protocol.Api;
using Scew.Protocol.Json;
using Scew.Protocol.Requests;

namespace Scew.Ledger.Operations;

/// <summary>
/// Operations on encrypted integers and their keys: first every check that registers allow, in a fixed order; then what the secure modules answer; then the write. The first half alone also
/// tells what can be asked before the request runs.
/// </summary>
internal static class VariableRunner
{
    /// <summary>All checks, and the questions that are left.</summary>
    public static PreparedOperation Prepare(BlockScope scope, Operation operation, Authority authority, Place place) => operation switch
    {
        CreateVariable create => VariableWrites.Create(scope, create, authority),
        SetRecord set => VariableWrites.Set(scope, set, authority),
        SumAdditive sum => VariableWrites.Sum(scope, sum, authority),
        SumOrdered sum => VariableWrites.Sum(scope, sum, authority, place),
        Rekey rekey => VariableWrites.Rekey(scope, rekey, authority),
        GetVariable get => VariableReads.Get(scope, get, authority),
        CompareOrdered compare => VariableReads.Compare(scope, compare, authority),
        CompareAdditive compare => VariableReads.Compare(scope, compare, authority, place),
        RangeOrdered range => VariableReads.Range(scope, range, authority),
        RangeAdditive range => VariableReads.Range(scope, range, authority, place),
        KeyCreate create => KeyOperations.Create(scope, create, authority),
        PublishKey publish => KeyOperations.Publish(scope, publish, authority),
        _ => throw new InvariantException("an operation that is none on variables or keys: " + operation.GetType().Name),
    };

    public static Refusal? Run(BlockScope scope, Operation operation, Authority authority, Place place, JsonWriter json)
    {
        var work = Prepare(scope, operation, authority, place);
        if (scope.Modules.TryAnswer(work, out var answers) is { } refusal)
        {
            return refusal;
        }
        work.Finish(answers, json);
        return null;
    }

    /// <summary>Null when a condition on an encrypted integer holds. Nobody learns more than that it does not.</summary>
    public static Refusal? Holds(BlockScope scope, Operation condition, Authority authority, Place place)
    {
        var work = Prepare(scope, condition, authority, place);
        return scope.Modules.TryAnswer(work, out var answers)
            ?? (answers[0].Holds ? null : new Refusal(Codes.ConditionFalse, "the condition does not hold", RefusalDetail.Text("id", work.Ids[0])));
    }

    /// <summary>What an envelope is to serve, for one operation: the records as they stand now.</summary>
    public static ModuleCall.Delegated Delegated(Place place, DelegatedKind kind, IEnumerable<(string Id, byte[] PublicKey, byte[] Record)> records) =>
        new(place.Binding(), place.Envelope, [.. records.Select(one => new DelegatedItem(kind, place.Path, one.Id, one.PublicKey, one.Record))]);
}
