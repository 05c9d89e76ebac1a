using System.Buffers.Binary;
using System.Text;
using Scew.Protocol.Codec;
using Scew.Protocol.Groups;
using Scew.Protocol.Messages;
using Scew.Protocol.Ordering;
using Scew.Protocol.Receipts;
using Scew.Protocol.Requests;
using Scew.Protocol.Tests.Groups;
using Scew.Protocol.Tests.Messages;
using Scew.Protocol.Tests.Requests;

namespace Scew.Protocol.Tests.Fuzz;

/// <summary>F2 and F10: inputs that announce, nest or repeat more than they carry.</summary>
public sealed class HostileSizeTests
{
    private const int RefusalBytes = 64 * 1024;

    private static readonly string Payload = Encoding.UTF8.GetString(PayloadCodec.Encode(SampleRequests.Payload(SampleRequests.Transfer())));

    public static TheoryData<string> Binary => [.. Decoders.All.Where(decoder => !decoder.IsText).Select(decoder => decoder.Name)];

    // Whatever stands at a place of a valid input, a length there of 2^31-1, 10^6 or more than is left makes nobody allocate it.
    [Theory]
    [MemberData(nameof(Binary))]
    [Trait("row", "F2")]
    public void AHugeLengthAnywhereIsRefusedBeforeItIsAllocated(string name)
    {
        var decoder = Decoders.Named(name);
        var random = new Prng(3);
        foreach (var seed in decoder.Seeds.Concat(Enumerable.Range(0, 8).Select(_ => decoder.Random!(random))))
        {
            for (var at = 0; at + sizeof(int) <= seed.Length; at++)
            {
                foreach (var length in new[] { int.MaxValue, -1, int.MinValue, 1_000_000, MessageCodec.MaxItems, MessageCodec.MaxBytes, seed.Length })
                {
                    var input = (byte[])seed.Clone();
                    BinaryPrimitives.WriteInt32BigEndian(input.AsSpan(at), length);
                    Assert.InRange(Probe.Run(decoder, input).Allocated, 0, RefusalBytes);
                }
            }
        }
    }

    private static Dictionary<string, byte[]> ManyItems()
    {
        byte[] List(byte type, int count, byte[] item, int written) => [type, .. Number(count), .. Enumerable.Repeat(item, written).SelectMany(i => i)];
        byte[] one = [0, 0, 0, 1, 7];
        var block = new CodecWriter();
        SampleMessages.Block().Encode(block);
        var header = block.ToArray().AsSpan(0, BlockHeader.SizeBytes).ToArray();
        byte[] emptyCertificate = [2, .. new byte[8], 0];
        return new Dictionary<string, byte[]>
        {
            { "a million empty bodies", List(9, 1_000_000, new byte[4], 1_000_000) },
            { "the most empty bodies", List(9, MessageCodec.MaxItems, new byte[4], MessageCodec.MaxItems) },
            { "the most tiny bodies", List(9, MessageCodec.MaxItems, one, MessageCodec.MaxItems) },
            { "a million ids", List(8, 1_000_000, new byte[4], 1_000_000) },
            { "an offer of nothing with tiny bodies", [10, 0, 0, 0, 0, .. List(0, MessageCodec.MaxItems, one, MessageCodec.MaxItems)[1..]] },
            { "a million verdicts", List(11, 1_000_000, new byte[4], 1_000_000) },
            { "a million blocks", List(14, 1_000_000, new byte[4], 1_000_000) },
            { "a chain of headers", List(14, MessageCodec.MaxBlocks, header, MessageCodec.MaxBlocks) },
            { "a block with nullifications that nobody signed", [7, .. header, .. Number(0), 0, .. Number(8192), .. Enumerable.Repeat(emptyCertificate, 8192).SelectMany(c => c)] },
            { "a block with a million ids", [7, .. header, .. Number(1_000_000), .. new byte[1_000_000]] },
            { "a chain of more bodies than a block may have", [14, .. Number(1), .. header, .. Number(0), 0, .. Number(0), .. SignedNullification(), .. Number(1), .. Number(MessageCodec.MaxItems + 1)] },
            { "zeros", new byte[MessageCodec.MaxBytes] },
        };
    }

