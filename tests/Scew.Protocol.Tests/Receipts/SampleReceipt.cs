using System.Text;
using Scew.Protocol.Ordering;
using Scew.Protocol.Receipts;
using Scew.Protocol.Requests;
using Scew.Protocol.Results;
using Scew.Protocol.Tests.Groups;
using Scew.Protocol.Tests.Requests;
using Scew.Protocol.Trees;

namespace Scew.Protocol.Tests.Receipts;

/// <summary>A block of five results, the third of which is of a signed transfer.</summary>
internal static class SampleReceipt
{
    public const int Index = 2;

    public static readonly byte[] Result = Encoding.UTF8.GetBytes("""{"from":"a:main","message":"paid ] } , \" ok"}""");

    public static Receipt Create(int[]? signers = null, int count = 5)
    {
        var group = SampleGroup.Group;
        var payload = new RequestPayload([SampleRequests.Ann.Account], group.Genesis, SampleRequests.Nonce, SampleRequests.Transfer(), SampleRequests.ValidUntil);
        var wire = SampleRequests.Ann.Request(payload);
        var id = RequestId.Of(SampleRequests.Ann.Public, PayloadCodec.Encode(payload));
        var results = Enumerable.Range(0, count)
            .Select(i => i == Index ? new RequestResult(id, "ok", Result) : new RequestResult(Digest.Of([(byte)i]), "not-owner", "{}"u8.ToArray()))
            .ToList();
        var tree = ResultsTree.Of(group.Genesis, 9, results);
        var state = new AttestedState(0, 9, Digest.Of("block"u8), SampleRequests.ValidUntil - 60_000, Digest.Of("state"u8), tree.Root, count);
        var attestations = (signers ?? [3, 0, 1]).Select(member => SampleGroup.Attest(member, state));
        return new Receipt(wire, Index, "ok", Result, tree.Paths[Index], CertifiedState.From(attestations));
    }
}
