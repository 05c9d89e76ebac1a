using Scew.Protocol.Messages;
using Scew.Protocol.Ordering;
using Scew.Protocol.Receipts;
using Scew.Protocol.Tests.Groups;
using Scew.Protocol.Trees;

namespace Scew.Protocol.Tests.Messages;

/// <summary>One message of every type at least, with fixed values and deterministic stand-in signatures.</summary>
internal static class SampleMessages
{
    public static readonly Digest Genesis = SampleGroup.Group.Genesis;
    public static readonly Digest Hash = Digest.Of("hash"u8);
    public static readonly AttestedState State = new(0, 7, Hash, 1_790_000_000_000, Digest.Of("state"u8), Digest.Of("results"u8), 3);

    public static byte[] Signature(byte seed) => [.. Digest.Of([seed]).ToArray(), .. Digest.Of([seed, 1]).ToArray()];

    public static Vote Vote(Statement statement, byte signer) => new(statement, signer, Signature(signer));

    public static Certificate Certificate(Statement statement) => new(statement, [new(0, Signature(0)), new(1, Signature(1)), new(3, Signature(3))]);

    public static Block Block(long height = 2, params Digest[] ids) => Protocol.Ordering.Block.Create(
        Genesis, 0, height, 5, Hash, 1_790_000_000_001, [.. ids],
        new Justification(Certificate(Statement.Notarize(2, height - 1, Hash)), [Certificate(Statement.Nullify(3)), Certificate(Statement.Nullify(4))]));

    public static IEnumerable<PeerMessage> All()
    {
        var block = Block(2, Hash, Genesis);
        var first = Protocol.Ordering.Block.Create(Genesis, 0, 1, 1, BlockHeader.GenesisBlockHash(Genesis), 1, [], new Justification(null, []));
        byte[][] bodies = [[.. "sixteen bytes..."u8], [.. Enumerable.Range(0, 40).Select(i => (byte)i)]];
        yield return new Hello(1, Genesis, 0, 3, Hash);
        yield return new Status(0, 1, 2, new BlockRef(3, 4, Hash), 5, new BlockRef(6, 7, Genesis), 8, 9);
        yield return new Proposal(block, Vote(Statement.Notarize(5, 2, block.Hash), 2), [.. bodies]);
        yield return new VoteMessage(Vote(Statement.Finalize(5, 2, block.Hash), 1));
        yield return new VoteMessage(Vote(Statement.Nullify(CodecLimits.MaxCounter), 1));
        yield return new CertificateMessage(Certificate(Statement.Nullify(9)));
        yield return new BlockQuery(Hash);
        yield return new BlockAnswer(first, []);
        yield return new RequestQuery([Hash, Genesis]);
        yield return new RequestAnswer([.. bodies]);
        yield return new Offer([Hash], [.. bodies]);
        yield return new OfferAnswer([.. Enum.GetValues<OfferStatus>().Select(status => new OfferVerdict(Hash, status, (long)status * 10))]);
        yield return new AttestationMessage(new Attestation(State, 2, Signature(2)));
        yield return new ChainQuery(17);
        yield return new ChainAnswer([first, block], Certificate(Statement.Finalize(5, 2, block.Hash)), [[], [.. bodies]]);
        yield return new ChainAnswer([block], Certificate(Statement.Finalize(5, 2, block.Hash)), []);
        var kept = new RejoinVote(Vote(Statement.Finalize(5, 2, block.Hash), 1), Certificate(Statement.Notarize(5, 2, block.Hash)));
        yield return new RejoinQuery(Hash, 7);
        yield return new RejoinAnswer(Hash, 9, new BlockRef(4, 1, Genesis), [kept]);
        yield return new RejoinAnswer(Hash, 9, new BlockRef(4, 1, Genesis), []);
        yield return new EvidenceMessage(new ConflictingVotes(Vote(Statement.Nullify(5), 1), Vote(Statement.Finalize(5, 2, Hash), 1)));
        yield return new EvidenceMessage(new ConflictingAttestations(new Attestation(State, 2, Signature(2)), new Attestation(State with { ResultCount = 4 }, 2, Signature(3))));
        yield return new RejoinQuery(Hash, 17);
        yield return new RejoinAnswer(Hash, 17, new BlockRef(6, 7, Genesis), []);
        yield return new RejoinAnswer(
            Hash, 17, new BlockRef(4, 1, Genesis), [new RejoinVote(Vote(Statement.Finalize(5, 2, block.Hash), 1), Certificate(Statement.Notarize(5, 2, block.Hash)))]);
        yield return new EraNews([[1, 2, 3], []]);
        foreach (var message in Transfer(first.Header, block))
        {
            yield return message;
        }
    }

    private static IEnumerable<PeerMessage> Transfer(BlockHeader header, Block block)
    {
        var certified = new CertifiedState(State, [new(0, Signature(0)), new(1, Signature(1)), new(3, Signature(3))]);
        var trie = Enumerable.Range(0, 9).Aggregate(StateTrie.Empty, (trie, i) => trie.Set(Digest.Of([(byte)i]), Digest.Of([(byte)i, 1])));
        var path = TriePath.Root.Then(right: true).Then(right: false);
        yield return new AnchorQuery(1, 2000, 7);
        yield return new AnchorAnswer(1, new StateAnchor(certified, header, trie.Root, [Hash], null));
        yield return new AnchorAnswer(1, new StateAnchor(certified, header, trie.Root, [Hash], Certificate(Statement.Finalize(5, 7, Hash))));
        yield return new AnchorAnswer(2, null);
        yield return new TrieQuery(3, trie.Root, 3, [TriePath.Root, path]);
        yield return new TrieAnswer(3, [trie.Describe(TriePath.Root, 3)!, trie.Describe(path, 3)!]);
        yield return new TrieAnswer(4, []);
        yield return new RegistersQuery(5, trie.Root, [Hash, Genesis]);
        yield return new RegistersAnswer(5, [[1, 2, 3], []]);
        yield return new BlockIdsQuery(6, Hash, 1024);
        yield return new BlockIdsAnswer(6, [new BlockIds(block.Header, block.RequestIds), new BlockIds(header, [])]);
    }

    private static class CodecLimits
    {
        public const long MaxCounter = (1L << 53) - 1;
    }
}
