using System.Text;
using Scew.Protocol.Requests;

namespace Scew.Protocol.Tests.Requests;

/// <summary>The one rule: a payload is accepted only if encoding it again gives the same bytes.</summary>
public sealed class CanonicalPayloadTests
{
    private static readonly string Good = Encoding.UTF8.GetString(PayloadCodec.Encode(SampleRequests.Payload(SampleRequests.Transfer())));
    private static readonly string Titled = Encoding.UTF8.GetString(PayloadCodec.Encode(SampleRequests.Payload(SampleRequests.All().Single(s => s.Name == "asset.create").Operation)));

    private static bool Accepted(string json) => PayloadCodec.Decode(Encoding.UTF8.GetBytes(json)) is not null;

    public static TheoryData<string, string> Changes => new()
    {
        { ",", ", " },
        { ":", ": " },
        { "{\"by\"", "{ \"by\"" },
        { "\"amount\":\"5\"", "\"amount\":5" },
        { "\"amount\":\"5\"", "\"amount\":\"05\"" },
        { "\"amount\":\"5\"", "\"amount\":\"+5\"" },
        { "\"amount\":\"5\"", "\"amount\":\"-5\"" },
        { "\"amount\":\"5\"", "\"amount\":\"-0\"" },
        { "\"amount\":\"5\"", "\"amount\":\"\"" },
        { "\"amount\":\"5\"", "\"amount\":\"-\"" },
        { "\"amount\":\"5\"", "\"amount\":\"5.0\"" },
        { "\"amount\":\"5\"", "\"amount\":\"5e0\"" },
        { "\"amount\":\"5\"", "\"amount\":\" 5\"" },
        { "\"amount\":\"5\"", "\"amount\":\"9223372036854775808\"" },
        { "\"amount\":\"5\"", "\"amount\":\"18446744073709551621\"" },
        { "\"amount\":\"5\"", "\"amount\":\"5\",\"amount\":\"5\"" },
        { "\"amount\":\"5\"", "\"amount\":\"5\",\"note\":\"x\"" },
        { "\"amount\":\"5\"", "\"amount\":\"5\",\"id\":\"x\"" },
        { "\"amount\":\"5\"", "\"amount\":\"5\",\"as\":1" },
        { "\"amount\":\"5\"", "\"amount\":\"5\",\"as\":16" },
        { "\"amount\":\"5\"", "\"amount\":\"5\",\"as\":0.0" },
        { "\"amount\":\"5\"", "\"amount\":\"5\",\"as\":-0" },
        { "\"amount\":\"5\"", "\"amount\":\"5\",\"as\":null" },
        { "\"amount\":\"5\",", "" },
        { "\"amount\":\"5\",\"from\":\"a:main\"", "\"from\":\"a:main\",\"amount\":\"5\"" },
        { "\"from\":\"a:main\"", "\"from\":\"a\\u003amain\"" },
        { "\"from\":\"a:main\"", "\"from\":\"\\u0061:main\"" },
        { "\"from\"", "\"fr\\u006fm\"" },
        { "\"from\":\"a:main\"", "\"from\":null" },
        { "\"from\":\"a:main\"", "\"from\":[\"a:main\"]" },
        { "\"type\":\"transfer\"", "\"type\":\"Transfer\"" },
        { "\"type\":\"transfer\"", "\"type\":\"pay\"" },
        { ",\"type\":\"transfer\"", "" },
        { "\"validUntil\":1790000000000", "\"validUntil\":1790000000000.0" },
        { "\"validUntil\":1790000000000", "\"validUntil\":1.79e12" },
        { "\"validUntil\":1790000000000", "\"validUntil\":-1" },
        { "\"validUntil\":1790000000000", "\"validUntil\":-0" },
        { "\"validUntil\":1790000000000", "\"validUntil\":01" },
        { "\"validUntil\":1790000000000", "\"validUntil\":9007199254740992" },
        { "\"validUntil\":1790000000000", "\"validUntil\":\"1790000000000\"" },
        { "\"validUntil\":1790000000000", "\"validUntil\":1790000000000,\"validUntil\":1790000000000" },
        { "\"validUntil\":1790000000000", "\"validUntil\":1790000000000,\"zone\":1" },
        { "\"nonce\":\"AAECAwQFBgcICQoLDA0ODw\"", "\"nonce\":\"AAECAwQFBgcICQoLDA0ODx\"" },
        { "\"nonce\":\"AAECAwQFBgcICQoLDA0ODw\"", "\"nonce\":\"AAECAwQFBgcICQoLDA0ODw==\"" },
        { "\"nonce\":\"AAECAwQFBgcICQoLDA0ODw\"", "\"nonce\":\"AAECAwQFBgcICQoLDA0O\"" },
        { "{\"by\":[", "{\"by\":[[" },
        { "}", "},"},
    };

