using System.Collections.Immutable;
using System.Text;
using Scew.Protocol.Json;

namespace Scew.Protocol.Requests;

/// <summary>A machine's value as a one-member object that names its type.</summary>
public static class MachineValueJson
{
    /// <summary>Writes <paramref name="value"/>; nothing where the writer is full already.</summary>
    public static void Write(JsonWriter json, MachineValue value)
    {
        if (json.IsFull)
        {
            return;
        }
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
            case MachineValue.Duration duration:
                json.Name("duration").Amount(duration.Ms);
                break;
            case MachineValue.Bytes bytes:
                json.Name("bytes").Text(bytes.Hex);
                break;
            case MachineValue.Choice choice:
                json.Name("choice").Text(choice.Case);
                break;
            default:
                WriteMany(json, value);
                break;
        }
        json.EndObject();
    }

    private static void WriteMany(JsonWriter json, MachineValue value)
    {
        switch (value)
        {
            case MachineValue.List list:
                json.Name("list").StartArray();
                foreach (var item in list.Items)
                {
                    Write(json, item);
                }
                json.EndArray();
                break;
            case MachineValue.Map map:
                json.Name("map").StartArray();
                foreach (var (key, held) in map.Pairs)
                {
                    json.StartArray();
                    Write(json, key);
                    Write(json, held);
                    json.EndArray();
                }
                json.EndArray();
                break;
            case MachineValue.Record record:
                json.Name("record").StartObject();
                foreach (var (name, field) in record.Fields)
                {
                    json.Name(name);
                    Write(json, field);
                }
                json.EndObject();
                break;
            default:
                throw new InvariantException("a value without a JSON form: " + value.GetType().Name);
        }
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

    internal static MachineValue? Read(ref JsonCursor cursor) => Read(ref cursor, 1);

    private static MachineValue? Read(ref JsonCursor cursor, int depth)
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
            value = MachineValue.None.Value;
        }
        else
        {
            value = ReadLater(ref cursor, type, depth);
        }
        if (value is null)
        {
            cursor.Fail();
        }
        cursor.Expect('}');
        return cursor.Failed ? null : value;
    }

    private static MachineValue? ReadLater(ref JsonCursor cursor, ReadOnlySpan<byte> type, int depth)
    {
        if (type.SequenceEqual("duration"u8))
        {
            var ms = cursor.Amount();
            return ms is >= -JsonWriter.MaxNumber and <= JsonWriter.MaxNumber ? new MachineValue.Duration(ms) : null;
        }
        if (type.SequenceEqual("bytes"u8))
        {
            var hex = cursor.Ascii(2 * RequestLimits.MaxTextBytes);
            return IsHex(hex) ? new MachineValue.Bytes(hex) : null;
        }
        if (type.SequenceEqual("choice"u8))
        {
            var name = cursor.Ascii(64);
            return IdRules.IsName(name) ? new MachineValue.Choice(name) : null;
        }
        if (depth >= MachineValue.MaxDepth)
        {
            return null;
        }
        return type.SequenceEqual("list"u8) ? List(ref cursor, depth)
            : type.SequenceEqual("map"u8) ? Map(ref cursor, depth)
            : type.SequenceEqual("record"u8) ? Record(ref cursor, depth)
            : null;
    }

    private static MachineValue.List? List(ref JsonCursor cursor, int depth)
    {
        var items = ImmutableArray.CreateBuilder<MachineValue>();
        cursor.Expect('[');
        for (var first = true; cursor.More(ref first, ']');)
        {
            if (Read(ref cursor, depth + 1) is not { } item || items.Count == MachineValue.MaxItems)
            {
                return null;
            }
            items.Add(item);
        }
        return new MachineValue.List(items.ToImmutable());
    }

    private static MachineValue.Map? Map(ref JsonCursor cursor, int depth)
    {
        var pairs = ImmutableArray.CreateBuilder<KeyValuePair<MachineValue, MachineValue>>();
        cursor.Expect('[');
        for (var first = true; cursor.More(ref first, ']');)
        {
            cursor.Expect('[');
            var key = Read(ref cursor, depth + 1);
            cursor.Expect(',');
            var value = cursor.Failed ? null : Read(ref cursor, depth + 1);
            cursor.Expect(']');
            if (key is null || value is null || pairs.Count == MachineValue.MaxItems || !MachineValue.Follows(pairs.Count == 0 ? null : pairs[^1].Key, key))
            {
                return null;
            }
            pairs.Add(new(key, value));
        }
        return new MachineValue.Map(pairs.ToImmutable());
    }

    private static MachineValue.Record? Record(ref JsonCursor cursor, int depth)
    {
        var fields = ImmutableArray.CreateBuilder<KeyValuePair<string, MachineValue>>();
        cursor.Expect('{');
        for (var first = true; cursor.More(ref first, '}');)
        {
            var name = Encoding.UTF8.GetString(cursor.Name());
            var value = cursor.Failed ? null : Read(ref cursor, depth + 1);
            if (value is null || !IdRules.IsName(name) || fields.Count == MachineValue.MaxFields
                || (fields.Count > 0 && string.CompareOrdinal(fields[^1].Key, name) >= 0))
            {
                return null;
            }
            fields.Add(new(name, value));
        }
        return new MachineValue.Record(fields.ToImmutable());
    }

    private static bool IsHex(string text)
    {
        foreach (var c in text)
        {
            if (!char.IsAsciiHexDigitLower(c))
            {
                return false;
            }
        }
        return text.Length % 2 == 0;
    }
}
