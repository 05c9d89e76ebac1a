using System.Text;
using Scew.Protocol.Accounts;
using Scew.Protocol.Receipts;
using Scew.Protocol.Requests;
using Scew.Protocol.Tests.Groups;
using Scew.Protocol.Tests.Receipts;

namespace Scew.Protocol.Tests.Requests;

/// <summary>One signed intention is one request in one place, whatever stands in its signatures. What the ledger does with it a second time: ExactlyOnceTests there.</summary>
public sealed class OneRequestTests
{
    private static readonly Digest[] Groups = [Digest.Of("network 1"u8), Digest.Of("network 2"u8), Digest.Of("network 3"u8)];
    private static readonly TestKey Ann = SampleRequests.Ann;
    private static readonly TestKey Bob = SampleRequests.Bob;
    private readonly AccountKeyCache _keys = new();

    [Fact]
    [Trait("row", "F7")]
    public void SignedOnceItIsGoodForOneGroupOnly()
    {
        var ids = new HashSet<Digest>();
        foreach (var (_, operation) in SampleRequests.All())
        {
            foreach (var group in Groups)
            {
                var payload = SampleRequests.Payload(operation) with { Group = group };
                var wire = Ann.Request(payload);
                Assert.All(Groups, other => Assert.Equal(
                    other == group ? RequestFault.None : RequestFault.WrongGroup, RequestParser.Parse(wire, other, _keys).Fault));
                Assert.True(ids.Add(RequestParser.Parse(wire, group, _keys).Request!.Id));
                // The same signature under a payload that names another group.
                var parts = Encoding.ASCII.GetString(wire).Split('.');
                var foreign = Groups.First(other => other != group);
                parts[1] = Base64Url.Encode(PayloadCodec.Encode(payload with { Group = foreign }));
                Assert.Equal(RequestFault.BadSignature, RequestParser.Parse(Encoding.ASCII.GetBytes(string.Join('.', parts)), foreign, _keys).Fault);
            }
        }
    }

    [Fact]
    [Trait("row", "F7")]
    public void ItIsValidInItsWindowOnly()
    {
        var window = new ValidityWindow(1000, 5000);
        var one = SampleRequests.Payload(SampleRequests.Transfer());
        var two = SampleRequests.Payload(SampleRequests.Transfer(), Bob);
        var until = SampleRequests.ValidUntil;
        Assert.Equal([Validity.NotYetValid, Validity.Valid, Validity.Valid, Validity.Expired, Validity.Expired], new[] { until - 1001, until - 1000, until - 1, until, long.MaxValue }.Select(time => window.At(time, one)));
        Assert.Equal([Validity.NotYetValid, Validity.Valid, Validity.Expired], new[] { until - 5001, until - 5000, until }.Select(time => window.At(time, two)));
    }

    [Fact]
    [Trait("row", "F5")]
    public void NoSignatureByteReachesAnId()
    {
        var payload = PayloadCodec.Encode(SampleRequests.Payload(SampleRequests.Transfer(), Bob));
        var id = RequestId.Of(Ann.Public, payload);
        var ann = Ann.Sign(RequestBuilder.SigningInput(Ann.Public, payload));
        var bob = Bob.Sign(RequestBuilder.SigningInput(Bob.Public, payload));
        foreach (var a in new[] { ann, TestKey.OtherS(ann), Ann.Sign(RequestBuilder.SigningInput(Ann.Public, payload)) })
        {
            foreach (var b in new[] { bob, TestKey.OtherS(bob) })
            {
                var parsed = RequestParser.Parse(RequestBuilder.Assemble(payload, [(Ann.Public, a), (Bob.Public, b)]), SampleRequests.Group, _keys);
                Assert.Equal(RequestFault.None, parsed.Fault);
                Assert.Equal(id, parsed.Request!.Id);
            }
        }
    }