    [Theory]
    [Trait("row", "F4")]
    [MemberData(nameof(Changes))]
    public void EveryOtherSpellingIsRefused(string from, string to)
    {
        Assert.True(Accepted(Good));
        Assert.Contains(from, Good, StringComparison.Ordinal);
        Assert.False(Accepted(Good.Replace(from, to, StringComparison.Ordinal)));
    }

    [Fact]
    [Trait("row", "F4")]
    public void TrailingAndLeadingBytesAreRefused()
    {
        foreach (var extra in new[] { " ", "\n", "\0", "{}", "\uFEFF", "x" })
        {
            Assert.False(Accepted(Good + extra));
            Assert.False(Accepted(extra + Good));
        }
        Assert.False(Accepted("null"));
        Assert.False(Accepted("[]"));
        Assert.False(Accepted("{}"));
    }

    public static TheoryData<string, string> Texts => new()
    {
        { "ö", "\\u00f6" },
        { "\U0001F527", "\\ud83d\\udd27" },
        { "\U0001F527", "\\ud83d" },
        { "\U0001F527", "\\udd27" },
        { "\\n", "\\u000a" },
        { "\\n", "\\u000A" },
        { "\\n", "\n" },
        { "\\u0001", "\\u0001\\u0000".Replace("0000", "000g", StringComparison.Ordinal) },
        { "\\u0001", "\\u001" },
        { "\\u0001", "\\x01" },
        { "\\u0001", "\\/" },
        { "\\\"", "\"" },
        { "\\u0001", "\u0001" },
    };

    [Theory]
    [Trait("row", "F4")]
    [MemberData(nameof(Texts))]
    public void TextHasOneSpelling(string from, string to)
    {
        Assert.True(Accepted(Titled));
        Assert.Contains(from, Titled, StringComparison.Ordinal);
        Assert.False(Accepted(Titled.Replace(from, to, StringComparison.Ordinal)));
    }

