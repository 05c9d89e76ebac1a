using System.Text;
using Scew.Protocol;
using Scew.Protocol.Accounts;
using Scew.Protocol.Requests;
using Scew.Protocol.Tests.Fuzz;
using Scew.Protocol.Tests.Requests;

namespace Scew.WebTests.Proof;

/// <summary>Random requests of every operation: what C# makes the page reads to the same id, and what the page signs C# takes.</summary>
public class DifferentialTests
{
    private static readonly AccountKeyCache Accounts = new();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task The_page_reads_what_merchants_make(int seed)
    {
        var random = new Prng((ulong)seed);
        var payloads = Enumerable.Range(0, 400).Select(_ => Payload(random)).ToList();
        byte[][] wires = [.. payloads.Select(payload => SampleRequests.Ann.Request(payload, SampleRequests.Bob))];
        await using var page = await ProofPage.OpenAsync();
        var answers = await page.CallAsync<Reading[]>(ProofPage.Checks, "readAll", SampleRequests.Group.ToString(), wires.Select(Encoding.ASCII.GetString));
        for (var i = 0; i < wires.Length; i++)
        {
            var parsed = RequestParser.Parse(wires[i], SampleRequests.Group, Accounts);
            Assert.Equal(parsed.Fault.ToString(), answers[i].Fault);
            if (parsed.Request is { } request)
            {
                Assert.Equal((request.Id.ToString(), request.Cost), (answers[i].Id, answers[i].Cost));
                Assert.Equal(PayloadCodec.Encode(request.Payload), answers[i].Payload);
                Assert.Empty(answers[i].Unknown);
                Assert.True(answers[i].Lines >= 5);
            }
        }
        Assert.True(answers.Count(answer => answer.Fault == "None") > 300);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Changed_requests_are_refused_for_the_same_reason(int seed)
    {
        var random = new Prng((ulong)seed);
        var good = Enumerable.Range(0, 60).Select(_ => SampleRequests.Ann.Request(Payload(random), SampleRequests.Bob)).ToArray();
        byte[][] wires = [.. Enumerable.Range(0, 1200).Select(i => i % 2 == 0 ? Change(random, good) : ChangePayload(random, good))];
        await using var page = await ProofPage.OpenAsync();
        var answers = await page.CallAsync<Reading[]>(ProofPage.Checks, "readAll", SampleRequests.Group.ToString(), wires);
        for (var i = 0; i < wires.Length; i++)
        {
            var parsed = RequestParser.Parse(wires[i], SampleRequests.Group, Accounts);
            Assert.True(parsed.Fault.ToString() == answers[i].Fault, $"{parsed.Fault} and {answers[i].Fault}: {Encoding.Latin1.GetString(wires[i])}");
            Assert.Equal(parsed.Request?.Id.ToString() ?? "", answers[i].Id);
        }
        Assert.True(answers.Select(answer => answer.Fault).Distinct().Count() >= 6);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(6)]
    public async Task Merchants_take_what_the_page_signs(int seed)
    {
        var random = new Prng((ulong)seed);
        var items = Enumerable.Range(0, 200).Select(_ =>
        {
            var payload = Payload(random);
            return new
            {
                Op = Encoding.UTF8.GetString(PayloadCodec.EncodeOperation(payload.Operation)),
                Envelope = payload.Envelope.Length > 0 ? Base64Url.Encode(payload.Envelope) : null,
                Signers = 2 + random.Below(2),
                payload.Operation,
            };
        }).ToList();
        await using var page = await ProofPage.OpenAsync();
        var signed = await page.CallAsync<Signing[]>(
            ProofPage.Checks, "signAll", SampleRequests.Group.ToString(), SampleRequests.ValidUntil, items.Select(item => new { item.Op, item.Envelope, item.Signers }));
        for (var i = 0; i < items.Count; i++)
        {
            var isLegal = OperationIds.AllValid(items[i].Operation);
            Assert.True(isLegal == (signed[i].Fault == ""), $"{items[i].Op}: {signed[i].Fault}");
            if (isLegal)
            {
                var parsed = RequestParser.Parse(Encoding.ASCII.GetBytes(signed[i].Wire), SampleRequests.Group, Accounts);
                Assert.Equal(RequestFault.None, parsed.Fault);
                Assert.Equal(signed[i].Id, parsed.Request!.Id.ToString());
                Assert.Equal(items[i].Op, Encoding.UTF8.GetString(PayloadCodec.EncodeOperation(parsed.Request.Payload.Operation)));
                Assert.Equal(items[i].Signers, parsed.Request.Payload.By.Length);
            }
        }
    }

    private static RequestPayload Payload(Prng random)
    {
        var operation = random.Below(3) switch { 0 => RandomVariable.Operation(random), 1 => RandomValue.Of<Operation>(random), _ => SampleRequests.All().ElementAt(random.Below(40)).Operation };
        return SampleRequests.Payload(operation, SampleRequests.Bob) with { Envelope = RandomVariable.EnvelopeFor(operation, random) };
    }

    private static byte[] Change(Prng random, byte[][] good) => Mutator.Change(random, good[random.Below(good.Length)], good[random.Below(good.Length)], isText: true);

    // Inside the payload, with a valid signature over what came of it: the form of the payload alone decides.
    private static byte[] ChangePayload(Prng random, byte[][] good)
    {
        byte[] Read(byte[] wire) => PayloadCodec.Encode(RequestParser.Shape(wire, SampleRequests.Group).Request!.Payload);
        var whole = good.Where(wire => RequestParser.Shape(wire, SampleRequests.Group).Request is not null).ToArray();
        var payload = Mutator.Change(random, Read(whole[random.Below(whole.Length)]), Read(whole[random.Below(whole.Length)]), isText: true);
        return SampleRequests.Ann.Wire(payload, SampleRequests.Bob);
    }

    private sealed record Reading(string Id, int Cost, byte[] Payload, int Lines, string[] Unknown, string Fault);

    private sealed record Signing(string Wire, string Id, string Fault);
}
