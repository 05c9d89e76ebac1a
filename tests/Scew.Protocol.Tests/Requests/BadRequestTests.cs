using System.Text;
using Scew.Protocol.Accounts;
using Scew.Protocol.Requests;

namespace Scew.Protocol.Tests.Requests;

public sealed class BadRequestTests
{
    private static readonly TestKey Ann = SampleRequests.Ann;
    private static readonly TestKey Bob = SampleRequests.Bob;
    private readonly AccountKeyCache _keys = new();

    private RequestFault Fault(byte[] wire) => RequestParser.Parse(wire, SampleRequests.Group, _keys).Fault;

    private RequestFault FaultOf(string wire) => Fault(Encoding.Latin1.GetBytes(wire));

    private static string Good(params TestKey[] others) => Encoding.ASCII.GetString(Ann.Request(SampleRequests.Payload(SampleRequests.Transfer(), others), others));

    [Fact]
    public void WrongMissingAndSurplusSignatures()
    {
        var both = SampleRequests.Payload(SampleRequests.Transfer(), Bob);
        var two = Good(Bob).Split('~');
        Assert.Equal(RequestFault.None, FaultOf(string.Join('~', two)));
        Assert.Equal(RequestFault.Signers, FaultOf(two[0]));
        Assert.Equal(RequestFault.Signers, FaultOf(Good() + "~" + two[1]));
        Assert.Equal(RequestFault.Signers, FaultOf(Good(Bob) + "~" + two[1]));
        Assert.Equal(RequestFault.Signers, Fault(Bob.Request(both, Ann)));
        Assert.Equal(RequestFault.Signers, Fault(Bob.Request(SampleRequests.Payload(SampleRequests.Transfer()))));
        Assert.Equal(RequestFault.Signers, Fault(Ann.Request(both, Ann)));
        // A signature over another payload, and one under the wrong header.
        var other = Encoding.ASCII.GetString(Ann.Request(SampleRequests.Payload(SampleRequests.Transfer(6)))).Split('.');
        var mine = Good().Split('.');
        Assert.Equal(RequestFault.BadSignature, FaultOf($"{mine[0]}.{mine[1]}.{other[2]}"));
        Assert.Equal(RequestFault.BadSignature, FaultOf($"{mine[0]}.{other[1]}.{mine[2]}"));
        var bobOverHisOwn = two[0] + "~" + two[1].Split('.')[0] + "." + mine[2];
        Assert.Equal(RequestFault.BadSignature, FaultOf(bobOverHisOwn));
    }

    [Fact]
    public void SixteenSignersAreTheMost()
    {
        var others = Enumerable.Range(200, 15).Select(i => new TestKey(i)).ToArray();
        Assert.Equal(RequestFault.None, FaultOf(Good(others)));
        Assert.Equal(RequestFault.Payload, FaultOf(Good([.. others, Bob])));
        Assert.Equal(RequestFault.Payload, Fault(Ann.Request(SampleRequests.Payload(SampleRequests.Transfer()) with { By = [] })));
        Assert.Equal(RequestFault.Payload, Fault(Ann.Request(SampleRequests.Payload(SampleRequests.Transfer(), Ann), Ann)));
    }

    [Fact]
    public void WrongGroupTooLargeTooCostlyAndBadIds()
    {
        Assert.Equal(RequestFault.WrongGroup, RequestParser.Parse(Encoding.ASCII.GetBytes(Good()), Digest.Of("other"u8), _keys).Fault);
        Assert.Equal(RequestFault.TooLarge, Fault(new byte[RequestLimits.MaxWireBytes + 1]));
        Assert.Equal(RequestFault.TooLarge, RequestParser.Parse(new byte[RequestLimits.MaxWireBytes + 1].AsSpan(), SampleRequests.Group, _keys).Fault);
        var legs = Enumerable.Repeat(new TransferLeg("a", "b", 1, null), RequestLimits.MaxLegs);
        var costly = new Transaction([.. Enumerable.Repeat<Operation>(new AtomicTransfer([.. legs]), 16)]);
        Assert.Equal(RequestFault.TooCostly, Fault(Ann.Request(SampleRequests.Payload(costly))));
        foreach (var id in new[] { "", "A", "a b", "a/b", "ä", new string('a', 129) })
        {
            Assert.NotEqual(RequestFault.None, Fault(Ann.Request(SampleRequests.Payload(new Get(id)))));
        }
        Assert.Equal(RequestFault.BadId, Fault(Ann.Request(SampleRequests.Payload(new Get("A")))));
        Assert.Equal(RequestFault.None, Fault(Ann.Request(SampleRequests.Payload(new Get(new string('a', 128))))));
    }

    public static TheoryData<string> LaxTexts => ["=", "==", "%", " ", "\n", "+", "/", "\0", "é"];

    [Theory]
    [MemberData(nameof(LaxTexts))]
    public void LaxBase64UrlIsRefusedInEveryPart(string lax)
    {
        var parts = Good().Split('.');
        for (var part = 0; part < 3; part++)
        {
            foreach (var changed in new[] { parts[part] + lax, lax + parts[part], parts[part][..4] + lax + parts[part][4..], parts[part][..^1] + lax })
            {
                var copy = (string[])parts.Clone();
                copy[part] = changed;
                Assert.NotEqual(RequestFault.None, FaultOf(string.Join('.', copy)));
            }
        }
    }

