using System.Text;
using Scew.Keys;
using Scew.Protocol;
using Scew.Protocol.Api;
using Scew.Protocol.Requests;
using Scew.SystemTests.Support;

namespace Scew.SystemTests.BadRequests;

/// <summary>Bytes that are no request of this group: each is refused with its code, leaves no receipt and changes nothing.</summary>
[Collection(SharedGroup.Name)]
public sealed class BadEnvelopeTests(SharedGroup shared)
{
    private readonly RunningGroup _group = shared.Group;

    [Fact]
    public async Task WrongMissingAndSurplusSignaturesAreRefused()
    {
        var (alice, from) = await _group.NewWalletAsync(10);
        var (bob, to) = await _group.NewWalletAsync(10);
        var good = _group.Sign(new Transfer(from, to, 1, null), alice);
        var payload = RawRequest.PayloadOf(good);
        var both = RawRequest.PayloadOf(_group.Sign(new Transfer(from, to, 1, null), alice, bob));
        var other = RawRequest.Sign(payload.Replace("\"1\"", "\"2\"", StringComparison.Ordinal), alice);
        var text = Encoding.ASCII.GetString(good.Wire.Span);
        var swapped = text[..(text.LastIndexOf('.') + 1)] + Encoding.ASCII.GetString(other)[(Encoding.ASCII.GetString(other).LastIndexOf('.') + 1)..];

        await RefusedAsync(Codes.BadSignature, Encoding.ASCII.GetBytes(swapped));
        await RefusedAsync(Codes.BadSignature, RawRequest.Sign(payload, bob));
        await RefusedAsync(Codes.BadSignature, RawRequest.Sign(both, alice));
        await RefusedAsync(Codes.BadSignature, RawRequest.Sign(both, bob, alice));
        await RefusedAsync(Codes.BadSignature, RawRequest.Sign(payload, alice, bob));
        await RefusedAsync(Codes.Malformed, Encoding.ASCII.GetBytes(text[..text.LastIndexOf('.')]));
        await UnchangedAsync(good.Id, from, to);

        // The refused variants share the good request's id; they must not stand in its way.
        Assert.Equal(Codes.Ok, (await _group.SettleAsync(good)).Code);
    }

    [Fact]
    public async Task WrongGroupExpiredAndTooFarAheadAreRefused()
    {
        var (alice, from) = await _group.NewWalletAsync(10);
        var (_, to) = await _group.NewWalletAsync(10);
        var transfer = new Transfer(from, to, 1, null);
        var foreign = RequestSigner.Sign(Digest.Of("another group"u8), transfer, RunningGroup.Now + 60_000, alice).Request!;
        var expired = _group.Sign(transfer, RunningGroup.Now - 1, alice);
        var early = _group.Sign(transfer, RunningGroup.Now + 3_600_000, alice);

        await RefusedAsync(Codes.WrongGroup, foreign.Wire);
        await RefusedAsync(Codes.Expired, expired.Wire);
        await RefusedAsync(Codes.NotYetValid, early.Wire);
        await UnchangedAsync(foreign.Id, from, to);
        await UnchangedAsync(expired.Id, from, to);
        await UnchangedAsync(early.Id, from, to);
    }

