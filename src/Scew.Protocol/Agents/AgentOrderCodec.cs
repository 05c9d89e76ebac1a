using System.Buffers.Binary;
using Scew.Protocol.Json;

namespace Scew.Protocol.Agents;

/// <summary>The canonical JSON of orders.</summary>
public static class AgentOrderCodec
{
    private const int IdBytes = 16;

    /// <summary>The canonical JSON.</summary>
    public static byte[] Encode(AgentOrder order)
    {
        var json = new JsonWriter(512);
        json.StartObject().Name("act").Text(order.Act).Name("agent").Digest(order.Agent);
        if (order is StopOrder stop)
        {
            Id(json.Name("instance"), stop.Instance);
        }
        if (order is LogsOrder logs)
        {
            json.Name("lines").Number(logs.Lines);
        }
        Id(json.Name("nonce"), order.Nonce);
        if (order is LaunchOrder launch)
        {
            json.Name("sha256").Digest(launch.Program).Name("url").Text(launch.Url);
        }
        return json.Name("validUntil").Number(order.ValidUntilMs).EndObject().ToArray();
    }

    /// <summary>Reads exactly what <see cref="Encode"/> wrote; null for anything else.</summary>
    public static AgentOrder? Decode(ReadOnlySpan<byte> bytes)
    {
        var cursor = new JsonCursor(bytes);
        cursor.Expect('{');
        cursor.Name("act"u8);
        var act = cursor.Ascii(16);
        cursor.Next("agent"u8);
        var agent = cursor.Digest();
        AgentOrder? order = act switch
        {
            "launch" => Launch(ref cursor, agent),
            "stop" => Stop(ref cursor, agent),
            "status" => Plain(ref cursor, agent),
            "logs" => Logs(ref cursor, agent),
            _ => null,
        };
        cursor.Expect('}');
        return order is not null && cursor.Complete && bytes.SequenceEqual(Encode(order)) ? order : null;
    }

    /// <summary>128 bits as 22 characters.</summary>
    public static string IdText(UInt128 id)
    {
        Span<byte> bytes = stackalloc byte[IdBytes];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, id);
        return Base64Url.Encode(bytes);
    }

    /// <summary>The 128 bits of 22 characters, or null.</summary>
    public static UInt128? ParseId(ReadOnlySpan<char> text) => Base64Url.Decode(text, IdBytes) is { } bytes ? BinaryPrimitives.ReadUInt128BigEndian(bytes) : null;

    private static LaunchOrder Launch(ref JsonCursor cursor, Digest agent)
    {
        cursor.Next("nonce"u8);
        var nonce = Id(ref cursor);
        cursor.Next("sha256"u8);
        var program = cursor.Digest();
        cursor.Next("url"u8);
        var url = cursor.Ascii(AgentOrder.MaxUrlLength);
        cursor.FailIf(!AgentOrder.IsUrl(url));
        return new LaunchOrder(agent, nonce, Until(ref cursor), url, program);
    }

    private static StopOrder Stop(ref JsonCursor cursor, Digest agent)
    {
        cursor.Next("instance"u8);
        var instance = Id(ref cursor);
        cursor.Next("nonce"u8);
        return new StopOrder(agent, Id(ref cursor), Until(ref cursor), instance);
    }

    private static StatusOrder Plain(ref JsonCursor cursor, Digest agent)
    {
        cursor.Next("nonce"u8);
        return new StatusOrder(agent, Id(ref cursor), Until(ref cursor));
    }

    private static LogsOrder Logs(ref JsonCursor cursor, Digest agent)
    {
        cursor.Next("lines"u8);
        var lines = cursor.Int(AgentOrder.MaxLines);
        cursor.FailIf(lines == 0);
        cursor.Next("nonce"u8);
        return new LogsOrder(agent, Id(ref cursor), Until(ref cursor), lines);
    }

    private static long Until(ref JsonCursor cursor)
    {
        cursor.Next("validUntil"u8);
        return cursor.Number();
    }

    private static void Id(JsonWriter json, UInt128 id) => json.Text(IdText(id));

    private static UInt128 Id(ref JsonCursor cursor)
    {
        var id = ParseId(cursor.Ascii(22));
        cursor.FailIf(id is null);
        return id ?? default;
    }
}