    [Fact]
    public void SpareBitsAreZeroInEveryPart()
    {
        const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        var parts = Good().Split('.');
        for (var part = 0; part < 3; part++)
        {
            if (parts[part].Length % 4 == 0)
            {
                continue;
            }
            var copy = (string[])parts.Clone();
            copy[part] = parts[part][..^1] + Alphabet[Alphabet.IndexOf(parts[part][^1], StringComparison.Ordinal) | 1];
            Assert.NotEqual(parts[part], copy[part]);
            Assert.NotEqual(RequestFault.None, FaultOf(string.Join('.', copy)));
        }
    }

    [Fact]
    public void TheEnvelopeHasExactlyItsParts()
    {
        var good = Good();
        string[] bad = ["", ".", "..", "~", good + "~", "~" + good, good + ".", good + "~" + good, good.Replace('.', '~'), good[..^1], good + "A", good.Split('.')[0]];
        Assert.All(bad, wire => Assert.NotEqual(RequestFault.None, FaultOf(wire)));
        for (var length = 0; length < good.Length; length++)
        {
            Assert.NotEqual(RequestFault.None, FaultOf(good[..length]));
        }
    }

    public static TheoryData<string, string> Headers => new()
    {
        { "ES256", "ES384" },
        { "ES256", "none" },
        { "ES256", "" },
        { "ES256", "es256" },
        { "ES256", "ES512" },
        { "ES256", "HS256" },
        { "ES256", "EdDSA" },
        { "\"alg\":\"ES256\",", "" },
        { "\"alg\":\"ES256\"", "\"alg\":null" },
        { "\"alg\":\"ES256\"", "\"alg\":[\"ES256\"]" },
        { "\"alg\":\"ES256\"", "\"alg\":\"none\",\"alg\":\"ES256\"" },
        { "P-256", "P-384" },
        { "P-256", "" },
        { "P-256", "secp256k1" },
        { "\"typ\":\"scew-request+jws\"", "\"typ\":\"\"" },
        { "\"typ\":\"scew-request+jws\"", "\"crit\":[],\"typ\":\"scew-request+jws\"" },
        { ",\"typ\":\"scew-request+jws\"", "" },
        { "scew-request+jws", "scew-payment+jws" },
        { "\"kty\":\"EC\"", "\"kty\":\"OK\"" },
        { "\"alg\":", "\"Alg\":" },
        { "}}", "} " },
    };

    [Theory]
    [Trait("row", "F21")]
    [MemberData(nameof(Headers))]
    public void AnyOtherHeaderIsRefused(string from, string to)
    {
        var header = Encoding.ASCII.GetString(RequestHeader.Encode(Ann.Public));
        var json = new byte[header.Length * 3 / 4];
        Assert.True(Base64Url.TryDecode(header, json, out _));
        var text = Encoding.ASCII.GetString(json);
        var changed = from == "}}" ? text[..^1] + " " : text.Replace(from, to, StringComparison.Ordinal);
        Assert.NotEqual(text, changed);
        var payload = PayloadCodec.Encode(SampleRequests.Payload(SampleRequests.Transfer()));
        var input = Base64Url.Encode(Encoding.ASCII.GetBytes(changed)) + "." + Base64Url.Encode(payload);
        Assert.Equal(RequestFault.Header, FaultOf(input + "." + Base64Url.Encode(Ann.Sign(Encoding.ASCII.GetBytes(input)))));
    }

    [Fact]
    public void AHeaderWithAKeyOutOfRangeIsRefused()
    {
        var json = Encoding.ASCII.GetString(Decode(Encoding.ASCII.GetString(RequestHeader.Encode(Ann.Public))));
        var changed = json.Replace(Base64Url.Encode(Ann.Public.X), Base64Url.Encode(P256.FieldPrime), StringComparison.Ordinal);
        Assert.Null(RequestHeader.Decode(Encoding.ASCII.GetBytes(Base64Url.Encode(Encoding.ASCII.GetBytes(changed)))));
        Assert.NotNull(RequestHeader.Decode(RequestHeader.Encode(Ann.Public)));
    }

    [Fact]
    public void TheSeparateStepsAgree()
    {
        var wire = Encoding.ASCII.GetBytes(Good());
        var shape = RequestParser.Shape(wire, SampleRequests.Group);
        var parsed = RequestParser.Verify(shape.Request!, _keys);
        Assert.Equal(shape.Request!.Id, parsed.Request!.Id);
        Assert.Equal("ok", parsed.Code);
        Assert.Equal("malformed", RequestParser.Shape("x"u8.ToArray(), SampleRequests.Group).Code);
        Assert.NotEmpty(RequestParser.Shape("x"u8.ToArray(), SampleRequests.Group).Message);
        Assert.NotEmpty(parsed.Message);
    }

    private static byte[] Decode(string text)
    {
        var bytes = new byte[text.Length * 3 / 4];
        Assert.True(Base64Url.TryDecode(text, bytes, out _));
        return bytes;
    }
}
