using System.Text;
using System.Text.Json.Nodes;
using Scew.Protocol.Requests;
using Scew.Protocol.Tests.Requests;

namespace Scew.Protocol.Tests.Vectors;

internal static class RequestVectors
{
    private static readonly TestKey Ann = SampleRequests.Ann;

    public static JsonNode Valid()
    {
        var vectors = new JsonArray();
        foreach (var (name, operation) in SampleRequests.All())
        {
            vectors.Add(Vector(name, operation));
        }
        vectors.Add(Vector("two-signers", new AtomicTransfer([new("a", "b", 1, null), new("c", "d", 2, null)]), SampleRequests.Bob));
        return new JsonObject
        {
            ["description"] = "Signed requests. The id is the SHA-256 of the first signing input; signatures are those of RFC 6979. Binary values are base64url.",
            ["group"] = SampleRequests.Group.ToString(),
            ["keys"] = new JsonArray(Key("ann", Ann), Key("bob", SampleRequests.Bob)),
            ["vectors"] = vectors,
        };
    }

    /// <summary>Payloads that differ from a valid one in one place, and envelopes around a valid payload, each with the reason of its refusal.</summary>
    public static JsonNode Refused()
    {
        var good = Encoding.UTF8.GetString(PayloadCodec.Encode(SampleRequests.Payload(SampleRequests.Transfer())));
        var wire = Encoding.ASCII.GetString(Ann.DeterministicWire(Encoding.UTF8.GetBytes(good)));
        var parts = wire.Split('.');
        var vectors = new JsonArray();
        void Payload(string name, string from, string to)
        {
            var changed = good.Replace(from, to, StringComparison.Ordinal);
            Add(vectors, name, Encoding.ASCII.GetString(Ann.DeterministicWire(Encoding.UTF8.GetBytes(changed))));
        }
        Payload("blank", ",", ", ");
        Payload("number-for-amount", "\"5\"", "5");
        Payload("leading-zero", "\"5\"", "\"05\"");
        Payload("minus-zero", "\"5\"", "\"-0\"");
        Payload("amount-out-of-range", "\"5\"", "\"9223372036854775808\"");
        Payload("duplicate-member", "\"amount\":\"5\"", "\"amount\":\"5\",\"amount\":\"5\"");
        Payload("unknown-member", "\"amount\":\"5\"", "\"amount\":\"5\",\"note\":\"x\"");
        Payload("order", "\"amount\":\"5\",\"from\":\"a:main\"", "\"from\":\"a:main\",\"amount\":\"5\"");
        Payload("needless-escape", "a:main", "\\u0061:main");
        Payload("float", "1790000000000", "1790000000000.0");
        Payload("above-2^53", "1790000000000", "9007199254740992");
        Payload("bad-id", "a:main", "A:main");
        Payload("as-names-nobody", "\"amount\":\"5\"", "\"amount\":\"5\",\"as\":1");
        Payload("wrong-group", SampleRequests.Group.ToString(), Digest.Of("other"u8).ToString());
        Payload("not-the-signer", Ann.Account.ToString(), SampleRequests.Bob.Account.ToString());
        Add(vectors, "padding", wire + "=");
        Add(vectors, "spare-bits", wire[..^1] + "B");
        Add(vectors, "surplus-signature", wire + "~" + parts[0] + "." + parts[2]);
        Add(vectors, "no-signature", parts[0] + "." + parts[1]);
        Add(vectors, "zero-signature", $"{parts[0]}.{parts[1]}.{new string('A', 86)}");
        Add(vectors, "signature-of-another", $"{parts[0]}.{parts[1]}.{Base64Url.Encode(SampleRequests.Bob.SignDeterministic("x"u8))}");
        foreach (var (name, payload) in RefusedVariables.All().Where(one => one.Payload.Length < 3000))
        {
            Add(vectors, "encrypted-" + name, Encoding.ASCII.GetString(Ann.DeterministicWire(Encoding.UTF8.GetBytes(payload))));
        }
        return new JsonObject
        {
            ["description"] = "Requests that are refused, with the reason. All but the envelope and signature cases carry a valid signature over their payload.",
            ["group"] = SampleRequests.Group.ToString(),
            ["vectors"] = vectors,
        };
    }

    private static void Add(JsonArray vectors, string name, string wire)
    {
        var parsed = RequestParser.Parse(Encoding.ASCII.GetBytes(wire), SampleRequests.Group, new Protocol.Accounts.AccountKeyCache());
        Assert.NotEqual(RequestFault.None, parsed.Fault);
        vectors.Add(new JsonObject { ["name"] = name, ["wire"] = wire, ["fault"] = parsed.Fault.ToString(), ["code"] = parsed.Code });
    }

    private static JsonObject Vector(string name, Operation operation, params TestKey[] others)
    {
        var payload = PayloadCodec.Encode(SampleRequests.Payload(operation, others));
        var wire = Ann.DeterministicWire(payload, others);
        var parsed = RequestParser.Parse(wire, SampleRequests.Group, new Protocol.Accounts.AccountKeyCache());
        Assert.Equal(RequestFault.None, parsed.Fault);
        return new JsonObject
        {
            ["name"] = name,
            ["payload"] = Encoding.UTF8.GetString(payload),
            ["wire"] = Encoding.ASCII.GetString(wire),
            ["id"] = parsed.Request!.Id.ToString(),
            ["cost"] = parsed.Request.Cost,
        };
    }

    private static JsonObject Key(string name, TestKey key) => new()
    {
        ["name"] = name,
        ["jwk"] = JsonNode.Parse(key.Public.Jwk),
        ["d"] = Base64Url.Encode(key.Scalar),
        ["account"] = key.Account.ToString(),
        ["prefix"] = IdRules.OwnPrefix(key.Account),
        ["header"] = Encoding.ASCII.GetString(RequestHeader.Encode(key.Public)),
    };
}
