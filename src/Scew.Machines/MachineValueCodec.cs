using System.Collections.Immutable;
using Scew.Protocol;
using Scew.Protocol.Codec;
using Scew.Protocol.Requests;

namespace Scew.Machines;

/// <summary>One value as tag and content. A list is count and items, a map count and pairs, a record count and per field name and value.</summary>
internal static class MachineValueCodec
{
    private const byte NoneTag = 6;

    internal static void Write(CodecWriter writer, MachineValue value)
    {
        switch (value)
        {
            case MachineValue.Int number:
                writer.U8((byte)MachineTypeKind.Int);
                writer.I64(number.Value);
                break;
            case MachineValue.Text text:
                writer.U8((byte)MachineTypeKind.Text);
                writer.Text(text.Value);
                break;
            case MachineValue.Bool flag:
                writer.U8((byte)MachineTypeKind.Bool);
                writer.Flag(flag.Value);
                break;
            case MachineValue.AccountRef account:
                writer.U8((byte)MachineTypeKind.Account);
                writer.Digest(account.Value.Thumbprint);
                break;
            case MachineValue.Time time:
                writer.U8((byte)MachineTypeKind.Time);
                writer.Counter(time.UnixMs);
                break;
            case MachineValue.Duration duration:
                writer.U8((byte)MachineTypeKind.Duration);
                writer.I64(duration.Ms);
                break;
            case MachineValue.Bytes bytes:
                writer.U8((byte)MachineTypeKind.Bytes);
                writer.Bytes(Convert.FromHexString(bytes.Hex));
                break;
            case MachineValue.Choice choice:
                writer.U8((byte)MachineTypeKind.Choice);
                writer.Text(choice.Case);
                break;
            default:
                WriteMany(writer, value);
                break;
        }
    }

    internal static MachineValue Read(ref CodecReader reader) => Read(ref reader, 1);

    private static void WriteMany(CodecWriter writer, MachineValue value)
    {
        switch (value)
        {
            case MachineValue.List list:
                writer.U8((byte)MachineTypeKind.List);
                writer.U32(list.Items.Length);
                foreach (var item in list.Items)
                {
                    Write(writer, item);
                }
                break;
            case MachineValue.Map map:
                writer.U8((byte)MachineTypeKind.Map);
                writer.U32(map.Pairs.Length);
                foreach (var (key, held) in map.Pairs)
                {
                    Write(writer, key);
                    Write(writer, held);
                }
                break;
            case MachineValue.Record record:
                writer.U8((byte)MachineTypeKind.Record);
                writer.U32(record.Fields.Length);
                foreach (var (name, field) in record.Fields)
                {
                    writer.Text(name);
                    Write(writer, field);
                }
                break;
            default:
                writer.U8(NoneTag);
                break;
        }
    }

    private static MachineValue Read(ref CodecReader reader, int depth)
    {
        switch (reader.U8())
        {
            case (byte)MachineTypeKind.Int:
                return new MachineValue.Int(reader.I64());
            case (byte)MachineTypeKind.Text:
                return new MachineValue.Text(reader.Text(MachineType.MaxTextBytes));
            case (byte)MachineTypeKind.Bool:
                return new MachineValue.Bool(reader.Flag());
            case (byte)MachineTypeKind.Account:
                return new MachineValue.AccountRef(new Account(reader.Digest()));
            case (byte)MachineTypeKind.Time:
                return new MachineValue.Time(reader.Counter());
            case NoneTag:
                return MachineValue.None.Value;
            case (byte)MachineTypeKind.Duration:
                return Checked(ref reader, new MachineValue.Duration(reader.I64()), static value => value.Ms is >= -CodecReader.MaxCounter and <= CodecReader.MaxCounter);
            case (byte)MachineTypeKind.Bytes:
                return new MachineValue.Bytes(Convert.ToHexStringLower(reader.Bytes(MachineType.MaxTextBytes)));
            case (byte)MachineTypeKind.Choice:
                return Checked(ref reader, new MachineValue.Choice(reader.Text(64)), static value => IdRules.IsName(value.Case));
            case (byte)MachineTypeKind.List when depth < MachineValue.MaxDepth:
                return List(ref reader, depth);
            case (byte)MachineTypeKind.Map when depth < MachineValue.MaxDepth:
                return Map(ref reader, depth);
            case (byte)MachineTypeKind.Record when depth < MachineValue.MaxDepth:
                return Record(ref reader, depth);
            default:
                reader.Fail();
                return MachineValue.None.Value;
        }
    }

    private static T Checked<T>(ref CodecReader reader, T value, Func<T, bool> holds)
    {
        if (!reader.Failed && !holds(value))
        {
            reader.Fail();
        }
        return value;
    }

    private static MachineValue.List List(ref CodecReader reader, int depth)
    {
        var items = ImmutableArray.CreateBuilder<MachineValue>();
        for (var left = reader.Count(MachineValue.MaxItems, 1); left > 0 && !reader.Failed; left--)
        {
            items.Add(Read(ref reader, depth + 1));
        }
        return new MachineValue.List(items.ToImmutable());
    }

    private static MachineValue.Map Map(ref CodecReader reader, int depth)
    {
        var pairs = ImmutableArray.CreateBuilder<KeyValuePair<MachineValue, MachineValue>>();
        for (var left = reader.Count(MachineValue.MaxItems, 2); left > 0 && !reader.Failed; left--)
        {
            var key = Read(ref reader, depth + 1);
            var value = Read(ref reader, depth + 1);
            if (!reader.Failed && !MachineValue.Follows(pairs.Count == 0 ? null : pairs[^1].Key, key))
            {
                reader.Fail();
            }
            pairs.Add(new(key, value));
        }
        return new MachineValue.Map(pairs.ToImmutable());
    }

    private static MachineValue.Record Record(ref CodecReader reader, int depth)
    {
        var fields = ImmutableArray.CreateBuilder<KeyValuePair<string, MachineValue>>();
        for (var left = reader.Count(MachineValue.MaxFields, 5); left > 0 && !reader.Failed; left--)
        {
            var name = reader.Text(64);
            var value = Read(ref reader, depth + 1);
            if (!reader.Failed && (!IdRules.IsName(name) || (fields.Count > 0 && string.CompareOrdinal(fields[^1].Key, name) >= 0)))
            {
                reader.Fail();
            }
            fields.Add(new(name, value));
        }
        return new MachineValue.Record(fields.ToImmutable());
    }
}
