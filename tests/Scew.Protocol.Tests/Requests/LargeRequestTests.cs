using System.Collections.Immutable;
using Scew.Protocol.Accounts;
using Scew.Protocol.Messages;
using Scew.Protocol.Receipts;
using Scew.Protocol.Requests;

namespace Scew.Protocol.Tests.Requests;

/// <summary>64 KiB on the wire; 192 KiB where an envelope or the tokens of a range are carried.</summary>
public sealed class LargeRequestTests
{
    private static readonly SumOrdered Sum = new("a", "a");
    private readonly AccountKeyCache _keys = new();

    private (RequestFault Fault, int Bytes) Send(Operation operation, int envelopeBytes = 0)
    {
        var wire = SampleRequests.Ann.Wire(PayloadCodec.Encode(SampleRequests.Payload(operation) with { Envelope = new byte[envelopeBytes] }));
        return (RequestParser.Parse(wire, SampleRequests.Group, _keys).Fault, wire.Length);
    }

    // Steps with texts: much to carry for little cost.
    private static Transaction WithText(int characters, params Operation[] before)
    {
        var texts = Enumerable.Range(0, characters / 1000 + 1).Select(i => new MachineValue.Text(new string('x', i < characters / 1000 ? 1000 : characters % 1000)));
        return new Transaction([.. before, .. texts.Chunk(30).Select(chunk => new AssetTransition("a", "b", chunk.Select((text, i) => (text, i)).ToImmutableSortedDictionary(one => $"t{one.i}", one => (MachineValue)one.text, StringComparer.Ordinal)))]);
    }

    // The largest that fits is taken, and one character more is too large.
    private void EndsAt(int mostBytes, int from, Func<int, (RequestFault Fault, int Bytes)> send)
    {
        var (fits, ends) = (0, from);
        Assert.True(send(ends).Bytes > mostBytes);
        while (ends - fits > 1)
        {
            var middle = (fits + ends) / 2;
            (fits, ends) = send(middle).Bytes <= mostBytes ? (middle, ends) : (fits, middle);
        }
        Assert.Equal(RequestFault.None, send(fits).Fault);
        Assert.InRange(send(fits).Bytes, mostBytes - 60, mostBytes);
        Assert.Equal(RequestFault.TooLarge, send(ends).Fault);
    }

    [Fact]
    [Trait("row", "F2")]
    public void APlainRequestEndsAt64KiB() => EndsAt(RequestLimits.MaxPlainBytes, 60_000, size => Send(WithText(size)));

    [Fact]
    [Trait("row", "F2")]
    public void OneWithAnEnvelopeEndsAt192KiB() => EndsAt(RequestLimits.MaxWireBytes, 100_000, size => Send(WithText(size, Sum), 40_000));

    [Fact]
    [Trait("row", "F2")]
    public void OneWithTheTokensOfARangeEndsAt192KiB() => EndsAt(RequestLimits.MaxWireBytes, 100_000, size => Send(WithText(size, Range(60), Range(60))));

    [Fact]
    public void ThatARangeIsPartOfATransactionMakesNoDifference()
    {
        Assert.InRange(Send(Range(100)).Bytes, RequestLimits.MaxPlainBytes + 1, RequestLimits.MaxWireBytes);
        Assert.Equal(RequestFault.None, Send(Range(100)).Fault);
        Assert.Equal(RequestFault.None, Send(new Transaction([new Get("a"), Range(100)])).Fault);
    }

    [Fact]
    public void TokensOfComparisonsAreNoRange()
    {
        var compare = new CompareOrdered("a", Comparison.Less, new byte[RequestLimits.MaxTokenBytes]);
        Assert.Equal(RequestFault.None, Send(new Transaction([.. Enumerable.Repeat(compare, 90)])).Fault);
        var (fault, bytes) = Send(new Transaction([.. Enumerable.Repeat(compare, 120)]));
        Assert.Equal(RequestFault.TooLarge, fault);
        Assert.InRange(bytes, RequestLimits.MaxPlainBytes + 1, RequestLimits.MaxWireBytes);
    }

    [Fact]
    public void TheLargestEnvelopeFitsAndNoLargerOneIsRead()
    {
        Assert.Equal(RequestFault.None, Send(Sum, 1).Fault);
        Assert.Equal(RequestFault.None, Send(Sum, RequestLimits.MaxEnvelopeBytes).Fault);
        Assert.Equal(RequestFault.Payload, Send(Sum, RequestLimits.MaxEnvelopeBytes + 1).Fault);
    }

    // A full range of 2048 bits: its envelope has 679 bytes and an id for each opening.
    [Fact]
    public void AFullRangeOverTheLongestIdsFits() =>
        Assert.Equal(RequestFault.None, Send(new RangeAdditive([.. Enumerable.Range(0, 100).Select(i => $"{new string('x', 125)}{i:D3}")], 2048), 120 + (100 * 679)).Fault);

    [Fact]
    public void AReceiptHoldsTheLargestRequestWithTheLargestResultAndAFrameHoldsTheLargestBlock()
    {
        const int Rest = 32 * 1024;
        Assert.InRange(RequestLimits.MaxWireBytes + Receipt.MaxResultBytes + Rest, 0, Receipt.MaxBytes);
        Assert.InRange((2 << 20) + RequestLimits.MaxWireBytes, 0, MessageCodec.MaxBytes);
    }

    private static RangeOrdered Range(int count) => new([.. Enumerable.Range(0, count).Select(i => new OrderedBounds($"v{i}", new byte[RequestLimits.MaxTokenBytes], new byte[RequestLimits.MaxTokenBytes]))]);
}
