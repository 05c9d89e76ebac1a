using System.Text;
using Scew.Protocol.Accounts;
using Scew.Protocol.Requests;

namespace Scew.Protocol.Tests.Requests;

public sealed class VariableRequestTests
{
    private readonly AccountKeyCache _keys = new();

    public static TheoryData<string> Refused => [.. RefusedVariables.All().Select(one => one.Name)];

    private RequestFault Fault(string payload) => RequestParser.Parse(SampleRequests.Ann.Wire(Encoding.UTF8.GetBytes(payload)), SampleRequests.Group, _keys).Fault;

    [Theory]
    [Trait("row", "F4")]
    [MemberData(nameof(Refused))]
    public void WhatDiffersInOnePlaceIsMalformed(string name) => Assert.Equal(RequestFault.Payload, Fault(RefusedVariables.All().Single(one => one.Name == name).Payload));

    [Fact]
    public void TheMostOfEveryListIsTaken()
    {
        Assert.All(new[] { RefusedVariables.Writers(1), RefusedVariables.Writers(16), RefusedVariables.Ids(1), RefusedVariables.Items(1), RefusedVariables.Items(100) }, payload => Assert.Equal(RequestFault.None, Fault(payload)));
        // A hundred of 3072 bits cost more than a request may: well formed all the same.
        Assert.Equal(RequestFault.TooCostly, Fault(RefusedVariables.Ids(100)));
        Assert.Equal(RequestFault.None, Fault(RefusedVariables.Ids(100).Replace("3072", "2048", StringComparison.Ordinal)));
    }

    // Exactly one record for every text, and one text for every record.
    [Fact]
    [Trait("row", "F4")]
    public void NoTwoOperationsHaveTheSameJson()
    {
        var texts = SampleRequests.All().Select(sample => Encoding.UTF8.GetString(PayloadCodec.EncodeOperation(sample.Operation))).ToList();
        Assert.Equal(texts.Count, texts.Distinct().Count());
        Assert.All(SampleRequests.All(), sample =>
        {
            var bytes = PayloadCodec.EncodeOperation(sample.Operation);
            var decoded = PayloadCodec.DecodeOperation(bytes);
            Assert.Equal(sample.Operation.GetType(), decoded?.GetType());
            Assert.Equal(sample.Operation.As, decoded!.As);
            Assert.Equal(bytes, PayloadCodec.EncodeOperation(decoded));
        });
    }

    // Every member's removal, repetition and exchange with its neighbour is refused, or is what would be written.
    [Fact]
    [Trait("row", "F4")]
    public void EveryMemberHasItsPlaceAndStandsOnce()
    {
        foreach (var (name, operation) in SampleVariables.All().Where(sample => sample.Operation is not (ConditionalUpdate or Transaction or RangeOrdered or RangeAdditive)))
        {
            var text = Encoding.UTF8.GetString(PayloadCodec.EncodeOperation(operation));
            using var document = System.Text.Json.JsonDocument.Parse(text);
            var members = document.RootElement.EnumerateObject().Select(member => $"\"{member.Name}\":{member.Value.GetRawText()}").ToList();
            Assert.Equal(text, "{" + string.Join(',', members) + "}");
            for (var i = 0; i < members.Count; i++)
            {
                List<string> twice = [.. members[..(i + 1)], .. members[i..]], swapped = [.. members];
                (swapped[i], swapped[(i + 1) % members.Count]) = (swapped[(i + 1) % members.Count], swapped[i]);
                Assert.Null(Decoded(twice));
                Assert.Null(Decoded(swapped));
                List<string> without = [.. members[..i], .. members[(i + 1)..]];
                // Without its contract it would be the wallet's.
                if (Decoded(without) is { } shorter and not Get)
                {
                    Assert.True(members[i].Split('"')[1] is "as" or "readers" or "writers" or "expected" || (operation is Rekey && members[i].StartsWith("\"record\"", StringComparison.Ordinal)), $"{name} without {members[i]}");
                    Assert.Equal(operation.GetType(), shorter.GetType());
                }
            }
        }
    }

    [Fact]
    public void AListThatNobodyFilledIsNobody()
    {
        var unset = new CreateVariable("a", VariableType.Ordered, "a", [1], default, default);
        Assert.Equal(PayloadCodec.EncodeOperation(unset with { Writers = [], Readers = [] }), PayloadCodec.EncodeOperation(unset));
        Assert.False(((CreateVariable)PayloadCodec.DecodeOperation(PayloadCodec.EncodeOperation(unset))!).Writers.IsDefault);
    }

    [Fact]
    public void IdsAndLabelsAreChecked()
    {
        foreach (var (_, operation) in SampleVariables.All())
        {
            var payload = Encoding.UTF8.GetString(PayloadCodec.Encode(SampleRequests.Payload(operation)));
            foreach (var id in OperationIds.Of(operation))
            {
                Assert.Equal(RequestFault.BadId, Fault(payload.Replace($"\"{id}\"", $"\"{id}/\"", StringComparison.Ordinal)));
            }
        }
        Assert.Equal(["a:savings", "a:savings.k2"], OperationIds.Of(new Rekey("a:savings", VariableType.Ordered, "a:savings.k2", [1], [], [], 1)).ToArray());
        Assert.Empty(OperationIds.Of(new PublishKey(SampleVariables.Point)));
    }

    private static Operation? Decoded(List<string> members) => PayloadCodec.DecodeOperation(Encoding.UTF8.GetBytes("{" + string.Join(',', members) + "}"));
}
