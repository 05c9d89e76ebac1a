using System.Text;
using Scew.Protocol.Requests;

namespace Scew.Protocol.Tests.Requests;

/// <summary>Payloads with operations on encrypted integers that differ in one place from an accepted one. All are malformed.</summary>
internal static class RefusedVariables
{
    private static readonly string Envelope = $"\"envelope\":\"{Base64Url.Encode(SampleVariables.Envelope)}\",";
    private static readonly string Token = Base64Url.Encode(SampleVariables.Token);
    private static readonly string[] Accounts = [.. Enumerable.Range(0, 17).Select(i => $"\"{Digest.Of([(byte)i])}\"")];

    public static string PayloadOf(string sample) => Encoding.UTF8.GetString(PayloadCodec.Encode(SampleRequests.Payload(SampleVariables.All().Single(one => one.Name == sample).Operation)));

    public static IEnumerable<(string Name, string Payload)> All() => Types().Concat(Lists()).Concat(Values()).Concat(Envelopes());

    public static string Writers(int count) => Changed("create-ordered", "\"type\":\"create\"", $"\"type\":\"create\",\"writers\":[{string.Join(',', Accounts[..count])}]");

    public static string Ids(int count) => Changed("range-additive", "\"a:one\",\"b:two\"", string.Join(',', Enumerable.Range(0, count).Select(i => $"\"v{i}\"")));

    public static string Items(int count)
    {
        var items = string.Join(',', Enumerable.Range(0, count).Select(i => $$"""{"high":"{{Token}}","id":"v{{i}}","low":"{{Token}}"}"""));
        var payload = PayloadOf("range-ordered");
        return payload[..(payload.IndexOf('[', payload.IndexOf("items", StringComparison.Ordinal)) + 1)] + items + payload[payload.LastIndexOf(']')..];
    }

    private static IEnumerable<(string, string)> Types()
    {
        yield return ("sum-of-ordered-with-addend", Changed("sum-additive", "homo-add-int", "homo-ope-int"));
        yield return ("sum-of-additive-without-addend", Changed("sum-ordered", "homo-ope-int", "homo-add-int"));
        yield return ("compare-additive-with-token", Changed("compare-ordered", "homo-ope-int", "homo-add-int"));
        yield return ("compare-ordered-with-bits", Changed("compare-additive", "homo-add-int", "homo-ope-int"));
        yield return ("range-ordered-with-ids", Changed("range-additive", "homo-add-int", "homo-ope-int"));
        yield return ("range-additive-with-items", Changed("range-ordered", "homo-ope-int", "homo-add-int"));
        yield return ("wallet-with-record", Changed("create-ordered", "homo-ope-int", "wallet"));
        yield return ("no-contract", Changed("set-ordered", "\"contract\":\"homo-ope-int\",", ""));
        yield return ("unknown-contract", Changed("get-ordered", "homo-ope-int", "homo-mul-int"));
        yield return ("transfer-with-contract", Changed("conditional-update-ordered", "\"amount\":\"5\"", "\"amount\":\"5\",\"contract\":\"homo-ope-int\""));
        yield return ("key-with-contract", Changed("key.publish", "\"as\":0", "\"as\":0,\"contract\":\"wallet\""));
        yield return ("version-outside-rekey", Changed("set-ordered", "\"type\":\"set\"", "\"type\":\"set\",\"version\":1"));
        yield return ("get-as-update", Changed("conditional-update-sum", "\"key\":\"a:savings.k2\",\"type\":\"sum\"", "\"type\":\"get\""));
        yield return ("range-as-condition", Changed("conditional-update-additive", "\"bits\":3072,\"contract\":\"homo-add-int\",\"id\":\"a:savings\",\"type\":\"compare\"", "\"bits\":3072,\"contract\":\"homo-add-int\",\"ids\":[\"a\"],\"type\":\"get\""));
    }

