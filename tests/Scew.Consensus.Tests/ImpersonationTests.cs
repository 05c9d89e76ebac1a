using System.Collections.Immutable;
using Scew.Consensus.Tests.Harness;
using Scew.Protocol;
using Scew.Protocol.Messages;
using Scew.Protocol.Ordering;
using Scew.Protocol.Receipts;
using Scew.Protocol.Trees;

namespace Scew.Consensus.Tests;

/// <summary>
/// A13 and A14: every type of message that carries a signature, with that signature left out, zeroed, made with another member's key, or made for another epoch or
/// group, changes nothing; the same message with its true signatures does. Types without signatures say who sent them by their link alone.
/// </summary>
public class ImpersonationTests
{
    private delegate byte[] Forger(int signer, Func<Digest, long, byte[]> bytes, Group group);

    private static readonly Dictionary<string, Forger> Forgers = new()
    {
        ["unsigned"] = (_, _, _) => [],
        ["zero-signed"] = (_, _, _) => new byte[Vote.SignatureBytes],
        ["wrong key"] = (signer, bytes, group) => StandInKeys.Sign((signer + 1) % group.Size, bytes(group.Genesis, group.Epoch)),
        ["other epoch"] = (signer, bytes, group) => StandInKeys.Sign(signer, bytes(group.Genesis, group.Epoch + 1)),
        ["other group"] = (signer, bytes, group) => StandInKeys.Sign(signer, bytes(Digest.Of("other"u8), group.Epoch)),
    };

    private static readonly Type[] ByLinkAlone =
    [
        typeof(Hello), typeof(Status), typeof(BlockQuery), typeof(RequestQuery), typeof(RequestAnswer), typeof(Offer), typeof(OfferAnswer), typeof(ChainQuery), typeof(RejoinQuery),
        typeof(AnchorQuery), typeof(TrieQuery), typeof(TrieAnswer), typeof(RegistersQuery), typeof(RegistersAnswer), typeof(BlockIdsQuery), typeof(BlockIdsAnswer), typeof(EraNews),
    ];

    /// <summary>What a forged message must leave as it was.</summary>
    private static object Fingerprint(Bench bench)
    {
        var replica = bench.Replica;
        return (replica.View, replica.Lease, replica.Floor, replica.Final, replica.ExecutedHeight, replica.CertifiedHeight, replica.Kept, replica.PooledRequests, replica.HaltReason);
    }

    private static Bench Follower() => new Bench(self: new Bench().Group.Leader(4)).Started();

    private sealed record Case(Bench Bench, Func<Forger?, PeerMessage[]> Messages);

    private static IEnumerable<(Type Type, Func<Case> Make)> Cases()
    {
        yield return (typeof(VoteMessage), () => Of(Follower(), (bench, forger) => [.. bench.Others.Select(other => new VoteMessage(Forged(bench.Vote(other, Statement.Nullify(1)), forger, bench)))]));
        yield return (typeof(VoteMessage), () => Of(Follower(), (bench, forger) =>
            [.. bench.Others.Select(other => new VoteMessage(Forged(bench.Vote(other, Notarize(bench.Block(1, null))), forger, bench)))]));
        yield return (typeof(CertificateMessage), () => Of(Follower(), (bench, forger) => [new CertificateMessage(Forged(bench.Nullification(1), forger, bench))]));
        yield return (typeof(CertificateMessage), () => Of(Follower(), (bench, forger) => [new CertificateMessage(Forged(bench.Notarization(bench.Block(1, null)), forger, bench))]));
        yield return (typeof(Proposal), () => Of(Follower(), (bench, forger) =>
        {
            var proposal = bench.Propose(bench.Block(1, null));
            return [proposal with { LeaderVote = Forged(proposal.LeaderVote, forger, bench) }];
        }));
        yield return (typeof(AttestationMessage), () => Of(Follower(), (bench, forger) =>
            [.. bench.Others.Select(other => new AttestationMessage(Forged(StandInKeys.Attest(bench.Group, other, bench.State(bench.Block(1, null))), forger, bench)))]));
        yield return (typeof(EvidenceMessage), () => Of(Follower(), (bench, forger) =>
        {
            var (first, second) = (bench.Vote(bench.Others[0], Statement.Nullify(1)), bench.Vote(bench.Others[0], Statement.Finalize(1, 1, Digest.Of("b"u8))));
            return [new EvidenceMessage(new ConflictingVotes(first, Forged(second, forger, bench)))];
        }));
        yield return (typeof(EvidenceMessage), () => Of(Follower(), (bench, forger) =>
        {
            var state = bench.State(bench.Block(1, null));
            var (first, second) = (StandInKeys.Attest(bench.Group, bench.Others[0], state), StandInKeys.Attest(bench.Group, bench.Others[0], state with { StateRoot = default }));
            return [new EvidenceMessage(new ConflictingAttestations(Forged(first, forger, bench), second))];
        }));
        yield return (typeof(ChainAnswer), () => Of(Follower(), (bench, forger) =>
        {
            var block = bench.Block(1, null);
            return [new ChainAnswer([block], Forged(bench.Finalization(block), forger, bench), [])];
        }));
        yield return (typeof(BlockAnswer), AskedForABlock);
        yield return (typeof(RejoinAnswer), InDoubt);
    }

    private static Statement Notarize(Block block) => Statement.Notarize(block.Header.View, block.Header.Height, block.Hash);

    private static Case Of(Bench bench, Func<Bench, Forger?, PeerMessage[]> messages) => new(bench, forger => messages(bench, forger));

