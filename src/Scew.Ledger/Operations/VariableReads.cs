using System.Collections.Immutable;
using Scew.Homomorphic.Modules;
using Scew.Protocol.Api;
using Scew.Protocol.Json;
using Scew.Protocol.Requests;
using Order = Scew.Homomorphic.Comparison;

namespace Scew.Ledger.Operations;

/// <summary>Reading, comparing and searching encrypted integers.</summary>
internal static class VariableReads
{
    public static PreparedOperation Get(BlockScope scope, GetVariable get, Authority authority) =>
        VariableChecks.FindReadable(scope, get.Id, get.Contract, authority, out var variable) is { } refusal
            ? refusal : PreparedOperation.Nothing(json => VariableWrites.Write(json, get.Id, variable, withOwner: true, withRecord: true));

    public static PreparedOperation Compare(BlockScope scope, CompareOrdered compare, Authority authority)
    {
        if (VariableChecks.FindReadable(scope, compare.Id, compare.Contract, authority, out var variable) is { } refusal)
        {
            return refusal;
        }
        if (OrderOf(compare.Operator) is not { } order)
        {
            return new Refusal(Codes.BadOperation, "there is no such comparison");
        }
        return PreparedOperation.Ask(compare.Id, new ModuleCall.CompareOrdered(order, variable.Value.Record, compare.Token), (answer, json) => Write(json, compare.Id, answer));
    }

    public static PreparedOperation Compare(BlockScope scope, CompareAdditive compare, Authority authority, Place place)
    {
        if (VariableChecks.RequireModules(scope) is { } missing)
        {
            return missing;
        }
        if (Find(scope, compare.Id, compare.Bits, authority, out var found) is { } refusal)
        {
            return refusal;
        }
        return PreparedOperation.Ask(compare.Id, VariableRunner.Delegated(place, DelegatedKind.CompareAdditive, [found]), (answer, json) => Write(json, compare.Id, answer));
    }

    public static PreparedOperation Range(BlockScope scope, RangeOrdered range, Authority authority)
    {
        ImmutableArray<string> ids = [.. range.Items.Select(static item => item.Id)];
        if (VariableChecks.RequireRange(ids) is { } malformed)
        {
            return malformed;
        }
        var questions = ImmutableArray.CreateBuilder<ModuleCall>(ids.Length);
        foreach (var item in range.Items)
        {
            if (VariableChecks.FindReadable(scope, item.Id, range.Contract, authority, out var variable) is { } refusal)
            {
                return refusal;
            }
            questions.Add(new ModuleCall.RangeOrdered(variable.Value.Record, item.Low, item.High));
        }
        return PreparedOperation.Ask(ids, questions.MoveToImmutable(), (answers, json) => Write(json, ids, answers));
    }

    public static PreparedOperation Range(BlockScope scope, RangeAdditive range, Authority authority, Place place)
    {
        if ((VariableChecks.RequireModules(scope) ?? VariableChecks.RequireRange(range.Ids)) is { } malformed)
        {
            return malformed;
        }
        var records = new List<(string, byte[], byte[])>(range.Ids.Length);
        foreach (var id in range.Ids)
        {
            if (Find(scope, id, range.Bits, authority, out var found) is { } refusal)
            {
                return refusal;
            }
            records.Add(found);
        }
        return PreparedOperation.Ask(range.Ids, [VariableRunner.Delegated(place, DelegatedKind.RangeAdditive, records)], (answers, json) => Write(json, range.Ids, answers));
    }

    private static Refusal? Find(BlockScope scope, string id, int bits, Authority authority, out (string Id, byte[] PublicKey, byte[] Record) found)
    {
        found = default;
        if (VariableChecks.FindReadable(scope, id, VariableType.Additive, authority, out var variable) is { } refusal)
        {
            return refusal;
        }
        found = (id, VariableChecks.KeyOf(scope, variable), variable.Value.Record);
        return VariableChecks.RequireSize(id, found.PublicKey, bits);
    }

    /// <summary>{"holds":true,"id":"a"}.</summary>
    private static void Write(JsonWriter json, string id, ModuleAnswer answer) => json.StartObject().Name("holds").Bool(answer.Holds).Name("id").Text(id).EndObject();

    /// <summary>{"ids":["a"]}, in the question's order.</summary>
    private static void Write(JsonWriter json, ImmutableArray<string> ids, ImmutableArray<ModuleAnswer> answers)
    {
        json.StartObject().Name("ids").StartArray();
        for (var i = 0; i < ids.Length; i++)
        {
            if (answers[i].Holds)
            {
                json.Text(ids[i]);
            }
        }
        json.EndArray().EndObject();
    }

    // By name: the numbers of the two types differ.
    private static Order? OrderOf(Comparison comparison) => comparison switch
    {
        Comparison.Equal => Order.Equal,
        Comparison.NotEqual => Order.NotEqual,
        Comparison.Less => Order.Less,
        Comparison.LessOrEqual => Order.LessOrEqual,
        Comparison.Greater => Order.Greater,
        Comparison.GreaterOrEqual => Order.GreaterOrEqual,
        _ => null,
    };
}
