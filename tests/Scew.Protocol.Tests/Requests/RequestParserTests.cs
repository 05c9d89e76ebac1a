using System.Diagnostics;
using System.Text;
using Scew.Protocol.Accounts;
using Scew.Protocol.Requests;
using Xunit.Abstractions;

namespace Scew.Protocol.Tests.Requests;

public sealed class RequestParserTests(ITestOutputHelper output)
{
    private readonly AccountKeyCache _keys = new();

    public static TheoryData<string> Names => [.. SampleRequests.All().Select(sample => sample.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void EveryOperationComesBackAsItWasSigned(string name)
    {
        var operation = SampleRequests.All().Single(sample => sample.Name == name).Operation;
        var payload = SampleRequests.Payload(operation);
        var wire = SampleRequests.Ann.Request(payload);

        var parsed = RequestParser.Parse(wire, SampleRequests.Group, _keys);

        Assert.Equal(RequestFault.None, parsed.Fault);
        var bytes = PayloadCodec.Encode(payload);
        Assert.Equal(bytes, PayloadCodec.Encode(parsed.Request!.Payload));
        Assert.Equal(RequestId.Of(SampleRequests.Ann.Public, bytes), parsed.Request.Id);
        Assert.Equal(OperationCost.Of(payload), parsed.Request.Cost);
        Assert.Equal(wire, parsed.Request.Wire.ToArray());
        Assert.NotNull(PayloadCodec.DecodeOperation(PayloadCodec.EncodeOperation(operation)));
    }

    [Fact]
    public void SeveralSignersSignTheSamePayload()
    {
        var payload = SampleRequests.Payload(new AtomicTransfer([new("a", "b", 1, null)]), SampleRequests.Bob);
        var wire = SampleRequests.Ann.Request(payload, SampleRequests.Bob);
        var parsed = RequestParser.Parse(wire, SampleRequests.Group, _keys);
        Assert.Equal(RequestFault.None, parsed.Fault);
        Assert.Equal([SampleRequests.Ann.Account, SampleRequests.Bob.Account], parsed.Request!.Payload.By.ToArray());
    }

    [Fact]
    public void ShapeOfATransferCostsFarLessThanAVerification()
    {
        var wire = SampleRequests.Ann.Request(SampleRequests.Payload(SampleRequests.Transfer()));
        for (var i = 0; i < 2000; i++)
        {
            RequestParser.Shape(wire, SampleRequests.Group);
        }
        var start = Stopwatch.GetTimestamp();
        const int Rounds = 20000;
        for (var i = 0; i < Rounds; i++)
        {
            Assert.NotNull(RequestParser.Shape(wire, SampleRequests.Group).Request);
        }
        var shapeUs = Stopwatch.GetElapsedTime(start).TotalMicroseconds / Rounds;
        start = Stopwatch.GetTimestamp();
        for (var i = 0; i < 500; i++)
        {
            Assert.NotNull(RequestParser.Parse(wire, SampleRequests.Group, _keys).Request);
        }
        var parseUs = Stopwatch.GetElapsedTime(start).TotalMicroseconds / 500;
        output.WriteLine($"{wire.Length} bytes; shape {shapeUs:F2} us; with signature {parseUs:F2} us; {Encoding.ASCII.GetString(wire)}");
        Assert.True(shapeUs < parseUs);
    }
}