    [Fact]
    [Trait("row", "F2")]
    public void ListsOfNothingAreRefused()
    {
        foreach (var (what, message) in ManyItems())
        {
            Assert.Null(MessageCodec.Decode(message, SampleMessages.Genesis));
            var before = GC.GetAllocatedBytesForCurrentThread();
            Assert.Null(MessageCodec.Decode(message, SampleMessages.Genesis));
            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(allocated <= RefusalBytes + message.Length, $"{what}: {allocated} bytes for {message.Length}");
        }
    }

    /// <summary>The largest accepted or nearly accepted messages of the smallest parts.</summary>
    private static Dictionary<string, byte[]> LargestOfSmallest()
    {
        var hash = SampleMessages.Hash;
        var signed = new Certificate(Statement.Nullify(1), [new MemberSignature(0, new byte[64])]);
        Block Of(Digest[] ids, int nullifications) => Block.Create(
            SampleMessages.Genesis, 0, 1, 1, hash, 1, [.. ids], new Justification(null, [.. Enumerable.Repeat(signed, nullifications)]));
        var ids = Enumerable.Repeat(hash, MessageCodec.MaxItems).ToArray();
        var body = new byte[MessageCodec.MinBodyBytes];
        return new Dictionary<string, byte[]>
        {
            { "nullifications of one signature", MessageCodec.Encode(new BlockAnswer(Of([], Justification.MaxNullifications), [])) },
            { "ids", MessageCodec.Encode(new BlockAnswer(Of(ids, 0), [])) },
            { "bodies", MessageCodec.Encode(new RequestAnswer([.. Enumerable.Repeat(body, MessageCodec.MaxItems)])) },
            { "verdicts", MessageCodec.Encode(new OfferAnswer([.. Enumerable.Repeat(new OfferVerdict(hash, OfferStatus.Pooled, 0), MessageCodec.MaxItems)])) },
            { "empty blocks", MessageCodec.Encode(new ChainAnswer([.. Enumerable.Repeat(Of([], 0), MessageCodec.MaxBlocks)], signed, [])) },
            { "bodies of a chain", MessageCodec.Encode(new ChainAnswer(
                [.. Enumerable.Repeat(Of([], 0), 200)], signed, [.. Enumerable.Repeat<System.Collections.Immutable.ImmutableArray<byte[]>>([.. Enumerable.Repeat(body, 80)], 200)])) },
        };
    }

    [Fact]
    [Trait("row", "F1")]
    [Trait("row", "F2")]
    public void TheLargestOfTheSmallestTakesFourTimesItsBytesAtMost()
    {
        foreach (var (what, message) in LargestOfSmallest())
        {
            var decoder = Decoders.Named("message-" + MessageCodec.Decode(message, SampleMessages.Genesis)!.GetType().Name);
            Assert.True(Probe.Run(decoder, message).Accepted, what);
        }
    }

