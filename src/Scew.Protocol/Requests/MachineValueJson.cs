using Scew.Protocol.Json;

namespace Scew.Protocol.Requests;

/// <summary>A machine's value as a one-member object that names its type.</summary>
public static class MachineValueJson
{
    /// <summary>Writes <paramref name="value"/>.</summary>
    public static void Write(JsonWriter json, MachineValue value)
    {
        json.StartObject();
        switch (value)
        {
            case MachineValue.Int number:
                json.Name("int").Amount(number.Value);
                break;
            case MachineValue.Text text:
                json.Name("text").Text(text.Value);
                break;
            case MachineValue.Bool flag:
                json.Name("bool").Bool(flag.Value);
                break;
            case MachineValue.AccountRef account:
                json.Name("account").Digest(account.Value.Thumbprint);
                break;
            case MachineValue.Time time:
                json.Name("time").Number(time.UnixMs);
                break;
            case MachineValue.None:
                json.Name("none").Bool(true);
                break;
            default:
                throw new InvariantException("a value without a JSON form: " + value.GetType().Name);
        }
        json.EndObject();
    }

    /// <summary>Reads canonical JSON of exactly one value, or null.</summary>
    public static MachineValue? Parse(ReadOnlySpan<byte> canonicalJson)
    {
        var cursor = new JsonCursor(canonicalJson);
        var value = Read(ref cursor);
        if (!cursor.Complete || value is null)
        {
            return null;
        }
        var json = new JsonWriter(canonicalJson.Length + 64);
        Write(json, value);
        return canonicalJson.SequenceEqual(json.Written) ? value : null;
    }

    internal static MachineValue? Read(ref JsonCursor cursor)
    {
        cursor.Expect('{');
        var type = cursor.Name();
        MachineValue? value = null;
        if (type.SequenceEqual("int"u8))
        {
            value = new MachineValue.Int(cursor.Amount());
        }
        else if (type.SequenceEqual("text"u8))
        {
            value = new MachineValue.Text(cursor.Text(RequestLimits.MaxTextBytes));
        }
        else if (type.SequenceEqual("bool"u8))
        {
            value = new MachineValue.Bool(cursor.Bool());
        }
        else if (type.SequenceEqual("account"u8))
        {
            value = new MachineValue.AccountRef(cursor.Account());
        }
        else if (type.SequenceEqual("time"u8))
        {
            value = new MachineValue.Time(cursor.Number());
        }
        else if (type.SequenceEqual("none"u8) && cursor.Bool())
        {
            value = new MachineValue.None();
        }
        else
        {
            cursor.Fail();
        }
        cursor.Expect('}');
        return cursor.Failed ? null : value;
    }
}