    // The block is asked for by the hash of its certificate; forged signatures inside give it another hash.
    private static Case AskedForABlock()
    {
        var bench = Follower();
        var block = bench.Block(2, null);
        bench.Receive(bench.Others[0], new CertificateMessage(bench.Notarization(block)));
        var header = block.Header;
        return Of(bench, (_, forger) =>
        [
            new BlockAnswer(
                Block.Create(
                    bench.Group.Genesis, header.Epoch, header.Height, header.View, header.Parent, header.TimeMs, block.RequestIds,
                    new Justification(null, [Forged(block.Justification.Nullifications[0], forger, bench)])),
                []),
        ]);
    }

    // Whose answer it is, the link says; the votes and certificates inside stand on their own signatures.
    private static Case InDoubt()
    {
        var group = new Bench().Group;
        var bench = new Bench(self: group.Leader(4), recovered: RecoveredState.Empty(group) with { Floor = 0, Doubt = "recover" });
        bench.Replica.Start(bench.Now);
        var nonce = default(Digest);
        foreach (var peer in bench.Others)
        {
            foreach (var effect in bench.Replica.Step(new PeerConnected(peer, Digest.Of([(byte)peer])), bench.Now))
            {
                nonce = effect is Send { Message: RejoinQuery query } ? query.Nonce : nonce;
            }
        }
        var block = bench.Block(1, null);
        var vote = bench.Vote(bench.Others[0], Statement.Finalize(1, 1, block.Hash));
        return Of(bench, (_, forger) => [new RejoinAnswer(nonce, 2, new BlockRef(0, 0, default), [new RejoinVote(vote, Forged(bench.Notarization(block), forger, bench))])]);
    }

    private static Vote Forged(Vote vote, Forger? forger, Bench bench) =>
        forger is null ? vote : vote with { Signature = forger(vote.Signer, vote.Statement.SigningBytes, bench.Group) };

    private static Attestation Forged(Attestation attestation, Forger? forger, Bench bench) => forger is null
        ? attestation
        : attestation with { Signature = forger(attestation.Signer, (genesis, epoch) => (attestation.State with { Epoch = epoch }).SigningBytes(genesis), bench.Group) };

    /// <summary>One forged signature is enough to spoil a certificate.</summary>
    private static Certificate Forged(Certificate certificate, Forger? forger, Bench bench)
    {
        if (forger is null)
        {
            return certificate;
        }
        var first = certificate.Signatures[^1];
        return certificate with { Signatures = certificate.Signatures.SetItem(certificate.Signatures.Length - 1, first with { Signature = forger(first.Signer, certificate.Statement.SigningBytes, bench.Group) }) };
    }

    [Fact, Trait("row", "A13"), Trait("row", "A14")]
    public void Forged_messages_of_every_type_change_nothing_and_true_ones_do()
    {
        foreach (var (type, make) in Cases())
        {
            foreach (var (name, forger) in Forgers)
            {
                var (bench, messages) = make();
                var before = Fingerprint(bench);
                foreach (var message in messages(forger))
                {
                    Assert.Equal(type, message.GetType());
                    bench.Receive(bench.Others[0], message);
                    Assert.True(bench.Raw.IsEmpty, $"{type.Name}, {name}: {bench.Raw.FirstOrDefault()}");
                    Assert.Equal(before, Fingerprint(bench));
                }
            }
            var (fresh, genuine) = make();
            var unchanged = Fingerprint(fresh);
            var effects = 0;
            foreach (var message in genuine(null))
            {
                fresh.Receive(fresh.Others[0], message);
                effects += fresh.Raw.Length;
            }
            Assert.True(effects > 0 || !unchanged.Equals(Fingerprint(fresh)), $"a true {type.Name} does nothing, so this test shows nothing");
        }
    }

    // An anchor is not the replica's: who fetches a state asks the anchor itself.
    [Fact, Trait("row", "A13"), Trait("row", "A14")]
    public void A_forged_anchor_proves_nothing()
    {
        var bench = Follower();
        var block = bench.Block(1, null);
        var history = HistoryTree.Empty.Append(BlockHeader.GenesisBlockHash(bench.Group.Genesis)).Append(block.Hash);
        var trie = StateTrie.Empty.Root;
        var state = bench.State(block) with { StateRoot = StateRoot.Of(trie, history.Root) };
        StateAnchor Anchor(Forger? forger) => new(
            CertifiedState.From(bench.Others.Select((member, i) => Forged(StandInKeys.Attest(bench.Group, member, state), i == 1 ? forger : null, bench))),
            block.Header, trie, history.Frontier, null);
        Assert.Equal(AnchorFault.None, Anchor(null).Check(bench.Group, bench.Keys));
        Assert.All(Forgers.Values, forger => Assert.Equal(AnchorFault.Certificate, Anchor(forger).Check(bench.Group, bench.Keys)));
    }

    [Fact, Trait("row", "A13")]
    public void Every_type_of_message_is_covered()
    {
        var types = typeof(PeerMessage).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(PeerMessage)) && !type.IsAbstract).ToList();
        var signed = Cases().Select(known => known.Type).Append(typeof(AnchorAnswer)).ToHashSet();
        foreach (var type in types)
        {
            Assert.Equal(CarriesSignatures(type, []), signed.Contains(type));
            Assert.True(signed.Contains(type) != ByLinkAlone.Contains(type), $"{type.Name} stands in neither list or in both");
        }
    }

    private static bool CarriesSignatures(Type type, HashSet<Type> seen)
    {
        if (type == typeof(Vote) || type == typeof(Attestation) || type == typeof(Certificate) || type == typeof(MemberSignature) || type == typeof(Evidence))
        {
            return true;
        }
        if (type.IsGenericType)
        {
            return type.GenericTypeArguments.Any(argument => CarriesSignatures(argument, seen));
        }
        return type.Assembly == typeof(PeerMessage).Assembly && seen.Add(type) && type.GetProperties().Any(property => CarriesSignatures(property.PropertyType, seen));
    }
}
