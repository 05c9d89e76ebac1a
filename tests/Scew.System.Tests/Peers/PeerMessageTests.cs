using Scew.Protocol;
using Scew.Protocol.Api;
using Scew.Protocol.Messages;
using Scew.Protocol.Ordering;
using Scew.Protocol.Requests;
using Scew.SystemTests.Support;

namespace Scew.SystemTests.Peers;

/// <summary>A member's own link carries lies and garbage: the link is cut or the message ignored, and the group goes on.</summary>
[Collection(ThreeOfFour.Name)]
public sealed class PeerMessageTests(ThreeOfFour three)
{
    private const long Far = 1L << 40;
    private static readonly byte[] NoSignature = new byte[Vote.SignatureBytes];
    private static readonly Digest Junk = Digest.Of("junk"u8);
    private readonly RunningGroup _group = three.Group;
    private readonly int[] _logged = [.. Enumerable.Range(0, ThreeOfFour.Down).Select(merchant => three.Group.Log(merchant).Length)];

    public static TheoryData<string> Kinds =>
    [
        "hello", "status", "proposal", "vote", "certificate", "block-query", "block-answer", "request-query", "request-answer", "offer", "offer-answer",
        "attestation", "chain-query", "chain-answer", "evidence",
    ];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task UnsignedOrFalseMessageHarmsNobody(string kind)
    {
        var messages = Messages(kind).Select(MessageCodec.Encode).ToList();
        for (var merchant = 0; merchant < ThreeOfFour.Down; merchant++)
        {
            await using var peer = await HostilePeer.GreetAsync(_group, merchant);
            await SendAllAsync(peer, messages);
        }
        await GoesOnAsync();
    }

    [Fact]
    [Trait("row", "F1")]
    [Trait("row", "F2")]
    public async Task FramesThatAreNoMessagesCutTheLink()
    {
        byte[][] frames =
        [
            [0, 0, 0, 0],
            [0xff, 0xff, 0xff, 0xff],
            [0x00, 0x40, 0x00, 0x01],
            [0, 0, 0, 1, 0],
            [0, 0, 0, 1, 99],
            [0, 0, 0, 5, 4, 1, 2, 3, 4],
            .. Enumerable.Range(1, 23).Select(type => new byte[] { 0, 0, 0, 3, (byte)type, 0xff, 0xff }),
        ];
        foreach (var frame in frames)
        {
            await using var peer = await HostilePeer.GreetAsync(_group, 1);
            await peer.SendRawAsync(frame);
            await peer.IsCutAsync();
        }
        await GoesOnAsync();
    }

    [Fact]
    public async Task MessageWithBytesLeftOverCutsTheLink()
    {
        await using var peer = await HostilePeer.GreetAsync(_group, 2);
        await peer.SendAsync([.. MessageCodec.Encode(new ChainQuery(1)), 0]);

        await peer.IsCutAsync();
        await GoesOnAsync();
    }

    private static async Task SendAllAsync(HostilePeer peer, List<byte[]> messages)
    {
        try
        {
            foreach (var message in messages)
            {
                await peer.SendAsync(message);
            }
            // A query's answer or the next status: by then everything before it was handled.
            await peer.SendAsync(MessageCodec.Encode(new ChainQuery(0)));
            await Task.Delay(50);
        }
        catch (IOException)
        {
            // Cut: what a merchant may do to a member that sends this.
        }
    }

