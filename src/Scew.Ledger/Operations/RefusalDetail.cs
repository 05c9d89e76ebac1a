using System.Collections.Immutable;
using Scew.Machines;
using Scew.Protocol;
using Scew.Protocol.Json;
using Scew.Protocol.Requests;

namespace Scew.Ledger.Operations;

/// <summary>A named value beside a refusal's sentence: text, amount, list of texts or machine values.</summary>
internal readonly record struct RefusalDetail
{
    private readonly object? _value;
    private readonly long _amount;

    private RefusalDetail(string name, object? value, long amount)
    {
        Name = name;
        _value = value;
        _amount = amount;
    }

    public string Name { get; }

    public static RefusalDetail Amount(string name, long value) => new(name, null, value);

    public static RefusalDetail Text(string name, string value) => new(name, value, 0);

    public static RefusalDetail Account(string name, Account value) => new(name, value.ToString(), 0);

    public static RefusalDetail Texts(string name, ImmutableArray<string> values) => new(name, values, 0);

    public static RefusalDetail Values(string name, MachineValues values) => new(name, values, 0);

    /// <summary>What a guard looked at, in its own words: <c>[{"text":"input.until","value":{...}},...]</c>.</summary>
    public static RefusalDetail Looks(string name, ImmutableArray<(string Text, MachineValue Value)> looks) => new(name, looks, 0);

    public void Write(JsonWriter json)
    {
        json.Name(Name);
        switch (_value)
        {
            case null:
                json.Amount(_amount);
                break;
            case string text:
                json.Text(text);
                break;
            case MachineValues values:
                WriteValues(json, values);
                break;
            case ImmutableArray<(string Text, MachineValue Value)> looks:
                json.StartArray();
                foreach (var (text, value) in looks)
                {
                    json.StartObject().Name("text").Text(text).Name("value");
                    MachineValueJson.Write(json, value);
                    json.EndObject();
                }
                json.EndArray();
                break;
            case ImmutableArray<string> texts:
                json.StartArray();
                foreach (var text in texts)
                {
                    json.Text(text);
                }
                json.EndArray();
                break;
            default:
                throw new InvariantException("a detail of an unknown kind");
        }
    }

    /// <summary>Machine values as an object of typed values, in order of names.</summary>
    public static void WriteValues(JsonWriter json, MachineValues values)
    {
        json.StartObject();
        foreach (var (name, value) in values.Items)
        {
            json.Name(name);
            MachineValueJson.Write(json, value);
        }
        json.EndObject();
    }
}