    [Fact]
    [Trait("row", "F5")]
    public void NoOtherEncodingOfASignatureIsTakenAndNoneOfThemCensors()
    {
        var payload = PayloadCodec.Encode(SampleRequests.Payload(SampleRequests.Transfer()));
        var input = Encoding.ASCII.GetString(RequestBuilder.SigningInput(Ann.Public, payload));
        var good = Ann.Sign(Encoding.ASCII.GetBytes(input));
        var id = RequestId.Of(Ann.Public, payload);
        foreach (var bad in MalformedSignatures.Of(good).Append(Bob.Sign("x"u8)).Append(Bob.Sign(Encoding.ASCII.GetBytes(input))))
        {
            var garbage = Encoding.ASCII.GetBytes(input + "." + Base64Url.Encode(bad));
            Assert.NotEqual(RequestFault.None, RequestParser.Parse(garbage, SampleRequests.Group, _keys).Fault);
            // Garbage of the right length has the same id as the request: the id alone says nothing about what was verified.
            var shape = RequestParser.Shape(garbage, SampleRequests.Group);
            Assert.True(shape.Request is null || shape.Request.Id == id);
            var real = RequestParser.Parse(Encoding.ASCII.GetBytes(input + "." + Base64Url.Encode(good)), SampleRequests.Group, _keys);
            Assert.Equal(RequestFault.None, real.Fault);
            Assert.Equal(id, real.Request!.Id);
        }
    }

    [Fact]
    [Trait("row", "F5")]
    public void AReceiptIsGoodWithEitherFormOfEverySignatureAndWithNoOther()
    {
        var receipt = SampleReceipt.Create();
        ProofFault Check(Receipt changed) => ReceiptCheck.Verify(changed, SampleGroup.Group, SampleGroup.Verifier, _keys).Fault;
        var parts = Encoding.ASCII.GetString(receipt.Request.Span).Split('.');
        var signature = Base64Url.Decode(parts[2], 64)!;
        ReadOnlyMemory<byte> With(byte[] other) => Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}.{Base64Url.Encode(other)}");
        var members = receipt.Certified.Signatures;
        Receipt WithMember(byte[] other) => receipt with { Certified = receipt.Certified with { Signatures = members.SetItem(1, members[1] with { Signature = other }) } };
        Assert.Equal(ProofFault.None, Check(receipt with { Request = With(TestKey.OtherS(signature)) }));
        Assert.Equal(ProofFault.None, Check(WithMember(TestKey.OtherS(members[1].Signature))));
        Assert.All(MalformedSignatures.Of(signature), bad => Assert.Equal(ProofFault.Request, Check(receipt with { Request = With(bad) })));
        Assert.All(MalformedSignatures.Of(members[1].Signature), bad => Assert.Equal(ProofFault.Signature, Check(WithMember(bad))));
    }

    // F21: what names an algorithm names the only one.
    [Fact]
    [Trait("row", "F21")]
    public void TagsNameOnePurposeAndOneAlgorithmEach()
    {
        var tags = typeof(DomainTags).GetFields().Select(field => (string)field.GetRawConstantValue()!).ToList();
        Assert.All(tags, tag => Assert.Matches("^scew/[a-z-]+/1$", tag));
        Assert.Equal(tags.Count, tags.Distinct().Count());
        foreach (var header in new[] { "", "{}", "{\"alg\":\"\"}", "{\"alg\":\"ES256\"}" })
        {
            var payload = Base64Url.Encode(PayloadCodec.Encode(SampleRequests.Payload(SampleRequests.Transfer())));
            var input = Base64Url.Encode(Encoding.UTF8.GetBytes(header)) + "." + payload;
            var wire = Encoding.ASCII.GetBytes(input + "." + Base64Url.Encode(Ann.Sign(Encoding.ASCII.GetBytes(input))));
            Assert.NotEqual(RequestFault.None, RequestParser.Parse(wire, SampleRequests.Group, _keys).Fault);
        }
    }
}