    private IEnumerable<PeerMessage> Messages(string kind)
    {
        var vote = Statement.Notarize(Far, Far, Junk);
        var state = new AttestedState(0, 1, Junk, 1, Junk, Junk, 1);
        var nothing = new Justification(null, []);
        var block = Block.Create(_group.Genesis, 0, 1, 1, Junk, RunningGroup.Now, [Junk], nothing);
        var ahead = Block.Create(_group.Genesis, 0, Far, Far, Junk, RunningGroup.Now, [], nothing);
        var certificate = new Certificate(vote, [new(0, NoSignature), new(1, NoSignature), new(3, NoSignature)]);
        int[] signers = [0, ThreeOfFour.Down, 4, 65535];
        return kind switch
        {
            "hello" => [HostilePeer.HelloOf(_group)],
            "status" => [new Status(0, Far, Far, new(Far, Far, Junk), Far, new(Far, Far, Junk), Far, Far), new Status(9, 0, 0, default, 0, default, 0, 0)],
            "proposal" => [new Proposal(block, Unsigned(Statement.Notarize(1, 1, block.Hash), 0), []), new Proposal(ahead, Unsigned(vote, ThreeOfFour.Down), [new byte[100]])],
            "vote" => signers.SelectMany(signer => new[] { vote, Statement.Nullify(1), Statement.Finalize(1, 1, Junk) }.Select(one => new VoteMessage(Unsigned(one, signer)))),
            "certificate" => [new CertificateMessage(certificate), new CertificateMessage(new Certificate(Statement.Nullify(Far), []))],
            "block-query" => [new BlockQuery(Junk), new BlockQuery(_group.Genesis)],
            "block-answer" => [new BlockAnswer(block, []), new BlockAnswer(ahead, [new byte[1000]])],
            "request-query" => [new RequestQuery([]), new RequestQuery([.. Enumerable.Repeat(Junk, 4000)])],
            "request-answer" => [new RequestAnswer([new byte[16], "garbage instead of a request"u8.ToArray(), new byte[60_000]])],
            "offer" => [new Offer([Junk], ["garbage instead of a request"u8.ToArray()]), new Offer([], [new byte[20]]), new Offer([Junk, Junk], []), new Offer([.. Enumerable.Repeat(Junk, 4000)], [])],
            "offer-answer" => [new OfferAnswer([new(Junk, OfferStatus.Executed, Far), new(Junk, OfferStatus.Busy, Far), new(Junk, OfferStatus.Refused, 0)])],
            "attestation" => signers.Select(signer => new AttestationMessage(new Attestation(state, signer, NoSignature))),
            "chain-query" => [new ChainQuery(0), new ChainQuery(Far)],
            "chain-answer" => [new ChainAnswer([block], certificate, []), new ChainAnswer([block, ahead], certificate, [[], [new byte[16]]]), new ChainAnswer([], certificate, [])],
            "evidence" => signers.SelectMany(signer => new EvidenceMessage[]
            {
                new(new ConflictingVotes(Unsigned(vote, signer), Unsigned(vote with { Block = _group.Genesis }, signer))),
                new(new ConflictingAttestations(new Attestation(state, signer, NoSignature), new Attestation(state with { ResultCount = 2 }, signer, NoSignature))),
            }),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "no such message"),
        };
    }

    private static Vote Unsigned(Statement statement, int signer) => new(statement, signer, NoSignature);

    private async Task GoesOnAsync()
    {
        var (alice, from) = await _group.NewWalletAsync(5);
        var (_, to) = await _group.NewWalletAsync(0);
        Assert.Equal(Codes.Ok, (await _group.SettleAsync(new Transfer(from, to, 5, null), alice)).Code);
        for (var merchant = 0; merchant < ThreeOfFour.Down; merchant++)
        {
            Assert.True(_group.Net.Merchants[merchant].Process.IsRunning);
            var status = await _group.StatusAsync(merchant);
            Assert.True(status.State == "normal", $"{status.Merchant}: {status.State} {status.Reason}");
            var log = _group.Log(merchant)[_logged[merchant]..];
            Assert.DoesNotContain("crit:", log, StringComparison.Ordinal);
            Assert.DoesNotContain("fail: Microsoft", log, StringComparison.Ordinal);
            Assert.DoesNotContain("Exception", log, StringComparison.Ordinal);
        }
        // Another test of this group makes that merchant lie; nobody else may ever be accused.
        var (evidence, _) = await _group.Client.FetchEvidenceAsync();
        Assert.All(evidence, one => Assert.Equal(ThreeOfFour.Down, one.Accused));
    }
}