    public static TheoryData<string, string> Repeated => new()
    {
        { "legs", """{"legs":[*],"type":"atomic-transfer"}|{"amount":"0","from":"a","to":"b"}""" },
        { "operations", """{"operations":[*],"type":"transaction"}|{"id":"a","type":"get"}""" },
        { "legs of operations", """{"operations":[*],"type":"transaction"}|{"legs":[{"amount":"0","from":"a","to":"b"},{"amount":"0","from":"a","to":"b"}],"type":"atomic-transfer"}""" },
        { "inputs", """{"operations":[*],"type":"transaction"}|{"id":"a","input":{"a":{"none":true},"b":{"none":true},"c":{"none":true},"d":{"none":true},"e":{"none":true}},"transition":"a","type":"asset.transition"}""" },
        { "texts", """{"operations":[*],"type":"transaction"}|{"id":"a","input":{"a":{"text":"#"}},"transition":"a","type":"asset.transition"}""" },
        { "ids", """{"operations":[*],"type":"transaction"}|{"high":"0","ids":["a","a","a","a","a","a","a","a","a","a","a","a","a","a","a","a","a","a","a","a","a"],"low":"0","type":"get"}""" },
        { "owners", """{"operations":[*],"type":"transaction"}|{"amount":"0","from":"a","to":"b","toOwner":"@","type":"transfer"}""" },
        { "ranges of two", """{"operations":[*],"type":"transaction"}|{"bits":2048,"contract":"homo-add-int","ids":["a","b"],"type":"get"}""" },
        { "ranges of ids", """{"operations":[*],"type":"transaction"}|{"bits":2048,"contract":"homo-add-int","ids":["a","b","c","d","e","f","g","h","i","j","k","l","m","n","o","p"],"type":"get"}""" },
        { "items", """{"operations":[*],"type":"transaction"}|{"contract":"homo-ope-int","items":[{"high":"AA","id":"a","low":"AA"},{"high":"AA","id":"b","low":"AA"}],"type":"get"}""" },
        { "items of one range", """{"contract":"homo-ope-int","items":[*],"type":"get"}|{"high":"AA","id":"a","low":"AA"}""" },
        { "writers", """{"operations":[*],"type":"transaction"}|{"contract":"homo-ope-int","id":"a","key":"a","record":"AA","type":"create","writers":["@"]}""" },
        { "records", """{"operations":[*],"type":"transaction"}|{"contract":"homo-ope-int","id":"a","key":"a","record":"AA","type":"set"}""" },
        { "records again", """{*"id":"a","type":"get"}|"record":"AAAA",""" },
        { "items again", """{*"id":"a","type":"get"}|"items":[{"high":"AA","id":"a","low":"AA"}],""" },
        { "digests again", """{*"id":"a","type":"get"}|"expected":"@",""" },
        { "machines", """{"operations":[*],"type":"transaction"}|{"text":"a","type":"machine.deploy"}""" },
        { "escapes", """{"operations":[*],"type":"transaction"}|{"text":"\u0001\\\"","type":"machine.deploy"}""" },
        { "operations again", """*{"id":"a","type":"get"}|{"text":"a","type":"machine.deploy"},"op":""" },
        { "members again", """{*"id":"a","type":"get"}|"id":"a",""" },
        { "lists again", """{*"id":"a","type":"get"}|"legs":[{"amount":"0","from":"a","to":"b"}],""" },
        { "inputs again", """{*"id":"a","type":"get"}|"input":{"a":{"none":true}},""" },
    };

    [Theory]
    [MemberData(nameof(Repeated))]
    [Trait("row", "F2")]
    public void RequestsOfManySmallPartsTakeTenTimesTheirBytesAtMost(string what, string pattern)
    {
        var (frame, part) = (pattern.Split('|')[0], pattern.Split('|')[1].Replace("#", new string('x', 1000), StringComparison.Ordinal).Replace("@", Digest.Zero.ToString(), StringComparison.Ordinal));
        var separator = part[^1] is ',' or ':' ? "" : ",";
        foreach (var count in new[] { 1, 16, 64, 100, 256, 48_000 / part.Length, 144_000 / part.Length })
        {
            var operation = frame.Replace("*", string.Join(separator, Enumerable.Repeat(part, count)), StringComparison.Ordinal);
            var payload = Encoding.UTF8.GetBytes(Replaced(operation));
            Probe.Run(Decoders.Named("payload"), payload);
            Probe.Run(Decoders.Named("payload"), Encoding.UTF8.GetBytes(Replaced(operation).Replace("\"group\"", "\"envelope\":\"AA\",\"group\"", StringComparison.Ordinal)));
            var wire = SampleRequests.Ann.Wire(payload);
            Assert.True(wire.Length > RequestLimits.MaxWireBytes || Probe.Run(Decoders.Named("request"), wire).Allocated > 0, what);
        }
    }

    private static string Replaced(string operation)
    {
        var at = Payload.IndexOf("\"op\":", StringComparison.Ordinal) + 5;
        return Payload[..at] + operation + Payload[Payload.IndexOf(",\"validUntil", StringComparison.Ordinal)..];
    }

    public static TheoryData<string, string> Nested => new()
    {
        { "arrays", "[" },
        { "objects", "{\"a\":" },
        { "legs", "{\"legs\":[" },
        { "operations", "{\"operations\":[" },
        { "updates", "{\"updates\":[" },
        { "conditions", "{\"condition\":" },
        { "inputs", "{\"input\":{\"a\":" },
        { "ids", "{\"ids\":[" },
        { "items", "{\"items\":[" },
        { "items of items", "{\"items\":[{\"items\":[" },
        { "writers", "{\"writers\":[" },
        { "records", "{\"record\":{" },
    };