    private static IEnumerable<(string, string)> Lists()
    {
        yield return ("empty-writers", Writers(0));
        yield return ("seventeen-writers", Writers(17));
        yield return ("empty-readers", Changed("create-ordered", "\"record\"", "\"readers\":[],\"record\""));
        yield return ("repeated-reader", Changed("rekey-additive", $"\"readers\":[\"{SampleVariables.Bob}\"]", $"\"readers\":[\"{SampleVariables.Bob}\",\"{SampleVariables.Bob}\"]"));
        yield return ("repeated-writers-member", Changed("rekey-ordered", "\"writers\":", $"\"writers\":[\"{SampleVariables.Bob}\"],\"writers\":"));
        yield return ("no-ids", Ids(0));
        yield return ("101-ids", Ids(101));
        yield return ("repeated-id", Changed("range-additive", "\"b:two\"", "\"a:one\""));
        yield return ("no-items", Items(0));
        yield return ("101-items", Items(101));
        yield return ("repeated-item", Changed("range-ordered", "\"b:two\"", "\"a:one\""));
        yield return ("item-with-as", Changed("range-ordered", "{\"high\"", "{\"as\":0,\"high\""));
    }

    private static IEnumerable<(string, string)> Values()
    {
        yield return ("bits-1024", Changed("compare-additive", "2048", "1024"));
        yield return ("bits-as-text", Changed("compare-additive", "2048", "\"2048\""));
        yield return ("range-of-4096-bits", Changed("range-additive", "3072", "4096"));
        yield return ("version-above-2^53", Changed("rekey-ordered", "9007199254740991", "9007199254740992"));
        yield return ("no-version", Changed("rekey-additive", ",\"version\":0", ""));
        yield return ("empty-record", Record(0));
        yield return ("record-of-769-bytes", Record(769));
        yield return ("record-with-padding", Changed("set-ordered", Base64Url.Encode(SampleVariables.Record), Base64Url.Encode(SampleVariables.Record) + "="));
        yield return ("record-with-spare-bits", Changed("compare-ordered", Token, Token[..^1] + "B"));
        yield return ("empty-token", Changed("compare-ordered", Token, ""));
        yield return ("token-of-282-bytes", Changed("compare-ordered", Token, Base64Url.Encode(new byte[282])));
        yield return ("empty-bound", Changed("range-ordered", Token, ""));
        yield return ("short-digest", Changed("set-additive", "\"expected\":\"", "\"expected\":\"A"));
        yield return ("empty-proof", Changed("key.create", Base64Url.Encode(SampleVariables.Bytes("proof", RequestLimits.MaxProofBytes)), ""));
        yield return ("published-key-of-64-bytes", Changed("key.publish", Base64Url.Encode(SampleVariables.Point), Base64Url.Encode(SampleVariables.Point.AsSpan(1))));
        yield return ("order", Changed("get-ordered", "\"contract\":\"homo-ope-int\",\"id\":\"a:savings\"", "\"id\":\"a:savings\",\"contract\":\"homo-ope-int\""));
        yield return ("repeated-record", Changed("set-ordered", "\"record\":", "\"record\":\"AA\",\"record\":"));
        yield return ("as-names-nobody", Changed("sum-additive", "\"as\":0", "\"as\":1"));
    }

    private static IEnumerable<(string, string)> Envelopes()
    {
        yield return ("missing-envelope", Changed("sum-ordered", Envelope, ""));
        yield return ("missing-envelope-of-a-condition", Changed("conditional-update-additive", Envelope, ""));
        yield return ("missing-envelope-of-an-update", Changed("conditional-update-sum", Envelope, ""));
        yield return ("missing-envelope-of-a-part", Changed("transaction-delegated", Envelope, ""));
        yield return ("empty-envelope", Changed("sum-ordered", Envelope, "\"envelope\":\"\","));
        yield return ("surplus-envelope", Changed("sum-additive", "\"group\"", Envelope + "\"group\""));
        yield return ("surplus-envelope-of-a-transfer", Encoding.UTF8.GetString(PayloadCodec.Encode(SampleRequests.Payload(SampleRequests.Transfer()) with { Envelope = [1] })));
        yield return ("two-envelopes", Changed("sum-ordered", Envelope, Envelope + Envelope));
        yield return ("envelope-with-padding", Changed("sum-ordered", "\",\"group\"", "=\",\"group\""));
        yield return ("envelope-behind-group", Changed("sum-ordered", Envelope, "").Replace("\"nonce\"", Envelope + "\"nonce\"", StringComparison.Ordinal));
    }

    private static string Record(int count) => Changed("set-ordered", Base64Url.Encode(SampleVariables.Record), Base64Url.Encode(new byte[count]));

    private static string Changed(string sample, string from, string to)
    {
        var payload = PayloadOf(sample);
        var at = payload.IndexOf(from, StringComparison.Ordinal);
        Assert.True(at >= 0, $"{sample} has no {from}");
        return payload[..at] + to + payload[(at + from.Length)..];
    }
}