    [Fact]
    public async Task PayloadsThatAreNotCanonicalAreRefused()
    {
        var (alice, from) = await _group.NewWalletAsync(10);
        var (_, to) = await _group.NewWalletAsync(10);
        var good = RawRequest.PayloadOf(_group.Sign(new Transfer(from, to, 1, null), alice));
        var deep = new string('[', 5000) + new string(']', 5000);
        string[] spoiled =
        [
            good + " ",
            " " + good,
            good.Replace("\":", "\": ", StringComparison.Ordinal),
            good.Replace("\"amount\":\"1\"", "\"amount\":1", StringComparison.Ordinal),
            good.Replace("\"amount\":\"1\"", "\"amount\":\"01\"", StringComparison.Ordinal),
            good.Replace("\"amount\":\"1\"", "\"amount\":\"-0\"", StringComparison.Ordinal),
            good.Replace("\"amount\":\"1\"", "\"amount\":\"1.0\"", StringComparison.Ordinal),
            good.Replace("\"amount\":\"1\"", "\"amount\":\"9223372036854775808\"", StringComparison.Ordinal),
            good.Replace("\"amount\":\"1\"", "\"amount\":\"" + new string('9', 400) + "\"", StringComparison.Ordinal),
            good.Replace("\"amount\":\"1\"", "\"amount\":\"1\",\"amount\":\"1\"", StringComparison.Ordinal),
            good.Replace("\"amount\":\"1\"", "\"amount\":\"1\",\"extra\":\"1\"", StringComparison.Ordinal),
            good.Replace("\"amount\":\"1\"", "\"amount\":" + deep, StringComparison.Ordinal),
            good.Replace("\"type\":\"transfer\"", "\"type\":\"steal\"", StringComparison.Ordinal),
            good.Replace("\"type\":\"transfer\"", "\"type\":\"\\u0074ransfer\"", StringComparison.Ordinal),
            good.Replace("\"by\":[", "\"by\":[\"" + alice.Account + "\",", StringComparison.Ordinal),
            "{}",
            "null",
            "",
        ];

        foreach (var payload in spoiled)
        {
            Assert.NotEqual(good, payload);
            var answer = await _group.PostAsync(RawRequest.Sign(payload, alice));
            Assert.True(answer.Status == 400, payload);
            answer.IsProblem(Codes.Malformed);
        }
        await RefusedAsync(Codes.Malformed, RawRequest.Sign([0xff, 0xfe, .. Encoding.UTF8.GetBytes(good)], alice));
        await UnchangedAsync(null, from, to);
    }

    [Fact]
    public async Task LaxBase64AndGarbageAreRefused()
    {
        var (alice, from) = await _group.NewWalletAsync(10);
        var (_, to) = await _group.NewWalletAsync(10);
        var good = _group.Sign(new Transfer(from, to, 1, null), alice);
        var text = Encoding.ASCII.GetString(good.Wire.Span);
        var dot = text.IndexOf('.', StringComparison.Ordinal);
        string[] spoiled =
        [
            text + "=",
            text + "==",
            text + "\n",
            " " + text,
            text.Insert(dot + 10, " "),
            text.Insert(dot + 10, "+"),
            text + "~" + text,
            text + ".",
            "." + text,
            text[1..],
            // 64 bytes leave two spare bits in the last character.
            text[..^1] + Spare(text[^1]),
            "garbage",
            "..",
            "~",
            "",
        ];

        foreach (var wire in spoiled)
        {
            var answer = await _group.PostAsync(Encoding.ASCII.GetBytes(wire));
            Assert.True(answer.Status == 400, wire);
            answer.IsProblem(Codes.Malformed);
        }
        await RefusedAsync(Codes.Malformed, new byte[1000]);
        await UnchangedAsync(good.Id, from, to);
    }

    [Fact]
    public async Task OversizedBodiesAreRefused()
    {
        await RefusedAsync(Codes.TooLarge, new byte[RequestLimits.MaxWireBytes + 1]);
        await RefusedAsync(Codes.TooLarge, new byte[200_000]);
    }

    private static char Spare(char last)
    {
        const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        return Alphabet[Alphabet.IndexOf(last, StringComparison.Ordinal) ^ 1];
    }

    private async Task RefusedAsync(string code, ReadOnlyMemory<byte> wire)
    {
        (await _group.PostAsync(wire, 0)).IsProblem(code);
        (await _group.PostAsync(wire, 2)).IsProblem(code);
    }

    private async Task UnchangedAsync(Digest? id, string from, string to)
    {
        if (id is { } request)
        {
            (await _group.GetAsync("/v1/receipts/" + request)).IsProblem(Codes.NotFound);
        }
        Assert.Equal(10, await _group.BalanceAsync(from));
        Assert.Equal(10, await _group.BalanceAsync(to));
    }
}
