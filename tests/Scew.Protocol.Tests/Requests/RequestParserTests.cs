using Scew.Protocol.Accounts;
using Scew.Protocol.Requests;

namespace Scew.Protocol.Tests.Requests;

public sealed class RequestParserTests
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
}
