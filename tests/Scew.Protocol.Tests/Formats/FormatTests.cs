using System.Text;
using System.Text.Json;
using Scew.Protocol.Json;
using Scew.Protocol.Requests;
using Scew.Protocol.Tests.Requests;

namespace Scew.Protocol.Tests.Formats;

public sealed class FormatTests
{
    [Fact]
    public void Base64UrlIsOneTextForEveryValue()
    {
        var random = new Random(1);
        for (var length = 0; length < 70; length++)
        {
            var bytes = new byte[length];
            random.NextBytes(bytes);
            var text = Base64Url.Encode(bytes);
            Assert.Equal(Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_'), text);
            Assert.Equal(bytes, Base64Url.Decode(text, length));
            Assert.Null(Base64Url.Decode(text, length + 1));
            var ascii = new byte[text.Length];
            Base64Url.Encode(bytes, ascii);
            Assert.Equal(text, Encoding.ASCII.GetString(ascii));
        }
        foreach (var bad in new[] { "A", "AAAAA", "AB", "AAB", "A=", "AA==", "A A", "A+", "A/", "AA%", "AA\n" })
        {
            Assert.False(Base64Url.TryDecode(bad, new byte[16], out _));
            Assert.False(Base64Url.TryDecode(Encoding.ASCII.GetBytes(bad), new byte[16], out _));
        }
        Assert.False(Base64Url.TryDecode("AAAA", new byte[2], out _));
    }

    [Fact]
    public void EveryTextThatDecodesIsTheOneThatItsBytesEncodeTo()
    {
        var random = new Random(2);
        const string Near = "AQgwz09-_=%+/ \t\n\r.~é";
        for (var i = 0; i < 100_000; i++)
        {
            var text = new char[random.Next(0, 40)];
            for (var at = 0; at < text.Length; at++)
            {
                text[at] = random.Next(20) > 0 ? (char)('a' + random.Next(26)) : Near[random.Next(Near.Length)];
            }
            var bytes = new byte[32];
            var again = new byte[32];
            var decodes = Base64Url.TryDecode(text, bytes, out var written);
            Assert.Equal(decodes, Base64Url.TryDecode(Encoding.Latin1.GetBytes(text), again, out _));
            if (decodes)
            {
                Assert.Equal(new string(text), Base64Url.Encode(bytes.AsSpan(0, written)));
                Assert.Equal(bytes, again);
            }
        }
    }

    [Fact]
    public void EveryCharacterHasItsCanonicalEscape()
    {
        for (var c = 0; c < 0x2100; c++)
        {
            if (char.IsSurrogate((char)c))
            {
                continue;
            }
            var text = Encoding.UTF8.GetString(new JsonWriter().Text(((char)c).ToString()).Written);
            var expected = c switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                8 => "\\b",
                9 => "\\t",
                10 => "\\n",
                12 => "\\f",
                13 => "\\r",
                < 32 => $"\\u{c:x4}",
                _ => ((char)c).ToString(),
            };
            Assert.Equal('"' + expected + '"', text);
            Assert.Equal(((char)c).ToString(), JsonSerializer.Deserialize<string>(text));
            Assert.Equal(new MachineValue.Text(((char)c).ToString()), MachineValueJson.Parse(Encoding.UTF8.GetBytes("{\"text\":" + text + "}")));
        }
    }

    [Fact]
    public void AWrongOrderOrAnUnpairedSurrogateIsOurBug()
    {
        Assert.Throws<InvariantException>(() => new JsonWriter().StartObject().Name("b").Number(1).Name("a"));
        Assert.Throws<InvariantException>(() => new JsonWriter().StartObject().Name("b").Number(1).Name("b"));
        Assert.Throws<InvariantException>(() => new JsonWriter().Number(-1));
        Assert.Throws<InvariantException>(() => new JsonWriter().EndObject());
        Assert.ThrowsAny<ArgumentException>(() => new JsonWriter().Text("\ud800"));
        var json = new JsonWriter().StartObject().Name("a").StartArray().Number(1).Null().Bool(true).EndArray().Name("b").Amount(long.MinValue).EndObject();
        Assert.Equal("""{"a":[1,null,true],"b":"-9223372036854775808"}""", Encoding.UTF8.GetString(json.Written));
    }

    [Fact]
    public void IdsBelongToWhomTheyBegin()
    {
        var prefix = IdRules.OwnPrefix(SampleRequests.Ann.Account);
        Assert.Equal(26, prefix.Length);
        Assert.True(IdRules.IsValid(prefix + ":main"));
        Assert.True(IdRules.IsUnder(prefix + ":main", SampleRequests.Ann.Account));
        Assert.False(IdRules.IsUnder(prefix + ":", SampleRequests.Ann.Account));
        Assert.False(IdRules.IsUnder(prefix + "main", SampleRequests.Ann.Account));
        Assert.False(IdRules.IsUnder(prefix + ":main", SampleRequests.Bob.Account));
        Assert.True(IdRules.MayCreate("points", SampleRequests.Ann.Account, memberOrIssuer: true));
        Assert.False(IdRules.MayCreate("points", SampleRequests.Ann.Account, memberOrIssuer: false));
        Assert.False(IdRules.MayCreate("a:points", SampleRequests.Ann.Account, memberOrIssuer: true));
        // 130 bits of all-ones and of zero, by hand.
        Assert.Equal(new string('7', 26), IdRules.OwnPrefix(new Account(new Digest(Enumerable.Repeat((byte)0xFF, 32).ToArray()))));
        Assert.Equal(new string('a', 26), IdRules.OwnPrefix(default));
        Assert.True(IdRules.IsMachine("builtin/eshare/1"));
        Assert.False(IdRules.IsMachine("builtin eshare"));
        Assert.True(IdRules.IsName("dueBack_2"));
        Assert.False(IdRules.IsName("2nd"));
        Assert.False(IdRules.IsName(""));
    }

    [Fact]
    public void ValidityEndsExactly()
    {
        var window = new ValidityWindow(120, 1000);
        var one = SampleRequests.Payload(SampleRequests.Transfer()) with { ValidUntilMs = 500 };
        var two = one with { By = [SampleRequests.Ann.Account, SampleRequests.Bob.Account] };
        Assert.Equal([Validity.NotYetValid, Validity.Valid, Validity.Valid, Validity.Expired], new long[] { 379, 380, 499, 500 }.Select(time => window.At(time, one)));
        Assert.Equal([Validity.Valid, Validity.Valid, Validity.Expired], new long[] { 0, 499, 500 }.Select(time => window.At(time, two)));
        Assert.Equal(Validity.NotYetValid, new ValidityWindow(120, 120).At(0, JsonWriter.MaxNumber, 1));
    }
}