    // A thread with little stack: a reader that recurses as deep as its input says would end the process.
    [Theory]
    [MemberData(nameof(Nested))]
    [Trait("row", "F2")]
    public void DeepNestingIsRefusedOnASmallStack(string what, string opening)
    {
        var deep = string.Concat(Enumerable.Repeat(opening, 100_000));
        string[] texts =
        [
            deep, Replaced(deep), Replaced("{\"legs\":[" + deep), "{\"int\":" + deep, "{\"attestations\":" + deep, "{\"consents\":" + deep, "{\"dev\":" + deep, "{\"block\":" + deep,
            Encoding.UTF8.GetString(SampleGroup.Document.Encode()).Replace("\"name\":", "\"name\":" + deep, StringComparison.Ordinal),
            Encoding.UTF8.GetString(Receipts.SampleReceipt.Create().Encode()).Replace("\"result\":", "\"result\":" + deep, StringComparison.Ordinal),
        ];
        var refused = 0;
        var thread = new Thread(
            () =>
            {
                foreach (var bytes in texts.Select(Encoding.UTF8.GetBytes))
                {
                    foreach (var cut in new[] { bytes, bytes.AsSpan(0, Math.Min(bytes.Length, 47_000)).ToArray() })
                    {
                        Assert.Null(PayloadCodec.Decode(cut));
                        Assert.Null(PayloadCodec.DecodeOperation(cut));
                        Assert.Null(MachineValueJson.Parse(cut));
                        Assert.Null(Receipt.Parse(cut));
                        Assert.Null(CertifiedRegister.Parse(cut));
                        Assert.Null(HeadAnswer.Parse(cut));
                        Assert.Null(GenesisDocument.Parse(cut).Document);
                        Assert.Null(GenesisFile.Parse(cut, requireConsents: false).File);
                        refused++;
                    }
                }
            },
            256 * 1024);
        thread.Start();
        thread.Join();
        Assert.True(refused == 2 * texts.Length, what);
    }

    private static string[] Numbers =>
    [
        new('9', 48_000), "1" + new string('0', 1_000_000), "1e10000000", "1E10000000", "1e+9999999999", "0x" + new string('F', 16_384), "-" + new string('9', 48_000), "1." + new string('0', 48_000), new string('0', 48_000),
    ];

    [Fact]
    [Trait("row", "F10")]
    public void HugeNumbersAreRefusedByTheirLength() => Array.ForEach(Numbers, RefusesNumber);

    private static void RefusesNumber(string number)
    {
        var genesis = Encoding.UTF8.GetString(SampleGroup.Document.Encode());
        var receipt = Encoding.UTF8.GetString(Receipts.SampleReceipt.Create().Encode());
        (string Decoder, string Text)[] inputs =
        [
            ("payload", Payload.Replace("\"5\"", $"\"{number}\"", StringComparison.Ordinal)),
            ("payload", Payload.Replace("1790000000000", number, StringComparison.Ordinal)),
            ("payload", Payload.Replace("\"amount\"", $"\"as\":{number},\"amount\"", StringComparison.Ordinal)),
            ("machine-value", $$"""{"int":"{{number}}"}"""),
            ("machine-value", $$"""{"time":{{number}}}"""),
            ("genesis", genesis.Replace("\"windowMs\":", "\"windowMs\":" + number, StringComparison.Ordinal)),
            ("genesis", genesis.Replace("\"limit\":\"", "\"limit\":\"" + number, StringComparison.Ordinal)),
            ("receipt", receipt.Replace("\"height\":", "\"height\":" + number, StringComparison.Ordinal)),
            ("receipt", receipt.Replace("\"index\":", "\"index\":" + number, StringComparison.Ordinal)),
        ];
        foreach (var (name, text) in inputs)
        {
            var input = Encoding.UTF8.GetBytes(text);
            var decoder = Decoders.Named(name);
            Assert.False(Probe.Run(decoder, input).Accepted);
            // A refusal by length reads some of the digits and keeps none of them.
            Assert.InRange(Probe.Run(decoder, input).Allocated, 0, 16 * 1024);
        }
    }

    private static byte[] SignedNullification() => [2, .. new byte[8], 1, .. new byte[66]];

    private static byte[] Number(int value) => [(byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value];
}
