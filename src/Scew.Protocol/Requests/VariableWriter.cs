using System.Collections.Immutable;
using Scew.Protocol.Json;

namespace Scew.Protocol.Requests;

/// <summary>Operations on encrypted integers and their keys as canonical JSON; members stand in ordinal order.</summary>
internal static class VariableWriter
{
    /// <summary>The members of a variable's or key's operation; false when it is none.</summary>
    public static bool Write(JsonWriter json, Operation operation)
    {
        if (operation is SumAdditive sum)
        {
            json.Name("addend").Base64(sum.Addend);
        }
        if (operation is VariableOperation or KeyCreate or PublishKey && operation.As is { } index)
        {
            json.Name("as").Number(index);
        }
        switch (operation)
        {
            case VariableOperation variable:
                Variable(json, variable);
                return true;
            case KeyCreate create:
                json.Name("id").Text(create.Id).Name("proof").Base64(create.Proof).Name("public").Base64(create.PublicKey).Name("sealed").Base64(create.Sealed);
                json.Name("type").Text(create.Type);
                return true;
            case PublishKey publish:
                json.Name("key").Base64(publish.Key).Name("type").Text(publish.Type);
                return true;
            default:
                return false;
        }
    }

    /// <summary>The contract's name.</summary>
    public static string NameOf(VariableType type) => type == VariableType.Additive ? "homo-add-int" : "homo-ope-int";

    private static void Variable(JsonWriter json, VariableOperation operation)
    {
        if (operation is CompareAdditive or RangeAdditive)
        {
            json.Name("bits").Number(operation is CompareAdditive compare ? compare.Bits : ((RangeAdditive)operation).Bits);
        }
        json.Name("contract").Text(NameOf(operation.Contract));
        switch (operation)
        {
            case CreateVariable create:
                json.Name("id").Text(create.Id).Name("key").Text(create.Key);
                Accounts(json, "readers", create.Readers);
                json.Name("record").Base64(create.Record).Name("type").Text(create.Type);
                Accounts(json, "writers", create.Writers);
                return;
            case Rekey rekey:
                json.Name("id").Text(rekey.Id).Name("key").Text(rekey.Key);
                Accounts(json, "readers", rekey.Readers);
                if (rekey.Record.Length > 0)
                {
                    json.Name("record").Base64(rekey.Record);
                }
                json.Name("type").Text(rekey.Type).Name("version").Number(rekey.Version);
                Accounts(json, "writers", rekey.Writers);
                return;
            case SetRecord set:
                if (set.Expected is { } expected)
                {
                    json.Name("expected").Digest(expected);
                }
                json.Name("id").Text(set.Id).Name("key").Text(set.Key).Name("record").Base64(set.Record);
                break;
            case SumAdditive sum:
                json.Name("id").Text(sum.Id).Name("key").Text(sum.Key);
                break;
            case SumOrdered sum:
                json.Name("id").Text(sum.Id).Name("key").Text(sum.Key);
                break;
            case CompareOrdered compare:
                json.Name("id").Text(compare.Id).Name("operator").Text(OperationWriter.OperatorText(compare.Operator)).Name("token").Base64(compare.Token);
                break;
            case CompareAdditive compare:
                json.Name("id").Text(compare.Id);
                break;
            case GetVariable get:
                json.Name("id").Text(get.Id);
                break;
            case RangeAdditive range:
                json.Name("ids").StartArray();
                foreach (var id in range.Ids)
                {
                    json.Text(id);
                }
                json.EndArray();
                break;
            case RangeOrdered range:
                json.Name("items").StartArray();
                foreach (var item in range.Items)
                {
                    json.StartObject().Name("high").Base64(item.High).Name("id").Text(item.Id).Name("low").Base64(item.Low).EndObject();
                }
                json.EndArray();
                break;
            default:
                throw new InvariantException("an operation without a JSON form: " + operation.GetType().Name);
        }
        json.Name("type").Text(operation.Type);
    }

    // Nobody is not written, so that there is one form.
    private static void Accounts(JsonWriter json, string name, ImmutableArray<Account> accounts)
    {
        if (accounts.IsDefaultOrEmpty)
        {
            return;
        }
        json.Name(name).StartArray();
        foreach (var account in accounts)
        {
            json.Digest(account.Thumbprint);
        }
        json.EndArray();
    }
}
