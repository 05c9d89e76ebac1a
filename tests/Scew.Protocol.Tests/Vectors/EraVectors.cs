using System.Text;
using System.Text.Json.Nodes;
using Scew.Protocol.Groups;
using Scew.Protocol.Ordering;
using Scew.Protocol.Receipts;
using Scew.Protocol.Registers;
using Scew.Protocol.Requests;
using Scew.Protocol.Results;
using Scew.Protocol.Tests.Groups;
using Scew.Protocol.Tests.Receipts;
using Scew.Protocol.Tests.Requests;
using Scew.Protocol.Trees;

namespace Scew.Protocol.Tests.Vectors;

/// <summary>One change of members, what leads nowhere, and receipts of both eras.</summary>
internal static class EraVectors
{
    public static JsonNode All()
    {
        var good = SampleEras.Handover;
        var next = good.Follow(SampleGroup.Document, complete: true).Next!;
        return new JsonObject
        {
            ["handovers"] = Text(HandoverFile.Encode([good.Encode()])),
            ["epoch"] = next.Epoch,
            ["lastHeight"] = good.Height,
            ["members"] = new JsonArray([.. next.Merchants.Select(static one => (JsonNode)new JsonObject { ["name"] = one.Name, ["account"] = one.Account.ToString(), ["url"] = one.Url })]),
            ["deciding"] = Base64Url.Encode(SampleEras.Deciding.Encode()),
            ["decidingLastHeight"] = SampleEras.Deciding.End!.LastHeight,
            ["plan"] = SampleEras.Plan.Hash().ToString(),
            ["fork"] = Text(HandoverFile.Encode([Fork().Encode()])),
            ["refused"] = new JsonArray([.. Refused().Select(static one => (JsonNode)new JsonObject { ["name"] = one.Name, ["handovers"] = Text(HandoverFile.Encode([one.Handover.Encode()])) })]),
            ["receipts"] = new JsonArray([.. new[] { (0L, 9L, true), (0, 40, true), (0, 41, false), (1, 39, false), (1, 40, true), (1, 41, true), (2, 50, false) }.Select(static one => (JsonNode)new JsonObject
            {
                ["epoch"] = one.Item1,
                ["height"] = one.Item2,
                ["holds"] = one.Item3,
                ["receipt"] = Text(Receipt(one.Item1, one.Item2)),
            })]),
        };
    }

    private static IEnumerable<(string Name, Handover Handover)> Refused()
    {
        var good = SampleEras.Handover;
        yield return ("too few of the era that ends", SampleEras.Make(SampleEras.After, [0, 1], [0, 1, 3]));
        yield return ("too few of the era that begins", SampleEras.Make(SampleEras.After, [0, 1, 2], [0, 1]));
        yield return ("another epoch", SampleEras.Make(SampleEras.After, [0, 1, 2], [0, 1, 3], epoch: 1));
        yield return ("the register names the era after the next one", SampleEras.Make(new GroupValue(SampleEras.Next with { Epoch = 2 }, [], null), [0, 1, 2], [0, 1, 3]));
        yield return ("the register names nobody", SampleEras.Make(GroupValue.First, [0, 1, 2], [0, 1, 3]));
        yield return ("three merchants are no group", SampleEras.Make(new GroupValue(SampleEras.Next with { Merchants = SampleEras.Next.Merchants[..3] }, [], null), [0, 1, 2], [0, 1, 2]));
        yield return ("another header", good with { Header = good.Header with { View = 58 } });
        yield return ("the register is not shown", good with { Ended = good.Ended with { Register = null } });
        yield return ("a signature of the new era by the one who left", good with { Begun = [.. good.Begun[..2], good.Begun[2] with { Signature = SampleGroup.Keys[3].SignDeterministic(good.BegunState.SigningBytes(SampleGroup.Group.Genesis)) }] });
    }

    // The same members, and another last block.
    private static Handover Fork() => SampleEras.Make(new GroupValue(SampleEras.Next, [new PlanApproval(default, default)], null), [0, 1, 2], [0, 1, 3]);

    private static byte[] Receipt(long epoch, long height)
    {
        var group = SampleGroup.Group;
        var payload = new RequestPayload([SampleRequests.Ann.Account], group.Genesis, SampleRequests.Nonce, SampleRequests.Transfer(), SampleRequests.ValidUntil);
        var wire = SampleRequests.Ann.DeterministicWire(PayloadCodec.Encode(payload));
        var id = RequestId.Of(SampleRequests.Ann.Public, PayloadCodec.Encode(payload));
        var tree = ResultsTree.Of(group.Genesis, height, [new RequestResult(id, "ok", SampleReceipt.Result)]);
        var state = new AttestedState(epoch, height, Digest.Of("block"u8), SampleRequests.ValidUntil - 60_000, Digest.Of("state"u8), tree.Root, 1);
        var bytes = state.SigningBytes(group.Genesis);
        var signatures = new[] { 0, 1, 3 }.Select(member => new MemberSignature(member, (member == 3 && epoch > 0 ? SampleEras.Newcomer : SampleGroup.Keys[member]).SignDeterministic(bytes)));
        return new Receipt(wire, 0, "ok", SampleReceipt.Result, tree.Paths[0], new CertifiedState(state, [.. signatures])).Encode();
    }

    private static string Text(byte[] bytes) => Encoding.UTF8.GetString(bytes);
}