    [Fact]
    public void BytesThatAreNoUtf8AreRefused()
    {
        var bytes = Encoding.UTF8.GetBytes(Titled);
        var at = bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes("ö"));
        byte[][] bad = [[0xED, 0xA0, 0x80], [0xC0, 0xAF], [0xFF], [0xC3], [0xF4, 0x90, 0x80, 0x80]];
        foreach (var sequence in bad)
        {
            Assert.Null(PayloadCodec.Decode([.. bytes[..at], .. sequence, .. bytes[(at + 2)..]]));
        }
    }

    [Fact]
    public void TextLengthsCountBytes()
    {
        bool Fits(string text) => Accepted(Titled.Replace("Bohrmaschine", text, StringComparison.Ordinal));
        var rest = Encoding.UTF8.GetByteCount(" \"Größe 3\"\n\u0001\U0001F527");
        Assert.True(Fits(new string('a', RequestLimits.MaxTextBytes - rest)));
        Assert.False(Fits(new string('a', RequestLimits.MaxTextBytes - rest + 1)));
        Assert.False(Fits(new string('ö', RequestLimits.MaxTextBytes / 2)));
    }

    [Fact]
    [Trait("row", "F2")]
    [Trait("row", "F10")]
    public void HugeNumbersAndDeepNestingCostNothing()
    {
        Assert.False(Accepted(Good.Replace("\"5\"", "\"" + new string('9', 60_000) + "\"", StringComparison.Ordinal)));
        Assert.False(Accepted(Good.Replace("1790000000000", new string('9', 60_000), StringComparison.Ordinal)));
        Assert.False(Accepted(Good.Replace("1790000000000", "1e" + new string('9', 9), StringComparison.Ordinal)));
        Assert.False(Accepted(new string('[', 60_000)));
        var op = Good[(Good.IndexOf("\"op\":", StringComparison.Ordinal) + 5)..Good.IndexOf(",\"validUntil", StringComparison.Ordinal)];
        var nested = op;
        for (var depth = 0; depth < 1200; depth++)
        {
            nested = "{\"operations\":[" + nested + "],\"type\":\"transaction\"}";
        }
        Assert.False(Accepted(Good.Replace(op, nested, StringComparison.Ordinal)));
        Assert.True(Accepted(Good.Replace(op, "{\"operations\":[" + op + "],\"type\":\"transaction\"}", StringComparison.Ordinal)));
        Assert.False(Accepted(Good.Replace(op, string.Concat(Enumerable.Repeat("{\"condition\":", 5000)), StringComparison.Ordinal)));
    }

    [Fact]
    public void ListsAreBounded()
    {
        bool Fits(Operation operation) => PayloadCodec.Decode(PayloadCodec.Encode(SampleRequests.Payload(operation))) is not null;
        var transfer = SampleRequests.Transfer();
        var leg = new TransferLeg("a", "b", 1, null);
        Assert.All(new[] { (1, true), (64, true), (65, false), (0, false) }, c => Assert.Equal(c.Item2, Fits(new AtomicTransfer([.. Enumerable.Repeat(leg, c.Item1)]))));
        Assert.All(new[] { (1, true), (100, true), (101, false), (0, false) }, c => Assert.Equal(c.Item2, Fits(new GetRange([.. Enumerable.Repeat("a", c.Item1)], 0, 1))));
        Assert.All(new[] { (1, true), (256, true), (257, false), (0, false) }, c => Assert.Equal(c.Item2, Fits(new Transaction([.. Enumerable.Repeat<Operation>(transfer, c.Item1)]))));
        var condition = new Compare("a", Comparison.Equal, 1);
        Assert.All(
            new[] { (1, true), (64, true), (65, false), (0, false) }, c => Assert.Equal(c.Item2, Fits(new ConditionalUpdate(condition, [.. Enumerable.Repeat<Operation>(transfer, c.Item1)]))));
        Assert.All(new[] { (1, true), (100, true), (101, false), (0, false) }, c => Assert.Equal(c.Item2, Fits(new LedgerPage(null, c.Item1))));
        Assert.False(Fits(new ConditionalUpdate(condition, [new Get("a")])));
        Assert.False(Fits(new Transaction([new Transaction([transfer])])));
        Assert.False(Fits(new Transfer("a", "b", -1, null)));
        Assert.False(Fits(new CreateWallet("a", -1)));
        Assert.False(Fits(new AssetTransition("a", "9lives", System.Collections.Immutable.ImmutableSortedDictionary<string, MachineValue>.Empty)));
        Assert.False(Fits(new AssetCreate("a", "no machine", System.Collections.Immutable.ImmutableSortedDictionary<string, MachineValue>.Empty)));
        Assert.False(Fits(transfer with { As = 1 }));
        Assert.False(Fits(new Transaction([transfer with { As = 1 }])));
    }

    [Fact]
    [Trait("row", "F4")]
    public void WhatIsAcceptedIsWhatWouldBeWritten()
    {
        var random = new Random(11);
        var samples = SampleRequests.All().Select(sample => PayloadCodec.Encode(SampleRequests.Payload(sample.Operation))).ToArray();
        const string Alphabet = "{}[]\",:\\0123456789-+.eEabtu \n";
        var accepted = 0;
        for (var round = 0; round < LongRun.Cases(50_000); round++)
        {
            var bytes = samples[random.Next(samples.Length)].ToList();
            for (var edits = random.Next(1, 4); edits > 0; edits--)
            {
                var at = random.Next(bytes.Count);
                switch (random.Next(3))
                {
                    case 0:
                        bytes[at] = (byte)Alphabet[random.Next(Alphabet.Length)];
                        break;
                    case 1:
                        bytes.RemoveAt(at);
                        break;
                    default:
                        bytes.Insert(at, (byte)random.Next(256));
                        break;
                }
            }
            var changed = bytes.ToArray();
            if (PayloadCodec.Decode(changed) is { } payload)
            {
                accepted++;
                Assert.Equal(changed, PayloadCodec.Encode(payload));
            }
        }
        Assert.True(accepted > 0);
    }
}
